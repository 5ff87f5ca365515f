export { Provider, type ProviderArgs } from "./provider";
export {
  VolumeSnapshot,
  type VolumeSnapshotArgs,
  type VolumeSnapshotDeletionPolicy,
} from "./volumeSnapshot";
export {
  VolumeSnapshotGroup,
  type VolumeSnapshotGroupArgs,
  type VolumeSnapshotGroupDeletionPolicy,
  type VolumeSnapshotGroupMember,
} from "./volumeSnapshotGroup";
