import assert from "node:assert/strict";
import fc from "fast-check";
import { ServerClock } from "../../../../provider/zstack/client/serverClock";
import { offsetOf, serverDate } from "../../../../provider/zstack/client/serverDates";

const now = Date.UTC(2026, 10, 27, 12, 0, 0);
const time = { currentTime: { MillionSeconds: now, Seconds: now / 1000 }, success: true };
const shanghai = { offset: "+08:00", timezone: "Asia/Shanghai", success: true };
const made = "Nov 27, 2026 7:00:00 PM";
const still = () => 0;
const login = (date: string | undefined) => () => serverDate(date);
const hour = 3600;
const day = 86_400_000;

describe("the server's clock", () => {
  it("reads dates in the server's zone, and is carried on by the time that has passed", () => {
    let passed = 0;
    const clock = ServerClock.from({ time, zone: shanghai }, () => passed, login("Nov 27, 2026 8:00:00 PM"));
    assert.equal(clock.doubt, undefined);
    assert.equal(clock.zone, "Asia/Shanghai");
    assert.equal(clock.age(made), hour);
    passed = 5000;
    assert.equal(clock.age(made), hour + 5);
  });

  it("takes the offset where only the server knows the name of its zone", () => {
    const clock = ServerClock.from({ time, zone: { ...shanghai, timezone: "Beijing Time" } }, still, login(undefined));
    assert.deepEqual([clock.zone, clock.age(made)], ["+08:00", hour]);
  });

  it("takes the youngest reading of dates that may have been written in other zones", () => {
    const clock = ServerClock.from({ time, zone: { offset: "Z", timezone: "UTC" } }, still, login(undefined));
    const date = "Nov 27, 2026 2:00:00 AM";
    assert.equal(clock.leastAge(date, ["UTC"]), 10 * hour);
    assert.equal(clock.leastAge(date, ["UTC", "America/New_York", "Asia/Tokyo"]), 5 * hour);
  });

  for (const [what, answers, session, doubt, least] of [
    ["jumped since the login", { time, zone: shanghai }, "Nov 27, 2026 7:00:00 PM", /has jumped/, undefined],
    ["writes dates in another zone", { time, zone: shanghai }, "Nov 27, 2026 12:00:00 PM", /time zone/, undefined],
    ["tells no zone", { time, zone: undefined }, "Nov 27, 2026 8:00:00 PM", undefined, hour - 26 * hour],
    ["tells no time", { time: undefined, zone: shanghai }, "Nov 27, 2026 8:00:00 PM", undefined, hour - 26 * hour],
    [
      "tells nothing, not even by a login",
      { time: undefined, zone: undefined },
      undefined,
      /getCurrentTime/,
      undefined,
    ],
  ] as const) {
    it(`that ${what} makes nothing older than it is`, () => {
      const clock = ServerClock.from(answers, still, login(session));
      if (doubt === undefined) assert.equal(clock.doubt, undefined);
      else assert.match(clock.doubt ?? "", doubt);
      assert.equal(clock.leastAge(made, ["Asia/Shanghai"]), least);
    });
  }

  it("knows no age of what has no date", () => {
    const clock = ServerClock.from({ time, zone: shanghai }, still, login(undefined));
    assert.deepEqual([clock.age(undefined), clock.leastAge("soon", [])], [undefined, undefined]);
  });

  it("says of no date that it is after a moment unless it is, also where clocks are set back", () => {
    // Two nights in which clocks are set back, and the hours around them.
    const nights = [Date.UTC(2026, 9, 25, 0, 0, 0), Date.UTC(2026, 10, 1, 5, 0, 0)];
    const zones = ["UTC", "Europe/Berlin", "America/New_York", "Asia/Shanghai", "Australia/Lord_Howe", undefined];
    const instant = fc
      .tuple(fc.constantFrom(...nights), fc.integer({ min: -3 * hour, max: 3 * hour }))
      .map(([night, seconds]) => night + seconds * 1000);
    fc.assert(
      fc.property(instant, instant, fc.constantFrom(...zones), fc.boolean(), (made, joined, zone, recorded) => {
        const offset = offsetOf(zone ?? "Europe/Berlin") ?? (() => 0);
        const shown = (at: number): string => new Date(at + offset(at)).toISOString().slice(0, 19);
        const later = nights[1] ?? 0;
        const clock = ServerClock.from(
          {
            time: { currentTime: { MillionSeconds: later + day } },
            zone: zone === undefined ? undefined : { timezone: zone },
          },
          still,
          () => serverDate(shown(later + day)),
        );
        const moment = recorded ? { ms: serverDate(shown(made)) ?? 0, zoned: false } : clock.momentOf(shown(made));
        assert.ok(moment !== undefined);
        if (clock.isAfter(shown(joined), moment)) assert.ok(joined > made, `${shown(joined)} after ${shown(made)}`);
        // And what is clearly later is found to be.
        if (joined - made > 2 * hour * 1000 + 10_000) assert.ok(clock.isAfter(shown(joined), moment));
      }),
      { numRuns: 3000 },
    );
  });
});
