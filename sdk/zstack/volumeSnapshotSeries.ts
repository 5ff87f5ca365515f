import type * as pulumi from "@pulumi/pulumi";
import { named } from "../resource";
import { Series, type SeriesArgs, type SeriesPoint } from "../series";
import type { VolumeSnapshotVerify } from "./verify";

/** Inputs of {@link VolumeSnapshotSeries}. */
export interface VolumeSnapshotSeriesArgs extends SeriesArgs {
  /** uuid of the volume, 32 hexadecimal digits. A change forces replacement. */
  readonly volumeUuid: pulumi.Input<string>;
  /**
   * Prefix of the names: `nightly` makes `nightly-1`, `nightly-2` …; at most 247 characters. A change
   * applies to the snapshots that are created afterwards. Default: the resource's logical name.
   */
  readonly name?: pulumi.Input<string>;
  /** At most 2048 characters, for the snapshots that are created afterwards. Default: none. */
  readonly description?: pulumi.Input<string>;
  /** User tags of the snapshots that are created afterwards. Default: none. */
  readonly userTags?: pulumi.Input<pulumi.Input<string>[]>;
  /** Checks that verification skips: a snapshot that fails one still counts for `keepLast`. Default: none. */
  readonly verify?: pulumi.Input<VolumeSnapshotVerify>;
}

/** One snapshot of a {@link VolumeSnapshotSeries}. */
export interface VolumeSnapshotSeriesPoint extends SeriesPoint {
  /** uuid on the platform. */
  readonly uuid: string;
  /** When it was created, in the server's format and time zone. */
  readonly createDate: string;
  /** `Root` or `Data`: what the volume was. */
  readonly volumeType: string;
  /** uuid of the primary storage that holds the snapshot. */
  readonly primaryStorageUuid: string;
  /** `qcow2`, `raw` … */
  readonly format: string;
}

/**
 * The last snapshots of one ZStack volume. Each change of `triggers` takes a new one, waits until it is Ready, and then
 * deletes those that are no longer to be kept; there are never fewer than `keepLast` while a new one is being made.
 *
 * A snapshot that cannot be deleted (on chain storage others depend on it; a foreign one is below it) remains in `history`
 * with the reason, and is tried again with the next one that is taken. One that was deleted outside Pulumi leaves `history` with
 * a refresh; if it was the current one, the next `pulumi up` takes a new one. The next `pulumi up` completes an
 * interrupted one. The limit of each operation is `customTimeouts`, or else the server's own (3 hours for a creation) and a
 * minute; `update` applies to the snapshots after the first.
 *
 * API: `POST /v1/volumes/{volumeUuid}/volume-snapshots` and `/v1/volume-snapshots`.
 *
 * Errors name the input and how to fix it; inputs are checked before anything is sent.
 *
 * @example
 * ```ts
 * import { zstack } from "pulumi-snapshots";
 *
 * const deployments = new zstack.VolumeSnapshotSeries("before-deploy", {
 *   volumeUuid: "0f3ab1c5d2e84f6a9b7c8d9e0f1a2b3c",
 *   triggers: [process.env["GIT_SHA"]],
 *   keepLast: 5,
 *   keepFor: "30d",
 * });
 * export const restorePoint = deployments.current.uuid;
 * ```
 */
export class VolumeSnapshotSeries extends Series<VolumeSnapshotSeriesPoint> {
  /** uuid of the volume. */
  declare readonly volumeUuid: pulumi.Output<string>;
  /** Description of the snapshots that are created from now on, if set. */
  declare readonly description: pulumi.Output<string | undefined>;
  /** User tags of the snapshots that are created from now on, if set. */
  declare readonly userTags: pulumi.Output<string[] | undefined>;
  /** Checks that verification skips, if set. */
  declare readonly verify: pulumi.Output<pulumi.Unwrap<VolumeSnapshotVerify> | undefined>;

  constructor(name: string, args: VolumeSnapshotSeriesArgs, options?: pulumi.CustomResourceOptions) {
    super(
      { type: "zstack:VolumeSnapshotSeries", handler: "zstackVolumeSnapshotSeries" },
      name,
      named(name, args),
      options,
    );
  }
}
