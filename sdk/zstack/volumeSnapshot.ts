// Made by `npm run generate`. Do not edit: change the definition in provider/ and run it again.

import type * as pulumi from "@pulumi/pulumi";
import { named, RestorePoint } from "../resource";
import type { Problems, VolumeSnapshotDeletionPolicy, VolumeSnapshotVerify } from "./types";

/** Inputs of {@link VolumeSnapshot}. */
export interface VolumeSnapshotArgs {
  /** uuid of the volume, 32 hexadecimal digits. A change forces replacement. */
  readonly volumeUuid: pulumi.Input<string>;
  /** Name on the platform, 1 to 255 characters. Default: the resource's logical name. */
  readonly name?: pulumi.Input<string>;
  /** At most 2048 characters. Removed from the program, it is reset to empty. */
  readonly description?: pulumi.Input<string>;
  /**
   * User tags of the snapshot. When given, they are exactly these: others are taken off (the provider's own tags
   * aside). When never given, tags are left alone.
   */
  readonly userTags?: pulumi.Input<pulumi.Input<string>[]>;
  /**
   * Any JSON value, e.g. a version or a commit: when it changes, a new snapshot is created before the old one is
   * deleted. A change forces replacement.
   */
  readonly triggers?: pulumi.Input<unknown>;
  /**
   * Adopt an existing snapshot instead of creating one: the one that `resourceUuid` names, or the newest finished one
   * of this resource's identity. Default false.
   */
  readonly adopt?: pulumi.Input<boolean>;
  /**
   * uuid that the snapshot is to have: version 1 to 5, without dashes, never used before. With `adopt`, that of an
   * existing one. Default: chosen by the provider. A change forces replacement.
   */
  readonly resourceUuid?: pulumi.Input<string>;
  /**
   * What a delete does, as recorded by the last `pulumi up`. Default `delete`. It fails while objects that this stack
   * did not declare depend on the snapshot, and is postponed while other objects of this stack do.
   */
  readonly deletionPolicy?: pulumi.Input<VolumeSnapshotDeletionPolicy>;
  /** Checks that verification skips. Default: all checks run. */
  readonly verify?: pulumi.Input<VolumeSnapshotVerify>;
}

/**
 * A snapshot of one ZStack volume, created exactly once and never deleted together with foreign objects.
 *
 * Waits until the snapshot is Ready. The limit is `customTimeouts`, or else the server's own (3 hours for a creation)
 * and a minute; a creation that takes longer is kept in state and the next `pulumi up` continues to wait.
 *
 * Errors name the input or setting and how to fix it; inputs are checked before anything is sent. A create fails if the
 * volume does not exist or is not in a state to be snapshotted; a delete fails if it would also delete foreign objects.
 *
 * API: `POST /v1/volumes/{volumeUuid}/volume-snapshots` and `/v1/volume-snapshots`.
 *
 * @example
 * ```ts
 * import { zstack } from "pulumi-snapshots";
 *
 * const volumeSnapshot = new zstack.VolumeSnapshot("before-upgrade", {
 *   volumeUuid: "0f3ab1c5d2e84f6a9b7c8d9e0f1a2b3c",
 *   triggers: ["2.4.0"],
 * });
 *
 * export const uuid = volumeSnapshot.uuid;
 * ```
 */
export class VolumeSnapshot extends RestorePoint {
  /** uuid of the volume, 32 hexadecimal digits. */
  declare readonly volumeUuid: pulumi.Output<string>;
  /** Name on the platform, 1 to 255 characters. */
  declare readonly name: pulumi.Output<string>;
  /** At most 2048 characters. */
  declare readonly description: pulumi.Output<string | undefined>;
  /** User tags of the snapshot. */
  declare readonly userTags: pulumi.Output<string[] | undefined>;
  /**
   * Any JSON value, e.g. a version or a commit: when it changes, a new snapshot is created before the old one is
   * deleted.
   */
  declare readonly triggers: pulumi.Output<unknown>;
  /**
   * Adopt an existing snapshot instead of creating one: the one that `resourceUuid` names, or the newest finished one
   * of this resource's identity.
   */
  declare readonly adopt: pulumi.Output<boolean | undefined>;
  /** uuid that the snapshot is to have: version 1 to 5, without dashes, never used before. */
  declare readonly resourceUuid: pulumi.Output<string | undefined>;
  /** What a delete does, as recorded by the last `pulumi up`. */
  declare readonly deletionPolicy: pulumi.Output<VolumeSnapshotDeletionPolicy | undefined>;
  /** Checks that verification skips. */
  declare readonly verify: pulumi.Output<pulumi.Unwrap<VolumeSnapshotVerify> | undefined>;
  /** uuid on the platform; the same as the resource's id. */
  declare readonly uuid: pulumi.Output<string>;
  /** `Root` or `Data`: what the volume was. */
  declare readonly volumeType: pulumi.Output<string>;
  /** uuid of the primary storage that holds the snapshot. */
  declare readonly primaryStorageUuid: pulumi.Output<string>;
  /** Format of its data, e.g. `qcow2` or `raw`. */
  declare readonly format: pulumi.Output<string>;
  /** Bytes, as recorded when the snapshot was made. */
  declare readonly size: pulumi.Output<number>;
  /** When the snapshot was created, in the server's format and time zone. */
  declare readonly createDate: pulumi.Output<string>;
  /** When verification succeeded, ISO 8601; absent until then. */
  declare readonly verifiedAt: pulumi.Output<string | undefined>;
  /** Problems that a refresh or an update found, by check; absent if there are none. */
  declare readonly problems: pulumi.Output<Problems | undefined>;

  constructor(name: string, args: VolumeSnapshotArgs, options?: pulumi.CustomResourceOptions) {
    super(
      {
        type: "zstack:VolumeSnapshot",
        handler: "zstackVolumeSnapshot",
        importInput: "resourceUuid",
        properties: [
          "volumeUuid",
          "name",
          "description",
          "userTags",
          "triggers",
          "adopt",
          "resourceUuid",
          "deletionPolicy",
          "verify",
          "uuid",
          "volumeType",
          "primaryStorageUuid",
          "format",
          "size",
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
