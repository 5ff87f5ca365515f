// `pulumi-snapshots status`: whether the restore points are as they should be, for monitoring.

import { capacityOf as cinderCapacity } from "../../provider/cinder/listing/capacity";
import type { Capacity } from "../../provider/core/listing";
import { ZStackApi } from "../../provider/zstack/client/client";
import { capacityOf } from "../../provider/zstack/listing/capacity";
import { type AskedPlatform, type Collected, collect, environmentConnections } from "../list/collect";
import type { PointStatus } from "../list/ownership";
import type { PointRow } from "../list/rows";
import { type Environment, notesOf, stackIn, withConnections } from "../list/run";
import { isShown } from "../list/selection";
import { counted, jsonText, print } from "../output";
import type { StackWithPoints } from "../stack/pulumiStack";
import { ageText } from "../table/units";
import { ageFindings, limitFindings, newestOf, pointFindings, volumeText } from "./findings";
import type { StatusOptions } from "./options";
import { prometheusLines } from "./prometheus";
import type { Status } from "./status";

export async function run(options: StatusOptions): Promise<number> {
  return withConnections(async (runtime) => work(options, await stackIn(options), { runtime, print }));
}

/** @returns the exit code: 0, 2 for findings, 1 if not everything could be looked at */
export async function work(
  options: StatusOptions,
  stack: StackWithPoints | undefined,
  { runtime, print }: Pick<Environment, "runtime" | "print">,
): Promise<number> {
  const collected = await collect(stack, stack?.toQuery ?? environmentConnections(process.env), runtime);
  const status = await statusOf(options, collected);
  for (const note of notesOf(collected)) runtime.say(note);
  if (options.format === "json") print(jsonText({ ...collected.stack, ...status }));
  else if (options.format === "prometheus") print(prometheusLines(status).join("\n"));
  else print(textOf(status, options));
  const incomplete = status.connections.some(({ error }) => error !== undefined) || status.unreadable.length > 0;
  return incomplete ? 1 : status.findings.length > 0 ? 2 : 0;
}

async function statusOf({ filter, all, maxAge, maxUsage }: StatusOptions, collected: Collected): Promise<Status> {
  const { stack, connections, unreadable, platforms } = collected;
  const rows = collected.rows.filter((row) => isShown(row, filter, stack, all));
  const listings = new Map(platforms.map(({ connection, listing }) => [connection, listing]));
  const newest = newestOf(
    rows,
    ({ connection, ownership }, volume) =>
      ownership !== "missing" && ownership !== "unknown" && listings.get(connection)?.volumes.has(volume) === true,
  );
  const limits = await Promise.all(platforms.map((one) => limitsOf(one, rows, maxUsage)));
  const findings = [
    ...ageFindings(newest, maxAge),
    ...pointFindings(rows, maxAge),
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

function textOf({ findings, newest, connections }: Status, { maxAge }: StatusOptions): string {
  if (findings.length > 0) {
    const several = new Set(findings.map(({ connection }) => connection)).size > 1;
    return findings
      .map(({ code, message, connection }) => `${code}: ${message}${several ? `, ${connection}` : ""}`)
      .join("\n");
  }
  const platforms = connections.flatMap(({ platform }) => platform ?? []);
  if (newest.length === 0)
    return `ok: no restore points of existing volumes on ${platforms.join(", ") || "any platform"}`;
  const oldest = Math.max(...newest.map(({ ageSeconds }) => ageSeconds ?? 0));
  return `ok: the newest verified restore points of ${counted(newest.length, "volume")} are at most ${ageText(oldest)} old (limit ${ageText(maxAge)})`;
}
