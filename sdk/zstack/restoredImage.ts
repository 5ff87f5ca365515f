// Made by `npm run generate`. Do not edit: change the definition in provider/ and run it again.

import type * as pulumi from "@pulumi/pulumi";
import { named, RestorePoint } from "../resource";
import type {
  Problems,
  RestoredImageDeletionPolicy,
  RestoredImageMediaType,
  RestoredImagePlatform,
  RestoredImageVerify,
} from "./types";

/** Inputs of {@link RestoredImage}. */
export interface RestoredImageArgs {
  /**
   * uuid of the volume snapshot to restore from: Ready. Exactly one of this and `volumeBackupUuid`. A change forces
   * replacement.
   */
  readonly volumeSnapshotUuid?: pulumi.Input<string>;
  /**
   * uuid of the volume backup to restore from, also a member of a VM backup: Ready. Exactly one of this and
   * `volumeSnapshotUuid`. A change forces replacement.
   */
  readonly volumeBackupUuid?: pulumi.Input<string>;
  /** `RootVolumeTemplate` (for new VMs) or `DataVolumeTemplate` (for new data volumes). A change forces replacement. */
  readonly mediaType: pulumi.Input<RestoredImageMediaType>;
  /**
   * uuids of the backup storages that are to hold the image: Enabled and Connected. With `volumeBackupUuid` exactly
   * one, which has to hold a Ready copy of the backup. A change forces replacement.
   */
  readonly backupStorageUuids: pulumi.Input<pulumi.Input<string>[]>;
  /**
   * Platform of VMs made from the image; only with `RootVolumeTemplate`. Default: that of the VM of the source. Not
   * compared afterwards. A change forces replacement.
   */
  readonly platform?: pulumi.Input<RestoredImagePlatform>;
  /**
   * Operating system, e.g. `CentOS`; only with `RootVolumeTemplate`. Default: that of the VM of the source. Not
   * compared afterwards. A change forces replacement.
   */
  readonly guestOsType?: pulumi.Input<string>;
  /**
   * Architecture of the processor, e.g. `x86_64`; only with `RootVolumeTemplate`. Default: that of the VM of the
   * source. Not compared afterwards. A change forces replacement.
   */
  readonly architecture?: pulumi.Input<string>;
  /**
   * Whether VMs get virtio devices; only with `RootVolumeTemplate`. A server overwrites it with the value of the VM of
   * a snapshot, so it is not compared afterwards. A change forces replacement.
   */
  readonly virtio?: pulumi.Input<boolean>;
  /**
   * Whether a delete also takes the image out of the recycle bin, for good. Default false: the server keeps a deleted
   * image for some days, and it can be recovered there.
   */
  readonly expungeOnDelete?: pulumi.Input<boolean>;
  /**
   * Name on the platform, 1 to 255 characters. Default: the resource's logical name. A change applies to the next
   * image. A change applies to the next one that is created.
   */
  readonly name?: pulumi.Input<string>;
  /** At most 2048 characters. A change applies to the next image. A change applies to the next one that is created. */
  readonly description?: pulumi.Input<string>;
  /**
   * User tags of the image. When given, they are exactly these: others are taken off (the provider's own tags aside).
   * When never given, tags are left alone.
   */
  readonly userTags?: pulumi.Input<pulumi.Input<string>[]>;
  /**
   * Any JSON value, e.g. a version or a commit: when it changes, a new image is created before the old one is deleted.
   * A change forces replacement.
   */
  readonly triggers?: pulumi.Input<unknown>;
  /**
   * Adopt an existing image instead of creating one: the one that `resourceUuid` names, or the newest finished one of
   * this resource's identity. Default false.
   */
  readonly adopt?: pulumi.Input<boolean>;
  /**
   * uuid that the image is to have: version 1 to 5, without dashes, never used before. With `adopt`, that of an
   * existing one. Default: chosen by the provider. A change forces replacement.
   */
  readonly resourceUuid?: pulumi.Input<string>;
  /** What a delete does, as recorded by the last `pulumi up`. Default `delete`. */
  readonly deletionPolicy?: pulumi.Input<RestoredImageDeletionPolicy>;
  /** Checks that verification skips. Default: all checks run. */
  readonly verify?: pulumi.Input<RestoredImageVerify>;
}

