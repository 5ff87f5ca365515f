import { groupedBy } from "../../core/groupedBy";
import { readOwnershipTags, stackPrefixIn } from "../../core/identity/identity";
import { type Layer, type ListedPoint, placesInChains } from "../../core/listing";
import type { ZStackApi } from "../client/client";
import type { ServerClock } from "../client/serverClock";
import { serverDate } from "../client/serverDates";
import {
  type BackupInventory,
  backupSchema,
  backupsPath,
  chainsOn,
  holders,
  isDeleted,
  isWhole,
} from "../models/backup";
import { checkStatusAndSize } from "../resource/verification";
import { vmBackupOf, vmBackupType } from "../vmBackup/objectType";
import { ageOf, shownName } from "./shown";
import { tagsByObject } from "./tags";

// @API GET /v1/volume-backups

/** A backup without its places in chains, and the keys of its layers. */
interface Unplaced {
  readonly point: ListedPoint;
  readonly layers: readonly string[];
}

interface Member {
  readonly groupUuid: string;
  readonly row: BackupInventory;
  readonly tags: readonly string[];
}

/** All volume backups and VM backups; throws `NoSuchApiError` if the server has none at all. */
export async function listBackups(api: ZStackApi, clock: ServerClock): Promise<ListedPoint[]> {
  const layers: Layer[] = [];
  const found: Unplaced[] = [];
  const members: Member[] = [];
  for await (const page of api.pages(backupsPath, backupSchema)) {
    for (const row of page) layers.push(...layersOf(row));
    const rows = page.filter((row) => !isDeleted(row));
    const tagsOf = await tagsByObject(api, rows);
    for (const row of rows) {
      const tags = tagsOf(row.uuid);
      if (row.groupUuid === undefined) found.push({ point: listedBackup(row, clock, tags), layers: keysOf(row) });
      else members.push({ row, tags, groupUuid: row.groupUuid });
    }
  }
  for (const [uuid, some] of groupedBy(members, ({ groupUuid }) => groupUuid)) {
    found.push({ point: listedVmBackup(uuid, some, clock), layers: some.flatMap(({ row }) => keysOf(row)) });
  }
  const places = placesInChains(layers);
  return found.map(({ point, layers: keys }) => {
    // It has a place on each storage, and each of its members has one: the worst is what counts.
    const own = keys.flatMap((key) => places.get(key) ?? []);
    const most = (of: (place: (typeof own)[number]) => number, least: number): number =>
      Math.max(least, ...own.map(of));
    return { ...point, depth: most(({ depth }) => depth, 1), dependents: most(({ dependents }) => dependents, 0) };
  });
}

const keyOf = ({ uuid }: BackupInventory, storage: string): string => `${uuid}/${storage}`;

const keysOf = (row: BackupInventory): string[] =>
  row.backupStorageRefs.map((ref) => keyOf(row, ref.backupStorageUuid));

/** Its layer on each storage. Rows that linger hold data as well. */
function layersOf(row: BackupInventory): Layer[] {
  return chainsOn(row).flatMap(({ storage, chain, order }) =>
    chain === undefined
      ? []
      : {
          uuid: keyOf(row, storage),
          chain: `${storage}/${row.volumeUuid}/${chain}`,
          at: serverDate(row.createDate) ?? 0,
          order,
          alive: !isDeleted(row),
        },
  );
}

function listedBackup(row: BackupInventory, clock: ServerClock, tags: readonly string[]): ListedPoint {
  const stores = holders([row]);
  const found = checkStatusAndSize("it", row).map(({ reason }) => shownName(reason));
  return {
    uuid: row.uuid,
    kind: "volume-backup",
    token: "zstack.VolumeBackup",
    name: shownName(row.name),
    createDate: row.createDate,
    age: ageOf(clock, row.createDate),
    volume: row.volumeUuid,
    size: row.size,
    status: shownName(row.status ?? ""),
    problems: found.length === 0 && stores.length === 0 ? [noCopy] : found,
    stores,
    chain: firstChain(row),
    depth: 1,
    dependents: 0,
    latest: false,
    ownership: readOwnershipTags(tags),
    stackPrefix: stackPrefixIn(row.uuid),
    parts: [],
  };
}

const firstChain = (row: BackupInventory): string | undefined =>
  chainsOn(row).find(({ chain }) => chain !== undefined)?.chain;

const noCopy = "no backup storage has a Ready copy";

function listedVmBackup(uuid: string, rows: readonly Member[], clock: ServerClock): ListedPoint {
  const inventory = vmBackupOf(
    uuid,
    rows.map(({ row }) => row),
  );
  const { members, createDate } = inventory;
  const [first] = members;
  const stores = holders(members);
  const tagged = vmBackupType.tagged(inventory);
  const found = members
    .flatMap((one) => checkStatusAndSize(`the backup of volume ${one.volumeUuid}`, one))
    .map(({ reason }) => shownName(reason));
  const partial = found.length === 0 && !isWhole(members) ? ["it has no backup of the root volume"] : found;
  return {
    uuid,
    kind: "vm-backup",
    token: "zstack.VmBackup",
    name: shownName(first?.name ?? ""),
    createDate,
    age: ageOf(clock, createDate),
    vm: members.find((one) => one.vmInstanceUuid !== undefined)?.vmInstanceUuid,
    size: members.reduce((sum, one) => sum + one.size, 0),
    status: shownName(members.find(({ status }) => status !== "Ready")?.status ?? first?.status ?? ""),
    problems: partial.length === 0 && stores.length === 0 ? [noCopy] : partial,
    stores,
    chain: first === undefined ? undefined : firstChain(first),
    depth: 1,
    dependents: 0,
    latest: false,
    ownership: readOwnershipTags(rows.find(({ row }) => row.uuid === tagged)?.tags ?? []),
    stackPrefix: stackPrefixIn(uuid),
    parts: members.map((one) => ({ uuid: one.uuid, volume: one.volumeUuid, chain: firstChain(one) })),
  };
}
