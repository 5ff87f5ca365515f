import pulumi
from pulumi_snapshots import zstack

config = pulumi.Config()
app_version = config.require("appVersion")

vm = zstack.get_vm_instance(name=config.require("vmName"))

snapshot = zstack.VolumeSnapshot(
    "before-upgrade",
    volume_uuid=vm.root_volume_uuid,
    description=f"before the upgrade to version {app_version}",
    user_tags=["before-upgrade"],
    # A new version takes a new snapshot; the old one is deleted once the new one exists.
    triggers=[app_version],
    opts=pulumi.ResourceOptions(custom_timeouts=pulumi.CustomTimeouts(create="1h")),
)

pulumi.export("uuid", snapshot.uuid)
pulumi.export("takenAt", snapshot.create_date)
pulumi.export("bytes", snapshot.size)
