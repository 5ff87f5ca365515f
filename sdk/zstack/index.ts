export { Provider, type ProviderArgs } from "./provider";
export {
  VolumeSnapshot,
  type VolumeSnapshotArgs,
  type VolumeSnapshotDeletionPolicy,
} from "./volumeSnapshot";
