// Made by `npm run generate`. Do not edit: change the definition in provider/ and run it again.

import type * as pulumi from "@pulumi/pulumi";
import { RestorePoint } from "../resource";
import type { OnUnknown } from "./types";

/** Inputs of {@link VolumeRestore}. */
export interface VolumeRestoreArgs {
  /** id of the volume that is overwritten. A change forces replacement. */
  readonly volumeId: pulumi.Input<string>;
  /** id of the backup to restore. */
  readonly backupId: pulumi.Input<string>;
  /**
   * Any JSON value. The volume goes back once for each restore point and value of this: when it is declared, and again
   * when one of the two changes.
   */
  readonly triggers?: pulumi.Input<unknown>;
  /**
   * Whether the volume is cloned right before it is overwritten. The clone is kept, also when this resource is deleted;
   * `safetyVolumeId` names it. It takes the volume's size out of the project's quota. Default true.
   */
  readonly safetyVolume?: pulumi.Input<boolean>;
  /**
   * What to do if an earlier run was interrupted and nothing tells how it ended, or if only a part went back. Default
   * `fail`.
   */
  readonly onUnknown?: pulumi.Input<OnUnknown>;
}

/**
 * Restores a backup into an existing volume of OpenStack Cinder: **everything on the volume is overwritten**, except in
 * the safety volume that is cloned first. The volume keeps its id, name, size and snapshots, and its metadata are put
 * back: the platform would replace them by those of the volume that was backed up.
 *
 * It happens once for each backup and value of `triggers`, and never again by itself: not with a refresh, a forced
 * replacement, a renamed resource or stack, a lost state or an interrupted run. Metadata of the volume and of the
 * backup (`pulumi_snapshots_restored_…`), written before and after, tell that; they stay, and deleting the resource
 * does nothing. A run that was interrupted is continued by the next `pulumi up`. If nothing tells how it ended, that
 * run fails and asks (`onUnknown`).
 *
 * The backup may be full or incremental, and of another volume. The volume has to be available, which an attached one
 * is not, and at least as large as the backup. Needs block storage API 3.43 (OpenStack Pike), for the metadata of
 * backups. Under the retain-all override it does not run. The limit is `customTimeouts`, or else 3 hours.
 *
 * If the platform fails in the middle, the volume has status `error_restoring` and a content that is neither the old
 * nor the new one. That was tried on Cinder 21.3 with a driver of its own, and none of it on an Elastic Volume Service
 * (EVS).
 *
 * API: `POST /v3/{project_id}/backups/{backup_id}/restore`.
 *
 * @example
 * ```ts
 * import { cinder } from "pulumi-snapshots";
 *
 * const volumeRestore = new cinder.VolumeRestore("data-restored", {
 *   volumeId: "5aa119a8-d25b-45a7-8d1b-88e127885635",
 *   backupId: "0ef47aee-8844-490c-804d-2a8efe561c65",
 *   triggers: ["incident 4711"],
 * });
 *
 * export const revertedAt = volumeRestore.revertedAt;
 * ```
 */
export class VolumeRestore extends RestorePoint {
  /** id of the volume that is overwritten. */
  declare readonly volumeId: pulumi.Output<string>;
  /** id of the backup to restore. */
  declare readonly backupId: pulumi.Output<string>;
  /** Any JSON value. */
  declare readonly triggers: pulumi.Output<unknown>;
  /** Whether the volume is cloned right before it is overwritten. */
  declare readonly safetyVolume: pulumi.Output<boolean | undefined>;
  /** What to do if an earlier run was interrupted and nothing tells how it ended, or if only a part went back. */
  declare readonly onUnknown: pulumi.Output<OnUnknown | undefined>;
  /** When it went back, ISO 8601, by the clock of the machine that ran. */
  declare readonly revertedAt: pulumi.Output<string>;
  /** When the restore point was taken: ISO 8601 in UTC. */
  declare readonly restorePointDate: pulumi.Output<string | undefined>;
  /** id of the safety volume; absent if none was made. */
  declare readonly safetyVolumeId: pulumi.Output<string | undefined>;
  /** How often this resource was carried out, also where it found that nothing was to be done. */
  declare readonly runCount: pulumi.Output<number>;

  constructor(name: string, args: VolumeRestoreArgs, options?: pulumi.CustomResourceOptions) {
    super(
      {
        type: "cinder:VolumeRestore",
        handler: "cinderVolumeRestore",
        properties: [
          "volumeId",
          "backupId",
          "triggers",
          "safetyVolume",
          "onUnknown",
          "revertedAt",
          "restorePointDate",
          "safetyVolumeId",
          "runCount",
        ],
        overwrites: true,
      },
      name,
      { ...args },
      options,
    );
  }
}
