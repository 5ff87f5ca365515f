// Made by `npm run generate`. Do not edit: change the definition in provider/ and run it again.

import type * as pulumi from "@pulumi/pulumi";
import { RestorePoint } from "../resource";

/** Inputs of {@link RestoreDrill}. */
export interface RestoreDrillArgs {
  /** uuid of the volume snapshot to try. Exactly one of the four restore points. */
  readonly volumeSnapshotUuid?: pulumi.Input<string>;
  /** uuid of the volume backup to try, also a member of a VM backup. Exactly one of the four restore points. */
  readonly volumeBackupUuid?: pulumi.Input<string>;
  /** uuid of the volume snapshot group to try, with a VM. Exactly one of the four restore points. */
  readonly volumeSnapshotGroupUuid?: pulumi.Input<string>;
  /** Group uuid of the VM backup to try, with a VM. Exactly one of the four restore points. */
  readonly vmBackupUuid?: pulumi.Input<string>;
  /**
   * uuid of the backup storage to read the backup from; only with `volumeBackupUuid` or `vmBackupUuid`. Default: the
   * server's choice.
   */
  readonly backupStorageUuid?: pulumi.Input<string>;
  /** uuid of the primary storage for the new volume; only with `volumeBackupUuid`. Default: the server's choice. */
  readonly primaryStorageUuid?: pulumi.Input<string>;
  /**
   * uuid of the cluster to make the VM in; only with `volumeSnapshotGroupUuid` or `vmBackupUuid`. Default: that of the
   * VM that was saved.
   */
  readonly clusterUuid?: pulumi.Input<string>;
  /** Any JSON value, e.g. the week: the drill runs when it is declared, and again whenever this changes. */
  readonly triggers?: pulumi.Input<unknown>;
}

/**
 * Proves that a volume snapshot, a volume backup, a snapshot group or a VM backup can be restored: makes a new data
 * volume or VM from it, verifies that it is Ready and complete, notes when and how long that took, and deletes and
 * expunges it again. The originals are not touched.
 *
 * It is an action: it runs when it is declared, and again whenever `triggers` or the restore point change. An
 * interrupted drill is continued by the next `pulumi up`: with the volume that it had made; a VM that has its owner tag
 * is deleted, and made anew. With other triggers or another restore point, whatever an interrupted drill has made is
 * deleted first. Deleting the resource does nothing. Under the retain-all override it does not run. The limit is
 * `customTimeouts`, or else the server's own (3 hours from a snapshot, 72 hours from a backup; 24 hours for a VM) and a
 * minute.
 *
 * A VM is made without network, with 1 CPU and 1 GiB of memory, and is not started. (The vendor's code starts a VM from
 * a snapshot group with data volumes all the same: the drill stops it at once, with a message.)
 *
 * A drill needs as much space as the volumes for a while. It does not look at the data: that is for whoever mounts the
 * volume, see `zstack.RestoredVolume` and `zstack.RestoredVm`.
 *
 * Fails if the restore point does not exist or is not Ready or not complete, if the new object cannot be made, or if it
 * is not Ready, empty or incomplete. What fails its verification is kept, with an owner tag that names the drill, until
 * the next run, which looks at a volume again and replaces a VM.
 *
 * API: `POST /v1/volumes/data/from/volume-snapshots/{volumeSnapshotUuid}`, `POST
 * /v1/volumes/data-volume/from/volume-template/{backupUuid}`, `POST
 * /v1/vm-instances/from/volume-snapshots/group/{volumeSnapshotGroupUuid}`, `POST
 * /v1/vm-instances/from/vm-backups/{groupUuid}`, `DELETE /v1/volumes/{uuid}` and `DELETE /v1/vm-instances/{uuid}`.
 *
 * @example
 * ```ts
 * import { zstack } from "pulumi-snapshots";
 *
 * const restoreDrill = new zstack.RestoreDrill("monthly-drill", {
 *   volumeSnapshotUuid: "0f3ab1c5d2e84f6a9b7c8d9e0f1a2b3c",
 *   triggers: ["2026-11"],
 * });
 *
 * export const restorableAt = restoreDrill.restorableAt;
 * ```
 */
export class RestoreDrill extends RestorePoint {
  /** uuid of the volume snapshot to try. */
  declare readonly volumeSnapshotUuid: pulumi.Output<string | undefined>;
  /** uuid of the volume backup to try, also a member of a VM backup. */
  declare readonly volumeBackupUuid: pulumi.Output<string | undefined>;
  /** uuid of the volume snapshot group to try, with a VM. */
  declare readonly volumeSnapshotGroupUuid: pulumi.Output<string | undefined>;
  /** Group uuid of the VM backup to try, with a VM. */
  declare readonly vmBackupUuid: pulumi.Output<string | undefined>;
  /** uuid of the backup storage to read the backup from; only with `volumeBackupUuid` or `vmBackupUuid`. */
  declare readonly backupStorageUuid: pulumi.Output<string | undefined>;
  /** uuid of the primary storage for the new volume; only with `volumeBackupUuid`. */
  declare readonly primaryStorageUuid: pulumi.Output<string | undefined>;
  /** uuid of the cluster to make the VM in; only with `volumeSnapshotGroupUuid` or `vmBackupUuid`. */
  declare readonly clusterUuid: pulumi.Output<string | undefined>;
  /** Any JSON value, e.g. the week: the drill runs when it is declared, and again whenever this changes. */
  declare readonly triggers: pulumi.Output<unknown>;
  /** When the last drill had verified what it made, ISO 8601. */
  declare readonly restorableAt: pulumi.Output<string>;
  /** Seconds from the beginning of the last drill until what it made was verified. */
  declare readonly duration: pulumi.Output<number>;
  /** Bytes of the new volume, or of all volumes of the new VM. */
  declare readonly size: pulumi.Output<number | undefined>;
  /** How often this resource ran the drill. */
  declare readonly runCount: pulumi.Output<number>;

  constructor(name: string, args: RestoreDrillArgs, options?: pulumi.CustomResourceOptions) {
    super(
      {
        type: "zstack:RestoreDrill",
        handler: "zstackRestoreDrill",
        properties: [
          "volumeSnapshotUuid",
          "volumeBackupUuid",
          "volumeSnapshotGroupUuid",
          "vmBackupUuid",
          "backupStorageUuid",
          "primaryStorageUuid",
          "clusterUuid",
          "triggers",
          "restorableAt",
          "duration",
          "size",
          "runCount",
        ],
      },
      name,
      { ...args },
      options,
    );
  }
}
