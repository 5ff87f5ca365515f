import type { Moment } from "../client/serverClock";

/** A creation as state keeps it in `__job`. */
export interface JobRef {
  readonly job: string;
  /** When it was submitted at the latest. */
  readonly handedIn?: Moment | undefined;
  /** The server's time limit for it in seconds. */
  readonly limit?: number | undefined;
  /** Whether its record was seen. */
  readonly recordObserved: boolean;
}

/** The same while it is followed. */
export interface OpenJob extends Omit<JobRef, "handedIn"> {
  readonly handedIn: () => Promise<Moment | undefined>;
}

/** `<job> since=<ms> limit=<s> seen`; `shown=` in place of `since=` where the server does not tell its zone. */
export function formatJobRef({ job, handedIn, limit, recordObserved }: JobRef): string {
  return [
    job,
    ...(handedIn === undefined ? [] : [`${handedIn.zoned ? "since" : "shown"}=${Math.round(handedIn.ms)}`]),
    ...(limit === undefined ? [] : [`limit=${Math.round(limit)}`]),
    ...(recordObserved ? ["seen"] : []),
  ].join(" ");
}

export function parseJobRef(text: string): JobRef {
  const [job = "", ...facts] = text.split(" ");
  const number = (name: string): number | undefined => {
    const value = Number(facts.find((fact) => fact.startsWith(`${name}=`))?.slice(name.length + 1) ?? Number.NaN);
    return Number.isFinite(value) ? value : undefined;
  };
  const [since, shown] = [number("since"), number("shown")];
  const ms = since ?? shown;
  const handedIn = ms === undefined ? undefined : { ms, zoned: since !== undefined };
  return { job, handedIn, limit: number("limit"), recordObserved: facts.includes("seen") };
}
