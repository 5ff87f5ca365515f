// What the state of a stack and its platforms have, side by side.

import type { CinderApi } from "../../provider/cinder/client/client";
import { connectionOf } from "../../provider/cinder/connections";
import { listPoints as listCinder } from "../../provider/cinder/listing";
import type { Settings } from "../../provider/core/contract/settings";
import type { Listing } from "../../provider/core/listing";
import type { StackOf } from "../../provider/core/orphans";
import type { ProviderRuntime } from "../../provider/core/runtime/runtime";
import { ZStackApi } from "../../provider/zstack/client/client";
import { connection } from "../../provider/zstack/connections";
import { listPoints } from "../../provider/zstack/listing";
import { existingPoints } from "../../provider/zstack/listing/existing";
import { withWholeTrees as wholeTrees } from "../../provider/zstack/listing/trees";
import { type ConnectionsToQuery, connectionsToQuery } from "../stack/connections";
import { type ShownDrill, type StateDrills, shownDrills } from "../stack/drills";
import { askPlatforms, type QueriedConnection } from "../stack/platforms";
import type { StatePoint } from "../stack/points";
import type { StackWithPoints } from "../stack/pulumiStack";
import { environmentConnection } from "../state/connection";
import { absentRow, type PointRow, type RowContext, rowsOf } from "./rows";

/** One platform, and what it showed. */
export interface AskedPlatform {
  readonly connection: string;
  readonly api: ZStackApi | CinderApi;
  readonly settings: Settings;
  readonly listing: Listing;
}

/** Everything that the commands which list restore points know. */
export interface Collected {
  readonly stack: StackOf | undefined;
  /** Of its state; undefined without a stack, or if no platform was asked. */
  readonly drills: StateDrills | undefined;
  readonly connections: readonly QueriedConnection[];
  /** Entries of the state that could not be read. */
  readonly unreadable: readonly string[];
  readonly platforms: readonly AskedPlatform[];
  readonly rows: readonly PointRow[];
}

/** Where to look: without a Pulumi project, where the environment says. */
export const connectionsFor = (stack: StackWithPoints | undefined): ConnectionsToQuery =>
  stack?.toQuery ??
  connectionsToQuery(environmentConnection(process.env), { zstack: [], cinder: [] }, { zstack: false, cinder: false });

/** @param stack undefined where there is no Pulumi project */
export async function collect(stack: StackWithPoints | undefined, runtime: ProviderRuntime): Promise<Collected> {
  const platforms: AskedPlatform[] = [];
  const queried = await askPlatforms<{
    readonly api: ZStackApi | CinderApi;
    list(): Promise<Listing>;
    settings: Settings;
  }>(connectionsFor(stack), runtime, {
    open: {
      zstack(settings) {
        const api = connection(settings, runtime);
        return { api, settings, list: () => listPoints(api) };
      },
      cinder(settings) {
        const api = connectionOf({ settings, runtime });
        return { api, settings, list: () => listCinder(api) };
      },
    },
    async ask({ api, settings, list }, name) {
      const listing = await list();
      platforms.push({ connection: name, api, settings, listing });
      return listing.unsupported;
    },
  });
  const merged = await merge(stack, queried, platforms);
  const again = await skipped(platforms, merged.rows);
  const of = { stack: stack?.of, drills: stack?.drills, connections: queried };
  if (again.size === 0) return { ...of, platforms, ...merged };
  const anew = await Promise.all(platforms.map((one) => (again.has(one) ? listedAnew(one) : one)));
  return { ...of, platforms: anew, ...(await merge(stack, queried, anew)) };
}

/** Platforms that have a restore point although their list lacks it: something was deleted while they were listed. */
async function skipped(
  platforms: readonly AskedPlatform[],
  rows: readonly PointRow[],
): Promise<ReadonlySet<AskedPlatform>> {
  const missing = rows.filter(({ ownership }) => ownership === "missing").map(({ uuid }) => uuid);
  const found = new Set<AskedPlatform>();
  for (const one of missing.length === 0 ? [] : platforms) {
    if (one.api instanceof ZStackApi && (await existingPoints(one.api, missing)).size > 0) found.add(one);
  }
  return found;
}

