const units = [
  ["w", 7 * 24 * 3600],
  ["d", 24 * 3600],
  ["h", 3600],
  ["m", 60],
] as const;

// Weeks, days, hours, minutes, in this order and each at most once: "30d", "12h", "1w3d".
const pattern = /^(?:(\d+)w)?(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m)?$/;

/** Seconds of a duration such as `30d`; undefined where the text is none, or nothing. */
export function secondsOf(text: string): number | undefined {
  const counts = pattern.exec(text)?.slice(1);
  const seconds = units.reduce((sum, [, length], index) => sum + Number(counts?.[index] ?? 0) * length, 0);
  return seconds > 0 && Number.isSafeInteger(seconds) ? seconds : undefined;
}
