// How long jobs take, by what they do.

import type { Work } from "./work";

/** What `--job-duration` can name, with the APIs that belong to it; the first that fits counts. */
const kinds = {
  revert: /^Revert/,
  delete:
    /^(Delete(Volume|Vm)(Snapshot|SnapshotGroup|Backup)|BatchDeleteVolumeSnapshot|UngroupVolumeSnapshotGroup|UndoSnapshotCreation)$/,
  group: /^CreateVolumeSnapshotGroup$/,
  snapshot: /^(Create|Shrink)VolumeSnapshot$/,
  backup: /^Create(Volume|Vm)Backup$/,
  copy: /FromImageStoreBackupStorage$/,
  sync: /^Sync(Volume|Vm)Backup$/,
  restore: /^Create.+From(Volume|Vm)(Snapshot|SnapshotGroup|Backup)$/,
  tag: /(UserTag|SystemTag|Tag|TagToResources|TagFromResources)$/,
  update: /^(UpdateVolumeSnapshot|UpdateVolumeSnapshotGroup|GetVolumeSnapshotSize)$/,
  other: /./,
} as const;

export type JobKind = keyof typeof kinds;

export const jobKinds = Object.keys(kinds) as JobKind[];

/** Milliseconds by kind; `all` for those that are not named and do more than change rows. */
export type JobDurations = Readonly<Partial<Record<JobKind | "all", number>>>;

export function kindOf(api: string): JobKind {
  return jobKinds.find((kind) => kinds[kind].test(api)) ?? "other";
}

export function durationOf(durations: JobDurations, api: string, work: Pick<Work, "instant">): number {
  return durations[kindOf(api)] ?? (work.instant === true ? 0 : (durations.all ?? usual));
}

const usual = 50;
