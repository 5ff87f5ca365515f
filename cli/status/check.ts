// What is checked: ages, problems and limits of the restore points that are shown.

import { capacityOf as cinderCapacity } from "../../provider/cinder/listing/capacity";
import type { Capacity } from "../../provider/core/listing";
import { printable } from "../../provider/http/printable";
import { ZStackApi } from "../../provider/zstack/client/client";
import { capacityOf } from "../../provider/zstack/listing/capacity";
import type { AskedPlatform, Collected } from "../list/collect";
import type { PointStatus } from "../list/ownership";
import type { PointRow } from "../list/rows";
import { shownRows } from "../list/selection";
import { drillFindings, failedDrillFindings, withDrills } from "./drills";
import { ageFindings, type Finding, limitFindings, newestOf, pointFindings, volumeText } from "./findings";
import type { StatusOptions } from "./options";
import type { Status } from "./status";
import { existingVolumes, unprotectedFindings } from "./unprotected";

/** What is looked at, and with which limits. */
export type Checks = Pick<StatusOptions, "filter" | "all" | "maxAge" | "maxUsage" | "maxDrillAge" | "unprotected">;

/**
 * Everything that is found; `limits` has all quotas and storages of the platforms.
 * @param now milliseconds since 1970
 */
export async function statusOf(checks: Checks, collected: Collected, now: number): Promise<Status> {
  const { filter, maxAge, maxUsage, maxDrillAge } = checks;
  const { connections, unreadable, platforms, stack, drills } = collected;
  const rows = shownRows(collected, checks);
  const listings = new Map(platforms.map(({ connection, listing }) => [connection, listing]));
  const exists = ({ connection, ownership }: PointRow, volume: string): boolean =>
    ownership !== "missing" && ownership !== "unknown" && listings.get(connection)?.volumes.has(volume) === true;
  const newest = withDrills(newestOf(rows, exists), collected.rows);
  const limits = await Promise.all(platforms.map((one) => limitsOf(one, rows, maxUsage)));
  const findings = [
    ...(checks.unprotected ? await unprotected(platforms, newest, filter) : []),
    ...ageFindings(newest, maxAge),
    ...pointFindings(rows, maxAge),
    ...failedDrillFindings(drills?.failed ?? [], rows),
    ...(maxDrillAge === undefined || stack === undefined
      ? []
      : drillFindings(newest, { maxDrillAge, now, stack: printable(stack.stack) })),
    ...limits.flatMap(({ connection, ...capacity }) =>
      limitFindings(capacity, maxUsage, connection, (id) => {
        const known = newest.find((one) => one.connection === connection && one.volume.id === id);
        return known === undefined ? `volume ${id}` : volumeText(known);
      }),
    ),
  ];
  const points: Partial<Record<PointStatus, number>> = {};
  for (const { ownership } of rows) points[ownership] = (points[ownership] ?? 0) + 1;
  return { connections, unreadable, findings, newest, limits, points };
}

async function unprotected(
  platforms: readonly AskedPlatform[],
  newest: Status["newest"],
  filter: Checks["filter"],
): Promise<Finding[]> {
  const found = platforms.map(async (one) => {
    const covered = newest.filter(({ connection }) => connection === one.connection).map(({ volume }) => volume.id);
    return unprotectedFindings(await existingVolumes(one), new Set(covered), filter, one.connection);
  });
  return (await Promise.all(found)).flat();
}

/** Limits of what is shown: of the storages that hold these rows, and the chains of their volumes. */
async function limitsOf(
  { api, settings, connection, listing }: AskedPlatform,
  rows: readonly PointRow[],
  maxUsage: number,
): Promise<Capacity & { readonly connection: string }> {
  const shown = new Set(rows.map(({ uuid }) => uuid));
  const volumes = new Set(rows.flatMap(({ volume, parts }) => [volume?.id, ...parts.map((part) => part.volume.id)]));
  const points = listing.points.filter(({ uuid, group }) => shown.has(uuid) || shown.has(group ?? ""));
  const capacity =
    api instanceof ZStackApi
      ? await capacityOf(api, { points }, maxUsage)
      : await cinderCapacity(api, settings, listing, maxUsage);
  return { connection, ...capacity, chains: capacity.chains.filter(({ id }) => volumes.has(id)) };
}
