import type * as pulumi from "@pulumi/pulumi";
import { named, RestorePoint } from "../resource";
import type { Problems, VolumeSnapshotGroupVerify } from "./verify";

/**
 * What `delete` does: `delete` the group with its snapshots, `retain` all of it, `ungroup` it and keep the snapshots,
 * or `cascade` to everything below them.
 */
export type VolumeSnapshotGroupDeletionPolicy = "delete" | "retain" | "ungroup" | "cascade";

/** One snapshot of a {@link VolumeSnapshotGroup}. */
export interface VolumeSnapshotGroupMember {
  /** uuid of the volume. */
  readonly volumeUuid: string;
  /** Name the volume had. */
  readonly volumeName: string;
  /** `Root`, `Data` or `Memory`. */
  readonly volumeType: string;
  /** Index of the volume in the VM; the root volume has 0. */
  readonly deviceId: number;
  /** uuid of the snapshot of this volume. */
  readonly volumeSnapshotUuid: string;
  /** Name the server gave it: `<group>-<volume>`. */
  readonly volumeSnapshotName: string;
}

/** Inputs of {@link VolumeSnapshotGroup}. */
export interface VolumeSnapshotGroupArgs {
  /** uuid of the VM. Exactly one of this and `rootVolumeUuid`. A change forces replacement. */
  readonly vmInstanceUuid?: pulumi.Input<string>;
  /** uuid of the VM's root volume. Exactly one of this and `vmInstanceUuid`. A change forces replacement. */
  readonly rootVolumeUuid?: pulumi.Input<string>;
  /** Name on the platform, 1 to 255 characters. Default: the resource's logical name. The members keep their names. */
  readonly name?: pulumi.Input<string>;
  /** At most 2048 characters. Removed from the program, it is reset to empty. */
  readonly description?: pulumi.Input<string>;
  /** Include the memory; the VM must be Running or Paused. Default false. A change forces replacement. */
  readonly withMemory?: pulumi.Input<boolean>;
  /** User tags of the group. When given, they are exactly these; when never given, tags are left alone. */
  readonly userTags?: pulumi.Input<pulumi.Input<string>[]>;
  /** Any JSON value: when it changes, a new group is created before the old one is deleted. */
  readonly triggers?: pulumi.Input<unknown>;
  /**
   * What a delete does, as recorded by the last `pulumi up`. Default `delete`: fails while objects that this stack
   * did not declare depends on a member; postponed as a whole while other objects of this stack do.
   */
  readonly deletionPolicy?: pulumi.Input<VolumeSnapshotGroupDeletionPolicy>;
  /** Adopt an existing group: the one with `resourceUuid`, or the newest of this resource's identity. Default false. */
  readonly adopt?: pulumi.Input<boolean>;
  /** uuid that the group is to have, never used before; with `adopt`, of an existing one. Default: chosen. */
  readonly resourceUuid?: pulumi.Input<string>;
  /** Checks that verification skips. Default: all checks run. Only recorded in the state. */
  readonly verify?: pulumi.Input<VolumeSnapshotGroupVerify>;
}

/**
 * Snapshots of all volumes of one VM, taken together, created exactly once and never deleted together with foreign objects.
 *
 * A member that is deleted outside Pulumi makes `complete` false after a refresh and appears as drift (`problems`) until it is
 * accepted with `verify`, or a change of `triggers` takes a new one; the group is never replaced for it by itself, because
 * that would delete the members that are left.
 *
 * API: `POST /v1/volume-snapshots/group` and `/v1/volume-snapshots/group/{uuid}`.
 *
 * Errors name the input and how to fix it; a create fails if the VM is unknown or not in the state that is needed.
 *
 * @example
 * ```ts
 * import { zstack } from "pulumi-snapshots";
 *
 * const before = new zstack.VolumeSnapshotGroup("before-upgrade", {
 *   vmInstanceUuid: "b1000000000040008000000000000001",
 *   triggers: [appVersion],
 * });
 * ```
 */
export class VolumeSnapshotGroup extends RestorePoint {
  /** uuid on the platform; the same as the resource's id. */
  declare readonly uuid: pulumi.Output<string>;
  /** uuid of the VM. */
  declare readonly vmInstanceUuid: pulumi.Output<string>;
  /** uuid of the root volume, if set. */
  declare readonly rootVolumeUuid: pulumi.Output<string | undefined>;
  /** Name on the platform. */
  declare readonly name: pulumi.Output<string>;
  /** Description, if set. */
  declare readonly description: pulumi.Output<string | undefined>;
  /** Whether the memory was included. */
  declare readonly withMemory: pulumi.Output<boolean | undefined>;
  /** User tags, if set. */
  declare readonly userTags: pulumi.Output<string[] | undefined>;
  /** The `triggers` for which this group was created. */
  declare readonly triggers: pulumi.Output<unknown>;
  /** What a delete does. */
  declare readonly deletionPolicy: pulumi.Output<VolumeSnapshotGroupDeletionPolicy | undefined>;
  /** Whether an existing group may be adopted. */
  declare readonly adopt: pulumi.Output<boolean | undefined>;
  /** The requested uuid, if set. */
  declare readonly resourceUuid: pulumi.Output<string | undefined>;
  /** Snapshots that were taken. */
  declare readonly snapshotCount: pulumi.Output<number>;
  /** Snapshots that exist, by `deviceId`. */
  declare readonly members: pulumi.Output<VolumeSnapshotGroupMember[]>;
  /** Whether every volume still has its snapshot. */
  declare readonly complete: pulumi.Output<boolean>;
  /** Names of the volumes whose snapshot was deleted outside Pulumi; empty if the group is complete. */
  declare readonly missingVolumes: pulumi.Output<string[]>;
  /** When the group was created, in the server's format and time zone. */
  declare readonly createDate: pulumi.Output<string>;
  /** Checks that verification skips, if set. */
  declare readonly verify: pulumi.Output<pulumi.Unwrap<VolumeSnapshotGroupVerify> | undefined>;
  /** When verification succeeded, ISO 8601; absent until then. */
  declare readonly verifiedAt: pulumi.Output<string | undefined>;
  /** Problems that a refresh or an update found, by check; absent if there are none. */
  declare readonly problems: pulumi.Output<Problems | undefined>;

  constructor(name: string, args: VolumeSnapshotGroupArgs, options?: pulumi.CustomResourceOptions) {
    super(
      {
        type: "zstack:VolumeSnapshotGroup",
        handler: "zstackVolumeSnapshotGroup",
        importInput: "resourceUuid",
        outputs: [
          "uuid",
          "vmInstanceUuid",
          "snapshotCount",
          "members",
          "complete",
          "missingVolumes",
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
