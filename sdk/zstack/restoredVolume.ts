// Made by `npm run generate`. Do not edit: change the definition in provider/ and run it again.

import type * as pulumi from "@pulumi/pulumi";
import { named, RestorePoint } from "../resource";
import type { Problems, RestoredVolumeDeletionPolicy, RestoredVolumeVerify } from "./types";

/** Inputs of {@link RestoredVolume}. */
export interface RestoredVolumeArgs {
  /**
   * uuid of the volume snapshot to restore from: Ready, of a root or a data volume. Exactly one of this and
   * `volumeBackupUuid`. A change forces replacement.
   */
  readonly volumeSnapshotUuid?: pulumi.Input<string>;
  /**
   * uuid of the volume backup to restore from, also a member of a VM backup: Ready, with a copy on a storage that is
   * not remote. Exactly one of this and `volumeSnapshotUuid`. A change forces replacement.
   */
  readonly volumeBackupUuid?: pulumi.Input<string>;
  /** uuid of the backup storage to read the backup from; only with `volumeBackupUuid`. Default: the server's choice. */
  readonly backupStorageUuid?: pulumi.Input<string>;
  /**
   * uuid of the primary storage for the new volume; only with `volumeBackupUuid`, because the server ignores it for a
   * snapshot, whose volume is made on the snapshot's own storage. Default: the server's choice. A change forces
   * replacement.
   */
  readonly primaryStorageUuid?: pulumi.Input<string>;
  /**
   * uuid of the VM to attach the volume to, Running or Stopped. A change detaches it from the recorded VM and attaches
   * it to the new one; removed from the program, it is detached. When never given, attachments are left alone.
   */
  readonly attachTo?: pulumi.Input<string>;
  /**
   * Whether a delete also takes the volume out of the recycle bin, for good. Default false: the server keeps a deleted
   * volume for some days (three by default), and it can be recovered there.
   */
  readonly expungeOnDelete?: pulumi.Input<boolean>;
  /** Name on the platform, 1 to 255 characters. Default: the resource's logical name. */
  readonly name?: pulumi.Input<string>;
  /** At most 2048 characters. Removed from the program, it is reset to empty. */
  readonly description?: pulumi.Input<string>;
  /**
   * User tags of the volume. When given, they are exactly these: others are taken off (the provider's own tags aside).
   * When never given, tags are left alone.
   */
  readonly userTags?: pulumi.Input<pulumi.Input<string>[]>;
  /**
   * Any JSON value, e.g. a version or a commit: when it changes, a new volume is created before the old one is deleted.
   * A change forces replacement.
   */
  readonly triggers?: pulumi.Input<unknown>;
  /**
   * Adopt an existing volume instead of creating one: the one that `resourceUuid` names, or the newest finished one of
   * this resource's identity. Default false.
   */
  readonly adopt?: pulumi.Input<boolean>;
  /**
   * uuid that the volume is to have: version 1 to 5, without dashes, never used before. With `adopt`, that of an
   * existing one. Default: chosen by the provider. A change forces replacement.
   */
  readonly resourceUuid?: pulumi.Input<string>;
  /**
   * What a delete does, as recorded by the last `pulumi up`. Default `delete`. It fails while the volume is attached to
   * a VM that this resource did not attach it to, or has snapshots.
   */
  readonly deletionPolicy?: pulumi.Input<RestoredVolumeDeletionPolicy>;
  /** Checks that verification skips. Default: all checks run. */
  readonly verify?: pulumi.Input<RestoredVolumeVerify>;
}

/**
 * A new data volume with the data of a volume snapshot or of a volume backup, created exactly once. The original volume
 * is not touched.
 *
 * The new volume is a full copy, also of a root volume, and does not depend on its source: a snapshot or backup that is
 * gone later changes nothing. With `attachTo` it is attached to a VM once it is Ready; a change of that attaches and
 * detaches in place.
 *
 * Waits until the volume is Ready. The limit is `customTimeouts`, or else the server's own (3 hours from a snapshot, 72
 * hours from a backup) and a minute; a creation that takes longer is continued by the next `pulumi up`.
 *
 * From a backup, the server chooses the uuid and drops user tags: until the volume has its owner tag it is named
 * `pulumi-restore-…`, and is then renamed. That is known from the server's source; it was not observed on a server with
 * the licence of ZStack's Backup Service.
 *
 * A change of the source creates the new volume before the old one is deleted. A delete moves the volume to the recycle
 * bin. It fails if the volume is attached by someone else, or has snapshots.
 *
 * Errors name the input and how to fix it; inputs are checked before anything is sent. A create fails if the source
 * does not exist or is not Ready, if `backupStorageUuid` has no copy of the backup, or if the VM of `attachTo` is
 * neither Running nor Stopped.
 *
 * API: `POST /v1/volumes/data/from/volume-snapshots/{volumeSnapshotUuid}`, `POST
 * /v1/volumes/data-volume/from/volume-template/{backupUuid}` and `/v1/volumes`.
 *
 * @example
 * ```ts
 * import { zstack } from "pulumi-snapshots";
 *
 * const restoredVolume = new zstack.RestoredVolume("restored-data", {
 *   volumeSnapshotUuid: "0f3ab1c5d2e84f6a9b7c8d9e0f1a2b3c",
 *   attachTo: "b2000000000040008000000000000001",
 * });
 *
 * export const uuid = restoredVolume.uuid;
 * ```
 */
