// Made by `npm run generate`. Do not edit: change the definition in provider/ and run it again.

import type * as pulumi from "@pulumi/pulumi";
import { named, RestorePoint } from "../resource";
import type { DeletionPolicy, Problems, RestoredVolumeVerify } from "./types";

/** Inputs of {@link RestoredVolume}. */
export interface RestoredVolumeArgs {
  /**
   * id of the snapshot that the data are from. Exactly one of `snapshotId` and `backupId` is required. A change forces
   * replacement.
   */
  readonly snapshotId?: pulumi.Input<string>;
  /**
   * id of the backup that the data are from, full or incremental; needs microversion 3.47. A change forces replacement.
   */
  readonly backupId?: pulumi.Input<string>;
  /**
   * GiB, at least the size of the source. Default: the size of the source. A larger one extends the volume, while it is
   * attached from microversion 3.42 on; a smaller one is an error, because volumes cannot shrink. The file system in it
   * keeps its size.
   */
  readonly size?: pulumi.Input<number>;
  /** Name or id of the volume type. Default: the platform's choice. A change forces replacement. */
  readonly volumeType?: pulumi.Input<string>;
  /** Availability zone of the volume. Default: the platform's choice. A change forces replacement. */
  readonly availabilityZone?: pulumi.Input<string>;
  /** Name on the platform, 1 to 255 characters. Default: the resource's logical name. */
  readonly name?: pulumi.Input<string>;
  /** At most 255 characters. Removed from the program, it is reset to empty. */
  readonly description?: pulumi.Input<string>;
  /**
   * Keys and values of at most 255 characters. They are merged into what is there: keys that others wrote, and the
   * provider's own, remain; a key removed from the program is taken off.
   */
  readonly metadata?: pulumi.Input<Readonly<Record<string, pulumi.Input<string>>>>;
  /**
   * Any JSON value, e.g. a version or a commit: when it changes, a new volume is created before the old one is deleted.
   * A change forces replacement.
   */
  readonly triggers?: pulumi.Input<unknown>;
  /** What a delete does, as recorded by the last `pulumi up`. Default `delete`. */
  readonly deletionPolicy?: pulumi.Input<DeletionPolicy>;
  /** Checks that verification skips. Default: all checks run. */
  readonly verify?: pulumi.Input<RestoredVolumeVerify>;
  /**
   * Adopt an existing volume instead of creating one: the one whose id is given, or the newest finished one of this
   * resource's identity. Default false.
   */
  readonly adopt?: pulumi.Input<boolean>;
  /**
   * id of an existing volume, made from the same source, to adopt; requires `adopt: true`. A change forces replacement.
   */
  readonly volumeId?: pulumi.Input<string>;
}

/**
 * A new volume of OpenStack Cinder with the data of a snapshot or of a backup, created exactly once. Its id is the
 * volume's id. The volume that the restore point was taken from is not touched.
 *
 * Waits until the data are in the volume. The limit is `customTimeouts`, or else 3 hours; a creation that takes longer
 * is kept in state and the next `pulumi up` continues to wait. One that fails is kept as well, and the next `pulumi up`
 * creates another one. Volumes that are made from one backup are made one after the other, because the platform reads a
 * backup for one at a time.
 *
 * Another source, type or zone makes a new volume before the old one is deleted; the data written to the old one are
 * not copied. A source that is deleted later changes nothing. A volume that is attached, or has snapshots, is not
 * deleted: the error names them.
 *
 * A backup as the source needs block storage API 3.47 (OpenStack Queens). The platform then also copies the metadata,
 * though not the name, of the volume that was backed up; keys of the program take precedence. Until its data are
 * complete, such a volume has a name that begins with `pulumi_snapshots_`.
 *
 * An Elastic Volume Service (EVS) requires `volumeType`, `availabilityZone` and `size`, as its documentation says. A
 * backup is refused as the source if the service does not know API 3.47, because an older one would make an empty
 * volume. None of this was tried on an EVS: neither a creation, nor an extension, nor a deletion.
 *
 * Errors name the input or setting and how to fix it; inputs are checked before anything is sent. A create fails if the
 * source does not exist or is not available, `size` is smaller than the source, or a quota is used up.
 *
 * API: `POST /v3/{project_id}/volumes` and `/v3/{project_id}/volumes/{volume_id}`.
 *
 * @example
 * ```ts
 * import { cinder } from "pulumi-snapshots";
 *
 * const restoredVolume = new cinder.RestoredVolume("before-upgrade-copy", {
 *   snapshotId: "ffa9bc5e-1172-4021-acaf-cdcd78a9584d",
 *   size: 20,
 * });
 *
 * export const size = restoredVolume.size;
 * ```
 */
export class RestoredVolume extends RestorePoint {
  /** id of the snapshot that the data are from. */
  declare readonly snapshotId: pulumi.Output<string | undefined>;
  /** id of the backup that the data are from, full or incremental; needs microversion 3.47. */
  declare readonly backupId: pulumi.Output<string | undefined>;
  /** Name or id of the volume type. */
  declare readonly volumeType: pulumi.Output<string | undefined>;
  /** Availability zone of the volume. */
  declare readonly availabilityZone: pulumi.Output<string | undefined>;
  /** Name on the platform, 1 to 255 characters. */
  declare readonly name: pulumi.Output<string>;
  /** At most 255 characters. */
  declare readonly description: pulumi.Output<string | undefined>;
  /** Keys and values of at most 255 characters. */
  declare readonly metadata: pulumi.Output<Record<string, string> | undefined>;
  /**
   * Any JSON value, e.g. a version or a commit: when it changes, a new volume is created before the old one is deleted.
   */
  declare readonly triggers: pulumi.Output<unknown>;
  /** What a delete does, as recorded by the last `pulumi up`. */
  declare readonly deletionPolicy: pulumi.Output<DeletionPolicy | undefined>;
  /** Checks that verification skips. */
  declare readonly verify: pulumi.Output<pulumi.Unwrap<RestoredVolumeVerify> | undefined>;
  /**
   * Adopt an existing volume instead of creating one: the one whose id is given, or the newest finished one of this
   * resource's identity.
   */
  declare readonly adopt: pulumi.Output<boolean | undefined>;
  /** id of an existing volume, made from the same source, to adopt; requires `adopt: true`. */
  declare readonly volumeId: pulumi.Output<string | undefined>;
  /** GiB that the volume has. */
  declare readonly size: pulumi.Output<number>;
  /** When the volume was created, ISO 8601 in UTC. */
  declare readonly createdAt: pulumi.Output<string>;
  /** When verification succeeded, ISO 8601; absent until then. */
  declare readonly verifiedAt: pulumi.Output<string | undefined>;
  /** Problems that a refresh or an update found, by check; absent if there are none. */
  declare readonly problems: pulumi.Output<Problems | undefined>;

  constructor(name: string, args: RestoredVolumeArgs, options?: pulumi.CustomResourceOptions) {
    super(
      {
        type: "cinder:RestoredVolume",
        handler: "cinderRestoredVolume",
        importInput: "volumeId",
        properties: [
          "snapshotId",
          "backupId",
          "volumeType",
          "availabilityZone",
          "name",
          "description",
          "metadata",
          "triggers",
          "deletionPolicy",
          "verify",
          "adopt",
          "volumeId",
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
