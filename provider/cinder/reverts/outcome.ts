// How a restore in place ended, by what the service shows of volume and restore point: it has no memory of requests.

import type { EarlierOutcome } from "../../core/reverts/definition";
import type { Mark } from "../../core/reverts/mark";
import type { CinderApi } from "../client/client";
import { type CinderRow, named, type VolumeRow } from "../models/rows";
import { reasonFor } from "../resource/failureReason";
import { isAsRestored } from "./evidence";
import { pointFact, volumeFact } from "./facts";
import type { CinderRevert } from "./kind";
import type { CinderMark } from "./marks";

const isBroken = ({ status }: CinderRow): boolean => status.startsWith("error");

/** Whether the volume is being overwritten from this restore point. */
export const isUnderWay = <P extends CinderRow>(
  kind: Pick<CinderRevert<P>, "busy">,
  volume: VolumeRow,
  point: P | undefined,
): boolean => volume.status === kind.busy && (point === undefined || point.status === "restoring");

/** After a restore that was certainly carried out. */
export async function ended<P extends CinderRow>(
  kind: CinderRevert<P>,
  api: CinderApi,
  volume: VolumeRow,
): Promise<EarlierOutcome> {
  return isBroken(volume) ? broken(kind, api, volume) : { outcome: "done" };
}

/**
 * Nobody knows whether the request arrived. The platform writes the restore point's row before it answers, and the rows of
 * both at the end, one right after the other. It replaces metadata, and with them the mark on the volume, in between.
 */
export async function judge<P extends CinderRow>(
  kind: CinderRevert<P>,
  api: CinderApi,
  { onVolume, onPoint }: Pick<CinderMark, "onVolume" | "onPoint">,
  volume: VolumeRow,
  point: P | undefined,
): Promise<EarlierOutcome> {
  if (isUnsent(onVolume, onPoint, volume, point)) return { outcome: "unsent" };
  if (isBroken(volume)) return broken(kind, api, volume);
  if (point === undefined) return { outcome: "unknown", reason: `the ${kind.point.noun} no longer exists` };
  const { facts = {} } = onVolume ?? onPoint ?? {};
  return isAsRestored(kind, facts, volume, point) ? { outcome: "done" } : untold(kind, volume, point);
}

/** Nothing tells how the restore ended. */
export function untold<P extends CinderRow>(
  kind: Pick<CinderRevert<P>, "point">,
  volume: VolumeRow,
  point: P,
): EarlierOutcome {
  const changed = (row: CinderRow): string =>
    `has status "${row.status}" and was last changed at ${row.updated_at ?? "an unknown time"}`;
  const reason = `volume ${named(volume)} ${changed(volume)}, ${kind.point.noun} ${named(point)} ${changed(point)}`;
  return { outcome: "unknown", reason };
}

/** Whether the row that the platform would have changed is as it was. */
function isUnsent(
  onVolume: Mark | undefined,
  onPoint: Mark | undefined,
  volume: VolumeRow,
  point: CinderRow | undefined,
): boolean {
  if (onVolume === undefined && onPoint !== undefined) return onPoint.facts[volumeFact] === volume.updated_at;
  const before = onVolume?.facts[pointFact];
  return before === undefined || point?.updated_at === before;
}

async function broken<P extends CinderRow>(
  kind: CinderRevert<P>,
  api: CinderApi,
  volume: VolumeRow,
): Promise<EarlierOutcome> {
  const why = await reasonFor(api, volume);
  const reason = `volume ${named(volume)} has status "${volume.status}"${why}, and its content is undefined. ${kind.remedy(volume)}`;
  return { outcome: "partly", reason };
}
