package main

import (
	"fmt"

	"github.com/pulumi-snapshots/pulumi-snapshots/sdk/go/snapshots/zstack"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi/config"
)

func main() {
	pulumi.Run(func(ctx *pulumi.Context) error {
		settings := config.New(ctx, "")
		vmName := settings.Require("vmName")
		appVersion := settings.Require("appVersion")

		vm, err := zstack.GetVmInstance(ctx, &zstack.GetVmInstanceArgs{Name: &vmName})
		if err != nil {
			return err
		}

		snapshot, err := zstack.NewVolumeSnapshot(ctx, "before-upgrade", &zstack.VolumeSnapshotArgs{
			VolumeUuid:  pulumi.String(*vm.RootVolumeUuid),
			Description: pulumi.String(fmt.Sprintf("before the upgrade to version %s", appVersion)),
			UserTags:    pulumi.StringArray{pulumi.String("before-upgrade")},
			// A new version takes a new snapshot; the old one is deleted once the new one exists.
			Triggers: pulumi.Any([]string{appVersion}),
		}, pulumi.Timeouts(&pulumi.CustomTimeouts{Create: "1h"}))
		if err != nil {
			return err
		}

		ctx.Export("uuid", snapshot.Uuid)
		ctx.Export("takenAt", snapshot.CreateDate)
		ctx.Export("bytes", snapshot.Size)
		return nil
	})
}
