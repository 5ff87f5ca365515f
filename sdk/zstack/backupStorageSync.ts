// Made by `npm run generate`. Do not edit: change the definition in provider/ and run it again.

import type * as pulumi from "@pulumi/pulumi";
import { RestorePoint } from "../resource";
import type { BackupStorageSyncScope } from "./types";

/** Inputs of {@link BackupStorageSync}. */
export interface BackupStorageSyncArgs {
  /** uuid of the image store. A change forces replacement. */
  readonly imageStoreUuid: pulumi.Input<string>;
  /** Which records to compare. A change forces replacement. */
  readonly scope: pulumi.Input<BackupStorageSyncScope>;
  /** Any JSON value: the synchronization runs when it is declared, and again whenever this changes. */
  readonly triggers?: pulumi.Input<unknown>;
}

/**
 * Runs a synchronization of an image store: the server compares its records of backups with what the store holds, adds
 * what it did not know and drops what is gone. **It can remove records of backups that the store has lost**, also such
 * as this stack has made.
 *
 * Only administrators may run it. It waits up to 10 minutes (or `customTimeouts`) for backups that are being made,
 * whose records the server could remove, and fails then; under the retain-all override it does not run.
 *
 * It is an action and leaves no object behind: deleting the resource does nothing, and a refresh only looks whether the
 * image store is still there. The limit is `customTimeouts`, or else the server's own (30 minutes) and a minute.
 *
 * Fails, before anything is sent, if the backup storage does not exist or is no image store.
 *
 * API: `PUT /v1/vm-backups/imageStore/{imageStoreUuid}/actions` and `PUT
 * /v1/volume-backups/imageStore/{imageStoreUuid}/actions`.
 *
 * @example
 * ```ts
 * import { zstack } from "pulumi-snapshots";
 *
 * const backupStorageSync = new zstack.BackupStorageSync("remote-site", {
 *   imageStoreUuid: "d1000000000040008000000000000001",
 *   scope: "vm",
 *   triggers: ["2026-11-21"],
 * });
 *
 * export const newBackupCount = backupStorageSync.newBackupCount;
 * ```
 */
export class BackupStorageSync extends RestorePoint {
  /** uuid of the image store. */
  declare readonly imageStoreUuid: pulumi.Output<string>;
  /** Which records to compare. */
  declare readonly scope: pulumi.Output<BackupStorageSyncScope>;
  /** Any JSON value: the synchronization runs when it is declared, and again whenever this changes. */
  declare readonly triggers: pulumi.Output<unknown>;
  /** Backups that the last run found and recorded; absent if the server does not count. */
  declare readonly newBackupCount: pulumi.Output<number | undefined>;
  /**
   * Backups of this scope that are not on this store, **wherever else they are**: with 500 backups on another store it
   * is 500, although nothing is gone. Absent if the server does not count.
   */
  declare readonly deletedBackupCount: pulumi.Output<number | undefined>;
  /** How often this resource ran the synchronization. */
  declare readonly runCount: pulumi.Output<number>;

  constructor(name: string, args: BackupStorageSyncArgs, options?: pulumi.CustomResourceOptions) {
    super(
      {
        type: "zstack:BackupStorageSync",
        handler: "zstackBackupStorageSync",
        properties: ["imageStoreUuid", "scope", "triggers", "newBackupCount", "deletedBackupCount", "runCount"],
      },
      name,
      { ...args },
      options,
    );
  }
}
