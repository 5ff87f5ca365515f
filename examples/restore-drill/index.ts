import * as pulumi from "@pulumi/pulumi";
import { zstack } from "pulumi-snapshots";

const config = new pulumi.Config();

const snapshot = new zstack.VolumeSnapshot("nightly", { volumeUuid: config.require("volumeUuid") });

// A new volume is made from the snapshot, verified, and deleted again.
const drill = new zstack.RestoreDrill("monthly", {
  volumeSnapshotUuid: snapshot.uuid,
  triggers: [config.require("month")],
});

export const restorableAt = drill.restorableAt;
export const seconds = drill.duration;
export const bytes = drill.size;
