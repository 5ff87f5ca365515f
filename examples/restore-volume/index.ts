import * as pulumi from "@pulumi/pulumi";
import { zstack } from "pulumi-snapshots";

const config = new pulumi.Config();

// Of an earlier day: give its uuid as volumeSnapshotUuid, and leave this out.
const snapshot = new zstack.VolumeSnapshot("source", { volumeUuid: config.require("volumeUuid") });

// Nothing is overwritten: the copy is a disk of its own.
const copy = new zstack.RestoredVolume("copy", {
  volumeSnapshotUuid: snapshot.uuid,
  attachTo: zstack.getVmInstanceOutput({ name: config.require("inspectorName") }).uuid,
  userTags: ["to-look-at"],
});

export const uuid = copy.uuid;
export const attachedTo = copy.attachedVmUuid;
export const verifiedAt = copy.verifiedAt;
