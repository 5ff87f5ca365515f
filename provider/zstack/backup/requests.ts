import type { RequestContext } from "../../core/contract/resourceDefinition";
import { Deadline } from "../../http/clock";
import { NotYet, waitFor } from "../../http/waitFor";
import { type BackupInventory, backupsPath, rootsOf } from "../models/backup";
import { backupReaders } from "./inputs";

// @API PUT /v1/volume-backups/{uuid}/actions
// @API PUT /v1/vm-backups/{groupUuid}/actions
// @API DELETE /v1/volume-backups/{uuid}
// @API DELETE /v1/vm-backups/{groupUuid}

/** A declared backup: the backup of one volume, or those of a VM under one group uuid. */
export interface Backup {
  /** `volume backup <uuid>`, for messages. */
  readonly what: string;
  /** Of a VM backup only. */
  readonly groupUuid: string | undefined;
  /** uuid of the row that carries its tags; that of a VM backup may change as members are deleted. */
  tagged(members: readonly BackupInventory[]): string;
  /** Its current members, without rows that are already deleted. */
  look(): Promise<readonly BackupInventory[]>;
}

/** What one request acts on: all members of a VM backup together, or the backup of one volume. */
export interface Addressee {
  readonly what: string;
  readonly path: string;
  /** Action that copies to another storage. */
  readonly sync: string;
  /** Action that copies back to the storage that lost its copy. */
  readonly recover: string;
}

/**
 * Requests that reach `chosen` out of `members`. A server knows a VM backup as a whole only with exactly one root; and
 * a copy is made of all members or refused, so that some of them have to be asked for one by one.
 */
export function addressees(
  backup: Backup,
  members: readonly BackupInventory[],
  chosen: readonly BackupInventory[],
): Addressee[] {
  const { groupUuid } = backup;
  if (groupUuid !== undefined && chosen.length === members.length && rootsOf(members).length === 1) {
    return [
      {
        what: backup.what,
        path: `/v1/vm-backups/${groupUuid}`,
        sync: "syncVmBackupFromImageStoreBackupStorage",
        recover: "recoverVmBackupFromImageStoreBackupStorage",
      },
    ];
  }
  return rootLast(chosen).map((one) => ({
    what: `volume backup ${one.uuid}`,
    path: `${backupsPath}/${one.uuid}`,
    sync: "syncBackupFromImageStoreBackupStorage",
    recover: "recoverBackupFromImageStoreBackupStorage",
  }));
}

/** The root carries the owner tag, so it is deleted last. */
export function rootLast(members: readonly BackupInventory[]): BackupInventory[] {
  return [...members].sort((a, b) => Number(a.type === "Root") - Number(b.type === "Root"));
}

/**
 * Whether a delete keeps the data that increments are based on. Without it a server deletes the data although existing
 * increments need it.
 */
export const keepsBases = (ctx: RequestContext): boolean =>
  backupReaders.declared(ctx.inputs).handleDependency !== false;

/** Query of a delete; without a storage it deletes every copy. */
export function deletionQuery(ctx: RequestContext, storageUuid?: string): string {
  const storage = storageUuid === undefined ? "" : `&backupStorageUuids=${storageUuid}`;
  return `?deleteMode=Permissive${storage}&handleDependency=${keepsBases(ctx)}`;
}

/** Reads until `done`, at most `seconds`; returns the last read. */
export async function lookUntil(
  ctx: RequestContext,
  backup: Backup,
  done: (members: readonly BackupInventory[]) => boolean,
  seconds: number,
): Promise<readonly BackupInventory[]> {
  const look = async () => {
    const members = await backup.look();
    return done(members) ? members : new NotYet(members);
  };
  return waitFor(new Deadline(ctx.runtime.clock, seconds), look, { late: (members) => members });
}

type DeclaredMode = Pick<ReturnType<typeof backupReaders.declared>, "mode">;

/** How the declared mode differs from the one that the server shows; undefined if the server shows none. */
export function otherMode({ mode: declared }: DeclaredMode, backups: readonly BackupInventory[]): string | undefined {
  const other = backups.find(({ mode }) => declared !== undefined && mode !== undefined && mode !== declared);
  if (other === undefined) return undefined;
  return `volume backup ${other.uuid} was created with mode ${other.mode}, not with mode ${declared}`;
}
