import * as pulumi from "@pulumi/pulumi";
import { zstack } from "pulumi-snapshots";

const config = new pulumi.Config();
const vmName = config.require("vmName");
const appVersion = config.require("appVersion");

// Replace this by what really changes the machine: a new image, a migration, a script run over SSH.
class Upgrade extends pulumi.ComponentResource {
  readonly version: pulumi.Output<string>;

  constructor(name: string, args: { version: string }, opts?: pulumi.ComponentResourceOptions) {
    super("example:index:Upgrade", name, {}, opts);
    this.version = pulumi.output(args.version);
    this.registerOutputs({ version: this.version });
  }
}

// Every volume of the machine, at one moment. A new version takes a new group; the old one is deleted once it exists.
const before = new zstack.VolumeSnapshotGroup("before-upgrade", {
  vmInstanceUuid: zstack.getVmInstanceOutput({ name: vmName }).uuid,
  description: `before the upgrade to version ${appVersion}`,
  triggers: [appVersion],
});

// Begins only when the group is verified: if a member is missing, not ready or empty, the run ends here.
const upgrade = new Upgrade(vmName, { version: appVersion }, { dependsOn: [before] });

export const installedVersion = upgrade.version;
export const restorePoint = before.uuid;
export const verifiedAt = before.verifiedAt;

// Restores, once for each text: `pulumi config set goBack "version 2 does not start"`, then `pulumi up`. Leave appVersion as it
// is until then: another version takes another group. The restore happens in place, and a safety group is taken first.
const goBack = config.get("goBack");
const restored =
  goBack === undefined
    ? undefined
    : new zstack.VmRevert("go-back", {
        vmInstanceUuid: before.vmInstanceUuid,
        volumeSnapshotGroupUuid: before.uuid,
        whenRunning: "stopAndStart",
        triggers: [goBack],
      });

export const restoredAt = restored?.revertedAt ?? "never";
export const overwritten = restored?.safetySnapshotUuid ?? "nothing";
