import type { Values } from "./json";
import type { PointClock } from "./pointClock";

/** A point of a series, by what its age is told. */
export interface DatedPoint {
  readonly uuid: string;
  readonly name: string;
  /** As state recorded it. */
  readonly recorded: unknown;
  /** As the platform shows it in this run. */
  readonly shown: unknown;
}

export interface Ages {
  /** Seconds by uuid; without those whose age is in doubt, which are kept. */
  readonly known: ReadonlyMap<string, number>;
  /** Why some are not known. */
  readonly doubts: readonly string[];
}

/** Seconds by which dates may be wrong without a clock that has jumped: they are whole, and servers of a cluster differ. */
const tolerance = 60;

/** Ages of these points, from the newest to the oldest, as far as nothing contradicts them. */
export function agesOf(points: readonly DatedPoint[], clock: PointClock, zones: readonly string[]): Ages {
  if (clock.doubt !== undefined) return { known: new Map(), doubts: [clock.doubt] };
  const doubts: string[] = [];
  const known = new Map<string, number>();
  // What was made later cannot be older.
  let least = Number.POSITIVE_INFINITY;
  for (const { uuid, name, recorded, shown } of [...points].reverse()) {
    const [read, age] = [clock.age(shown), clock.leastAge(shown, zones)];
    if (read === undefined || age === undefined) {
      doubts.push(`"${name}" (${uuid}) has no date that can be read`);
      continue;
    }
    if (read < -tolerance) {
      const doubt = `"${name}" (${uuid}) is dated in the future (${String(shown)}): a clock of the platform has jumped`;
      return { known: new Map(), doubts: [doubt] };
    }
    if (recorded !== shown) {
      doubts.push(`the platform dates "${name}" (${uuid}) ${String(shown)}, and before ${String(recorded)}`);
      least = Math.min(least, age);
      continue;
    }
    if (age > least + tolerance) doubts.push(`the date of "${name}" (${uuid}) is before that of an earlier point`);
    least = Math.min(least, age);
    known.set(uuid, least - tolerance);
  }
  return { known, doubts };
}

/** The zones in which dates may have been written, the present one included. */
export function zonesWith({ zone }: PointClock, zones: readonly string[]): readonly string[] {
  return zone === undefined ? zones : [...new Set([...zones, zone])];
}

/** The date of a point of history. */
export const dateOf = ({ createDate }: Values): unknown => createDate;
