import type * as pulumi from "@pulumi/pulumi";

/**
 * What is looked at when a volume snapshot is verified. `false` accepts a snapshot that does not pass; nothing is sent when
 * a check changes. Default of each: true.
 */
export interface VolumeSnapshotVerify {
  /** The snapshot is Ready. */
  readonly status?: pulumi.Input<boolean>;
  /** It has a size above 0; looked at once, after it was made. */
  readonly size?: pulumi.Input<boolean>;
}

/** What is looked at when a snapshot group is verified; as {@link VolumeSnapshotVerify}. */
export interface VolumeSnapshotGroupVerify {
  /** Every member is Ready; looked at once, after the group was made. */
  readonly status?: pulumi.Input<boolean>;
  /** Every member has a size above 0; looked at once, after the group was made. */
  readonly size?: pulumi.Input<boolean>;
  /** Every volume that was attached has its snapshot. */
  readonly members?: pulumi.Input<boolean>;
}

/** What is looked at when a volume backup is verified; as {@link VolumeSnapshotVerify}. */
export interface VolumeBackupVerify {
  /** The backup is Ready. */
  readonly status?: pulumi.Input<boolean>;
  /** It has a size above 0; looked at once, after it was made. */
  readonly size?: pulumi.Input<boolean>;
  /** `backupStorageUuid`, and each of `replicas`, holds a Ready copy. */
  readonly copies?: pulumi.Input<boolean>;
}

/** What is looked at when a VM backup is verified; as {@link VolumeSnapshotVerify}. */
export interface VmBackupVerify extends VolumeBackupVerify {
  /** Every volume that was attached, shareable ones aside, has its backup, and one of them is the root volume's. */
  readonly members?: pulumi.Input<boolean>;
}

/** What was found wrong, in words, by the check that found it; checks that are relaxed are left out. */
export interface Problems {
  readonly status?: string;
  readonly size?: string;
  readonly members?: string;
  readonly copies?: string;
}
