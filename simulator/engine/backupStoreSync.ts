// The comparison of the records with what an image store holds.

import { newUuid } from "../core/ids";
import type { BackupStorageRow } from "../core/model";
import type { World } from "../world";
import { addRef, anyRefOn, refsOf, removeBackup } from "./backupChains";

export const noMetadataTag = (storageUuid: string): string => `noMetadata::imageStore::${storageUuid}`;

/**
 * Every backup of the kind is looked for in this store, wherever it is: it counts as deleted where it is not here, and
 * is removed where it then has no copy at all, as one has not that is still being made on another store.
 */
export function syncStore(
  world: World,
  storage: BackupStorageRow,
  vm: boolean,
): { deletedBackupCount: number; newBackupCount: number } {
  const { backups, backupStorages, backupRefs, systemTags } = world.database.tables;
  const unwritten = (uuid: string): boolean =>
    systemTags.by("resourceUuid", uuid).some((row) => row.tag === noMetadataTag(storage.uuid));
  const kind = [...backups.all()].filter((row) => (row.groupUuid !== undefined) === vm && !unwritten(row.uuid));
  const here = kind.filter((row) => anyRefOn(world, row, storage.uuid)?.status === "Ready");
  const lost = new Set(here.slice(0, storage.lostBackups ?? 0));
  let deletedBackupCount = 0;
  for (const row of kind) {
    const refs = refsOf(world, row).filter((ref) => ref.backupStorageUuid === storage.uuid);
    if (refs.length > 0 && !lost.has(row)) continue;
    deletedBackupCount++;
    for (const ref of refs) backupRefs.remove(ref.uuid);
    if (refsOf(world, row).length === 0) removeBackup(world, row);
  }
  const fresh = storage.unknownBackups ?? 0;
  for (let index = 0; index < fresh; index++) strange(world, storage, vm, index);
  const leftBehind = storage.leftBehind ?? [];
  const risen = leftBehind.filter(({ row }) => (row.groupUuid !== undefined) === vm);
  let newBackupCount = fresh;
  for (const { row, ref } of risen) {
    const known = backups.get(row.uuid);
    // The uuid has been given to something else meanwhile.
    if (known === undefined ? world.database.isTaken(row.uuid) : known.image !== row.image) continue;
    newBackupCount++;
    const again = known ?? backups.insert({ ...row, status: "Ready", accountUuid: world.administrator.uuid });
    if (anyRefOn(world, again, storage.uuid) === undefined) backupRefs.insert({ ...ref, status: "Ready" });
  }
  const rest = leftBehind.filter((one) => !risen.includes(one));
  backupStorages.update(storage, { lostBackups: undefined, unknownBackups: undefined, leftBehind: rest });
  return { deletedBackupCount, newBackupCount };
}

/** A backup that some other cloud left in the store. */
function strange(world: World, storage: BackupStorageRow, vm: boolean, index: number): void {
  const image = newUuid();
  const row = world.database.tables.backups.insert({
    ...world.database.base(newUuid(), world.administrator.uuid),
    volumeUuid: newUuid(),
    name: `found-${index + 1}`,
    type: "Root",
    state: "Enabled",
    status: "Ready",
    size: 10_485_760,
    mode: "full",
    image,
    groupUuid: vm ? newUuid() : undefined,
  });
  addRef(world, row, storage.uuid, `zstore://${newUuid()}/${image}`, "Ready");
}
