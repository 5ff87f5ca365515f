/** A creation as state keeps it in `__job`. */
export interface JobRef {
  readonly job: string;
  /** When it had been handed in at the latest, as `serverDate` reads dates. */
  readonly handedIn?: number | undefined;
  /** Seconds that the server gives it. */
  readonly limit?: number | undefined;
  /** Whether its record was there already. */
  readonly seen: boolean;
}

/** `<job> since=<ms> limit=<s> seen` */
export function formatJobRef({ job, handedIn, limit, seen }: JobRef): string {
  return [
    job,
    ...(handedIn === undefined ? [] : [`since=${Math.round(handedIn)}`]),
    ...(limit === undefined ? [] : [`limit=${Math.round(limit)}`]),
    ...(seen ? ["seen"] : []),
  ].join(" ");
}

export function parseJobRef(text: string): JobRef {
  const [job = "", ...facts] = text.split(" ");
  const number = (name: string): number | undefined => {
    const value = Number(facts.find((fact) => fact.startsWith(`${name}=`))?.slice(name.length + 1) ?? Number.NaN);
    return Number.isFinite(value) ? value : undefined;
  };
  return { job, handedIn: number("since"), limit: number("limit"), seen: facts.includes("seen") };
}
