import { z } from "zod";

const units = [
  ["w", 7 * 24 * 3600],
  ["d", 24 * 3600],
  ["h", 3600],
  ["m", 60],
] as const;

// Weeks, days, hours, minutes, in this order and each at most once: "30d", "12h", "1w3d".
const pattern = /^(?:(\d+)w)?(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m)?$/;

/** Seconds of a duration such as `30d`; undefined where the text is none, or nothing. */
export function keepForSeconds(text: string): number | undefined {
  const counts = pattern.exec(text)?.slice(1);
  const seconds = units.reduce((sum, [, length], index) => sum + Number(counts?.[index] ?? 0) * length, 0);
  return seconds > 0 && Number.isSafeInteger(seconds) ? seconds : undefined;
}

export const keepLastSchema: z.ZodType = z
  .int({ error: "give a whole number" })
  .min(1, "is below 1; keep at least 1, or remove it to keep all")
  .optional();

export const keepForSchema: z.ZodType = z
  .string({ error: 'give a duration such as "30d"' })
  .refine((text) => keepForSeconds(text) !== undefined, {
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
