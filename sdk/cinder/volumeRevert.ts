// Made by `npm run generate`. Do not edit: change the definition in provider/ and run it again.

import type * as pulumi from "@pulumi/pulumi";
import { RestorePoint } from "../resource";
import type { OnUnknown } from "./types";

/** Inputs of {@link VolumeRevert}. */
export interface VolumeRevertArgs {
  /**
   * id of the volume that is overwritten, as a confirmation: it has to be the volume of the snapshot. A change forces
   * replacement.
   */
  readonly volumeId: pulumi.Input<string>;
  /** id of the newest snapshot of the volume. */
  readonly snapshotId: pulumi.Input<string>;
  /**
   * Any JSON value. The volume goes back once for each restore point and value of this: when it is declared, and again
   * when one of the two changes.
   */
  readonly triggers?: pulumi.Input<unknown>;
  /**
   * Whether the volume is cloned right before it is overwritten. The clone is kept, also when this resource is deleted;
   * `safetyVolumeId` names it. It takes the volume's size out of the project's quota. Default true.
   */
  readonly safetyVolume?: pulumi.Input<boolean>;
  /**
   * What to do if an earlier run was interrupted and nothing tells how it ended, or if only a part went back. Default
   * `fail`.
   */
  readonly onUnknown?: pulumi.Input<OnUnknown>;
}

/**
 * Reverts a volume of OpenStack Cinder in place to its newest snapshot: **what was written to the volume since is
 * lost**, except in the safety volume that is cloned first. The volume keeps its id, name, metadata and snapshots.
 *
 * It happens once for each snapshot and value of `triggers`, and never again by itself: not with a refresh, a forced
 * replacement, a renamed resource or stack, a lost state or an interrupted run. Metadata of the volume and of the
 * snapshot (`pulumi_snapshots_restored_…`), written before and after, tell that; they stay, and deleting the resource
 * does nothing. A run that was interrupted is continued by the next `pulumi up`. If nothing tells how it ended, that
 * run fails and asks (`onUnknown`).
 *
 * The platform reverts to the newest snapshot only: with an older one the run fails before anything is sent, and names
 * the newer ones. Hence no safety snapshot: it would be the newest. The volume has to be available, which an attached
 * one is not, and to have the size of the snapshot. Needs block storage API 3.40 (OpenStack Pike). Under the retain-all
 * override it does not run. The limit is `customTimeouts`, or else 3 hours.
 *
 * If the platform fails in the middle, the volume has status `error` and a content that is neither the old nor the new
 * one; the platform may keep a snapshot named `[revert] volume … backup snapshot` of what it held. That was tried on
 * Cinder 21.3 with a driver of its own, and none of it on an Elastic Volume Service (EVS).
 *
 * API: `POST /v3/{project_id}/volumes/{volume_id}/action` (`revert`).
 *
 * @example
 * ```ts
 * import { cinder } from "pulumi-snapshots";
 *
 * const volumeRevert = new cinder.VolumeRevert("data-back", {
 *   volumeId: "5aa119a8-d25b-45a7-8d1b-88e127885635",
 *   snapshotId: "ffa9bc5e-1172-4021-acaf-cdcd78a9584d",
 *   triggers: ["upgrade 2.4.0 failed"],
 * });
 *
 * export const revertedAt = volumeRevert.revertedAt;
 * ```
 */
export class VolumeRevert extends RestorePoint {
  /** id of the volume that is overwritten, as a confirmation: it has to be the volume of the snapshot. */
  declare readonly volumeId: pulumi.Output<string>;
  /** id of the newest snapshot of the volume. */
  declare readonly snapshotId: pulumi.Output<string>;
  /** Any JSON value. */
  declare readonly triggers: pulumi.Output<unknown>;
  /** Whether the volume is cloned right before it is overwritten. */
  declare readonly safetyVolume: pulumi.Output<boolean | undefined>;
  /** What to do if an earlier run was interrupted and nothing tells how it ended, or if only a part went back. */
  declare readonly onUnknown: pulumi.Output<OnUnknown | undefined>;
  /** When it went back, ISO 8601, by the clock of the machine that ran. */
  declare readonly revertedAt: pulumi.Output<string>;
  /** When the restore point was taken: ISO 8601 in UTC. */
  declare readonly restorePointDate: pulumi.Output<string | undefined>;
  /** id of the safety volume; absent if none was made. */
  declare readonly safetyVolumeId: pulumi.Output<string | undefined>;
  /** How often this resource was carried out, also where it found that nothing was to be done. */
  declare readonly runCount: pulumi.Output<number>;

  constructor(name: string, args: VolumeRevertArgs, options?: pulumi.CustomResourceOptions) {
    super(
      {
        type: "cinder:VolumeRevert",
        handler: "cinderVolumeRevert",
        properties: [
          "volumeId",
          "snapshotId",
          "triggers",
          "safetyVolume",
          "onUnknown",
          "revertedAt",
          "restorePointDate",
          "safetyVolumeId",
          "runCount",
        ],
        overwrites: true,
      },
      name,
      { ...args },
      options,
    );
  }
}
