import * as pulumi from "@pulumi/pulumi";
import { triggerDigestsName } from "../provider/core/contract/stateKeys";
import { type Args, type Declaration, RestorePoint } from "./resource";

/** What happens to the points of a series that is deleted or replaced: `retain` them on the platform, or `delete` them. */
export type SeriesDeletionPolicy = "delete" | "retain";

/** Inputs that all series have. */
export interface SeriesArgs {
  /**
   * Any JSON value, e.g. a commit or a date: each change takes a new point, in place. Without triggers the series takes
   * one point. Its first 120 characters are shown with the point as `triggerText`, unless they contain a secret.
   */
  readonly triggers?: pulumi.Input<unknown>;
  /**
   * Number of newest points to keep, at least 1. Only verified points count. Default: 1 where `keepFor` is
   * given; without either, every point is kept.
   */
  readonly keepLast?: pulumi.Input<number>;
  /**
   * Points more recent than this are kept in addition to `keepLast`: whole weeks, days, hours and minutes in this
   * order, such as `"30d"`, `"12h"` or `"1w3d"`. Looked at whenever a point is taken or what is to be kept changes.
   * Default: age does not count.
   */
  readonly keepFor?: pulumi.Input<string>;
  /**
   * What happens to the points when the series is deleted or replaced, as recorded by the last `pulumi up`. Default
   * `retain`. Points that are no longer to be kept are deleted in any case.
   */
  readonly deletionPolicy?: pulumi.Input<SeriesDeletionPolicy>;
}

/** Outputs that the points of all series have. */
export interface SeriesPoint {
  /** Declared name: that of the series and a number, e.g. `nightly-7`. */
  readonly name: string;
  /** As recorded when it was made: bytes in ZStack, GiB in OpenStack. */
  readonly size: number;
  /** Its `triggers`, as JSON unless they are a string, at most 120 characters; absent if they contain a secret. */
  readonly triggerText?: string;
  /** 16 hexadecimal digits that identify those triggers; absent if they contain a secret. */
  readonly triggerDigest?: string;
  /** When verification succeeded, ISO 8601. */
  readonly verifiedAt?: string;
  /** Problems found since, by check; a point with problems does not count for `keepLast`. */
  readonly problems?: Record<string, string>;
  /** Why it still exists although it is no longer to be kept; its deletion is retried when the next point is created. */
  readonly pendingDeletionReason?: string;
}

/** Outputs of all series. */
export abstract class Series<P extends SeriesPoint> extends RestorePoint {
  /** Name of the series, which the names of its points begin with. */
  declare readonly name: pulumi.Output<string>;
  /** The point of the present triggers. */
  declare readonly current: pulumi.Output<P>;
  /** All points, newest first, including the current one. */
  declare readonly history: pulumi.Output<P[]>;
  /** The `triggers` of the current restore point. */
  declare readonly triggers: pulumi.Output<unknown>;
  /** Number of points to keep, if set. */
  declare readonly keepLast: pulumi.Output<number | undefined>;
  /** Age up to which points are kept, if set. */
  declare readonly keepFor: pulumi.Output<string | undefined>;
  /** What a delete does with the points. */
  declare readonly deletionPolicy: pulumi.Output<SeriesDeletionPolicy | undefined>;

  protected constructor(
    declaration: Omit<Declaration, "outputs">,
    name: string,
    inputs: Args,
    options: pulumi.CustomResourceOptions = {},
  ) {
    super(
      { ...declaration, outputs: ["current", "history"] },
      name,
      inputs,
      pulumi.mergeOptions(options, { additionalSecretOutputs: [triggerDigestsName] }),
    );
  }
}
