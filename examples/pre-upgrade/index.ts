import * as pulumi from "@pulumi/pulumi";
import { zstack } from "pulumi-snapshots";

const config = new pulumi.Config();
const vmName = config.require("vmName");
const appVersion = config.require("appVersion");

// Stands in for what really changes the machine: a new image, a migration, a script run over SSH.
class Upgrade extends pulumi.ComponentResource {
  readonly version: pulumi.Output<string>;

  constructor(name: string, args: { version: string }, opts?: pulumi.ComponentResourceOptions) {
    super("example:index:Upgrade", name, {}, opts);
    this.version = pulumi.output(args.version);
    this.registerOutputs({ version: this.version });
  }
}

// Every volume of the machine, at one moment. A new version takes a new group, and the old one goes when that is there.
const before = new zstack.VolumeSnapshotGroup("before-upgrade", {
  vmInstanceUuid: zstack.getVmInstanceOutput({ name: vmName }).uuid,
  description: `before the upgrade to version ${appVersion}`,
  triggers: [appVersion],
});

// Begins only when the group is verified: with a member missing, not ready or empty, the run ends here.
const upgrade = new Upgrade(vmName, { version: appVersion }, { dependsOn: [before] });

export const installedVersion = upgrade.version;
export const restorePoint = before.uuid;
export const verifiedAt = before.verifiedAt;
/**
 * The way back, in this order: stop the machine, send the request, start the machine. Look at `success` of each result: of a
 * running machine the server answers 200, and no volume went back. Going back is an action and no state, so that it is
 * nothing to declare; the group is kept, and this program finds everything as it was.
 */
export const wayBack = {
  vmInstanceUuid: before.vmInstanceUuid,
  method: "PUT",
  path: pulumi.interpolate`/v1/volume-snapshots/group/${before.uuid}/actions`,
  body: { revertVmFromSnapshotGroup: {} },
};
