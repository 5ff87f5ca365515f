import { FinalError } from "../../http/errors";
import { isObject } from "../../http/responseBody";
import type { ZStackApi } from "./client";
import type { Json } from "./responses";
import { earliestInstant, latestInstant, type Offset, offsetOf, serverDate } from "./serverDates";

// @API PUT /v1/management-nodes/actions
// @API GET /v1/management-nodes/platform-timezone

/** The server's responses about its clock and time zone; undefined if it lacks the call. */
export interface ClockAnswers {
  readonly time: Json | undefined;
  readonly zone: Json | undefined;
}

/** The server's clock where it does not tell: the date of the session, carried on. Both have no zone. */
export type SessionClock = () => number | undefined;

/** Milliseconds by which two readings of one clock may differ. */
const tolerance = 60_000;

/** Seconds by which a change of the zone can move a date. */
const furthestZones = 26 * 3600;

/** Milliseconds by which dates of one server may differ from each other. */
const imprecise = 5000;

/** The same where clocks may have been set back for the winter in between. */
const setBack = 3_600_000 + imprecise;

/** When something was, by the server's clock. */
export interface Moment {
  /** Milliseconds: an instant where `zoned`, otherwise what clocks of the server showed, as `serverDate` reads dates. */
  readonly ms: number;
  readonly zoned: boolean;
}

/** The server's clock as it told it in this run, and how old what it shows is by it. */
export class ServerClock {
  private constructor(
    /** What dates are written in; undefined where the server does not tell. */
    readonly zone: string | undefined,
    private readonly offset: Offset | undefined,
    private readonly now: () => number | undefined,
    /** Why the age of nothing can be told by it. */
    readonly doubt: string | undefined,
  ) {}

  /**
   * @param answers of this run
   * @param elapsed milliseconds since the time was told, by a clock that only runs forward
   * @param session the clock by the date of the login, where there was one
   */
  static from({ time, zone }: ClockAnswers, elapsed: () => number, session: SessionClock): ServerClock {
    const current = time?.["currentTime"];
    const reported = isObject(current) ? current["MillionSeconds"] : undefined;
    const names = [zone?.["timezone"], zone?.["offset"]].filter((name) => typeof name === "string");
    // The name knows of daylight saving; the offset of today is for names that only the server knows.
    const [name] = names.filter((one) => offsetOf(one) !== undefined);
    const offset = name === undefined ? undefined : offsetOf(name);
    if (typeof reported !== "number" || offset === undefined) return ServerClock.withoutZone(session);
    const now = (): number => reported + elapsed();
    const wall = session();
    // The login is dated by the same clock: where the two differ, one of them has jumped, or dates are in another zone.
    const doubt =
      wall === undefined || Math.abs(now() + offset(now()) - wall) <= tolerance
        ? undefined
        : "the server's clock and the date of this run's login differ: the clock has jumped, or the server writes dates in another time zone";
    return new ServerClock(name, offset, now, doubt);
  }

  private static withoutZone(session: SessionClock): ServerClock {
    const doubt =
      session() === undefined
        ? "the server does not report its time and time zone (getCurrentTime, platform-timezone)"
        : undefined;
    return new ServerClock(undefined, undefined, session, doubt);
  }

  /** Seconds since the date; negative where it is yet to come, undefined where it cannot be told. */
  age(date: unknown): number | undefined {
    return this.ageIn(date, this.offset);
  }

  leastAge(date: unknown, zones: readonly string[]): number | undefined {
    const age = this.age(date);
    if (age === undefined || this.doubt !== undefined) return undefined;
    if (this.offset === undefined) return age - furthestZones;
    const others = zones.flatMap((zone) => this.ageIn(date, offsetOf(zone)) ?? []);
    return Math.min(age, ...others);
  }

  /** The present, or `ago` milliseconds before it; undefined where the clock cannot be relied on. */
  moment(ago = 0): Moment | undefined {
    const now = this.now();
    if (now === undefined || this.doubt !== undefined) return undefined;
    return { ms: now - ago, zoned: this.offset !== undefined };
  }

