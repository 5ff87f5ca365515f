import type { JsonObject } from "../json";
import type { PointClock } from "./pointClock";

/** A point of a series with what its age is computed from. */
export interface DatedPoint {
  readonly uuid: string;
  readonly name: string;
  /** As state recorded it. */
  readonly recorded: unknown;
  /** As the platform shows it in this run. */
  readonly shown: unknown;
  /** No clock confirmed its date when it was recorded. */
  readonly undated: boolean;
}

export interface Ages {
  /** Seconds by uuid; without those whose age is in doubt, which are kept. */
  readonly known: ReadonlyMap<string, number>;
  /** Why some are not known. */
  readonly doubts: readonly string[];
}

/** Seconds by which a clock may be wrong without having jumped, because the servers of a cluster differ. */
const tolerance = 60;

/** Seconds by which an age may be computed too large: the clock may be wrong at both ends, and dates are whole seconds. */
const margin = 2 * tolerance + 2;

/** Ages of these points, from the newest to the oldest, as far as nothing contradicts them. */
export function agesOf(points: readonly DatedPoint[], clock: PointClock, zones: readonly string[]): Ages {
  if (clock.doubt !== undefined) return { known: new Map(), doubts: [clock.doubt] };
  const doubts: string[] = [];
  const known = new Map<string, number>();
  // What was made later cannot be older.
  let least = Number.POSITIVE_INFINITY;
  for (const { uuid, name, recorded, shown, undated } of [...points].reverse()) {
    if (undated) continue;
    const [read, age] = [clock.age(shown), clock.leastAge(shown, zones)];
    if (read === undefined || age === undefined) {
      doubts.push(`the date of "${name}" (${uuid}) cannot be read`);
      continue;
    }
    if (read < -tolerance) {
      const doubt = `"${name}" (${uuid}) is dated in the future (${String(shown)}): a clock of the platform has jumped`;
      return { known: new Map(), doubts: [doubt] };
    }
    if (recorded !== shown) {
      doubts.push(`the platform dates "${name}" (${uuid}) ${String(shown)}, previously ${String(recorded)}`);
      least = Math.min(least, age);
      continue;
    }
    if (age > least + tolerance) doubts.push(`the date of "${name}" (${uuid}) is before that of an earlier point`);
    least = Math.min(least, age);
    known.set(uuid, least - margin);
  }
  // What was made earlier is at least as old.
  let newer: number | undefined;
  for (const { uuid, name, undated } of points) {
    if (undated && newer !== undefined) known.set(uuid, newer);
    else if (undated) doubts.push(`"${name}" (${uuid}) was created while no clock could confirm its date`);
    newer = known.get(uuid) ?? newer;
  }
  return { known, doubts };
}

/** Whether the clock confirms the date of a point that was made within the last `elapsed` seconds. */
export function isConfirmed(date: unknown, clock: PointClock, elapsed: number): boolean {
  const age = clock.age(date);
  return clock.doubt === undefined && age !== undefined && age >= -tolerance && age <= elapsed + tolerance;
}

/** The zones in which dates may have been written, the present one included. */
export function zonesWith({ zone }: PointClock, zones: readonly string[]): readonly string[] {
  return zone === undefined ? zones : [...new Set([...zones, zone])];
}

/** The date of a point of history. */
export const dateOf = ({ createDate }: JsonObject): unknown => createDate;