export class RestoredVolume extends RestorePoint {
  /** uuid of the volume snapshot to restore from: Ready, of a root or a data volume. */
  declare readonly volumeSnapshotUuid: pulumi.Output<string | undefined>;
  /**
   * uuid of the volume backup to restore from, also a member of a VM backup: Ready, with a copy on a storage that is
   * not remote.
   */
  declare readonly volumeBackupUuid: pulumi.Output<string | undefined>;
  /** uuid of the backup storage to read the backup from; only with `volumeBackupUuid`. */
  declare readonly backupStorageUuid: pulumi.Output<string | undefined>;
  /** uuid of the VM to attach the volume to, Running or Stopped. */
  declare readonly attachTo: pulumi.Output<string | undefined>;
  /** Whether a delete also takes the volume out of the recycle bin, for good. */
  declare readonly expungeOnDelete: pulumi.Output<boolean | undefined>;
  /** Name on the platform, 1 to 255 characters. */
  declare readonly name: pulumi.Output<string>;
  /** At most 2048 characters. */
  declare readonly description: pulumi.Output<string | undefined>;
  /** User tags of the volume. */
  declare readonly userTags: pulumi.Output<string[] | undefined>;
  /**
   * Any JSON value, e.g. a version or a commit: when it changes, a new volume is created before the old one is deleted.
   */
  declare readonly triggers: pulumi.Output<unknown>;
  /**
   * Adopt an existing volume instead of creating one: the one that `resourceUuid` names, or the newest finished one of
   * this resource's identity.
   */
  declare readonly adopt: pulumi.Output<boolean | undefined>;
  /** uuid that the volume is to have: version 1 to 5, without dashes, never used before. */
  declare readonly resourceUuid: pulumi.Output<string | undefined>;
  /** What a delete does, as recorded by the last `pulumi up`. */
  declare readonly deletionPolicy: pulumi.Output<RestoredVolumeDeletionPolicy | undefined>;
  /** Checks that verification skips. */
  declare readonly verify: pulumi.Output<pulumi.Unwrap<RestoredVolumeVerify> | undefined>;
  /** uuid on the platform; the same as the resource's id. */
  declare readonly uuid: pulumi.Output<string>;
  /** uuid of the primary storage that holds the volume. */
  declare readonly primaryStorageUuid: pulumi.Output<string>;
  /** Format of its data, e.g. `qcow2` or `raw`. */
  declare readonly format: pulumi.Output<string>;
  /** Bytes, as recorded when the volume was made. */
  declare readonly size: pulumi.Output<number>;
  /** uuid of the VM that this resource attached it to; absent if there is none. */
  declare readonly attachedVmUuid: pulumi.Output<string | undefined>;
  /** When the volume was created, in the server's format and time zone. */
  declare readonly createDate: pulumi.Output<string>;
  /** When verification succeeded, ISO 8601; absent until then. */
  declare readonly verifiedAt: pulumi.Output<string | undefined>;
  /** Problems that a refresh or an update found, by check; absent if there are none. */
  declare readonly problems: pulumi.Output<Problems | undefined>;

  constructor(name: string, args: RestoredVolumeArgs, options?: pulumi.CustomResourceOptions) {
    super(
      {
        type: "zstack:RestoredVolume",
        handler: "zstackRestoredVolume",
        importInput: "resourceUuid",
        properties: [
          "volumeSnapshotUuid",
          "volumeBackupUuid",
          "backupStorageUuid",
          "attachTo",
          "expungeOnDelete",
          "name",
          "description",
          "userTags",
          "triggers",
          "adopt",
          "resourceUuid",
          "deletionPolicy",
          "verify",
          "uuid",
          "primaryStorageUuid",
          "format",
          "size",
          "attachedVmUuid",
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
