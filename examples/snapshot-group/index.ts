import * as pulumi from "@pulumi/pulumi";
import { zstack } from "pulumi-snapshots";

const config = new pulumi.Config();
const appVersion = config.require("appVersion");

const group = new zstack.VolumeSnapshotGroup("before-upgrade", {
  vmInstanceUuid: zstack.getVmInstanceOutput({ name: config.require("vmName") }).uuid,
  description: `before the upgrade to version ${appVersion}`,
  // A new version takes a new group; the old one is deleted once the new one exists.
  triggers: [appVersion],
});

export const uuid = group.uuid;
export const volumes = group.members.apply((members) => members.map((member) => member.volumeName));
/** False if a member was deleted outside Pulumi. */
export const complete = group.complete;
