import type * as pulumi from "@pulumi/pulumi";
import { named, RestorePoint } from "../resource";
import type { Problems } from "../zstack/verify";
import type { CinderDeletionPolicy, CinderRestorePointArgs, CinderVerify } from "./restorePoint";

/** Inputs of {@link VolumeBackup}. */
export interface VolumeBackupArgs extends CinderRestorePointArgs {
  /** id of a snapshot of the volume to back up in place of the volume as it is. A change makes a new backup. */
  readonly snapshotId?: pulumi.Input<string>;
  /** Store only what changed since the newest backup of the volume, which must exist. Default false: a full backup. */
  readonly incremental?: pulumi.Input<boolean>;
  /** Where the backup service puts it. Default: the service's choice. A change makes a new backup. */
  readonly container?: pulumi.Input<string>;
  /** Availability zone of the backup service; needs microversion 3.51. A change makes a new backup. */
  readonly availabilityZone?: pulumi.Input<string>;
  /** id of an existing backup to adopt; requires `adopt: true`. */
  readonly backupId?: pulumi.Input<string>;
}

/**
 * A backup of one volume of OpenStack Cinder, or of one of its snapshots, created exactly once and never deleted together with foreign objects.
 * Its id is the backup's id. Needs block storage API 3.43 (OpenStack Pike) or newer.
 *
 * Waits until the backup is available and says how far it is. The limit is `customTimeouts`, or else 3 hours; a creation
 * that takes longer is kept in state and the next `pulumi up` continues to wait. One that fails is kept as well, and the
 * next `pulumi up` creates another one.
 *
 * A backup on which incremental ones rely is not deleted while the program declares one of them, or somebody else
 * does: the error names them. Where they are on their way out too, it goes when the last of them has gone.
 *
 * API: `POST /v3/{project_id}/backups` and `/v3/{project_id}/backups/{backup_id}`.
 *
 * Errors name the input or setting and how to fix it; inputs are checked before anything is sent. A create fails if the
 * volume does not exist, is attached (without `force`), has no backup to build on (`incremental`), or a quota is used up.
 *
 * @example
 * ```ts
 * import { cinder } from "pulumi-snapshots";
 *
 * const full = new cinder.VolumeBackup("full", { volumeId });
 * const daily = new cinder.VolumeBackup("daily", { volumeId, incremental: true, triggers: [day] }, { dependsOn: full });
 * ```
 */
export class VolumeBackup extends RestorePoint {
  /** id of the volume. */
  declare readonly volumeId: pulumi.Output<string>;
  /** id of the snapshot that was backed up, if set. */
  declare readonly snapshotId: pulumi.Output<string | undefined>;
  /** Whether the backup holds only what changed. */
  declare readonly incremental: pulumi.Output<boolean | undefined>;
  /** The container that was requested, if set. */
  declare readonly container: pulumi.Output<string | undefined>;
  /** The availability zone that was requested, if set. */
  declare readonly availabilityZone: pulumi.Output<string | undefined>;
  /** Name on the platform. */
  declare readonly name: pulumi.Output<string>;
  /** Description, if set. */
  declare readonly description: pulumi.Output<string | undefined>;
  /** Declared metadata; other keys are not shown. */
  declare readonly metadata: pulumi.Output<Record<string, string> | undefined>;
  /** Whether an attached volume may be backed up. */
  declare readonly force: pulumi.Output<boolean | undefined>;
  /** The `triggers` for which this backup was created. */
  declare readonly triggers: pulumi.Output<unknown>;
  /** What a delete does. */
  declare readonly deletionPolicy: pulumi.Output<CinderDeletionPolicy | undefined>;
  /** Whether an existing backup may be adopted. */
  declare readonly adopt: pulumi.Output<boolean | undefined>;
  /** The backup that was adopted by id, if set. */
  declare readonly backupId: pulumi.Output<string | undefined>;
  /** GiB of the volume. */
  declare readonly size: pulumi.Output<number>;
  /** When the backup was created, ISO 8601 in UTC. */
  declare readonly createdAt: pulumi.Output<string>;
  /** The time of its data, ISO 8601 in UTC: that of the snapshot, if one was backed up. */
  declare readonly dataTimestamp: pulumi.Output<string | undefined>;
  /** Checks that verification skips, if set. */
  declare readonly verify: pulumi.Output<pulumi.Unwrap<CinderVerify> | undefined>;
  /** When verification succeeded, ISO 8601. */
  declare readonly verifiedAt: pulumi.Output<string | undefined>;
  /** Problems that a refresh or an update found, by check; absent if there are none. */
  declare readonly problems: pulumi.Output<Problems | undefined>;

  constructor(name: string, args: VolumeBackupArgs, options?: pulumi.CustomResourceOptions) {
    super(
      {
        type: "cinder:VolumeBackup",
        handler: "cinderVolumeBackup",
        importInput: "backupId",
        outputs: ["size", "createdAt", "dataTimestamp", "verifiedAt", "problems"],
      },
      name,
      named(name, args),
      options,
    );
  }
}
