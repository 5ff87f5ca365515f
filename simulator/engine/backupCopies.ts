// Copies of backups from one image store to another.

import { operation } from "../core/errors";
import type { BackupRefRow, BackupRow, BackupStorageRow } from "../core/model";
import type { World } from "../world";
import { addRef, ancestors, anyRefOn, refsOf } from "./backupChains";
import { checkStorageState, checkStorageType } from "./backups";

/** One copy: the data come `from` a store and go `to` another. */
export interface Copy {
  from: BackupStorageRow;
  to: BackupStorageRow;
  /** Stores whose state is looked at; single backups have both of them looked at. */
  looked: readonly BackupStorageRow[];
  /** Where the records of the layers below end up. */
  ancestorsOn: BackupStorageRow;
  message: string;
}

export function checkCopy({ from, to, looked, message }: Copy): void {
  for (const storage of [from, to]) checkStorageType(storage);
  for (const storage of looked) checkStorageState(storage, message);
}

/** Undefined where there is a record on the target: then nothing is copied, not even where that copy never ended. */
export function beginCopy(world: World, row: BackupRow, { from, to }: Copy): BackupRefRow | undefined {
  const source = anyRefOn(world, row, from.uuid);
  if (source === undefined) {
    throw operation(`volume backup[uuid:${row.uuid}] not found in backup storage[uuid:${from.uuid}]`);
  }
  const there = anyRefOn(world, row, to.uuid);
  if (there === undefined) return addRef(world, row, to.uuid, source.installPath, "Creating");
  if (there.status === "Deleted") world.database.tables.backupRefs.update(there, { status: "Ready" });
  return undefined;
}

export function completeCopy(world: World, row: BackupRow, begun: BackupRefRow | undefined, copy: Copy): void {
  if (begun === undefined) return;
  world.database.tables.backupRefs.update(begun, { status: "Ready" });
  // All layers below have been copied too; those that are no backup there get a record that only keeps them.
  for (const layer of ancestors(world, row)) {
    const [known] = refsOf(world, layer);
    const has = anyRefOn(world, layer, copy.to.uuid) !== undefined;
    if (known !== undefined && !has) addRef(world, layer, copy.ancestorsOn.uuid, known.installPath, "Deleted");
  }
}
