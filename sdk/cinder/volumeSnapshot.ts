import type * as pulumi from "@pulumi/pulumi";
import { named, RestorePoint } from "../resource";
import type { Problems } from "../zstack/verify";
import type { CinderDeletionPolicy, CinderRestorePointArgs, CinderVerify } from "./restorePoint";

/** Inputs of {@link VolumeSnapshot}. */
export interface VolumeSnapshotArgs extends CinderRestorePointArgs {
  /** id of an existing snapshot that is to be taken over; only with `adopt: true`. */
  readonly snapshotId?: pulumi.Input<string>;
}

/**
 * A snapshot of one volume of OpenStack Cinder, or of one disk of an Elastic Volume Service (EVS), made exactly once and
 * deleted only on purpose. Its id is the snapshot's id.
 *
 * Waits until the snapshot is available. The limit is `customTimeouts`, or else an hour; a creation that takes longer is
 * kept in state and the next `pulumi up` goes on waiting. One that fails is kept as well, and the next `pulumi up` makes
 * another.
 *
 * A volume may have as many snapshots as the configuration `cinder:maxSnapshotsPerVolume` says (7 where the endpoint is
 * that of an EVS, else unlimited); one more is refused before it is asked for, with a list of those there are.
 *
 * API: `POST /v3/{project_id}/snapshots` and `/v3/{project_id}/snapshots/{snapshot_id}`.
 *
 * Errors name the input or setting and the remedy; inputs are checked before anything is sent. A create fails where the
 * volume does not exist, is attached (without `force`) or a quota is used up; a delete, where the storage refuses it.
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
  /** Description, where one was given. */
  declare readonly description: pulumi.Output<string | undefined>;
  /** Declared metadata; what else is on the snapshot is not shown. */
  declare readonly metadata: pulumi.Output<Record<string, string> | undefined>;
  /** Whether an attached volume may be snapshotted. */
  declare readonly force: pulumi.Output<boolean | undefined>;
  /** The value that this snapshot was taken for. */
  declare readonly triggers: pulumi.Output<unknown>;
  /** What a delete does. */
  declare readonly deletionPolicy: pulumi.Output<CinderDeletionPolicy | undefined>;
  /** Whether an existing snapshot may be taken over. */
  declare readonly adopt: pulumi.Output<boolean | undefined>;
  /** The snapshot that was named to be taken over, where one was. */
  declare readonly snapshotId: pulumi.Output<string | undefined>;
  /** GiB of the volume when the snapshot was taken. */
  declare readonly size: pulumi.Output<number>;
  /** When the snapshot was made, ISO 8601 in UTC. */
  declare readonly createdAt: pulumi.Output<string>;
  /** Checks that are relaxed, where some were given. */
  declare readonly verify: pulumi.Output<pulumi.Unwrap<CinderVerify> | undefined>;
  /** When it was found to be what was asked for, ISO 8601. */
  declare readonly verifiedAt: pulumi.Output<string | undefined>;
  /** What a refresh or an update found wrong; not there where nothing is. */
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
