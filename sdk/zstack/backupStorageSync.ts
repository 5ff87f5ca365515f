import type * as pulumi from "@pulumi/pulumi";
import { RestorePoint } from "../resource";

/** Inputs of {@link BackupStorageSync}. */
export interface BackupStorageSyncArgs {
  /** uuid of the image store. A change synchronizes the other one as a new resource. */
  readonly imageStoreUuid: pulumi.Input<string>;
  /** Which records to compare: those of VM backups or of single volumes. A change runs as a new resource. */
  readonly scope: pulumi.Input<"vm" | "volume">;
  /** Any JSON value: the synchronization is run when it is declared, and again whenever this changes. */
  readonly triggers?: pulumi.Input<unknown>;
}

/**
 * Runs a synchronization of an image store: the server compares its records of backups with what the store holds, adds
 * what it did not know and drops what is gone. **It can remove records of backups that the store has lost**, also such as
 * this stack has made.
 *
 * Only administrators may run it. It waits up to 10 minutes (or `customTimeouts`) for backups that are being made, whose
 * records the server could remove, and fails then; under the retain-all override it does not run.
 *
 * It is an action and leaves no object behind: deleting the resource does nothing, and a refresh only looks whether the
 * image store is still there. The limit is `customTimeouts`, or else the server's own (30 minutes) and a minute.
 *
 * API: `PUT /v1/vm-backups/imageStore/{imageStoreUuid}/actions` and `PUT /v1/volume-backups/imageStore/{imageStoreUuid}/actions`.
 *
 * Fails, before anything is sent, if the backup storage does not exist or is no image store.
 *
 * @example
 * ```ts
 * import { zstack } from "pulumi-snapshots";
 *
 * const sync = new zstack.BackupStorageSync("remote-site", {
 *   imageStoreUuid: "d1000000000040008000000000000001",
 *   scope: "vm",
 *   triggers: ["2026-11-21"],
 * });
 * export const found = sync.newBackupCount;
 * ```
 */
export class BackupStorageSync extends RestorePoint {
  /** uuid of the image store. */
  declare readonly imageStoreUuid: pulumi.Output<string>;
  /** Which records were compared. */
  declare readonly scope: pulumi.Output<"vm" | "volume">;
  /** The `triggers` of the last run. */
  declare readonly triggers: pulumi.Output<unknown>;
  /** Backups that the last run found and recorded; undefined if the server does not count. */
  declare readonly newBackupCount: pulumi.Output<number | undefined>;
  /**
   * Backups of this scope that are not on this store, **wherever else they are**: with 500 backups on another store it is
   * 500, although nothing is gone. Undefined where the server does not count.
   */
  declare readonly deletedBackupCount: pulumi.Output<number | undefined>;
  /** How often this resource ran the synchronization. */
  declare readonly runCount: pulumi.Output<number>;

  constructor(name: string, args: BackupStorageSyncArgs, options?: pulumi.CustomResourceOptions) {
    super(
      {
        type: "zstack:BackupStorageSync",
        handler: "zstackBackupStorageSync",
        outputs: ["newBackupCount", "deletedBackupCount", "runCount"],
      },
      name,
      { ...args },
      options,
    );
  }
}
