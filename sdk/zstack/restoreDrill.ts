// Made by `npm run generate`. Do not edit: change the definition in provider/ and run it again.

import type * as pulumi from "@pulumi/pulumi";
import { RestorePoint } from "../resource";

/** Inputs of {@link RestoreDrill}. */
export interface RestoreDrillArgs {
  /** uuid of the volume snapshot to try. Exactly one of this and `volumeBackupUuid`. */
  readonly volumeSnapshotUuid?: pulumi.Input<string>;
  /** uuid of the volume backup to try, also a member of a VM backup. Exactly one of this and `volumeSnapshotUuid`. */
  readonly volumeBackupUuid?: pulumi.Input<string>;
  /** uuid of the backup storage to read the backup from; only with `volumeBackupUuid`. Default: the server's choice. */
  readonly backupStorageUuid?: pulumi.Input<string>;
  /** uuid of the primary storage for the new volume; only with `volumeBackupUuid`. Default: the server's choice. */
  readonly primaryStorageUuid?: pulumi.Input<string>;
  /** Any JSON value, e.g. the week: the drill runs when it is declared, and again whenever this changes. */
  readonly triggers?: pulumi.Input<unknown>;
}

/**
 * Proves that a volume snapshot or volume backup can be restored: makes a new data volume from it, verifies that it is
 * Ready and not empty, notes when and how long that took, and deletes and expunges the volume again. The original
 * volume is not touched.
 *
 * It is an action: it runs when it is declared, and again whenever `triggers` or the restore point change. An
 * interrupted drill is continued by the next `pulumi up`, with the volume that it had made. Deleting the resource does
 * nothing. Under the retain-all override it does not run. The limit is `customTimeouts`, or else the server's own (3
 * hours from a snapshot, 72 hours from a backup) and a minute.
 *
 * A drill needs as much space as the volume for a while. It does not look at the data: that is for whoever mounts the
 * volume, see `zstack.RestoredVolume`.
 *
 * Fails if the restore point does not exist or is not Ready, if the volume cannot be made, or if it is not Ready or
 * empty. A volume that fails its verification is kept, with an owner tag that names the drill, and the next run looks
 * at it again.
 *
 * API: `POST /v1/volumes/data/from/volume-snapshots/{volumeSnapshotUuid}`, `POST
 * /v1/volumes/data-volume/from/volume-template/{backupUuid}`, `DELETE /v1/volumes/{uuid}`.
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
  /** uuid of the backup storage to read the backup from; only with `volumeBackupUuid`. */
  declare readonly backupStorageUuid: pulumi.Output<string | undefined>;
  /** uuid of the primary storage for the new volume; only with `volumeBackupUuid`. */
  declare readonly primaryStorageUuid: pulumi.Output<string | undefined>;
  /** Any JSON value, e.g. the week: the drill runs when it is declared, and again whenever this changes. */
  declare readonly triggers: pulumi.Output<unknown>;
  /** When the last drill had verified the new volume, ISO 8601. */
  declare readonly restorableAt: pulumi.Output<string>;
  /** Seconds from the beginning of the last drill until the new volume was verified. */
  declare readonly duration: pulumi.Output<number>;
  /** Bytes of the new volume. */
  declare readonly size: pulumi.Output<number | undefined>;
  /** How often this resource ran the drill. */
  declare readonly runCount: pulumi.Output<number>;

  constructor(name: string, args: RestoreDrillArgs, options?: pulumi.CustomResourceOptions) {
    super(
      {
        type: "zstack:RestoreDrill",
        handler: "zstackRestoreDrill",
        outputs: ["restorableAt", "duration", "size", "runCount"],
      },
      name,
      { ...args },
      options,
    );
  }
}
