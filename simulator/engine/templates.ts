// Volume templates while they are made: a row from the first moment, copies on the stores at the end.

import { ApiError, operation } from "../core/errors";
import type { BackupStorageRow, ImageRow } from "../core/model";
import type { World } from "../world";
import { isUp } from "./backupChains";

export type TemplateKind = "Root" | "Data";

export function storesOf(world: World, uuids: readonly string[]): BackupStorageRow[] {
  return uuids.flatMap((uuid) => world.database.tables.backupStorages.get(uuid) ?? []);
}

/** Stores that can take the image; the others are in the error where there are none. */
export function usableStores(world: World, uuids: readonly string[], snapshotUuid: string, size: number): string[] {
  const stores = storesOf(world, uuids);
  const usable = stores.filter((one) => isUp(one) && one.availableCapacity > size);
  if (usable.length > 0) return usable.map(({ uuid }) => uuid);
  const causes = stores.map(({ uuid }) => unusable(uuid, size));
  const what = `failed to create template from the volume snapshot[uuid:${snapshotUuid}]`;
  throw operation(`${what} on backup storage[uuids:[${uuids.join(", ")}]]`, { causes, unhandled: true });
}

function unusable(uuid: string, size: number): ApiError {
  const conditions = `available capacity > ${size} bytes, status = Connected, state = Enabled`;
  const cause = operation(`backup storage[uuid:${uuid}] can not satisfy one or more conditions[${conditions}]`, {
    location: "BackupStorageMainAllocatorFlow.java: BackupStorageMainAllocatorFlow (location:1/3)",
  });
  const location = "VolumeSnapshotTreeBase.java: allocate-backup-storage (location:2/5)";
  return new ApiError("BS.1003", "unable to allocate a backup storage", { location, cause, unhandled: true });
}

/** Where a store keeps the image. */
export function imagePath(store: BackupStorageRow | undefined, image: ImageRow): string {
  if (store === undefined || store.type === "ImageStoreBackupStorage") return `zstore://${image.uuid}`;
  const root = image.mediaType === "RootVolumeTemplate";
  const folder = `${store.url}/${root ? "rootVolumeTemplates" : "dataVolumeTemplates"}/acct-${image.accountUuid}`;
  return `${folder}/${image.uuid}/${image.uuid}.${root ? "template" : "volume"}`;
}
