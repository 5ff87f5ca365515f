import { formatDuration } from "../../http/clock";
import type { ServiceClock } from "../client/serviceClock";
import { type CinderRow, isoTime, moment, named } from "../models/rows";

/**
 * A restore point with its date and its age by the service's clock: `volume snapshot "a" (…) of 2026-11-21T03:00:00Z (3 h old)`.
 *
 * @param date when its data are from, as the service shows it
 */
export function pointInWords(
  { clock }: { readonly clock: Pick<ServiceClock, "now"> },
  noun: string,
  point: Pick<CinderRow, "id" | "name">,
  date: string | null | undefined,
): string {
  if (date == null) return `${noun} ${named(point)}`;
  const [now, taken] = [clock.now(), moment(date)];
  const age = now === undefined || Number.isNaN(taken) ? 0 : (now - taken) / 1000;
  return `${noun} ${named(point)} of ${isoTime(date)}${age > 0 ? ` (${formatDuration(age)} old)` : ""}`;
}
