import type * as pulumi from "@pulumi/pulumi";

/**
 * Checks of a volume snapshot is verified. `false` accepts a snapshot that does not pass; nothing is sent when
 * a check changes. Default of each: true.
 */
export interface VolumeSnapshotVerify {
  /** The snapshot is Ready. */
  readonly status?: pulumi.Input<boolean>;
  /** It has a size above 0; checked once, after the creation. */
  readonly size?: pulumi.Input<boolean>;
}

/** Checks of a snapshot group; as {@link VolumeSnapshotVerify}. */
export interface VolumeSnapshotGroupVerify {
  /** Every member is Ready; checked once, after the creation. */
  readonly status?: pulumi.Input<boolean>;
  /** Every member has a size above 0; checked once, after the creation. */
  readonly size?: pulumi.Input<boolean>;
  /** Every volume that was attached has its snapshot. */
  readonly members?: pulumi.Input<boolean>;
}

/** Checks of a volume backup; as {@link VolumeSnapshotVerify}. */
export interface VolumeBackupVerify {
  /** The backup is Ready. */
  readonly status?: pulumi.Input<boolean>;
  /** It has a size above 0; checked once, after the creation. */
  readonly size?: pulumi.Input<boolean>;
  /** `backupStorageUuid`, and each of `replicas`, holds a Ready copy. */
  readonly copies?: pulumi.Input<boolean>;
}

/** Checks of a VM backup; as {@link VolumeSnapshotVerify}. */
export interface VmBackupVerify extends VolumeBackupVerify {
  /** Every volume that was attached, shareable ones aside, has its backup, and one of them is the root volume's. */
  readonly members?: pulumi.Input<boolean>;
}

/** Problems by check, without the checks that are skipped. */
export interface Problems {
  readonly status?: string;
  readonly size?: string;
  readonly members?: string;
  readonly copies?: string;
}
