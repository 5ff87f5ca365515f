module example-go-volume-snapshot

go 1.25

require (
	github.com/pulumi-snapshots/pulumi-snapshots/sdk/go/snapshots v0.1.0
	github.com/pulumi/pulumi/sdk/v3 v3.259.0
)

// Until the SDK is published: made by `pulumi package add` or `pulumi package gen-sdk`.
replace github.com/pulumi-snapshots/pulumi-snapshots/sdk/go/snapshots => ./sdks/snapshots
