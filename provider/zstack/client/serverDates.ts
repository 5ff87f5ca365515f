// Dates as the server writes them: local time of its zone, without the zone.

const hour = 3_600_000;

/**
 * A date as the server writes it (`Nov 21, 2026 9:15:53 AM`, no zone), in milliseconds. Good for comparing dates of one
 * server; undefined where it is none.
 */
export function serverDate(text: unknown): number | undefined {
  if (typeof text !== "string") return undefined;
  // JDK 20 and newer put a narrow blank before AM and PM; some releases write ISO 8601.
  const time = Date.parse(/^\d{4}-/.test(text) ? text : `${text.replace(/\s+/g, " ")} UTC`);
  return Number.isNaN(time) ? undefined : time;
}

/** Milliseconds that clocks of the zone are ahead of UTC at an instant. */
export type Offset = (instant: number) => number;

const offsets = new Map<string, Offset | undefined>();

/** The offsets of an IANA zone, or of a fixed one such as `+08:00` or `Z`; undefined where the name is none. */
export function offsetOf(zone: string): Offset | undefined {
  if (!offsets.has(zone)) offsets.set(zone, read(zone));
  return offsets.get(zone);
}

function read(zone: string): Offset | undefined {
  const fixed = /^(?:Z|UTC|GMT|(?:UTC|GMT)?([+-])(\d{1,2}):?(\d{2})?)$/.exec(zone);
  if (fixed !== null) {
    const [, sign, hours = 0, minutes = 0] = fixed;
    const ahead = (Number(hours) + Number(minutes) / 60) * hour * (sign === "-" ? -1 : 1);
    return () => ahead;
  }
  try {
    const format = new Intl.DateTimeFormat("en-US", {
      ...{ timeZone: zone, hourCycle: "h23", era: "short", year: "numeric", month: "numeric", day: "numeric" },
      ...{ hour: "numeric", minute: "numeric", second: "numeric" },
    });
    return (instant) => {
      const parts = Object.fromEntries(format.formatToParts(instant).map(({ type, value }) => [type, Number(value)]));
      const { year = 0, month = 1, day = 1, hour: hours = 0, minute = 0, second = 0 } = parts;
      return Date.UTC(year, month - 1, day, hours, minute, second) - Math.floor(instant / 1000) * 1000;
    };
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

/**
 * The latest instant at which clocks of the zone showed `wall`, an instant whose UTC time is what they showed. Where
 * they showed it twice (clocks are set back) that is the second time; where never (clocks are set forward), the latest
 * that may be meant.
 */
export function latestInstant(wall: number, offset: Offset): number {
  return Math.max(...instantsOf(wall, offset));
}

/** The same, of all instants that may be meant the earliest. */
export function earliestInstant(wall: number, offset: Offset): number {
  return Math.min(...instantsOf(wall, offset));
}

function instantsOf(wall: number, offset: Offset): number[] {
  // No zone is further from UTC than 14 hours, and between two changes of the clocks lie days.
  const offsets = new Set([-24, 0, 24].map((hours) => offset(wall + hours * hour)));
  const instants = [...offsets].map((ahead) => wall - ahead);
  const exact = instants.filter((instant) => instant + offset(instant) === wall);
  return exact.length > 0 ? exact : instants;
}