  /** Whether two readings of the same clock show that it did not jump in between. */
  agreesWith(other: ServerClock): boolean {
    const [now, then] = [this.now(), other.now()];
    return now === undefined || then === undefined || Math.abs(now - then) <= tolerance;
  }

  /** What a date means at the latest. */
  momentOf(date: unknown): Moment | undefined {
    const wall = serverDate(date);
    if (wall === undefined) return undefined;
    if (this.offset === undefined) return { ms: wall, zoned: false };
    return { ms: latestInstant(wall, this.offset), zoned: true };
  }

  /** Seconds since a moment at the least; undefined where that cannot be told. */
  leastSince({ ms, zoned }: Moment): number | undefined {
    const now = this.now();
    if (now === undefined || this.doubt !== undefined) return undefined;
    if (this.offset === undefined) return zoned ? undefined : (now - ms) / 1000 - furthestZones;
    return zoned ? (now - ms) / 1000 : (now - latestInstant(ms, this.offset)) / 1000 - furthestZones;
  }

  /** Whether a date is after the moment, whatever it means. A date that is yet to come tells that the clock was set back. */
  isAfter(date: unknown, { ms, zoned }: Moment): boolean {
    const [wall, age] = [serverDate(date), this.age(date)];
    const jumped = this.zone !== undefined && this.doubt !== undefined;
    if (wall === undefined || jumped || (age !== undefined && age * 1000 < -tolerance)) return false;
    if (this.offset === undefined) return !zoned && wall > ms + setBack;
    const earliest = earliestInstant(wall, this.offset);
    return zoned ? earliest > ms + imprecise : earliest > latestInstant(ms, this.offset) + imprecise;
  }

  private ageIn(date: unknown, offset: Offset | undefined): number | undefined {
    const [now, wall] = [this.now(), serverDate(date)];
    if (now === undefined || wall === undefined) return undefined;
    return (now - (offset === undefined ? wall : latestInstant(wall, offset))) / 1000;
  }
}

const clocks = new WeakMap<ZStackApi, Promise<ServerClock>>();

/** The clock of a connection's server, asked for once in a run. */
export function serverClock(api: ZStackApi): Promise<ServerClock> {
  const asked = clocks.get(api);
  if (asked !== undefined) return asked;
  const asking = ask(api);
  clocks.set(api, asking);
  // A failed request is not cached: the next caller asks again.
  asking.catch(() => clocks.delete(api));
  return asking;
}

/** Whether the server's clock still goes by what it told first in this run. It costs a question of its own. */
export async function isSteady(api: ZStackApi): Promise<boolean> {
  return (await serverClock(api)).agreesWith(await ask(api));
}

async function ask(api: ZStackApi): Promise<ServerClock> {
  const { clock } = api.runtime;
  const asked = async (): Promise<{ time: Json | undefined; toldAt: number }> => {
    const time = await ifServerHas(api.nodeAction("getCurrentTime"));
    return { time, toldAt: clock.now() };
  };
  const [{ time, toldAt }, zone] = await Promise.all([
    asked(),
    ifServerHas(api.get("/v1/management-nodes/platform-timezone")),
  ]);
  return ServerClock.from(
    { time, zone },
    () => clock.now() - toldAt,
    () => api.sessionClock(),
  );
}

/** The response; undefined if the server has no such call. */
async function ifServerHas(answer: Promise<Json>): Promise<Json | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof FinalError) return undefined;
    throw error;
  }
}

/** Seconds for which a server certainly remembers jobs. */
export const jobMemory = 3 * 3600;

/** Whether an object of this date is younger than the server's memory of jobs; an unknown age counts as younger. */
export function isWithinJobMemory(clock: ServerClock, date: string | undefined): boolean {
  const age = clock.age(date);
  return age === undefined || age < jobMemory;
}
