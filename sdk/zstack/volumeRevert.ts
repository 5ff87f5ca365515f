// Made by `npm run generate`. Do not edit: change the definition in provider/ and run it again.

import type * as pulumi from "@pulumi/pulumi";
import { RestorePoint } from "../resource";
import type { OnUnknown, WhenRunning } from "./types";

/** Inputs of {@link VolumeRevert}. */
export interface VolumeRevertArgs {
  /**
   * uuid of the volume that is overwritten, as a confirmation: it has to be the volume of the restore point. A change
   * forces replacement.
   */
  readonly volumeUuid: pulumi.Input<string>;
  /** uuid of the snapshot to restore. Exactly one of this and `volumeBackupUuid`. */
  readonly volumeSnapshotUuid?: pulumi.Input<string>;
  /** uuid of the backup to restore. Exactly one of this and `volumeSnapshotUuid`. */
  readonly volumeBackupUuid?: pulumi.Input<string>;
  /**
   * uuid of the backup storage to read a backup from; it has to hold a Ready copy. Default: the server chooses one that
   * is not remote.
   */
  readonly backupStorageUuid?: pulumi.Input<string>;
  /**
   * Any JSON value. The volume goes back once for each restore point and value of this: when it is declared, and again
   * when one of the two changes.
   */
  readonly triggers?: pulumi.Input<unknown>;
  /**
   * What to do if the VM is not stopped. High availability is suspended for a stop until the next start. Default
   * `refuse`.
   */
  readonly whenRunning?: pulumi.Input<WhenRunning>;
  /**
   * Whether a snapshot of the volume is taken right before it goes back. It is kept, also when this resource is
   * deleted; `safetySnapshotUuid` names it. Default true.
   */
  readonly safetySnapshot?: pulumi.Input<boolean>;
  /**
   * What to do if an earlier run was interrupted and nothing tells how it ended, or if only a part went back. Default
   * `fail`.
   */
  readonly onUnknown?: pulumi.Input<OnUnknown>;
}

/**
 * Restores a ZStack volume in place, from one of its snapshots or backups: **what was written to the volume since is
 * lost**, except in the safety snapshot that is taken first. The volume keeps its uuid, name and attachment.
 *
 * It happens once for each restore point and value of `triggers`, and never again by itself: not with a refresh, a
 * forced replacement, a renamed resource or stack, a lost state or an interrupted run. Two user tags on the volume
 * (`pulumi-restored::…`), written before and after, tell that; they stay, and deleting the resource does nothing. A run
 * that was interrupted is continued by the next `pulumi up`. If nothing tells how it ended, that run fails and asks
 * (`onUnknown`).
 *
 * The VM of the volume has to be stopped, see `whenRunning`. Any Ready snapshot of the volume can be used, no snapshot
 * is deleted, and the next snapshot becomes a child of the one used. A volume that was extended since shrinks back to
 * the size of the restore point. Under the retain-all override it does not run.
 *
 * Fails, before anything is sent, if the restore point does not belong to the volume, is not Ready, or if the VM is in
 * a state that forbids it. How a restore from a backup ends on a real server could not be observed: it is taken from
 * the vendor's texts.
 *
 * API: `PUT /v1/volume-snapshots/{uuid}/actions` and `PUT /v1/volume-backups/{uuid}/actions`.
 *
 * @example
 * ```ts
 * import { zstack } from "pulumi-snapshots";
 *
 * const volumeRevert = new zstack.VolumeRevert("web-back", {
 *   volumeUuid: "0f3ab1c5d2e84f6a9b7c8d9e0f1a2b3c",
 *   volumeSnapshotUuid: "5b1e0e5c6f7a4d0e8c9b0a1d2e3f4a5b",
 *   triggers: ["upgrade 2.4.0 failed"],
 * });
 *
 * export const revertedAt = volumeRevert.revertedAt;
 * ```
 */
export class VolumeRevert extends RestorePoint {
  /** uuid of the volume that is overwritten, as a confirmation: it has to be the volume of the restore point. */
  declare readonly volumeUuid: pulumi.Output<string>;
  /** uuid of the snapshot to restore. */
  declare readonly volumeSnapshotUuid: pulumi.Output<string | undefined>;
  /** uuid of the backup to restore. */
  declare readonly volumeBackupUuid: pulumi.Output<string | undefined>;
  /** uuid of the backup storage to read a backup from; it has to hold a Ready copy. */
  declare readonly backupStorageUuid: pulumi.Output<string | undefined>;
  /** Any JSON value. */
  declare readonly triggers: pulumi.Output<unknown>;
  /** What to do if the VM is not stopped. */
  declare readonly whenRunning: pulumi.Output<WhenRunning | undefined>;
  /** Whether a snapshot of the volume is taken right before it goes back. */
  declare readonly safetySnapshot: pulumi.Output<boolean | undefined>;
  /** What to do if an earlier run was interrupted and nothing tells how it ended, or if only a part went back. */
  declare readonly onUnknown: pulumi.Output<OnUnknown | undefined>;
  /** When it went back, ISO 8601, by the clock of the machine that ran. */
  declare readonly revertedAt: pulumi.Output<string>;
  /** Creation date of the restore point, as the server shows it. */
  declare readonly restorePointDate: pulumi.Output<string | undefined>;
  /** uuid of the safety snapshot; absent if none was taken. */
  declare readonly safetySnapshotUuid: pulumi.Output<string | undefined>;
  /** State of the VM before; absent if there was none. */
  declare readonly vmStateBefore: pulumi.Output<string | undefined>;
  /** How often this resource was carried out, also where it found that nothing was to be done. */
  declare readonly runCount: pulumi.Output<number>;
  /** Size of the volume in bytes after the last restore. */
  declare readonly size: pulumi.Output<number | undefined>;

  constructor(name: string, args: VolumeRevertArgs, options?: pulumi.CustomResourceOptions) {
    super(
      {
        type: "zstack:VolumeRevert",
        handler: "zstackVolumeRevert",
        properties: [
          "volumeUuid",
          "volumeSnapshotUuid",
          "volumeBackupUuid",
          "backupStorageUuid",
          "triggers",
          "whenRunning",
          "safetySnapshot",
          "onUnknown",
          "revertedAt",
          "restorePointDate",
          "safetySnapshotUuid",
          "vmStateBefore",
          "runCount",
          "size",
        ],
        overwrites: true,
      },
      name,
      { ...args },
      options,
    );
  }
}
