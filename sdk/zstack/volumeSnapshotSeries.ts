// Made by `npm run generate`. Do not edit: change the definition in provider/ and run it again.

import type * as pulumi from "@pulumi/pulumi";
import { named } from "../resource";
import { Series } from "../series";
import type { SeriesDeletionPolicy, VolumeSnapshotSeriesPoint, VolumeSnapshotVerify } from "./types";

/** Inputs of {@link VolumeSnapshotSeries}. */
export interface VolumeSnapshotSeriesArgs {
  /** uuid of the volume, 32 hexadecimal digits. A change forces replacement. */
  readonly volumeUuid: pulumi.Input<string>;
  /**
   * Prefix of the names: `nightly` makes `nightly-1`, `nightly-2` and so on. At most 8 characters less than the
   * platform takes. Default: the resource's logical name. A change applies to the restore points that are created
   * afterwards.
   */
  readonly name?: pulumi.Input<string>;
  /**
   * At most 2048 characters. Removed from the program, it is reset to empty. A change applies to the restore points
   * that are created afterwards.
   */
  readonly description?: pulumi.Input<string>;
  /**
   * User tags of the snapshot. When given, they are exactly these: others are taken off (the provider's own tags
   * aside). When never given, tags are left alone. A change applies to the restore points that are created afterwards.
   */
  readonly userTags?: pulumi.Input<pulumi.Input<string>[]>;
  /**
   * Any JSON value, e.g. a commit or a date: each change takes a new restore point, in place. Without triggers the
   * series takes one. Its first 120 characters are shown with the point as `triggerText`, unless they contain a secret.
   */
  readonly triggers?: pulumi.Input<unknown>;
  /**
   * What happens to the restore points when the series is deleted or replaced: `retain` keeps them on the platform,
   * `delete` deletes them. Default `retain`. Points that are no longer to be kept are deleted in any case.
   */
  readonly deletionPolicy?: pulumi.Input<SeriesDeletionPolicy>;
  /**
   * Checks that verification skips. Default: all checks run. A change applies to the restore points that are created
   * afterwards.
   */
  readonly verify?: pulumi.Input<VolumeSnapshotVerify>;
  /**
   * Number of newest restore points to keep, at least 1. Only verified ones count. Default: 1 if `keepFor` is given;
   * without either, every restore point is kept.
   */
  readonly keepLast?: pulumi.Input<number>;
  /**
   * Restore points more recent than this are kept in addition to `keepLast`: whole weeks, days, hours and minutes in
   * this order, such as `"30d"`, `"12h"` or `"1w3d"`. Looked at whenever a point is taken or what is to be kept
   * changes. Default: age does not count.
   */
  readonly keepFor?: pulumi.Input<string>;
  /**
   * `true` proves that each new restore point can be restored, as the restore drill of the platform does: restores it
   * to a new object, verifies that, and deletes it again. If the drill fails, so does the operation: the point is kept,
   * no older one is deleted, and the next `pulumi up` repeats only the drill. A change applies to the restore points
   * that are created afterwards. Default `false`.
   */
  readonly drill?: pulumi.Input<boolean>;
}

/**
 * The last snapshots of one ZStack volume. Each change of `triggers` takes a new one, waits until it is Ready, and then
 * deletes those that are no longer to be kept; there are never fewer than `keepLast` while a new one is being made.
 *
 * A snapshot that cannot be deleted (on chain storage others depend on it; a foreign one is below it) remains in
 * `history` with the reason, and is tried again with the next one that is taken. One that was deleted outside Pulumi
 * leaves `history` with a refresh; if it was the current one, the next `pulumi up` takes a new one. The next `pulumi
 * up` completes an interrupted one. The limit of each operation is `customTimeouts`, or else the server's own (3 hours
 * for a creation) and a minute; `update` applies to the snapshots after the first.
 *
 * Errors name the input and how to fix it; inputs are checked before anything is sent.
 *
 * API: `POST /v1/volumes/{volumeUuid}/volume-snapshots` and `/v1/volume-snapshots`.
 *
 * @example
 * ```ts
 * import { zstack } from "pulumi-snapshots";
 *
 * const volumeSnapshotSeries = new zstack.VolumeSnapshotSeries("before-deploy", {
 *   volumeUuid: "0f3ab1c5d2e84f6a9b7c8d9e0f1a2b3c",
 *   triggers: ["2.4.0"],
 *   keepLast: 5,
 *   keepFor: "30d",
 * });
 *
 * export const current = volumeSnapshotSeries.current;
 * ```
 */
export class VolumeSnapshotSeries extends Series {
  /** uuid of the volume, 32 hexadecimal digits. */
  declare readonly volumeUuid: pulumi.Output<string>;
  /** Prefix of the names: `nightly` makes `nightly-1`, `nightly-2` and so on. */
  declare readonly name: pulumi.Output<string>;
  /** At most 2048 characters. */
  declare readonly description: pulumi.Output<string | undefined>;
  /** User tags of the snapshot. */
  declare readonly userTags: pulumi.Output<string[] | undefined>;
  /** Any JSON value, e.g. a commit or a date: each change takes a new restore point, in place. */
  declare readonly triggers: pulumi.Output<unknown>;
  /**
   * What happens to the restore points when the series is deleted or replaced: `retain` keeps them on the platform,
   * `delete` deletes them.
   */
  declare readonly deletionPolicy: pulumi.Output<SeriesDeletionPolicy | undefined>;
  /** Checks that verification skips. */
  declare readonly verify: pulumi.Output<pulumi.Unwrap<VolumeSnapshotVerify> | undefined>;
  /** Number of newest restore points to keep, at least 1. */
  declare readonly keepLast: pulumi.Output<number | undefined>;
  /**
   * Restore points more recent than this are kept in addition to `keepLast`: whole weeks, days, hours and minutes in
   * this order, such as `"30d"`, `"12h"` or `"1w3d"`.
   */
  declare readonly keepFor: pulumi.Output<string | undefined>;
  /**
   * `true` proves that each new restore point can be restored, as the restore drill of the platform does: restores it
   * to a new object, verifies that, and deletes it again.
   */
  declare readonly drill: pulumi.Output<boolean | undefined>;
  /** The restore point of the present triggers. */
  declare readonly current: pulumi.Output<VolumeSnapshotSeriesPoint>;
  /** All restore points, newest first, including the current one. */
  declare readonly history: pulumi.Output<VolumeSnapshotSeriesPoint[]>;

  constructor(name: string, args: VolumeSnapshotSeriesArgs, options?: pulumi.CustomResourceOptions) {
    super(
      {
        type: "zstack:VolumeSnapshotSeries",
        handler: "zstackVolumeSnapshotSeries",
        properties: [
          "volumeUuid",
          "name",
          "description",
          "userTags",
          "triggers",
          "deletionPolicy",
          "verify",
          "keepLast",
          "keepFor",
          "drill",
          "current",
          "history",
        ],
      },
      name,
      named(name, args),
      options,
    );
  }
}
