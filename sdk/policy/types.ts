import { tokenOfType } from "../../provider/core/contract/resourceType";

/** Resources that keep restore points, by what a program calls them; a series keeps several. */
const series = ["zstack.VolumeSnapshotSeries", "zstack.VmBackupSeries", "cinder.VolumeSnapshotSeries"];

const single = [
  "zstack.VolumeSnapshot",
  "zstack.VolumeSnapshotGroup",
  "zstack.VolumeBackup",
  "zstack.VmBackup",
  "cinder.VolumeSnapshot",
  "cinder.VolumeBackup",
];

export type PointKind = "single" | "series";

/** What a type of the engine keeps, through either door; undefined if it keeps no restore points. */
export function pointKind(type: string): PointKind | undefined {
  const token = tokenOfType(type) ?? "";
  if (series.includes(token)) return "series";
  return single.includes(token) ? "single" : undefined;
}

/** Inputs that name what a restore point is of. */
export const sourceInputs = ["volumeUuid", "rootVolumeUuid", "vmInstanceUuid", "volumeId", "snapshotId"];
