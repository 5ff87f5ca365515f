import type * as pulumi from "@pulumi/pulumi";
import { named } from "../resource";
import { Backup, type BackupArgs } from "./backup";
import type { VolumeBackupVerify } from "./verify";

/** Inputs of {@link VolumeBackup}. */
export interface VolumeBackupArgs extends BackupArgs {
  /** uuid of the volume: attached to a Running or Paused VM, not shareable. A change makes a new backup. */
  readonly volumeUuid: pulumi.Input<string>;
  /** Checks that verification skips. Default: all checks run. Only recorded in the state. */
  readonly verify?: pulumi.Input<VolumeBackupVerify>;
}

/**
 * A backup of one ZStack volume on an image store, created exactly once and never deleted together with foreign objects.
 *
 * Waits until the backup is Ready. The limit is `customTimeouts`, or else the server's own (24 hours for a creation)
 * and a minute; a creation that takes longer is kept in state and the next `pulumi up` continues to wait. Needs the
 * licence of ZStack's Backup Service.
 *
 * Replaced by a change of `volumeUuid`, `backupStorageUuid` or `triggers` only. User tags and replicas change in place;
 * everything else that describes the backup is kept for the next one. A delete takes all copies and looks again until
 * they are gone.
 *
 * API: `POST /v1/volumes/{volumeUuid}/volume-backups` and `/v1/volume-backups`.
 *
 * Errors name the input and how to fix it. A create fails, before anything is sent, if a backup storage is of another
 * type or disabled, or the volume is shareable, detached, or of a VM that is neither Running nor Paused.
 *
 * @example
 * ```ts
 * import { zstack } from "pulumi-snapshots";
 *
 * const weekly = new zstack.VolumeBackup("database-weekly", {
 *   volumeUuid: "c2000000000040008000000000000002",
 *   backupStorageUuid: "d1000000000040008000000000000001",
 *   replicas: ["d1000000000040008000000000000002"],
 *   triggers: ["2026-W47"],
 * });
 * ```
 */
export class VolumeBackup extends Backup {
  /** uuid on the platform; the same as the resource's id. */
  declare readonly uuid: pulumi.Output<string>;
  /** uuid of the volume. */
  declare readonly volumeUuid: pulumi.Output<string>;
  /** `full` or `auto`: the requested mode; the server may have chosen another; the first backup of a chain is full with `auto` too. */
  declare readonly mode: pulumi.Output<string>;
  /** Bytes, as recorded when the backup was made. */
  declare readonly size: pulumi.Output<number>;
  /** `Root` or `Data`: what the volume was. */
  declare readonly type: pulumi.Output<string>;
  /** `Enabled` or `Disabled`. */
  declare readonly state: pulumi.Output<string>;
  /** The chain that it is part of: a full backup and the increments on it have the same. */
  declare readonly chain: pulumi.Output<string | undefined>;
  /** uuid of the VM that the volume was attached to. */
  declare readonly vmInstanceUuid: pulumi.Output<string>;
  /** Declared image stores (`backupStorageUuid` and `replicas`) that hold a Ready copy, sorted. */
  declare readonly replicaStorageUuids: pulumi.Output<string[]>;
  /** Checks that verification skips, if set. */
  declare readonly verify: pulumi.Output<pulumi.Unwrap<VolumeBackupVerify> | undefined>;

  constructor(name: string, args: VolumeBackupArgs, options?: pulumi.CustomResourceOptions) {
    super(
      {
        type: "zstack:VolumeBackup",
        handler: "zstackVolumeBackup",
        importInput: "resourceUuid",
        outputs: [
          "uuid",
          "mode",
          "size",
          "type",
          "state",
          "vmInstanceUuid",
          "chain",
          "replicaStorageUuids",
          "createDate",
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
