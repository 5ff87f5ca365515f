// A backup whose copies are all on remote storages: the server restores from none of those, so a copy is brought back first.
// @API GET /v1/backup-storage
// @API GET /v1/system-tags
// @API PUT /v1/volume-backups/{uuid}/actions
// @API PUT /v1/vm-backups/{groupUuid}/actions

import { z } from "zod";
import type { RequestContext } from "../../core/contract/resourceDefinition";
import { formatDuration } from "../../http/clock";
import { RefusedError } from "../../http/errors";
import { bestEffort } from "../client/bestEffort";
import type { ZStackApi } from "../client/client";
import { type BackupInventory, holders, isOn } from "../models/backup";
import { backupStoragesPath, remoteTag, type Storage, storageSchema } from "../models/backupStorage";
import { inGib } from "../models/size";
import { imageStore, isUp, storageState } from "./checks";
import { syncReplicas } from "./replicas";
import type { Backup } from "./requests";
import { copying, copyLimit } from "./stuckCopies";

const tagSchema = z.object({ resourceUuid: z.string(), tag: z.string() });

/** Seconds a server allows a recovery by itself. */
const serverLimit = 30 * 60;

/** What has to be brought back before the backup can be restored. */
export interface Recovery {
  /** Has the backup. */
  readonly source: Storage;
  /** Receives it. */
  readonly target: Storage;
  /** What is going to be done, as a sentence. */
  readonly step: string;
}

/** From which storage a backup is read. */
export interface Reading {
  /** What the restore is to be asked for once everything is recovered; undefined: the server chooses one. */
  readonly storageUuid: string | undefined;
  readonly recovery?: Recovery;
}

/**
 * Where a restore reads the backup, and what has to be recovered before. Changes nothing.
 *
 * @param members the backup of one volume, or all of a VM backup
 * @param given storage that the user wants to read from
 */
export async function readingOf(
  api: ZStackApi,
  what: string,
  members: readonly BackupInventory[],
  given: string | undefined,
): Promise<Reading> {
  const there = holders(members);
  if (there.length === 0) return { storageUuid: given };
  const stores = await storesOf(api);
  // What the account does not see is the server's to judge.
  const isUsable = (uuid: string): boolean => {
    const store = stores.find((one) => one.storage.uuid === uuid);
    return store === undefined || (!store.isRemote && isUp(store.storage));
  };
  const isRemote = (uuid: string): boolean => stores.some((one) => one.isRemote && one.storage.uuid === uuid);
  if (given !== undefined && there.includes(given) && !isRemote(given)) return { storageUuid: given };
  const isReceiving = given !== undefined && !isRemote(given);
  const read = isReceiving ? given : undefined;
  if (there.some(isUsable)) return { storageUuid: read };
  const sources = stores.filter(({ storage }) => there.includes(storage.uuid) && isUp(storage));
  const { storage: source } = sources.find(({ storage }) => storage.uuid === given) ?? sources[0] ?? {};
  if (source === undefined) return { storageUuid: given };
  const target = isReceiving
    ? stores.find(({ storage }) => storage.uuid === given)?.storage
    : targetOf(stores, members, there);
  if (target === undefined) {
    if (isReceiving) return { storageUuid: given };
    throw new RefusedError(
      "no-complete-copy",
      `the only Ready copy of ${what} that can be reached is on remote backup storage ${nameOf(source)}, from which the server ` +
        `does not restore, and there is no other image store that it could be recovered to: ${others(stores, there)}. ` +
        "Enable or reconnect one, then run again.",
    );
  }
  return { storageUuid: read, recovery: { source, target, step: stepOf(what, members, source, target) } };
}

/** Brings the copy back, or waits for the one that an interrupted run has begun to bring back. */
export async function recover(
  ctx: RequestContext,
  backup: Backup,
  members: readonly BackupInventory[],
  { target }: Recovery,
): Promise<void> {
  const now = await syncReplicas(ctx, backup, members, {});
  if (holders(now).includes(target.uuid)) return;
  throw new RefusedError(
    "no-complete-copy",
    `no backup storage has a complete Ready copy of ${backup.what} any more that could be recovered to ${nameOf(target)}. ` +
      "Nothing was overwritten.",
  );
}

interface Store {
  readonly storage: Storage;
  readonly isRemote: boolean;
  /** Tagged as one for backups. */
  readonly isForBackups: boolean;
}

async function storesOf(api: ZStackApi): Promise<Store[]> {
  const storages = await api.query(backupStoragesPath, storageSchema, []);
  // An account that is not to see them restores as before.
  const tags = await bestEffort(() =>
    api.query("/v1/system-tags", tagSchema, [{ field: "tag", operator: "~=", value: "%backup" }]),
  );
  return storages.map((storage) => {
    const own = (tags ?? []).filter(({ resourceUuid }) => resourceUuid === storage.uuid).map(({ tag }) => tag);
    return {
      storage,
      isRemote: own.includes(remoteTag),
      isForBackups: own.includes("allowbackup") || own.includes("onlybackup"),
    };
  });
}

/** One that has had a copy, or is getting one, before one that is for backups, before the one with the most space. */
function targetOf(
  stores: readonly Store[],
  members: readonly BackupInventory[],
  there: readonly string[],
): Storage | undefined {
  const had = (uuid: string): boolean => members.some((one) => isOn(one, uuid));
  const rank = ({ storage, isForBackups }: Store): readonly number[] => [
    Number(had(storage.uuid)),
    Number(isForBackups),
    storage.availableCapacity ?? 0,
  ];
  return stores
    .filter(({ storage, isRemote }) => !isRemote && storage.type === imageStore && isUp(storage))
    .filter(({ storage }) => !there.includes(storage.uuid))
    .sort((a, b) => {
      const [ours, theirs] = [rank(a), rank(b)];
      const at = ours.findIndex((value, index) => value !== theirs[index]);
      if (at === -1) return a.storage.uuid < b.storage.uuid ? -1 : 1;
      return (theirs[at] ?? 0) - (ours[at] ?? 0);
    })[0]?.storage;
}

const nameOf = ({ uuid, name }: Storage): string => `${uuid} "${name}"`;

function others(stores: readonly Store[], there: readonly string[]): string {
  const left = stores.filter(({ storage }) => storage.type === imageStore && !there.includes(storage.uuid));
  if (left.length === 0) return "none is visible to this account";
  const state = ({ storage, isRemote }: Store): string => (isRemote ? "remote" : storageState(storage));
  return left.map((one) => `${nameOf(one.storage)} is ${state(one)}`).join(", ");
}

function stepOf(what: string, members: readonly BackupInventory[], source: Storage, target: Storage): string {
  const size = members.reduce((sum, one) => sum + one.size, 0);
  const gib = size === 0 ? "" : ` of ${inGib(size)}`;
  const isUnderWay = copying(members, target.uuid).length > 0;
  return isUnderWay
    ? `Wait until the copy of ${what} that is being recovered to backup storage ${nameOf(target)} is complete.`
    : `Recover ${what}${gib} from backup storage ${nameOf(source)} to ${nameOf(target)}, because the server restores from none ` +
        `that is remote. It is asked to allow ${formatDuration(copyLimit)}; by itself it would end that after ${formatDuration(serverLimit)}.`;
}