/**
 * A new image with the data of a volume snapshot or of a volume backup, created exactly once: a template of root
 * volumes, from which VMs are made, or of data volumes.
 *
 * The image does not depend on its source: a snapshot or backup that is gone later changes nothing. A server reports
 * success if one of several backup storages has the image; the verification compares them all.
 *
 * Waits until the image is Ready. The limit is `customTimeouts`, or else the server's own (72 hours) and a minute; a
 * creation that takes longer is kept in state and the next `pulumi up` continues to wait.
 *
 * A change of the source creates the new image before the old one is deleted. A delete moves the image to the recycle
 * bin, on all backup storages.
 *
 * Errors name the input and how to fix it; inputs are checked before anything is sent. A create fails if the source
 * does not exist or is not Ready, if no backup storage can take the image, or if that of a backup does not hold it.
 * Images from backups were not observed on a server with the licence of ZStack's Backup Service.
 *
 * API: `POST /v1/images/{root|data}-volume-templates/from/volume-snapshots/{snapshotUuid}`, `POST
 * /v1/images/{root|data}-volume-templates/from/volume-template/{backupUuid}` and `/v1/images`.
 *
 * @example
 * ```ts
 * import { zstack } from "pulumi-snapshots";
 *
 * const restoredImage = new zstack.RestoredImage("golden", {
 *   volumeSnapshotUuid: "0f3ab1c5d2e84f6a9b7c8d9e0f1a2b3c",
 *   mediaType: "RootVolumeTemplate",
 *   backupStorageUuids: ["d1000000000040008000000000000001"],
 * });
 *
 * export const uuid = restoredImage.uuid;
 * ```
 */
export class RestoredImage extends RestorePoint {
  /** uuid of the volume snapshot to restore from: Ready. */
  declare readonly volumeSnapshotUuid: pulumi.Output<string | undefined>;
  /** uuid of the volume backup to restore from, also a member of a VM backup: Ready. */
  declare readonly volumeBackupUuid: pulumi.Output<string | undefined>;
  /** `RootVolumeTemplate` (for new VMs) or `DataVolumeTemplate` (for new data volumes). */
  declare readonly mediaType: pulumi.Output<RestoredImageMediaType>;
  /** uuids of the backup storages that are to hold the image: Enabled and Connected. */
  declare readonly backupStorageUuids: pulumi.Output<string[]>;
  /** Platform of VMs made from the image; only with `RootVolumeTemplate`. */
  declare readonly platform: pulumi.Output<RestoredImagePlatform | undefined>;
  /** Operating system, e.g. `CentOS`; only with `RootVolumeTemplate`. */
  declare readonly guestOsType: pulumi.Output<string | undefined>;
  /** Architecture of the processor, e.g. `x86_64`; only with `RootVolumeTemplate`. */
  declare readonly architecture: pulumi.Output<string | undefined>;
  /** Whether VMs get virtio devices; only with `RootVolumeTemplate`. */
  declare readonly virtio: pulumi.Output<boolean | undefined>;
  /** Whether a delete also takes the image out of the recycle bin, for good. */
  declare readonly expungeOnDelete: pulumi.Output<boolean | undefined>;
  /** Name on the platform, 1 to 255 characters. */
  declare readonly name: pulumi.Output<string>;
  /** At most 2048 characters. */
  declare readonly description: pulumi.Output<string | undefined>;
  /** User tags of the image. */
  declare readonly userTags: pulumi.Output<string[] | undefined>;
  /**
   * Any JSON value, e.g. a version or a commit: when it changes, a new image is created before the old one is deleted.
   */
  declare readonly triggers: pulumi.Output<unknown>;
  /**
   * Adopt an existing image instead of creating one: the one that `resourceUuid` names, or the newest finished one of
   * this resource's identity.
   */
  declare readonly adopt: pulumi.Output<boolean | undefined>;
  /** uuid that the image is to have: version 1 to 5, without dashes, never used before. */
  declare readonly resourceUuid: pulumi.Output<string | undefined>;
  /** What a delete does, as recorded by the last `pulumi up`. */
  declare readonly deletionPolicy: pulumi.Output<RestoredImageDeletionPolicy | undefined>;
  /** Checks that verification skips. */
  declare readonly verify: pulumi.Output<pulumi.Unwrap<RestoredImageVerify> | undefined>;
  /** uuid on the platform; the same as the resource's id. */
  declare readonly uuid: pulumi.Output<string>;
  /** Bytes, as recorded when the image was made. */
  declare readonly size: pulumi.Output<number>;
  /** Format of its data, e.g. `qcow2` or `raw`. */
  declare readonly format: pulumi.Output<string>;
  /** Those of `backupStorageUuids` that hold a Ready copy, sorted. */
  declare readonly readyStorageUuids: pulumi.Output<string[]>;
  /** When the image was created, in the server's format and time zone. */
  declare readonly createDate: pulumi.Output<string>;
  /** When verification succeeded, ISO 8601; absent until then. */
  declare readonly verifiedAt: pulumi.Output<string | undefined>;
  /** Problems that a refresh or an update found, by check; absent if there are none. */
  declare readonly problems: pulumi.Output<Problems | undefined>;

  constructor(name: string, args: RestoredImageArgs, options?: pulumi.CustomResourceOptions) {
    super(
      {
        type: "zstack:RestoredImage",
        handler: "zstackRestoredImage",
        importInput: "resourceUuid",
        properties: [
          "volumeSnapshotUuid",
          "volumeBackupUuid",
          "mediaType",
          "backupStorageUuids",
          "platform",
          "guestOsType",
          "architecture",
          "virtio",
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
          "size",
          "format",
          "readyStorageUuids",
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
