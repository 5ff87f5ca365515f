import { z } from "zod";
import { int32 } from "../../core/contract/properties";
import { secondsOf } from "./duration";

export const keepLastSchema: z.ZodType = int32(
  z.int({ error: "give a whole number" }).min(1, "is below 1; keep at least 1, or remove it to keep all"),
).optional();

export const keepForSchema: z.ZodType = z
  .string({ error: 'give a duration such as "30d"' })
  .refine((text) => secondsOf(text) !== undefined, {
    error: (issue) =>
      `"${String(issue.input)}" is not a duration; give whole weeks, days, hours and minutes in this order, such as "30d", "12h" or "1w3d" ` +
      `(a month has no fixed length)`,
  })
  .optional();

/** What is to be kept of a series; without either, everything. */
export interface Retention {
  readonly keepLast?: number | undefined;
  /** Seconds. */
  readonly keepFor?: number | undefined;
}

/** What the rule looks at. */
export interface Aged {
  /** It passes its verification. */
  readonly verified: boolean;
  /** Seconds since it was created; undefined if unknown. */
  readonly age: number | undefined;
}

/**
 * The points, of these from the newest to the oldest, that need not be kept any longer. Kept are the newest down to the
 * `keepLast`-th verified one (1 where only `keepFor` is given), and whatever is not known to be older than `keepFor`.
 */
export function beyond<P extends Aged>(points: readonly P[], { keepLast, keepFor }: Retention): P[] {
  if (keepLast === undefined && keepFor === undefined) return [];
  const most = keepLast ?? 1;
  let verifiedSoFar = 0;
  return points.filter(({ verified, age }) => {
    if (verifiedSoFar < most) {
      if (verified) verifiedSoFar += 1;
      return false;
    }
    return keepFor === undefined || (age !== undefined && age > keepFor);
  });
}
