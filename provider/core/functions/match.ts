// What look-ups of all platforms do with what they have found.

import { codeOf } from "../../http/errorCodes";
import { RefusedError } from "../../http/errors";
import { outgoing } from "../../http/printable";

export interface Match<R> {
  readonly result: R;
  /** Milliseconds; undefined where the platform's date cannot be read. */
  readonly made: number | undefined;
  readonly id: string;
  /** For messages. */
  readonly label: string;
}

export interface Criteria {
  readonly noun: string;
  /** The filters, for messages; empty without any. */
  readonly wanted: string;
  /** Where was looked, e.g. `on cloud:8080`. */
  readonly where: string;
  /** What to do where nothing fits. */
  readonly missing: string;
  /** The look-up that gives all, e.g. `getVolumes`. */
  readonly plural: string;
  readonly mostRecent: boolean;
}

/** Takes `mostRecent` out of the arguments of a look-up. */
export function takeMostRecent(given: Readonly<Record<string, unknown>>): {
  mostRecent: boolean;
  filters: Record<string, unknown>;
} {
  const { mostRecent, ...filters } = given;
  if (mostRecent !== undefined && typeof mostRecent !== "boolean") {
    throw new RefusedError("invalid-input", `mostRecent is ${JSON.stringify(mostRecent)}; give true or false`);
  }
  return { mostRecent: mostRecent === true, filters };
}

/** Oldest first, equally old ones by id. */
export function inOrder<R>(found: readonly Match<R>[]): Match<R>[] {
  return found.toSorted((a, b) => (a.made ?? 0) - (b.made ?? 0) || (a.id < b.id ? -1 : 1));
}

/** The one that was found; with `mostRecent`, the newest of several. */
export function singleMatch<R>(all: readonly Match<R>[], sought: Criteria): R {
  const found = inOrder(all);
  const { noun, wanted, where, missing, plural, mostRecent } = sought;
  const last = found.at(-1);
  const described = wanted === "" ? "" : ` with ${wanted}`;
  if (last === undefined) throw new RefusedError("no-match", `there is no ${noun}${described} ${where}; ${missing}`);
  if (found.length > 1 && !mostRecent) {
    const shown = found.slice(0, 3).map((one) => one.label);
    const more = found.length > shown.length ? ` and ${found.length - shown.length} more` : "";
    throw new RefusedError(
      "several-matches",
      `there are ${found.length} ${noun}s${described} ${where}: ${shown.join(", ")}${more}; add filters, take the ` +
        `newest with mostRecent: true, or all with ${plural}`,
    );
  }
  const undated = found.length > 1 ? found.find((one) => one.made === undefined) : undefined;
  if (undated !== undefined) {
    throw new RefusedError(
      "several-matches",
      `mostRecent: the date of ${undated.label} cannot be read, so the newest one is unknown; ` +
        `remove mostRecent and add filters`,
    );
  }
  return last.result;
}

/** What JavaScript throws by itself is a mistake of this package, and its place matters. */
const isMistake = (error: unknown): boolean =>
  error instanceof TypeError || error instanceof ReferenceError || error instanceof RangeError;

/** Runs a look-up; its error says which, and holds neither credential nor request. */
export async function withLookupErrors<R>(ctx: string, work: () => Promise<R>): Promise<R> {
  try {
    return await work();
  } catch (error) {
    const said = error instanceof Error ? error.message || error.name : String(error);
    const text = outgoing(`${ctx}: ${said}`);
    // A new error, so that no request, no credential and no cause is printed with it.
    throw Object.assign(isMistake(error) ? new TypeError(text) : new Error(text), { code: codeOf(error) });
  }
}
