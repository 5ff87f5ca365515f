import type * as pulumi from "@pulumi/pulumi";
import { named } from "../resource";
import { Backup, type BackupArgs } from "./backup";
import type { VmBackupVerify } from "./verify";

/** The backup of one volume in a {@link VmBackup}. */
export interface VmBackupMember {
  /** uuid of the volume backup, chosen by the server. */
  readonly uuid: string;
  /** uuid of the volume. */
  readonly volumeUuid: string;
  /** `Root` or `Data`. */
  readonly type: string;
  /** Name the server gave it: the declared one, for data volumes the volume's uuid, and the time. */
  readonly name: string;
  /** Bytes, as recorded when the backup was made. */
  readonly size: number;
  /** `full` or `auto`: the requested mode; the server may have chosen another. */
  readonly mode: string;
  /** The chain that it is part of: a full backup and the increments on it, of one volume, have the same. */
  readonly chain?: string;
}

/** Inputs of {@link VmBackup}. */
export interface VmBackupArgs extends BackupArgs {
  /** uuid of the VM, Running or Paused. Exactly one of this and `rootVolumeUuid`. A change makes a new backup. */
  readonly vmInstanceUuid?: pulumi.Input<string>;
  /** uuid of the VM's root volume. Exactly one of this and `vmInstanceUuid`. A change makes a new backup. */
  readonly rootVolumeUuid?: pulumi.Input<string>;
  /** Checks that verification skips. Default: all checks run. Only recorded in the state. */
  readonly verify?: pulumi.Input<VmBackupVerify>;
}

/**
 * A backup of all volumes of one running ZStack VM (shareable ones aside) on an image store, made together and exactly
 * once, and deleted only on purpose.
 *
 * Waits until every member is Ready. The limit is `customTimeouts`, or else the server's own (36 hours for a creation)
 * and a minute; a creation that takes longer is kept in state and the next `pulumi up` continues to wait. Needs the
 * licence of ZStack's Backup Service.
 *
 * A member that is deleted outside Pulumi makes `complete` false after a refresh and appears as drift (`problems`) until it is
 * accepted with `verify`, or a change of `triggers` makes a new one; the backup is never replaced for it by itself, because
 * that would delete the members that are left.
 * A delete looks again until all members are gone, and asks for leftovers one by one.
 *
 * API: `POST /v1/volumes/{rootVolumeUuid}/vm-backups`, `/v1/vm-backups/{groupUuid}` and `GET /v1/volume-backups`.
 *
 * Errors name the input and how to fix it. A create fails, before anything is sent, if a backup storage is of another
 * type or disabled, the volume is no root volume, or the VM is neither Running nor Paused.
 *
 * @example
 * ```ts
 * import { zstack } from "pulumi-snapshots";
 *
 * const nightly = new zstack.VmBackup("web-nightly", {
 *   vmInstanceUuid: "b1000000000040008000000000000001",
 *   backupStorageUuid: "d1000000000040008000000000000001",
 *   triggers: [buildNumber],
 * });
 * export const group = nightly.groupUuid;
 * ```
 */
export class VmBackup extends Backup {
  /** uuid that all members share; the same as the resource's id. */
  declare readonly groupUuid: pulumi.Output<string>;
  /** uuid of the VM. */
  declare readonly vmInstanceUuid: pulumi.Output<string>;
  /** uuid of the root volume, if set. */
  declare readonly rootVolumeUuid: pulumi.Output<string | undefined>;
  /** `full` or `auto`: the requested mode of the root volume; the server may have chosen another. */
  declare readonly mode: pulumi.Output<string>;
  /** The members that exist, that of the root volume first, then by volume. */
  declare readonly backups: pulumi.Output<VmBackupMember[]>;
  /** Bytes of all members. */
  declare readonly totalSize: pulumi.Output<number>;
  /** Whether every volume still has its backup, all Ready and with exactly one root. */
  declare readonly complete: pulumi.Output<boolean>;
  /** uuids of the volumes whose backup was deleted outside Pulumi; empty if the backup is complete. */
  declare readonly missingVolumes: pulumi.Output<string[]>;
  /** Declared image stores (`backupStorageUuid` and `replicas`) that hold a Ready copy of every member, sorted. */
  declare readonly replicaStorageUuids: pulumi.Output<string[]>;
  /** Checks that verification skips, if set. */
  declare readonly verify: pulumi.Output<pulumi.Unwrap<VmBackupVerify> | undefined>;

  constructor(name: string, args: VmBackupArgs, options?: pulumi.CustomResourceOptions) {
    super(
      {
        type: "zstack:VmBackup",
        handler: "zstackVmBackup",
        importInput: "resourceUuid",
        outputs: [
          "groupUuid",
          "vmInstanceUuid",
          "mode",
          "backups",
          "totalSize",
          "complete",
          "missingVolumes",
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
