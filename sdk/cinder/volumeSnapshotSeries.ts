import type * as pulumi from "@pulumi/pulumi";
import { named } from "../resource";
import { Series, type SeriesArgs, type SeriesPoint } from "../series";
import type { CinderVerify } from "./restorePoint";

/** Inputs of {@link VolumeSnapshotSeries}. */
export interface VolumeSnapshotSeriesArgs extends SeriesArgs {
  /** id of the volume. A change forces replacement. */
  readonly volumeId: pulumi.Input<string>;
  /**
   * Prefix of the names: `nightly` makes `nightly-1`, `nightly-2` …; at most 247 characters. A change
   * applies to the snapshots that are created afterwards. Default: the resource's logical name.
   */
  readonly name?: pulumi.Input<string>;
  /** At most 255 characters, for the snapshots that are created afterwards. Default: none. */
  readonly description?: pulumi.Input<string>;
  /** Keys and values of at most 255 characters, for the snapshots that are created afterwards. Default: none. */
  readonly metadata?: pulumi.Input<Readonly<Record<string, pulumi.Input<string>>>>;
  /** Create them while the volume is attached and in use. Default false. */
  readonly force?: pulumi.Input<boolean>;
  /** Checks that verification skips: a snapshot that fails one still counts for `keepLast`. Default: none. */
  readonly verify?: pulumi.Input<CinderVerify>;
}

/** One snapshot of a {@link VolumeSnapshotSeries}; `size` is in GiB. */
export interface VolumeSnapshotSeriesPoint extends SeriesPoint {
  /** id on the platform. */
  readonly id: string;
  /** When it was created, ISO 8601 in UTC. */
  readonly createdAt: string;
}

/**
 * The last snapshots of one volume of OpenStack Cinder, or of one disk of an Elastic Volume Service (EVS). Each change of
 * `triggers` takes a new one, waits until it is available, and then deletes those that are no longer to be kept; there
 * are never fewer than `keepLast` while a new one is being made.
 *
 * If the number of snapshots of a volume is limited (`cinder:maxSnapshotsPerVolume`, 7 on an EVS), `keepLast` has to be
 * smaller: the new one is created before the oldest one is deleted.
 *
 * A snapshot that the storage refuses to delete remains in `history` with the reason, and its deletion is retried with the next one
 * that is taken. One that was deleted outside Pulumi leaves `history` with a refresh; if it was the current one, the next
 * `pulumi up` takes a new one. An interrupted `pulumi up` is finished by the next one. The limit of each operation is
 * `customTimeouts`, or else an hour; `update` applies to the snapshots after the first.
 *
 * API: `POST /v3/{project_id}/snapshots` and `/v3/{project_id}/snapshots/{snapshot_id}`.
 *
 * Errors name the input or setting and how to fix it; inputs are checked before anything is sent.
 *
 * @example
 * ```ts
 * import { cinder } from "pulumi-snapshots";
 *
 * const deployments = new cinder.VolumeSnapshotSeries("before-deploy", {
 *   volumeId: "5aa119a8-d25b-45a7-8d1b-88e127885635",
 *   force: true,
 *   triggers: [process.env["GIT_SHA"]],
 *   keepLast: 5,
 * });
 * export const restorePoint = deployments.current.id;
 * ```
 */
export class VolumeSnapshotSeries extends Series<VolumeSnapshotSeriesPoint> {
  /** id of the volume. */
  declare readonly volumeId: pulumi.Output<string>;
  /** Description of the snapshots that are created from now on, if set. */
  declare readonly description: pulumi.Output<string | undefined>;
  /** Metadata of the snapshots that are created from now on, if set. */
  declare readonly metadata: pulumi.Output<Record<string, string> | undefined>;
  /** Whether an attached volume may be snapshotted. */
  declare readonly force: pulumi.Output<boolean | undefined>;
  /** Checks that verification skips, if set. */
  declare readonly verify: pulumi.Output<pulumi.Unwrap<CinderVerify> | undefined>;

  constructor(name: string, args: VolumeSnapshotSeriesArgs, options?: pulumi.CustomResourceOptions) {
    super(
      { type: "cinder:VolumeSnapshotSeries", handler: "cinderVolumeSnapshotSeries" },
      name,
      named(name, args),
      options,
    );
  }
}
