import * as pulumi from "@pulumi/pulumi";
import { cinder } from "pulumi-snapshots";

const config = new pulumi.Config();
const appVersion = config.require("appVersion");

const disk = cinder.getVolumeOutput({ name: config.require("diskName") });

const snapshot = new cinder.VolumeSnapshot("before-upgrade", {
  volumeId: disk.id,
  description: `before the upgrade to version ${appVersion}`,
  metadata: { appVersion },
  // The disk may be in use: what the machine has not written yet is not in the snapshot.
  force: true,
  triggers: [appVersion],
});

export const snapshotId = snapshot.id;
export const takenAt = snapshot.createdAt;
export const gibibytes = snapshot.size;
