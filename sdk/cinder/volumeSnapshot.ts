import type * as pulumi from "@pulumi/pulumi";
import { named, RestorePoint } from "../resource";
import type { Problems } from "../zstack/verify";
import type { CinderDeletionPolicy, CinderRestorePointArgs, CinderVerify } from "./restorePoint";

/** Inputs of {@link VolumeSnapshot}. */
export interface VolumeSnapshotArgs extends CinderRestorePointArgs {
  /** id of an existing snapshot to adopt; requires `adopt: true`. */
  readonly snapshotId?: pulumi.Input<string>;
}

/**
 * A snapshot of one volume of OpenStack Cinder, or of one disk of an Elastic Volume Service (EVS), made exactly once and
 * deleted only on purpose. Its id is the snapshot's id.
 *
 * Waits until the snapshot is available. The limit is `customTimeouts`, or else an hour; a creation that takes longer is
 * kept in state and the next `pulumi up` continues to wait. One that fails is kept as well, and the next `pulumi up` makes
 * another.
 *
 * A volume may have as many snapshots as the configuration `cinder:maxSnapshotsPerVolume` says (7 where the endpoint is
 * that of an EVS, else unlimited); one more is refused before it is asked for, with a list of those there are.
 *
 * API: `POST /v3/{project_id}/snapshots` and `/v3/{project_id}/snapshots/{snapshot_id}`.
 *
 * Errors name the input or setting and how to fix it; inputs are checked before anything is sent. A create fails if the
 * volume does not exist, is attached (without `force`) or a quota is used up; a delete fails if the storage refuses it.
 *
 * @example
 * ```ts
 * import { cinder } from "pulumi-snapshots";
 *
 * const before = new cinder.VolumeSnapshot("before-upgrade", {
 *   volumeId: "5aa119a8-d25b-45a7-8d1b-88e127885635",
 *   force: true,
 *   triggers: [appVersion],
 * });
 * ```
 */
export class VolumeSnapshot extends RestorePoint {
  /** id of the volume. */
  declare readonly volumeId: pulumi.Output<string>;
  /** Name on the platform. */
  declare readonly name: pulumi.Output<string>;
  /** Description, if set. */
  declare readonly description: pulumi.Output<string | undefined>;
  /** Declared metadata; other keys are not shown. */
  declare readonly metadata: pulumi.Output<Record<string, string> | undefined>;
  /** Whether an attached volume may be snapshotted. */
  declare readonly force: pulumi.Output<boolean | undefined>;
  /** The `triggers` for which this snapshot was created. */
  declare readonly triggers: pulumi.Output<unknown>;
  /** What a delete does. */
  declare readonly deletionPolicy: pulumi.Output<CinderDeletionPolicy | undefined>;
  /** Whether an existing snapshot may be adopted. */
  declare readonly adopt: pulumi.Output<boolean | undefined>;
  /** The snapshot that was adopted by id, if set. */
  declare readonly snapshotId: pulumi.Output<string | undefined>;
  /** GiB of the volume when the snapshot was taken. */
  declare readonly size: pulumi.Output<number>;
  /** When the snapshot was created, ISO 8601 in UTC. */
  declare readonly createdAt: pulumi.Output<string>;
  /** Checks that verification skips, if set. */
  declare readonly verify: pulumi.Output<pulumi.Unwrap<CinderVerify> | undefined>;
  /** When verification succeeded, ISO 8601. */
  declare readonly verifiedAt: pulumi.Output<string | undefined>;
  /** Problems that a refresh or an update found, by check; absent if there are none. */
  declare readonly problems: pulumi.Output<Problems | undefined>;

  constructor(name: string, args: VolumeSnapshotArgs, options?: pulumi.CustomResourceOptions) {
    super(
      {
        type: "cinder:VolumeSnapshot",
        handler: "cinderVolumeSnapshot",
        importInput: "snapshotId",
        outputs: ["size", "createdAt", "verifiedAt", "problems"],
      },
      name,
      named(name, args),
      options,
    );
  }
}
