// Finds volume snapshots.
// @API GET /v3/{project_id}/snapshots/detail
// @API GET /v3/{project_id}/snapshots/{snapshot_id}

import { z } from "zod";
import { usersMetadata } from "../models/metadata";
import { type SnapshotRow, snapshotRow } from "../models/rows";
import { common, commonOf, defineRowFunction, metadata, size, text, times } from "./define";
import { idFilter, rowFilters } from "./filters";

/** Below this microversion the filter is ignored, and everything is listed. */
const metadataFilter = "3.22";

export const VolumeSnapshot = defineRowFunction({
  token: "cinder:getVolumeSnapshot",
  noun: "volume snapshot",
  description: "",
  path: "/snapshots",
  schema: snapshotRow,
  async version(api, given) {
    const metadata = given("metadata");
    if (metadata === undefined || !(await api.supports(metadataFilter))) return { at: "3.0" };
    return { at: metadataFilter, parameters: { metadata: JSON.stringify(metadata) } };
  },
  filters: {
    ...rowFilters<SnapshotRow>(),
    volumeId: idFilter("Snapshots of this volume.", (row: SnapshotRow) => [row.volume_id], "volume_id"),
  },
  result: z.object({
    ...common,
    volumeId: z.string().describe("id of the volume."),
    progress: text("Progress of its creation, e.g. `100%`."),
    size,
    metadata: metadata.describe("Metadata, without the keys of this package."),
    ...times,
  }),
  toResult: (row) => ({
    ...row,
    ...commonOf(row),
    volumeId: row.volume_id,
    progress: row["os-extended-snapshot-attributes:progress"],
    metadata: usersMetadata(row.metadata),
  }),
  examples: {
    one: `const last = await cinder.getVolumeSnapshot({ volumeId, status: "available", mostRecent: true });
export const taken = last.createdAt;`,
    oneOutput: `const last = cinder.getVolumeSnapshotOutput({ volumeId: disk.id, status: "available", mostRecent: true });`,
    all: `const nightly = await cinder.getVolumeSnapshots({ volumeId, namePattern: "nightly-%" });`,
    allOutput: `const all = cinder.getVolumeSnapshotsOutput({ volumeId: disk.id });`,
  },
});
