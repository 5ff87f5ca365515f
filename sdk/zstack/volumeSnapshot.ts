import type * as pulumi from "@pulumi/pulumi";
import { named, RestorePoint } from "../resource";
import type { Problems, VolumeSnapshotVerify } from "./verify";

/** What `delete` does: `delete` the object, `retain` it on the platform, or `cascade` to everything below it. */
export type VolumeSnapshotDeletionPolicy = "delete" | "retain" | "cascade";

/** Inputs of {@link VolumeSnapshot}. */
export interface VolumeSnapshotArgs {
  /** uuid of the volume, 32 hexadecimal digits. A change takes a new snapshot. */
  readonly volumeUuid: pulumi.Input<string>;
  /** Name on the platform, 1 to 255 characters. Default: the resource's logical name. */
  readonly name?: pulumi.Input<string>;
  /** At most 2048 characters. Removed from the program, it is reset to empty. */
  readonly description?: pulumi.Input<string>;
  /**
   * User tags of the snapshot. When given, they are exactly these: others are taken off (the provider's own marks
   * aside). When never given, tags are left alone.
   */
  readonly userTags?: pulumi.Input<pulumi.Input<string>[]>;
  /** Any JSON value, e.g. a version or a commit: when it changes, a new snapshot is taken before the old one goes. */
  readonly triggers?: pulumi.Input<unknown>;
  /**
   * What a delete does, as recorded by the last `pulumi up`. Default `delete`: refused while something that this stack
   * did not declare depends on the snapshot; put off while something of this stack does.
   */
  readonly deletionPolicy?: pulumi.Input<VolumeSnapshotDeletionPolicy>;
  /**
   * Take over an existing snapshot in place of making one: the one that `resourceUuid` names, or the newest finished
   * one of this resource's identity. Default false.
   */
  readonly adopt?: pulumi.Input<boolean>;
  /**
   * uuid that the snapshot is to have: version 1 to 5, without dashes, never used before. With `adopt`, the uuid of an
   * existing one. Default: chosen by the provider.
   */
  readonly resourceUuid?: pulumi.Input<string>;
  /** What a verification does not insist on. Default: everything is looked at. Kept in state, nothing is sent. */
  readonly verify?: pulumi.Input<VolumeSnapshotVerify>;
}

/**
 * A snapshot of one ZStack volume, made exactly once and deleted only on purpose.
 *
 * Waits until the snapshot is Ready. The limit is `customTimeouts`, or else the server's own (3 hours for a creation)
 * and a minute; a creation that takes longer is kept in state and the next `pulumi up` goes on waiting.
 *
 * API: `POST /v1/volumes/{volumeUuid}/volume-snapshots` and `/v1/volume-snapshots`.
 *
 * Errors name the input or setting and the remedy; inputs are checked before anything is sent. A create fails where the
 * volume does not exist or is not in a state to be snapshotted; a delete, where it would take along something foreign.
 *
 * @example
 * ```ts
 * import { zstack } from "pulumi-snapshots";
 *
 * const before = new zstack.VolumeSnapshot("before-upgrade", {
 *   volumeUuid: "0f3ab1c5d2e84f6a9b7c8d9e0f1a2b3c",
 *   triggers: [appVersion],
 * });
 * ```
 */
export class VolumeSnapshot extends RestorePoint {
  /** uuid on the platform; the same as the resource's id. */
  declare readonly uuid: pulumi.Output<string>;
  /** uuid of the volume. */
  declare readonly volumeUuid: pulumi.Output<string>;
  /** Name on the platform. */
  declare readonly name: pulumi.Output<string>;
  /** Description, where one was given. */
  declare readonly description: pulumi.Output<string | undefined>;
  /** User tags, where they were given. */
  declare readonly userTags: pulumi.Output<string[] | undefined>;
  /** The value that this snapshot was taken for. */
  declare readonly triggers: pulumi.Output<unknown>;
  /** What a delete does. */
  declare readonly deletionPolicy: pulumi.Output<VolumeSnapshotDeletionPolicy | undefined>;
  /** Whether an existing snapshot may be taken over. */
  declare readonly adopt: pulumi.Output<boolean | undefined>;
  /** The uuid that was asked for, where one was. */
  declare readonly resourceUuid: pulumi.Output<string | undefined>;
  /** `Root` or `Data`: what the volume was. */
  declare readonly volumeType: pulumi.Output<string>;
  /** uuid of the primary storage that holds the snapshot. */
  declare readonly primaryStorageUuid: pulumi.Output<string>;
  /** `qcow2`, `raw` … */
  declare readonly format: pulumi.Output<string>;
  /** Bytes, as recorded when the snapshot was made. */
  declare readonly size: pulumi.Output<number>;
  /** When the snapshot was made, in the server's own words and time zone. */
  declare readonly createDate: pulumi.Output<string>;
  /** Checks that are relaxed, where some were given. */
  declare readonly verify: pulumi.Output<pulumi.Unwrap<VolumeSnapshotVerify> | undefined>;
  /** When it was found to be what was asked for, ISO 8601; not there where it was made by an earlier version. */
  declare readonly verifiedAt: pulumi.Output<string | undefined>;
  /** What a refresh or an update found wrong; not there where nothing is. */
  declare readonly problems: pulumi.Output<Problems | undefined>;

  constructor(name: string, args: VolumeSnapshotArgs, options?: pulumi.CustomResourceOptions) {
    super(
      {
        type: "zstack:VolumeSnapshot",
        handler: "zstackVolumeSnapshot",
        importInput: "resourceUuid",
        outputs: ["uuid", "volumeType", "primaryStorageUuid", "format", "size", "createDate", "verifiedAt", "problems"],
      },
      name,
      named(name, args),
      options,
    );
  }
}
