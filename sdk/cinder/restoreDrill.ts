// Made by `npm run generate`. Do not edit: change the definition in provider/ and run it again.

import type * as pulumi from "@pulumi/pulumi";
import { RestorePoint } from "../resource";

/** Inputs of {@link RestoreDrill}. */
export interface RestoreDrillArgs {
  /** id of the snapshot to try. Exactly one of `snapshotId` and `backupId`. */
  readonly snapshotId?: pulumi.Input<string>;
  /** id of the backup to try, full or incremental; needs microversion 3.47. */
  readonly backupId?: pulumi.Input<string>;
  /** Name or id of the volume type of the new volume. Default: the platform's choice. */
  readonly volumeType?: pulumi.Input<string>;
  /** Availability zone of the new volume. Default: the platform's choice. */
  readonly availabilityZone?: pulumi.Input<string>;
  /** Any JSON value, e.g. the week: the drill runs when it is declared, and again whenever this changes. */
  readonly triggers?: pulumi.Input<unknown>;
}

/**
 * Proves that a snapshot or backup of OpenStack Cinder can be restored: makes a new volume from it, verifies that it is
 * available and not empty, notes when and how long that took, and deletes the volume again. The original volume is not
 * touched.
 *
 * It is an action: it runs when it is declared, and again whenever `triggers` or the restore point change. An
 * interrupted drill is continued by the next `pulumi up`, with the volume that it had made; with other triggers or
 * another restore point that volume is deleted, and a new one is made. Deleting the resource does nothing. Under the
 * retain-all override it does not run. The limit is `customTimeouts`, or else 3 hours.
 *
 * A drill needs quota for one more volume for a while. It does not look at the data: that is for whoever mounts the
 * volume, see `cinder.RestoredVolume`.
 *
 * Fails if the restore point does not exist or is not available, or if the volume cannot be made or fails its
 * verification. The next run takes up or deletes what is left of it. Not tried on an Elastic Volume Service (EVS).
 *
 * API: `POST /v3/{project_id}/volumes` and `DELETE /v3/{project_id}/volumes/{volume_id}`.
 *
 * @example
 * ```ts
 * import { cinder } from "pulumi-snapshots";
 *
 * const restoreDrill = new cinder.RestoreDrill("monthly-drill", {
 *   snapshotId: "ffa9bc5e-1172-4021-acaf-cdcd78a9584d",
 *   triggers: ["2026-11"],
 * });
 *
 * export const restorableAt = restoreDrill.restorableAt;
 * ```
 */
export class RestoreDrill extends RestorePoint {
  /** id of the snapshot to try. */
  declare readonly snapshotId: pulumi.Output<string | undefined>;
  /** id of the backup to try, full or incremental; needs microversion 3.47. */
  declare readonly backupId: pulumi.Output<string | undefined>;
  /** Name or id of the volume type of the new volume. */
  declare readonly volumeType: pulumi.Output<string | undefined>;
  /** Availability zone of the new volume. */
  declare readonly availabilityZone: pulumi.Output<string | undefined>;
  /** Any JSON value, e.g. the week: the drill runs when it is declared, and again whenever this changes. */
  declare readonly triggers: pulumi.Output<unknown>;
  /** When the last drill had verified the new volume, ISO 8601. */
  declare readonly restorableAt: pulumi.Output<string>;
  /** Seconds from the beginning of the last drill until the new volume was verified. */
  declare readonly duration: pulumi.Output<number>;
  /** GiB of the new volume. */
  declare readonly size: pulumi.Output<number | undefined>;
  /** How often this resource ran the drill. */
  declare readonly runCount: pulumi.Output<number>;

  constructor(name: string, args: RestoreDrillArgs, options?: pulumi.CustomResourceOptions) {
    super(
      {
        type: "cinder:RestoreDrill",
        handler: "cinderRestoreDrill",
        properties: [
          "snapshotId",
          "backupId",
          "volumeType",
          "availabilityZone",
          "triggers",
          "restorableAt",
          "duration",
          "size",
          "runCount",
        ],
      },
      name,
      { ...args },
      options,
    );
  }
}
