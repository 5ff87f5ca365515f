// Made by `npm run generate`. Do not edit: change the definition in provider/ and run it again.

import type * as pulumi from "@pulumi/pulumi";
import { named, RestorePoint } from "../resource";
import type { DeletionPolicy, Problems, VolumeSnapshotVerify } from "./types";

/** Inputs of {@link VolumeSnapshot}. */
export interface VolumeSnapshotArgs {
  /** id of the volume. A change forces replacement. */
  readonly volumeId: pulumi.Input<string>;
  /** Name on the platform, 1 to 255 characters. Default: the resource's logical name. */
  readonly name?: pulumi.Input<string>;
  /** At most 255 characters. Removed from the program, it is reset to empty. */
  readonly description?: pulumi.Input<string>;
  /**
   * Keys and values of at most 255 characters. They are merged into what is there: keys that others wrote, and the
   * provider's own, remain; a key removed from the program is taken off.
   */
  readonly metadata?: pulumi.Input<Readonly<Record<string, pulumi.Input<string>>>>;
  /** Create it while the volume is attached and in use. Default false. */
  readonly force?: pulumi.Input<boolean>;
  /**
   * Any JSON value, e.g. a version or a commit: when it changes, a new snapshot is created before the old one is
   * deleted. A change forces replacement.
   */
  readonly triggers?: pulumi.Input<unknown>;
  /** What a delete does, as recorded by the last `pulumi up`. Default `delete`. */
  readonly deletionPolicy?: pulumi.Input<DeletionPolicy>;
  /** Checks that verification skips. Default: all checks run. */
  readonly verify?: pulumi.Input<VolumeSnapshotVerify>;
  /**
   * Adopt an existing snapshot instead of creating one: the one whose id is given, or the newest finished one of this
   * resource's identity. Default false.
   */
  readonly adopt?: pulumi.Input<boolean>;
  /** id of an existing snapshot to adopt; requires `adopt: true`. A change forces replacement. */
  readonly snapshotId?: pulumi.Input<string>;
}

/**
 * A snapshot of one volume of OpenStack Cinder, or of one disk of an Elastic Volume Service (EVS), created exactly once
 * and deleted only on purpose. Its id is the snapshot's id.
 *
 * Waits until the snapshot is available. The limit is `customTimeouts`, or else an hour; a creation that takes longer
 * is kept in state and the next `pulumi up` continues to wait. One that fails is kept as well, and the next `pulumi up`
 * makes another.
 *
 * A volume may have as many snapshots as the configuration `cinder:maxSnapshotsPerVolume` says (7 if the endpoint is
 * that of an EVS, else unlimited); one more is refused before it is asked for, with a list of those there are.
 *
 * Errors name the input or setting and how to fix it; inputs are checked before anything is sent. A create fails if the
 * volume does not exist, is attached (without `force`) or a quota is used up; a delete fails if the storage refuses it.
 *
 * API: `POST /v3/{project_id}/snapshots` and `/v3/{project_id}/snapshots/{snapshot_id}`.
 *
 * @example
 * ```ts
 * import { cinder } from "pulumi-snapshots";
 *
 * const volumeSnapshot = new cinder.VolumeSnapshot("before-upgrade", {
 *   volumeId: "5aa119a8-d25b-45a7-8d1b-88e127885635",
 *   force: true,
 *   triggers: ["2.4.0"],
 * });
 *
 * export const createdAt = volumeSnapshot.createdAt;
 * ```
 */
export class VolumeSnapshot extends RestorePoint {
  /** id of the volume. */
  declare readonly volumeId: pulumi.Output<string>;
  /** Name on the platform, 1 to 255 characters. */
  declare readonly name: pulumi.Output<string>;
  /** At most 255 characters. */
  declare readonly description: pulumi.Output<string | undefined>;
  /** Keys and values of at most 255 characters. */
  declare readonly metadata: pulumi.Output<Record<string, string> | undefined>;
  /** Create it while the volume is attached and in use. */
  declare readonly force: pulumi.Output<boolean | undefined>;
  /**
   * Any JSON value, e.g. a version or a commit: when it changes, a new snapshot is created before the old one is
   * deleted.
   */
  declare readonly triggers: pulumi.Output<unknown>;
  /** What a delete does, as recorded by the last `pulumi up`. */
  declare readonly deletionPolicy: pulumi.Output<DeletionPolicy | undefined>;
  /** Checks that verification skips. */
  declare readonly verify: pulumi.Output<pulumi.Unwrap<VolumeSnapshotVerify> | undefined>;
  /**
   * Adopt an existing snapshot instead of creating one: the one whose id is given, or the newest finished one of this
   * resource's identity.
   */
  declare readonly adopt: pulumi.Output<boolean | undefined>;
  /** id of an existing snapshot to adopt; requires `adopt: true`. */
  declare readonly snapshotId: pulumi.Output<string | undefined>;
  /** GiB of the volume when the snapshot was taken. */
  declare readonly size: pulumi.Output<number>;
  /** When the snapshot was created, ISO 8601 in UTC. */
  declare readonly createdAt: pulumi.Output<string>;
  /** When verification succeeded, ISO 8601; absent until then. */
  declare readonly verifiedAt: pulumi.Output<string | undefined>;
  /** Problems that a refresh or an update found, by check; absent if there are none. */
  declare readonly problems: pulumi.Output<Problems | undefined>;

  constructor(name: string, args: VolumeSnapshotArgs, options?: pulumi.CustomResourceOptions) {
    super(
      {
        type: "cinder:VolumeSnapshot",
        handler: "cinderVolumeSnapshot",
        importInput: "snapshotId",
        properties: [
          "volumeId",
          "name",
          "description",
          "metadata",
          "force",
          "triggers",
          "deletionPolicy",
          "verify",
          "adopt",
          "snapshotId",
          "size",
          "createdAt",
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
