import { groupedBy } from "../../core/groupedBy";
import { stackPrefixIn } from "../../core/identity/identity";
import { bestEffort } from "../client/bestEffort";
import type { ZStackApi } from "../client/client";
import { type TagRow, tagsByPrefix, tagsOf } from "../ownership/tags";
import { type Inventory, type ObjectType, type ObservedZStack, observedFrom } from "./objectType";

interface Batch {
  readonly at: number;
  readonly writes: number;
  readonly rows: Promise<{ inventories: ReadonlyMap<string, Inventory>; tags: ReadonlyMap<string, TagRow[]> }>;
}

/** By type and stack; undefined where only one object was asked for so far. */
type Batches = Map<string, Batch | undefined>;

const ofReads = new WeakMap<ZStackApi, Batches>();
const ofDeletions = new WeakMap<ZStackApi, Batches>();

/** Milliseconds for which a batch is valid; a refresh of hundreds of objects takes less. */
const freshness = 30_000;

/** The same for deletions. */
const freshnessForDelete = 10_000;

/**
 * The object with this uuid from one query for the whole stack, shared by all reads of a run: uuids of one stack begin
 * with the same six characters. Only presence is certain; a missing object must be requested by itself.
 */
export async function readFromBatch<T extends Inventory>(
  api: ZStackApi,
  type: ObjectType<T>,
  uuid: string,
): Promise<ObservedZStack<T> | undefined> {
  const isFresh = ({ at, writes }: Batch): boolean =>
    writes === api.writes && api.runtime.clock.now() - at <= freshness;
  return fromBatch(batchesIn(ofReads, api), { api, type, uuid }, isFresh);
}

/**
 * The same for deletions that run together, whatever was written since the query: each of them looks again before it sends
 * something. The first one of a stack finds nothing here, since it may be the only one.
 */
export async function readForDelete<T extends Inventory>(
  api: ZStackApi,
  type: ObjectType<T>,
  uuid: string,
): Promise<ObservedZStack<T> | undefined> {
  const batches = batchesIn(ofDeletions, api);
  const key = keyOf(type, uuid);
  if (!batches.has(key)) {
    batches.set(key, undefined);
    return undefined;
  }
  const isFresh = ({ at }: Batch): boolean => api.runtime.clock.now() - at <= freshnessForDelete;
  // Each then asks by itself, and has an error of its own.
  return bestEffort(() => fromBatch(batches, { api, type, uuid }, isFresh));
}

function batchesIn(all: WeakMap<ZStackApi, Batches>, api: ZStackApi): Batches {
  const batches = all.get(api) ?? new Map();
  all.set(api, batches);
  return batches;
}

const keyOf = ({ resourceType, noun }: Pick<ObjectType<Inventory>, "resourceType" | "noun">, uuid: string): string =>
  `${resourceType} ${noun} ${stackPrefixIn(uuid)}`;

async function fromBatch<T extends Inventory>(
  batches: Batches,
  { api, type, uuid }: { readonly api: ZStackApi; readonly type: ObjectType<T>; readonly uuid: string },
  isFresh: (batch: Batch) => boolean,
): Promise<ObservedZStack<T> | undefined> {
  const key = keyOf(type, uuid);
  let batch = batches.get(key);
  if (batch === undefined || !isFresh(batch)) {
    const rows = load(api, type, stackPrefixIn(uuid));
    batch = { at: api.runtime.clock.now(), writes: api.writes, rows };
    batches.set(key, batch);
    rows.catch(() => batches.delete(key));
  }
  const { inventories, tags } = await batch.rows;
  const inventory = inventories.get(uuid) as T | undefined;
  if (inventory === undefined || type.gone(inventory)) return undefined;
  return observedFrom(type, inventory, tags.get(type.tagged(inventory)) ?? []);
}

async function load<T extends Inventory>(
  api: ZStackApi,
  type: ObjectType<T>,
  prefix: string,
): ReturnType<() => Batch["rows"]> {
  const [found, byPrefix] = await Promise.all([type.byPrefix(api, prefix), tagsByPrefix(api, prefix)]);
  // Tags may sit on another row than the one that has the uuid.
  const elsewhere = found.map(type.tagged).filter((uuid) => !uuid.startsWith(prefix));
  const rows = elsewhere.length === 0 ? byPrefix : [...byPrefix, ...(await tagsOf(api, elsewhere))];
  const tags = groupedBy(rows, ({ resourceUuid }) => resourceUuid);
  return { inventories: new Map(found.map((one) => [one.uuid, one])), tags };
}
