// The Date header of access-key requests: its formats, and how far it is from the server's own time.

import { localFields } from "../core/clock";

interface HeaderDate {
  /** The fields of the header as if they were UTC. */
  fields: number;
  /** What the header says about its zone. */
  zone: string;
}

const months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/** `undefined` when the format is none that the server reads. */
function parse(text: string, newer: boolean): HeaderDate | undefined {
  const long = /^[a-z]{3}, (\d{1,2}) ([a-z]{3}) (\d{4}) (\d{2}):(\d{2}):(\d{2}) (\S+)$/i.exec(text.trim());
  if (long !== null) {
    const month = months.indexOf((long[2] ?? "").toLowerCase());
    const zone = long[7] ?? "";
    // Offsets like +0800 are understood by newer servers only; names and GMT+8 by all.
    if (month < 0 || (!newer && /^[+-]\d/.test(zone))) return undefined;
    const number = (index: number) => Number(long[index]);
    return { fields: Date.UTC(number(3), month, number(1), number(4), number(5), number(6)), zone };
  }
  const iso = newer ? /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2}):(\d{2})(?:\.\d+)?(\S*)$/.exec(text.trim()) : null;
  if (iso === null) return undefined;
  const number = (index: number) => Number(iso[index]);
  const fields = Date.UTC(number(1), number(2) - 1, number(3), number(4), number(5), number(6));
  return { fields, zone: iso[7] ?? "" };
}

/** Milliseconds that the zone is ahead of UTC at this time; UTC for zones nobody knows. */
function offsetOf(zone: string, ms: number): number {
  const numeric = /^(?:GMT|UTC)?([+-])(\d{1,2}):?(\d{2})?$/i.exec(zone);
  if (numeric !== null) {
    const minutes = Number(numeric[2]) * 60 + Number(numeric[3] ?? 0);
    return (numeric[1] === "-" ? -minutes : minutes) * 60_000;
  }
  try {
    const format = new Intl.DateTimeFormat("en-US", { timeZone: zone, timeZoneName: "longOffset" });
    const name = format.formatToParts(ms).find((part) => part.type === "timeZoneName")?.value ?? "GMT";
    return name === "GMT" ? 0 : offsetOf(name, ms);
  } catch {
    return 0;
  }
}

/**
 * How far the header is from the server's time. The fields are compared as they stand, whatever zone the header names,
 * unless the server is configured to check the zone.
 */
export function skewOf(text: string, now: number, newer: boolean, checkZone: boolean): number | undefined {
  const date = parse(text, newer);
  if (date === undefined) return undefined;
  const skew = checkZone ? date.fields - offsetOf(date.zone, now) - now : date.fields - localFields(now).getTime();
  return Math.abs(skew);
}
