// Made by `npm run generate`. Do not edit: change the definition in provider/ and run it again.

import type * as pulumi from "@pulumi/pulumi";
import { named, RestorePoint } from "../resource";
import type { DeletionPolicy, Problems, VolumeBackupVerify } from "./types";

/** Inputs of {@link VolumeBackup}. */
export interface VolumeBackupArgs {
  /** id of the volume. A change forces replacement. */
  readonly volumeId: pulumi.Input<string>;
  /** Name on the platform, 1 to 255 characters. Default: the resource's logical name. */
  readonly name?: pulumi.Input<string>;
  /** At most 255 characters. Removed from the program, it is reset to empty. */
  readonly description?: pulumi.Input<string>;
  /**
   * Keys and values of at most 255 characters. They are merged into what is there: keys that others wrote, and the
   * provider's own, remain; a key removed from the program is taken off.
   */
  readonly metadata?: pulumi.Input<Readonly<Record<string, pulumi.Input<string>>>>;
  /** Create it while the volume is attached and in use. Default false. */
  readonly force?: pulumi.Input<boolean>;
  /**
   * Any JSON value, e.g. a version or a commit: when it changes, a new backup is created before the old one is deleted.
   * A change forces replacement.
   */
  readonly triggers?: pulumi.Input<unknown>;
  /** What a delete does, as recorded by the last `pulumi up`. Default `delete`. */
  readonly deletionPolicy?: pulumi.Input<DeletionPolicy>;
  /** Checks that verification skips. Default: all checks run. */
  readonly verify?: pulumi.Input<VolumeBackupVerify>;
  /**
   * Adopt an existing backup instead of creating one: the one whose id is given, or the newest finished one of this
   * resource's identity. Default false.
   */
  readonly adopt?: pulumi.Input<boolean>;
  /** id of a snapshot of the volume to back up instead of the volume as it is. A change forces replacement. */
  readonly snapshotId?: pulumi.Input<string>;
  /**
   * Store only what changed since the newest backup of the volume, which must exist. Default false: a full backup. A
   * change forces replacement.
   */
  readonly incremental?: pulumi.Input<boolean>;
  /** Where the backup service puts it. Default: the service's choice. A change forces replacement. */
  readonly container?: pulumi.Input<string>;
  /** Availability zone of the backup service; needs microversion 3.51. A change forces replacement. */
  readonly availabilityZone?: pulumi.Input<string>;
  /** id of an existing backup to adopt; requires `adopt: true`. A change forces replacement. */
  readonly backupId?: pulumi.Input<string>;
}

/**
 * A backup of one volume of OpenStack Cinder, or of one of its snapshots, created exactly once and never deleted
 * together with foreign objects. Its id is the backup's id. Needs block storage API 3.43 (OpenStack Pike) or newer.
 *
 * Waits until the backup is available and says how far it is. The limit is `customTimeouts`, or else 3 hours; a
 * creation that takes longer is kept in state and the next `pulumi up` continues to wait. One that fails is kept as
 * well, and the next `pulumi up` creates another one.
 *
 * A backup on which incremental ones rely is not deleted while the program declares one of them, or they belong to
 * another owner: the error names them. If they are being deleted too, it is deleted after the last of them.
 *
 * Errors name the input or setting and how to fix it; inputs are checked before anything is sent. A create fails if the
 * volume does not exist, is attached (without `force`), has no backup to build on (`incremental`), or a quota is used
 * up.
 *
 * API: `POST /v3/{project_id}/backups` and `/v3/{project_id}/backups/{backup_id}`.
 *
 * @example
 * ```ts
 * import { cinder } from "pulumi-snapshots";
 *
 * const volumeBackup = new cinder.VolumeBackup("database-daily", {
 *   volumeId: "5aa119a8-d25b-45a7-8d1b-88e127885635",
 *   force: true,
 *   triggers: ["2026-11-21"],
 * });
 *
 * export const createdAt = volumeBackup.createdAt;
 * ```
 */
export class VolumeBackup extends RestorePoint {
  /** id of the volume. */
  declare readonly volumeId: pulumi.Output<string>;
  /** Name on the platform, 1 to 255 characters. */
  declare readonly name: pulumi.Output<string>;
  /** At most 255 characters. */
  declare readonly description: pulumi.Output<string | undefined>;
  /** Keys and values of at most 255 characters. */
  declare readonly metadata: pulumi.Output<Record<string, string> | undefined>;
  /** Create it while the volume is attached and in use. */
  declare readonly force: pulumi.Output<boolean | undefined>;
  /**
   * Any JSON value, e.g. a version or a commit: when it changes, a new backup is created before the old one is deleted.
   */
  declare readonly triggers: pulumi.Output<unknown>;
  /** What a delete does, as recorded by the last `pulumi up`. */
  declare readonly deletionPolicy: pulumi.Output<DeletionPolicy | undefined>;
  /** Checks that verification skips. */
  declare readonly verify: pulumi.Output<pulumi.Unwrap<VolumeBackupVerify> | undefined>;
  /**
   * Adopt an existing backup instead of creating one: the one whose id is given, or the newest finished one of this
   * resource's identity.
   */
  declare readonly adopt: pulumi.Output<boolean | undefined>;
  /** id of a snapshot of the volume to back up instead of the volume as it is. */
  declare readonly snapshotId: pulumi.Output<string | undefined>;
  /** Store only what changed since the newest backup of the volume, which must exist. */
  declare readonly incremental: pulumi.Output<boolean | undefined>;
  /** Where the backup service puts it. */
  declare readonly container: pulumi.Output<string | undefined>;
  /** Availability zone of the backup service; needs microversion 3.51. */
  declare readonly availabilityZone: pulumi.Output<string | undefined>;
  /** id of an existing backup to adopt; requires `adopt: true`. */
  declare readonly backupId: pulumi.Output<string | undefined>;
  /** GiB of the volume. */
  declare readonly size: pulumi.Output<number>;
  /** When the backup was created, ISO 8601 in UTC. */
  declare readonly createdAt: pulumi.Output<string>;
  /** The time of its data, ISO 8601 in UTC: that of the snapshot, if one was backed up. */
  declare readonly dataTimestamp: pulumi.Output<string | undefined>;
  /** When verification succeeded, ISO 8601; absent until then. */
  declare readonly verifiedAt: pulumi.Output<string | undefined>;
  /** Problems that a refresh or an update found, by check; absent if there are none. */
  declare readonly problems: pulumi.Output<Problems | undefined>;

  constructor(name: string, args: VolumeBackupArgs, options?: pulumi.CustomResourceOptions) {
    super(
      {
        type: "cinder:VolumeBackup",
        handler: "cinderVolumeBackup",
        importInput: "backupId",
        properties: [
          "volumeId",
          "name",
          "description",
          "metadata",
          "force",
          "triggers",
          "deletionPolicy",
          "verify",
          "adopt",
          "snapshotId",
          "incremental",
          "container",
          "availabilityZone",
          "backupId",
          "size",
          "createdAt",
          "dataTimestamp",
          "verifiedAt",
          "problems",
        ],
      },
      name,
      named(name, args),
      options,
    );
  }
}
