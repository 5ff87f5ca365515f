// Made by `npm run generate`. Do not edit: change the definition in provider/ and run it again.

import type * as pulumi from "@pulumi/pulumi";
import { named, RestorePoint } from "../resource";
import type {
  Problems,
  VolumeSnapshotGroupDeletionPolicy,
  VolumeSnapshotGroupMember,
  VolumeSnapshotGroupVerify,
} from "./types";

/** Inputs of {@link VolumeSnapshotGroup}. */
export interface VolumeSnapshotGroupArgs {
  /** uuid of the VM. Exactly one of this and `rootVolumeUuid`. A change forces replacement. */
  readonly vmInstanceUuid?: pulumi.Input<string>;
  /** uuid of the VM's root volume. Exactly one of this and `vmInstanceUuid`. A change forces replacement. */
  readonly rootVolumeUuid?: pulumi.Input<string>;
  /** Include the memory; the VM must be Running or Paused. Default false. A change forces replacement. */
  readonly withMemory?: pulumi.Input<boolean>;
  /** Name on the platform, 1 to 255 characters. Default: the resource's logical name. */
  readonly name?: pulumi.Input<string>;
  /** At most 2048 characters. Removed from the program, it is reset to empty. */
  readonly description?: pulumi.Input<string>;
  /**
   * User tags of the group. When given, they are exactly these: others are taken off (the provider's own tags aside).
   * When never given, tags are left alone.
   */
  readonly userTags?: pulumi.Input<pulumi.Input<string>[]>;
  /**
   * Any JSON value, e.g. a version or a commit: when it changes, a new group is created before the old one is deleted.
   * A change forces replacement.
   */
  readonly triggers?: pulumi.Input<unknown>;
  /**
   * Adopt an existing group instead of creating one: the one that `resourceUuid` names, or the newest finished one of
   * this resource's identity. Default false.
   */
  readonly adopt?: pulumi.Input<boolean>;
  /**
   * uuid that the group is to have: version 1 to 5, without dashes, never used before. With `adopt`, that of an
   * existing one. Default: chosen by the provider. A change forces replacement.
   */
  readonly resourceUuid?: pulumi.Input<string>;
  /**
   * What a delete does, as recorded by the last `pulumi up`. Default `delete`. It fails while objects that this stack
   * did not declare depend on a member, and is postponed as a whole while other objects of this stack do.
   */
  readonly deletionPolicy?: pulumi.Input<VolumeSnapshotGroupDeletionPolicy>;
  /** Checks that verification skips. Default: all checks run. */
  readonly verify?: pulumi.Input<VolumeSnapshotGroupVerify>;
}

/**
 * Snapshots of all volumes of one VM, taken together, created exactly once and never deleted together with foreign
 * objects.
 *
 * A member that is deleted outside Pulumi makes `complete` false after a refresh and appears as drift (`problems`)
 * until it is accepted with `verify`, or a change of `triggers` takes a new one; the group is never replaced for it by
 * itself, because that would delete the members that are left.
 *
 * Errors name the input and how to fix it; a create fails if the VM is unknown or not in the state that is needed.
 *
 * API: `POST /v1/volume-snapshots/group` and `/v1/volume-snapshots/group/{uuid}`.
 *
 * @example
 * ```ts
 * import { zstack } from "pulumi-snapshots";
 *
 * const volumeSnapshotGroup = new zstack.VolumeSnapshotGroup("before-upgrade", {
 *   vmInstanceUuid: "b1000000000040008000000000000001",
 *   triggers: ["2.4.0"],
 * });
 *
 * export const members = volumeSnapshotGroup.members;
 * ```
 */
export class VolumeSnapshotGroup extends RestorePoint {
  /** uuid of the VM's root volume. */
  declare readonly rootVolumeUuid: pulumi.Output<string | undefined>;
  /** Include the memory; the VM must be Running or Paused. */
  declare readonly withMemory: pulumi.Output<boolean | undefined>;
  /** Name on the platform, 1 to 255 characters. */
  declare readonly name: pulumi.Output<string>;
  /** At most 2048 characters. */
  declare readonly description: pulumi.Output<string | undefined>;
  /** User tags of the group. */
  declare readonly userTags: pulumi.Output<string[] | undefined>;
  /**
   * Any JSON value, e.g. a version or a commit: when it changes, a new group is created before the old one is deleted.
   */
  declare readonly triggers: pulumi.Output<unknown>;
  /**
   * Adopt an existing group instead of creating one: the one that `resourceUuid` names, or the newest finished one of
   * this resource's identity.
   */
  declare readonly adopt: pulumi.Output<boolean | undefined>;
  /** uuid that the group is to have: version 1 to 5, without dashes, never used before. */
  declare readonly resourceUuid: pulumi.Output<string | undefined>;
  /** What a delete does, as recorded by the last `pulumi up`. */
  declare readonly deletionPolicy: pulumi.Output<VolumeSnapshotGroupDeletionPolicy | undefined>;
  /** Checks that verification skips. */
  declare readonly verify: pulumi.Output<pulumi.Unwrap<VolumeSnapshotGroupVerify> | undefined>;
  /** uuid on the platform; the same as the resource's id. */
  declare readonly uuid: pulumi.Output<string>;
  /** uuid of the VM. */
  declare readonly vmInstanceUuid: pulumi.Output<string>;
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
        properties: [
          "rootVolumeUuid",
          "withMemory",
          "name",
          "description",
          "userTags",
          "triggers",
          "adopt",
          "resourceUuid",
          "deletionPolicy",
          "verify",
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
