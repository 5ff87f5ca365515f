import { groupedBy } from "../../core/groupedBy";
import { stackPrefixIn } from "../../core/identity/identity";
import type { ZStackApi } from "../client/client";
import { type TagRow, tagsByPrefix, tagsOf } from "../ownership/tags";
import { type Inventory, type ObjectType, type ObservedZStack, observedFrom } from "./objectType";
import { SharedLook } from "./sharedLook";

/** Objects and their tags, by uuid. */
interface Rows {
  readonly inventories: ReadonlyMap<string, Inventory>;
  readonly tags: ReadonlyMap<string, TagRow[]>;
}

interface Batch {
  readonly at: number;
  readonly writes: number;
  readonly rows: Promise<Rows>;
}

const batches = new WeakMap<ZStackApi, Map<string, Batch>>();

/** Milliseconds for which a batch is valid; a refresh of hundreds of objects takes less. */
const freshness = 30_000;

/**
 * The object with this uuid from one query for the whole stack, shared by all reads of a run: uuids of one stack begin
 * with the same six characters. Only presence is certain; a missing object must be requested by itself.
 */
export async function readFromBatch<T extends Inventory>(
  api: ZStackApi,
  type: ObjectType<T>,
  uuid: string,
): Promise<ObservedZStack<T> | undefined> {
  const prefix = stackPrefixIn(uuid);
  const kept = batches.get(api) ?? new Map<string, Batch>();
  batches.set(api, kept);
  const key = keyOf(type, prefix);
  const now = api.runtime.clock.now();
  let batch = kept.get(key);
  if (batch === undefined || batch.writes !== api.writes || now - batch.at > freshness) {
    batch = { at: now, writes: api.writes, rows: load(api, type, prefix) };
    kept.set(key, batch);
    batch.rows.catch(() => kept.delete(key));
  }
  return observedIn(await batch.rows, type, uuid);
}

const beforeDeletions = new SharedLook<Rows>();

/**
 * The same for deletions that run together, whatever was written since the query: each of them looks again before it sends
 * something.
 */
export async function readForDelete<T extends Inventory>(
  api: ZStackApi,
  type: ObjectType<T>,
  uuid: string,
): Promise<ObservedZStack<T> | undefined> {
  const prefix = stackPrefixIn(uuid);
  const rows = await beforeDeletions.seen(api, keyOf(type, prefix), () => load(api, type, prefix));
  return rows === undefined ? undefined : observedIn(rows, type, uuid);
}

const keyOf = ({ resourceType, noun }: Pick<ObjectType<Inventory>, "resourceType" | "noun">, prefix: string): string =>
  `${resourceType} ${noun} ${prefix}`;

function observedIn<T extends Inventory>(
  { inventories, tags }: Rows,
  type: ObjectType<T>,
  uuid: string,
): ObservedZStack<T> | undefined {
  const inventory = inventories.get(uuid) as T | undefined;
  if (inventory === undefined || type.gone(inventory)) return undefined;
  return observedFrom(type, inventory, tags.get(type.tagged(inventory)) ?? []);
}

async function load<T extends Inventory>(api: ZStackApi, type: ObjectType<T>, prefix: string): Promise<Rows> {
  const [found, byPrefix] = await Promise.all([type.byPrefix(api, prefix), tagsByPrefix(api, prefix)]);
  // Tags may sit on another row than the one that has the uuid.
  const elsewhere = found.map(type.tagged).filter((uuid) => !uuid.startsWith(prefix));
  const rows = elsewhere.length === 0 ? byPrefix : [...byPrefix, ...(await tagsOf(api, elsewhere))];
  const tags = groupedBy(rows, ({ resourceUuid }) => resourceUuid);
  return { inventories: new Map(found.map((one) => [one.uuid, one])), tags };
}
