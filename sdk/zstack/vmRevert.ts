// Made by `npm run generate`. Do not edit: change the definition in provider/ and run it again.

import type * as pulumi from "@pulumi/pulumi";
import { RestorePoint } from "../resource";
import type { OnUnknown, WhenRunning } from "./types";

/** Inputs of {@link VmRevert}. */
export interface VmRevertArgs {
  /**
   * uuid of the VM whose volumes are overwritten, as a confirmation: it has to be the VM of the restore point. A change
   * forces replacement.
   */
  readonly vmInstanceUuid: pulumi.Input<string>;
  /** uuid of the snapshot group to restore. Exactly one of this and `vmBackupUuid`. */
  readonly volumeSnapshotGroupUuid?: pulumi.Input<string>;
  /** Group uuid of the VM backup to restore. Exactly one of this and `volumeSnapshotGroupUuid`. */
  readonly vmBackupUuid?: pulumi.Input<string>;
  /**
   * uuid of the backup storage to read a VM backup from; it has to hold a Ready copy of every member. Default: the
   * server chooses one that is not remote.
   */
  readonly backupStorageUuid?: pulumi.Input<string>;
  /**
   * Any JSON value. The VM goes back once for each restore point and value of this: when it is declared, and again when
   * one of the two changes.
   */
  readonly triggers?: pulumi.Input<unknown>;
  /**
   * What to do if the VM is not stopped. High availability is suspended for a stop until the next start. Default
   * `refuse`.
   */
  readonly whenRunning?: pulumi.Input<WhenRunning>;
  /**
   * Whether a snapshot of the VM is taken right before it goes back. It is kept, also when this resource is deleted;
   * `safetySnapshotUuid` names it. Default true.
   */
  readonly safetySnapshot?: pulumi.Input<boolean>;
  /**
   * What to do if an earlier run was interrupted and nothing tells how it ended, or if only a part went back. Default
   * `fail`.
   */
  readonly onUnknown?: pulumi.Input<OnUnknown>;
}

/**
 * Restores the volumes of a ZStack VM in place, from a snapshot group or a VM backup: **what was written to them since
 * is lost**, except in the safety snapshots that are taken first. Volumes and VM keep their uuids; a VM backup changes
 * the VM's image uuid.
 *
 * It happens once for each restore point and value of `triggers`, and never again by itself: not with a refresh, a
 * forced replacement, a renamed resource or stack, a lost state or an interrupted run. Two user tags on the VM
 * (`pulumi-restored::…`), written before and after, tell that; they stay, and deleting the resource does nothing. A run
 * that was interrupted is continued by the next `pulumi up`. If nothing tells how it ended, that run fails and asks
 * (`onUnknown`).
 *
 * The volumes go back one after the other. The server reports success even if some of them failed: each is looked at,
 * and if only some went back the resource fails with both lists, and the VM stays stopped. The VM has to be stopped
 * before, see `whenRunning`. Under the retain-all override it does not run.
 *
 * Fails, before anything is sent, if the restore point is not of this VM or not complete, if a volume was detached or
 * attached since a snapshot group was taken, or if the VM is in a state that forbids it. How a restore from a VM backup
 * ends on a real server could not be observed: it is taken from the vendor's texts.
 *
 * API: `PUT /v1/volume-snapshots/group/{uuid}/actions` and `PUT /v1/vm-backups/{groupUuid}/actions`.
 *
 * @example
 * ```ts
 * import { zstack } from "pulumi-snapshots";
 *
 * const vmRevert = new zstack.VmRevert("web-back", {
 *   vmInstanceUuid: "b1000000000040008000000000000001",
 *   volumeSnapshotGroupUuid: "5b1e0e5c6f7a4d0e8c9b0a1d2e3f4a5b",
 *   whenRunning: "stopAndStart",
 *   triggers: ["upgrade 2.4.0 failed"],
 * });
 *
 * export const revertedAt = vmRevert.revertedAt;
 * ```
 */
export class VmRevert extends RestorePoint {
  /** uuid of the VM whose volumes are overwritten, as a confirmation: it has to be the VM of the restore point. */
  declare readonly vmInstanceUuid: pulumi.Output<string>;
  /** uuid of the snapshot group to restore. */
  declare readonly volumeSnapshotGroupUuid: pulumi.Output<string | undefined>;
  /** Group uuid of the VM backup to restore. */
  declare readonly vmBackupUuid: pulumi.Output<string | undefined>;
  /** uuid of the backup storage to read a VM backup from; it has to hold a Ready copy of every member. */
  declare readonly backupStorageUuid: pulumi.Output<string | undefined>;
  /** Any JSON value. */
  declare readonly triggers: pulumi.Output<unknown>;
  /** What to do if the VM is not stopped. */
  declare readonly whenRunning: pulumi.Output<WhenRunning | undefined>;
  /** Whether a snapshot of the VM is taken right before it goes back. */
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

  constructor(name: string, args: VmRevertArgs, options?: pulumi.CustomResourceOptions) {
    super(
      {
        type: "zstack:VmRevert",
        handler: "zstackVmRevert",
        properties: [
          "vmInstanceUuid",
          "volumeSnapshotGroupUuid",
          "vmBackupUuid",
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
        ],
        overwrites: true,
      },
      name,
      { ...args },
      options,
    );
  }
}