async function listedAnew(one: AskedPlatform): Promise<AskedPlatform> {
  return one.api instanceof ZStackApi ? { ...one, listing: await listPoints(one.api) } : one;
}

/** The same with what only the trees of these volumes show. */
export async function withWholeTrees(
  collected: Collected,
  stack: StackWithPoints | undefined,
  volumes: ReadonlySet<string>,
): Promise<Collected> {
  const platforms = await Promise.all(
    collected.platforms.map(async (one) => {
      if (!(one.api instanceof ZStackApi)) return one;
      const own = new Set([...volumes].filter((uuid) => one.listing.volumes.has(uuid)));
      return { ...one, listing: await wholeTrees(one.api, one.listing, own) };
    }),
  );
  const merged = await merge(stack, collected.connections, platforms);
  return { ...collected, platforms, ...merged };
}

async function merge(
  stack: StackWithPoints | undefined,
  queried: readonly QueriedConnection[],
  platforms: readonly AskedPlatform[],
): Promise<Pick<Collected, "rows" | "unreadable">> {
  if (stack === undefined) return { rows: shownRows(platforms, nothingKnown), unreadable: [] };
  const context = {
    ...{ stack: stack.of, known: stack.known.ids, drills: shownDrills(stack.drills) },
    recorded: new Map(stack.points.map((one) => [one.uuid, one])),
  };
  const rows = shownRows(platforms, context);
  const absent = absentPoints(stack.points, rows, queried);
  const isDoubtful = absent.length > 0 || rows.some(({ ownership }) => /^(unmanaged|interrupted)$/.test(ownership));
  if (!isDoubtful) return { rows, unreadable: stack.known.unreadable };
  // What a run made or deleted since the state was read is recorded by now.
  const known = await stack.knownNow();
  const held = absent.filter(({ entry }) => known.ids.has(entry.uuid));
  return {
    rows: [
      ...shownRows(platforms, { ...context, known: known.ids }),
      ...held.map(({ entry, status }) => {
        const platform = platforms.find((one) => one.connection === entry.connection);
        return absentRow(entry, status, context, platform?.listing);
      }),
    ],
    unreadable: known.unreadable,
  };
}

/** Without a stack. */
const nothingKnown: RowContext = {
  ...{ stack: undefined, known: new Set<string>() },
  ...{ recorded: new Map<string, StatePoint>(), drills: new Map<string, ShownDrill>() },
};

function shownRows(platforms: readonly AskedPlatform[], context: RowContext): PointRow[] {
  const seen = new Set<string>();
  const rows: PointRow[] = [];
  for (const { listing, connection } of platforms) {
    for (const row of rowsOf(listing, connection, context)) {
      // An administrator sees what other accounts have.
      if (seen.has(row.uuid)) continue;
      seen.add(row.uuid);
      rows.push(row);
    }
  }
  return rows;
}

interface Absent {
  readonly entry: StatePoint;
  readonly status: "missing" | "unknown";
}

/** Points of the state that no platform showed. Where one did not answer, nothing is known of its points. */
function absentPoints(
  points: readonly StatePoint[],
  rows: readonly PointRow[],
  queried: readonly QueriedConnection[],
): Absent[] {
  const shown = new Set(rows.map(({ uuid }) => uuid));
  const silent = new Set(queried.filter(({ error }) => error !== undefined).map(({ connection }) => connection));
  const isUnsupported = ({ token, connection }: StatePoint): boolean =>
    queried.some((one) => one.connection === connection && one.unsupported?.some((type) => token.startsWith(type)));
  return points
    .filter(({ uuid }) => !shown.has(uuid))
    .map((entry) => {
      const unasked = entry.connection === undefined || silent.has(entry.connection) || isUnsupported(entry);
      return { entry, status: unasked ? "unknown" : "missing" };
    });
}
