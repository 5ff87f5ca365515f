import type { RequestContext } from "../../core/contract/resourceDefinition";
import { stackPrefix } from "../../core/identity/identity";
import type { CinderApi } from "../client/client";
import { stackKey } from "../models/metadata";
import { type CinderType, getObject, type ObservedCinder, observedFrom } from "../models/objectType";
import type { CinderRow } from "../models/rows";

/** Microversion from which lists can be filtered by metadata; below it the filter is ignored. */
export const metadataFilter = "3.22";

interface Batch {
  readonly at: number;
  readonly writes: number;
  readonly rows: Promise<ReadonlyMap<string, CinderRow>>;
}

const batches = new WeakMap<CinderApi, Map<string, Batch>>();

/** Milliseconds for which a batch is used; a refresh of hundreds of objects takes less. */
const freshness = 30_000;

/**
 * The object out of one list of the whole stack, which all reads of a run share. Only presence is certain; what is
 * missing has to be asked for by itself, as has everything where the platform cannot filter.
 */
export async function readFromBatch<T extends CinderRow>(
  api: CinderApi,
  type: CinderType<T>,
  ctx: RequestContext,
  id: string,
): Promise<ObservedCinder<T> | undefined> {
  if (type.path !== "/snapshots" || !(await api.supports(metadataFilter))) return getObject(api, type, id);
  const kept = batches.get(api) ?? new Map<string, Batch>();
  batches.set(api, kept);
  const key = `${type.path} ${stackPrefix(ctx.owner)}`;
  const now = ctx.runtime.clock.now();
  let batch = kept.get(key);
  if (batch === undefined || batch.writes !== api.writes || now - batch.at > freshness) {
    batch = { at: now, writes: api.writes, rows: load(api, type, ctx) };
    kept.set(key, batch);
    batch.rows.catch(() => kept.delete(key));
  }
  const row = (await batch.rows).get(id) as T | undefined;
  return row === undefined ? undefined : observedFrom(type, row);
}

async function load<T extends CinderRow>(
  api: CinderApi,
  type: CinderType<T>,
  ctx: RequestContext,
): Promise<ReadonlyMap<string, T>> {
  const filter = JSON.stringify({ [stackKey]: stackPrefix(ctx.owner) });
  const rows = await api.list(`${type.path}/detail`, type.list, { metadata: filter }, type.schema, {
    at: metadataFilter,
  });
  return new Map(rows.map((row) => [row.id, row]));
}
