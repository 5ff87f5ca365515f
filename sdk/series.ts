import * as pulumi from "@pulumi/pulumi";
import { triggerDigestsName } from "../provider/core/contract/stateKeys";
import { type Args, type Declaration, RestorePoint } from "./resource";

/** What happens to the points of a series that is deleted or replaced: `retain` them on the platform, or `delete` them. */
export type SeriesDeletionPolicy = "delete" | "retain";

/** Inputs that all series have. */
export interface SeriesArgs {
  /**
   * Any JSON value, e.g. a commit or a date: each change takes a new point, in place. Without triggers the series takes
   * one point. Its first 120 characters are shown with the point as `triggerText`, unless they hold a secret.
   */
  readonly triggers?: pulumi.Input<unknown>;
  /**
   * Points that are kept, the newest ones, at least 1. Only points that are verified count. Default: 1 where `keepFor` is
   * given; without either, every point is kept.
   */
  readonly keepLast?: pulumi.Input<number>;
  /**
   * Points younger than this are kept, besides those that `keepLast` keeps: whole weeks, days, hours and minutes in this
   * order, such as `"30d"`, `"12h"` or `"1w3d"`. Looked at whenever a point is taken or what is to be kept changes.
   * Default: age does not count.
   */
  readonly keepFor?: pulumi.Input<string>;
  /**
   * What happens to the points when the series is deleted or replaced, as recorded by the last `pulumi up`. Default
   * `retain`. What need not be kept any longer is deleted in any case.
   */
  readonly deletionPolicy?: pulumi.Input<SeriesDeletionPolicy>;
}

/** A point of a series, as far as all kinds have it in common. */
export interface SeriesPoint {
  /** Name that was declared for it: that of the series and a number, `nightly-7`. */
  readonly name: string;
  /** As recorded when it was made: bytes in ZStack, GiB in OpenStack. */
  readonly size: number;
  /** The triggers it was made for, as JSON if they are no text, at most 120 characters; absent if they hold a secret. */
  readonly triggerText?: string;
  /** 16 hexadecimal digits that identify those triggers; absent if they hold a secret. */
  readonly triggerDigest?: string;
  /** When it was found to be what was asked for, ISO 8601. */
  readonly verifiedAt?: string;
  /** What is wrong with it since, by check; one with problems does not count for `keepLast`. */
  readonly problems?: Record<string, string>;
  /** Why it is still there although it need not be kept any longer; tried again whenever a point is taken. */
  readonly pendingDeletionReason?: string;
}

/** What all series have. */
export abstract class Series<P extends SeriesPoint> extends RestorePoint {
  /** Name of the series: what its points are named after. */
  declare readonly name: pulumi.Output<string>;
  /** The point that was made for the present triggers. */
  declare readonly current: pulumi.Output<P>;
  /** All points there are, the newest first; the current one is the first. */
  declare readonly history: pulumi.Output<P[]>;
  /** The value that the current point was made for. */
  declare readonly triggers: pulumi.Output<unknown>;
  /** Points that are kept, where it was given. */
  declare readonly keepLast: pulumi.Output<number | undefined>;
  /** Age up to which points are kept, where it was given. */
  declare readonly keepFor: pulumi.Output<string | undefined>;
  /** What happens to the points when the series goes. */
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
