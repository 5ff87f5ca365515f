// Made by `npm run generate`. Do not edit: change the definition in provider/ and run it again.

import type * as pulumi from "@pulumi/pulumi";

/** What a delete does. `delete`: delete the object; `retain`: keep it on the platform. */
export type DeletionPolicy = "delete" | "retain";

/**
 * What to do if an earlier run was interrupted and nothing tells how it ended, or if only a part went back. `fail`:
 * stop and ask; `rerun`: restore again, which overwrites what was written since.
 */
export type OnUnknown = "fail" | "rerun";

/** What the restore drill of a restore point has shown. */
export interface PointDrill {
  /** When the last drill had verified the new volume, ISO 8601. */
  readonly restorableAt: string;
  /** Seconds from the beginning of the last drill until the new volume was verified. */
  readonly duration: number;
  /** GiB of the new volume. */
  readonly size?: number;
}

/** Problems by check, without the checks that are skipped. */
export interface Problems {
  /** Its status is not the one of a usable restore point. */
  readonly status?: string;
  /** It holds nothing. */
  readonly size?: string;
  /** A volume has no restore point. */
  readonly members?: string;
  /** A backup storage lacks a Ready copy. */
  readonly copies?: string;
}

/** Checks of a verification; `false` accepts a restore point that does not pass. Default of each: true. */
export interface RestoredVolumeVerify {
  /** The volume is available. */
  readonly status?: pulumi.Input<boolean>;
  /** It has at least the size that is declared; checked once, after the creation. */
  readonly size?: pulumi.Input<boolean>;
}

/** What happens to the restore points of a series that is deleted or replaced. */
export type SeriesDeletionPolicy = "delete" | "retain";

/** Checks of a verification; `false` accepts a restore point that does not pass. Default of each: true. */
export interface VolumeBackupVerify {
  /** The backup is available. */
  readonly status?: pulumi.Input<boolean>;
  /** It has a size above 0; checked once, after the creation. */
  readonly size?: pulumi.Input<boolean>;
}

/** One restore point of a series. */
export interface VolumeSnapshotSeriesPoint {
  /** Id on the platform. */
  readonly id: string;
  /** Declared name: that of the series and a number, e.g. `nightly-7`. */
  readonly name: string;
  /** GiB of the volume when the snapshot was taken. */
  readonly size: number;
  /** When the snapshot was created, ISO 8601 in UTC. */
  readonly createdAt: string;
  /** Its `triggers`, as JSON unless they are a string, at most 120 characters; absent if they contain a secret. */
  readonly triggerText?: string;
  /** 16 hexadecimal digits that identify those triggers; absent if they contain a secret. */
  readonly triggerDigest?: string;
  /** When verification succeeded, ISO 8601; absent until then. */
  readonly verifiedAt?: string;
  /** Problems that a refresh or an update found, by check; absent if there are none. */
  readonly problems?: Problems;
  /** What its restore drill has shown; absent if there was none, or if it failed. */
  readonly drill?: PointDrill;
  /** Why its restore drill failed. Until it has succeeded, the restore point does not count for `keepLast`. */
  readonly drillProblem?: string;
  /**
   * Why it still exists although it is no longer to be kept; its deletion is retried when the next point is created.
   */
  readonly pendingDeletionReason?: string;
}

/** Checks of a verification; `false` accepts a restore point that does not pass. Default of each: true. */
export interface VolumeSnapshotVerify {
  /** The snapshot is available. */
  readonly status?: pulumi.Input<boolean>;
  /** It has a size above 0; checked once, after the creation. */
  readonly size?: pulumi.Input<boolean>;
}
