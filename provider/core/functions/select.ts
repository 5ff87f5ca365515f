// Order and choice of what a function found.

import { RefusedError } from "../../http/errors";

export interface Match<Result> {
  readonly result: Result;
  /** Milliseconds; undefined if the platform's date cannot be read. */
  readonly created: number | undefined;
  readonly id: string;
  /** For messages. */
  readonly label: string;
}

/** For messages. */
interface Wanted {
  readonly noun: string;
  /** The filters; empty without any. */
  readonly filters: string;
  /** The connection, e.g. `on cloud:8080`. */
  readonly where: string;
  /** What to do if nothing matches. */
  readonly missing: string;
  /** The function for all objects, e.g. `getVolumes`. */
  readonly plural: string;
}

/** Oldest first, equally old ones by id. */
export function inOrder<Result>(matches: readonly Match<Result>[]): Match<Result>[] {
  return matches.toSorted((a, b) => (a.created ?? 0) - (b.created ?? 0) || (a.id < b.id ? -1 : 1));
}

/** The only match; with `mostRecent`, the newest of several. */
export function single<Result>(matches: readonly Match<Result>[], mostRecent: boolean, wanted: Wanted): Result {
  const found = inOrder(matches);
  const last = found.at(-1);
  const what = (noun: string): string => (wanted.filters === "" ? noun : `${noun} with ${wanted.filters}`);
  if (last === undefined) {
    throw new RefusedError("no-match", `there is no ${what(wanted.noun)} ${wanted.where}; ${wanted.missing}`);
  }
  if (found.length === 1) return last.result;
  if (!mostRecent) {
    const shown = found.slice(0, 3).map((one) => one.label);
    const more = found.length > shown.length ? ` and ${found.length - shown.length} more` : "";
    throw new RefusedError(
      "several-matches",
      `there are ${found.length} ${what(`${wanted.noun}s`)} ${wanted.where}: ${shown.join(", ")}${more}; add filters, ` +
        `take the newest with mostRecent: true, or all with ${wanted.plural}`,
    );
  }
  const undated = found.find((one) => one.created === undefined);
  if (undated === undefined) return last.result;
  throw new RefusedError(
    "several-matches",
    `mostRecent: the date of ${undated.label} cannot be read, so the newest one is unknown; ` +
      `remove mostRecent and add filters`,
  );
}
