import type * as pulumi from "@pulumi/pulumi";

/** What `delete` does: `delete` the object, or `retain` it on the platform. */
export type CinderDeletionPolicy = "delete" | "retain";

/**
 * Checks of a Cinder restore point is verified. `false` accepts one that does not pass; nothing is sent when a
 * check changes. Default of each: true.
 */
export interface CinderVerify {
  /** It is available. */
  readonly status?: pulumi.Input<boolean>;
  /** It has a size above 0; checked once, after the creation. */
  readonly size?: pulumi.Input<boolean>;
}

/** Inputs that all Cinder restore points have. */
export interface CinderRestorePointArgs {
  /** id of the volume. A change makes a new restore point. */
  readonly volumeId: pulumi.Input<string>;
  /** Name on the platform, 1 to 255 characters. Default: the resource's logical name. */
  readonly name?: pulumi.Input<string>;
  /** At most 255 characters. Removed from the program, it is reset to empty. */
  readonly description?: pulumi.Input<string>;
  /**
   * Keys and values of at most 255 characters. They are merged into what is there: keys that others wrote, and the
   * provider's own, stay; a key removed from the program is taken off.
   */
  readonly metadata?: pulumi.Input<Readonly<Record<string, pulumi.Input<string>>>>;
  /** Create it while the volume is attached and in use. Default false. */
  readonly force?: pulumi.Input<boolean>;
  /** Any JSON value, e.g. a version or a commit: when it changes, a new one is made before the old one goes. */
  readonly triggers?: pulumi.Input<unknown>;
  /** What a delete does, as recorded by the last `pulumi up`. Default `delete`. */
  readonly deletionPolicy?: pulumi.Input<CinderDeletionPolicy>;
  /**
   * Take over an existing one in place of making one: the one whose id is given, or the newest finished one of this
   * resource's identity. Default false.
   */
  readonly adopt?: pulumi.Input<boolean>;
  /** Checks that verification skips. Default: all checks run. Only recorded in the state. */
  readonly verify?: pulumi.Input<CinderVerify>;
}
