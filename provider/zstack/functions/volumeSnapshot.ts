// Finds volume snapshots.
// @API GET /v1/volume-snapshots

import { z } from "zod";
import { type SnapshotInventory, snapshotSchema, snapshotsPath } from "../models/volumeSnapshot";
import {
  bytes,
  createDate,
  defineRowFunction,
  enabled,
  identity,
  state,
  status,
  text,
  uuidText,
  volumeTypes,
} from "./define";
import { filtersOf, rowFilters } from "./filters";

const { uuid, uuidAsked, word } = filtersOf<SnapshotInventory>();

export const VolumeSnapshot = defineRowFunction({
  token: "zstack:getVolumeSnapshot",
  noun: "volume snapshot",
  description: "Objects of other accounts are not visible, even on a volume of the own account.",
  path: snapshotsPath,
  schema: snapshotSchema,
  isGone: (row) => row.status === "Deleted",
  filters: {
    ...rowFilters<SnapshotInventory>(),
    volumeUuid: uuid("Snapshots of this volume.", "volumeUuid"),
    vmInstanceUuid: uuidAsked("Snapshots of the volumes that this VM has now.", "volume.vmInstanceUuid"),
    groupUuid: uuid("Members of this volume snapshot group.", "groupUuid"),
    volumeType: word("Type of the volume.", "volumeType", volumeTypes),
    state: word("Whether it may be used.", "state", enabled),
    status: word("`Ready` leaves out what is still being created.", "status", ["Creating", "Ready", "Deleting"]),
  },
  result: z.object({
    ...identity,
    volumeUuid: text("uuid of the volume; absent once the volume is deleted."),
    volumeType: text("`Root`, `Data` or `Memory`."),
    treeUuid: uuidText("the snapshot tree"),
    parentUuid: uuidText("the snapshot that this one is based on"),
    groupUuid: uuidText("the volume snapshot group that it belongs to"),
    primaryStorageUuid: uuidText("the primary storage that holds it"),
    format: text("Format of its data, e.g. `qcow2`."),
    latest: z.boolean().optional().describe("Whether the volume's current data are based on it."),
    size: bytes("Bytes that it takes on its storage; 0 on storages that record none."),
    state,
    status: status("`Creating`, `Ready`, `Deleting`"),
    createDate,
  }),
  toResult: (row) => row,
  examples: {
    one: `const last = await zstack.getVolumeSnapshot({ volumeUuid, status: "Ready", mostRecent: true });
export const found = last.createDate;`,
    oneOutput: `const last = zstack.getVolumeSnapshotOutput({ volumeUuid: disk.uuid, status: "Ready", mostRecent: true });`,
    all: `const nightly = await zstack.getVolumeSnapshots({ volumeUuid, namePattern: "nightly-%" });`,
    allOutput: `const nightly = zstack.getVolumeSnapshotsOutput({ volumeUuid: disk.uuid });`,
  },
});
