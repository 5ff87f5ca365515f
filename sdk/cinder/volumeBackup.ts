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
  /** id of an existing backup that is to be taken over; only with `adopt: true`. */
  readonly backupId?: pulumi.Input<string>;
}

/**
 * A backup of one volume of OpenStack Cinder, or of one of its snapshots, made exactly once and deleted only on purpose.
 * Its id is the backup's id. Needs block storage API 3.43 (OpenStack Pike) or newer.
 *
 * Waits until the backup is available and says how far it is. The limit is `customTimeouts`, or else 3 hours; a creation
 * that takes longer is kept in state and the next `pulumi up` goes on waiting. One that fails is kept as well, and the
 * next `pulumi up` makes another.
 *
 * A backup on which incremental ones rely is not deleted while the program declares one of them, or somebody else
 * does: the error names them. Where they are on their way out too, it goes when the last of them has gone.
 *
 * API: `POST /v3/{project_id}/backups` and `/v3/{project_id}/backups/{backup_id}`.
 *
 * Errors name the input or setting and the remedy; inputs are checked before anything is sent. A create fails where the
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
  /** id of the snapshot that was backed up, where one was given. */
  declare readonly snapshotId: pulumi.Output<string | undefined>;
  /** Whether the backup holds only what changed. */
  declare readonly incremental: pulumi.Output<boolean | undefined>;
  /** The container that was asked for, where one was. */
  declare readonly container: pulumi.Output<string | undefined>;
  /** The availability zone that was asked for, where one was. */
  declare readonly availabilityZone: pulumi.Output<string | undefined>;
  /** Name on the platform. */
  declare readonly name: pulumi.Output<string>;
  /** Description, where one was given. */
  declare readonly description: pulumi.Output<string | undefined>;
  /** Declared metadata; what else is on the backup is not shown. */
  declare readonly metadata: pulumi.Output<Record<string, string> | undefined>;
  /** Whether an attached volume may be backed up. */
  declare readonly force: pulumi.Output<boolean | undefined>;
  /** The value that this backup was made for. */
  declare readonly triggers: pulumi.Output<unknown>;
  /** What a delete does. */
  declare readonly deletionPolicy: pulumi.Output<CinderDeletionPolicy | undefined>;
  /** Whether an existing backup may be taken over. */
  declare readonly adopt: pulumi.Output<boolean | undefined>;
  /** The backup that was named to be taken over, where one was. */
  declare readonly backupId: pulumi.Output<string | undefined>;
  /** GiB of the volume. */
  declare readonly size: pulumi.Output<number>;
  /** When the backup was made, ISO 8601 in UTC. */
  declare readonly createdAt: pulumi.Output<string>;
  /** The moment whose data it holds, ISO 8601 in UTC: that of the snapshot, where one was backed up. */
  declare readonly dataTimestamp: pulumi.Output<string | undefined>;
  /** Checks that are relaxed, where some were given. */
  declare readonly verify: pulumi.Output<pulumi.Unwrap<CinderVerify> | undefined>;
  /** When it was found to be what was asked for, ISO 8601. */
  declare readonly verifiedAt: pulumi.Output<string | undefined>;
  /** What a refresh or an update found wrong; not there where nothing is. */
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
