import { platformText } from "../../http/printable";
import type { ServerClock } from "../client/serverClock";

/** Longest name that is kept of an object. */
const longestName = 200;

/** What others have named, as it can be printed anywhere. */
export const shownName = (name: string): string => platformText(name, longestName);

/** Seconds since the date by the server's clock; one that is dated in the future has just been made. */
export function ageOf(clock: ServerClock, date: string | undefined): number | undefined {
  const age = clock.age(date);
  return age === undefined ? undefined : Math.max(0, age);
}
