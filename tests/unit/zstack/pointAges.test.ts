import assert from "node:assert/strict";
import fc from "fast-check";
import { agesOf, isConfirmed, zonesWith } from "../../../provider/core/series/ages";
import { beyond } from "../../../provider/core/series/retention";
import { ServerClock } from "../../../provider/zstack/client/serverClock";
import { offsetOf, serverDate } from "../../../provider/zstack/client/serverDates";
import { jdkDate } from "../../../simulator/core/clock";

const minute = 60_000;
const hour = 60 * minute;

const zones = ["UTC", "Asia/Shanghai", "Europe/Berlin", "America/New_York", "Pacific/Kiritimati", "Pacific/Pago_Pago"];

/** One run of a program that keeps a series, and what happens to clocks before and in it. */
interface Run {
  /** True time since the last run. */
  readonly gap: number;
  readonly zone: string;
  /** The server's clock is set back for good before the run. */
  readonly setBack: number;
  /** It is wrong from after the login until the end of the run. */
  readonly wrong: number;
  /** The clock was asked right after the login, before it went wrong. */
  readonly early: boolean;
  /** Between the login and the look at the clock. */
  readonly work: number;
  readonly takes: boolean;
}

const runs: fc.Arbitrary<Run[]> = fc.array(
  fc.record({
    gap: fc.integer({ min: 1000, max: 30 * hour }),
    zone: fc.constantFrom(...zones),
    setBack: fc.oneof({ weight: 4, arbitrary: fc.constant(0) }, fc.integer({ min: 0, max: 48 * hour })),
    wrong: fc.oneof(
      { weight: 4, arbitrary: fc.constant(0) },
      fc.integer({ min: -40 * hour, max: 40 * hour }),
      // Too little to be told from servers of a cluster that differ, or hardly more.
      fc.integer({ min: -62_000, max: 62_000 }),
    ),
    early: fc.boolean(),
    work: fc.integer({ min: 0, max: 4 * hour }),
    takes: fc.boolean(),
  }),
  { minLength: 2, maxLength: 12 },
);

interface Made {
  readonly uuid: string;
  /** True time. */
  readonly at: number;
  /** The server's time. */
  readonly instant: number;
  /** As written then, for a database that keeps what clocks showed. */
  readonly text: string;
  recorded: string;
  undated: boolean;
}

/** As the server's zone shows an instant; the simulator writes dates the way servers do. */
function written(instant: number, zone: string): string {
  const offset = offsetOf(zone);
  assert.ok(offset !== undefined);
  const local = new Date(instant + offset(instant));
  const own = new Date(
    ...([local.getUTCFullYear(), local.getUTCMonth(), local.getUTCDate()] as const),
    ...([local.getUTCHours(), local.getUTCMinutes(), local.getUTCSeconds()] as const),
  );
  return jdkDate(own.getTime());
}

/** The least true age, in milliseconds, at which a point was pruned. */
function leastPrunedAge(
  history: readonly Run[],
  begin: number,
  keepFor: number,
  keepsText: boolean,
): { least: number; pruned: number } {
  let now = begin;
  let skew = 0;
  let points: Made[] = [];
  let known: readonly string[] = [];
  let least = Number.POSITIVE_INFINITY;
  let pruned = 0;
  for (const [number, run] of history.entries()) {
    now += run.gap;
    skew -= run.setBack;
    const loggedIn = now;
    const session = serverDate(written(now + skew, run.zone)) ?? 0;
    now += run.work;
    const shift = skew + run.wrong;
    if (run.takes) {
      const text = written(now + shift, run.zone);
      const [uuid, instant] = [String(number), now + shift];
      points = [{ uuid, at: now, instant, text, recorded: text, undated: true }, ...points];
    }
    const shown = (one: Made): string => (keepsText ? one.text : written(one.instant, run.zone));
    const clock = ServerClock.from(
      {
        time: { currentTime: { MillionSeconds: run.early ? loggedIn + skew : now + shift } },
        zone: { timezone: run.zone, offset: "Z" },
      },
      () => (run.early ? now - loggedIn : 0),
      () => session + (now - loggedIn),
    );
    const [newest] = points;
    if (run.takes && newest !== undefined) newest.undated = !isConfirmed(newest.recorded, clock, 0);
    const dated = points.map((one) => ({ ...one, name: "p", shown: shown(one) }));
    const ages = agesOf(dated, clock, known).known;
    const aged = points.map((one) => ({ one, verified: true, age: ages.get(one.uuid) }));
    const going = beyond(aged, { keepFor: keepFor / 1000 });
    for (const { one } of going) least = Math.min(least, now - one.at);
    pruned += going.length;
    points = points.filter((one) => !going.some((gone) => gone.one === one));
    for (const one of points) one.recorded = shown(one);
    known = zonesWith(clock, known);
  }
  return { least, pruned };
}

const calm: Run = {
  gap: 12 * hour,
  zone: "Europe/Berlin",
  ...{ setBack: 0, wrong: 0, early: false, work: minute, takes: true },
};

/** The second point is dated 22 h too early, by a clock that is right again afterwards. */
const wrongOnce: Run[] = [calm, { ...calm, wrong: -22 * hour }, calm, calm, calm, calm];

/** Clocks that differ by what is no jump yet, the wrong way round at both ends. */
const hardlyWrong: Run[] = [{ ...calm, wrong: -minute }, calm, calm, { ...calm, wrong: minute }];

const begins = fc.integer({ min: Date.UTC(2026, 0, 1), max: Date.UTC(2026, 11, 31) });
const periods = fc.integer({ min: minute, max: 60 * hour });

describe("points of a series", () => {
  it("are never pruned before their time, whatever clocks and zones do", function () {
    this.timeout(60_000);
    fc.assert(
      fc.property(runs, begins, periods, fc.boolean(), (history, begin, keepFor, keepsText) => {
        const { least } = leastPrunedAge(history, begin, keepFor, keepsText);
        assert.ok(least > keepFor, `pruned after ${least / 1000} s of ${keepFor / 1000} s`);
      }),
      {
        ...{ numRuns: 60, endOnFailure: true },
        examples: [
          [hardlyWrong, Date.UTC(2026, 5, 22), 3 * (12 * hour + minute) + minute / 2, false],
          ...[false, true].flatMap((keepsText) =>
            [false, true].map((early): [Run[], number, number, boolean] => [
              wrongOnce.map((run) => ({ ...run, early })),
              ...([Date.UTC(2026, 5, 22), 30 * hour, keepsText] as const),
            ]),
          ),
        ],
      },
    );
  });

  it("are pruned where clocks and zones do nothing", () => {
    const history = Array.from({ length: 40 }, () => calm);
    // Over the end of summer time.
    const { least, pruned } = leastPrunedAge(history, Date.UTC(2026, 9, 15), 48 * hour, false);
    assert.ok(pruned > 30, `${pruned} pruned`);
    assert.ok(least < 62 * hour);
  });

  for (const wrong of [-22 * hour, 22 * hour]) {
    it(`are pruned with the next newer one where a clock was wrong by ${wrong / hour} h when they were made`, () => {
      const history = [calm, { ...calm, wrong }, calm, calm, calm, calm];
      const { least, pruned } = leastPrunedAge(history, Date.UTC(2026, 5, 22), 30 * hour, false);
      assert.equal(pruned, 3);
      assert.ok(least > 30 * hour);
    });
  }
});
