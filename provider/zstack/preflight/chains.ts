import { z } from "zod";
import type { RequestContext } from "../../core/contract/resourceDefinition";
import { bestEffort } from "../client/bestEffort";
import type { ZStackApi } from "../client/client";
import { type Condition, chunks, queryString } from "../client/query";
import { snapshotsPath } from "../models/volumeSnapshot";

// @API GET /v1/global-configurations
// @API GET /v1/volume-snapshots
// @API GET /v1/system-tags

const configSchema = z.object({ inventories: z.array(z.object({ value: z.string() })) });
const latestSchema = z.object({
  volumeUuid: z.string().optional(),
  treeUuid: z.string().optional(),
  distance: z.number(),
});
const rootSchema = z.object({ treeUuid: z.string().optional() });
const tagSchema = z.object({ resourceUuid: z.string(), tag: z.string() });

/** The limit for chains, and the chains that have reached it, by volume. */
interface Chains {
  readonly limit: number;
  readonly ended: Map<string, Ended>;
}

interface Ended {
  /** What the server compares with its limit. */
  readonly distance: number;
  /** Snapshots of the chain. */
  readonly length: number;
}

const known = new WeakMap<ZStackApi, Promise<Chains | undefined>>();

/** The chains that have reached their limit, queried once per run. */
export function endedChains(api: ZStackApi): Promise<Chains | undefined> {
  const chains = known.get(api) ?? bestEffort(() => look(api));
  known.set(api, chains);
  return chains;
}

/**
 * Warns if the next snapshot of a volume is a full copy because its snapshot chain has reached the server's limit. The
 * copy needs time and space; afterwards, deferred snapshots of the old chain can be deleted.
 */
export async function warnOfFullCopies(
  api: ZStackApi,
  ctx: RequestContext,
  volumeUuids: readonly string[],
): Promise<void> {
  const chains = await endedChains(api);
  for (const volumeUuid of volumeUuids) {
    const end = chains?.ended.get(volumeUuid);
    // This snapshot starts a new chain: the next one of the volume is incremental again.
    if (chains === undefined || end === undefined || !chains.ended.delete(volumeUuid)) continue;
    const limit = (await bestEffort(() => ownLimit(api, volumeUuid))) ?? chains.limit;
    if (end.distance < limit) continue;
    ctx.runtime.say(
      `${ctx.label}: warning: volume ${volumeUuid} has a chain of ${end.length} snapshots, and the server's limit is ${limit}: ` +
        `this snapshot starts a new chain with a full copy of the volume, which needs more time and space`,
    );
  }
}

async function look(api: ZStackApi): Promise<Chains | undefined> {
  const limit = await commonLimit(api);
  return limit === undefined ? undefined : { limit, ended: await endsFrom(api, limit) };
}

/** The server's limit for chains; undefined if it shows none. */
async function commonLimit(api: ZStackApi): Promise<number | undefined> {
  const query = queryString([
    { field: "category", operator: "=", value: "volumeSnapshot" },
    { field: "name", operator: "=", value: "incrementalSnapshot.maxNum" },
  ]);
  const { inventories } = configSchema.parse(await api.get(`/v1/global-configurations${query}`));
  const limit = Number(inventories[0]?.value);
  return Number.isInteger(limit) && limit >= 1 ? limit : undefined;
}

/** The present chains of at least this distance, by volume. */
async function endsFrom(api: ZStackApi, least: number): Promise<Map<string, Ended>> {
  const rows = await api.query(snapshotsPath, latestSchema, [
    { field: "latest", operator: "=", value: "true" },
    { field: "tree.current", operator: "=", value: "true" },
    { field: "distance", operator: ">=", value: String(least) },
  ]);
  const trees = rows.flatMap(({ treeUuid }) => treeUuid ?? []);
  const later = await countedFromZero(api, trees);
  const ended = new Map<string, Ended>();
  for (const { volumeUuid, treeUuid, distance } of rows) {
    if (volumeUuid === undefined) continue;
    ended.set(volumeUuid, { distance, length: distance + (later.has(treeUuid) ? 1 : 0) });
  }
  return ended;
}

/**
 * The chains that have reached this share of their limit, the server's or that of their volume; none if the account may
 * not ask for limits.
 */
export async function chainsNearLimit(
  api: ZStackApi,
  share: number,
): Promise<{ readonly volumeUuid: string; readonly length: number; readonly limit: number }[]> {
  const near = await bestEffort(async () => {
    const common = await commonLimit(api);
    if (common === undefined) return [];
    const limits = await ownLimits(api);
    const least = Math.ceil(Math.min(common, ...limits.values()) * share);
    return [...(await endsFrom(api, Math.max(1, least)))].flatMap(([volumeUuid, { distance, length }]) => {
      const limit = limits.get(volumeUuid) ?? common;
      return distance < limit * share ? [] : [{ volumeUuid, length, limit }];
    });
  });
  return near ?? [];
}

/** The full copy that begins a volume's first tree has distance 1, that of each later tree has 0. */
async function countedFromZero(api: ZStackApi, treeUuids: readonly string[]): Promise<Set<string | undefined>> {
  const found = chunks(treeUuids, 200).map((some) =>
    api.query(snapshotsPath, rootSchema, [
      { field: "treeUuid", operator: "?=", value: some.join(",") },
      { field: "distance", operator: "=", value: "0" },
    ]),
  );
  return new Set((await Promise.all(found)).flat().map(({ treeUuid }) => treeUuid));
}

const ownPrefix = "volumeMaxIncrementalSnapshotNum::";

/** A volume can have a limit of its own. */
async function ownLimit(api: ZStackApi, volumeUuid: string): Promise<number | undefined> {
  return (await ownLimits(api, [{ field: "resourceUuid", operator: "=", value: volumeUuid }])).get(volumeUuid);
}

async function ownLimits(api: ZStackApi, more: readonly Condition[] = []): Promise<ReadonlyMap<string, number>> {
  const rows = await api.query("/v1/system-tags", tagSchema, [
    ...more,
    { field: "tag", operator: "~=", value: `${ownPrefix}%` },
  ]);
  const limits = rows.map(({ resourceUuid, tag }) => [resourceUuid, Number(tag.slice(ownPrefix.length))] as const);
  return new Map(limits.filter(([, limit]) => Number.isInteger(limit)));
}
