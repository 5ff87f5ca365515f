import assert from "node:assert/strict";
import * as fc from "fast-check";
import { JobPace, jobKind } from "../../../../provider/zstack/client/jobPace";
import { FakeClock } from "../../../support/clock";

/** Follows one job of that duration: how often it was looked at, and how late its end was seen. */
function follow(pace: JobPace, clock: FakeClock, duration: number): { readonly looks: number; readonly late: number } {
  const job = pace.begin("kind");
  const begun = clock.now();
  let looks = 0;
  for (const pause of job.pauses()) {
    clock.advance(pause);
    if (!job.isDue) continue;
    looks += 1;
    const late = clock.now() - begun - duration;
    if (late >= 0) {
      job.ended();
      job.left();
      return { looks, late };
    }
    job.runs();
  }
  return assert.fail("there is always a next look");
}

/** Milliseconds that a response takes, and that it takes to begin the next job. */
const exchange = 2;

/** Follows jobs of one kind, so many at a time, and returns the same of each, in the order in which they began. */
function followTogether(
  pace: JobPace,
  clock: FakeClock,
  all: readonly number[],
  atATime: number,
): { readonly looks: number; readonly late: number }[] {
  const results = all.map(() => ({ looks: 0, late: 0 }));
  const events: { readonly at: number; readonly happens: () => void }[] = [];
  const after = (ms: number, happens: () => void): void => {
    events.push({ at: clock.now() + ms, happens });
  };
  let count = 0;
  const beginNext = (): void => {
    const index = count;
    const duration = all[index];
    const result = results[index];
    if (duration === undefined || result === undefined) return;
    count += 1;
    const job = pace.begin("kind");
    const begun = clock.now();
    const pauses = job.pauses();
    const answered = (): void => {
      const late = clock.now() - begun - duration;
      if (late < 0) {
        job.runs();
        waits();
        return;
      }
      job.ended();
      job.left();
      result.late = late;
      after(exchange, beginNext);
    };
    const wakes = (): void => {
      if (job.isDue) {
        result.looks += 1;
        after(exchange, answered);
      } else waits();
    };
    const waits = (): void => after(pauses.next().value, wakes);
    waits();
  };
  for (let one = 0; one < atATime; one += 1) after(one, beginNext);
  for (;;) {
    const next = events.reduce<number>((found, { at }, index) => (at < (events[found]?.at ?? at) ? index : found), 0);
    const [event] = events.splice(next, 1);
    if (event === undefined) return results;
    clock.advance(event.at - clock.now());
    event.happens();
  }
}

const durations = fc.integer({ min: 1, max: 600_000 });

/** 15 % or 60 ms, and what the longest pause between two looks allows. */
const bearable = (duration: number): number => Math.min(3500, Math.max(60, duration * 0.15));

describe("the pace of looks at jobs", () => {
  function followsAll(duration: number): void {
    const clock = new FakeClock();
    const pace = new JobPace(clock);
    follow(pace, clock, duration);
    const seen = Array.from({ length: 40 }, () => follow(pace, clock, duration)).slice(10);
    for (const { late } of seen) assert.ok(late <= bearable(duration), `${late} ms late after ${duration} ms`);
    // A long job is looked at every three and a half seconds all the same: it may fail.
    const least = Math.ceil(duration / 3500);
    const looks = seen.reduce((sum, one) => sum + one.looks, 0) / seen.length;
    assert.ok(looks <= least + 1, `${looks} looks at jobs of ${duration} ms`);
  }

  it("follows those that were seen: one look each, now and then two, and never late by much", () => {
    fc.assert(fc.property(durations, followsAll));
    // Where the expectation falls beside a look that comes by itself, a few milliseconds decide.
    for (let duration = 1; duration < 15_000; duration += 7) followsAll(duration);
  });

  it("follows those that run together with hardly more than one look each, also the first ones", () => {
    /** How many looks come to one, without those at the first of them. */
    const looksAtRest = (duration: number, atATime: number): number => {
      const clock = new FakeClock();
      const alike = Array.from({ length: 8 * atATime }, () => duration);
      const seen = followTogether(new JobPace(clock), clock, alike, atATime);
      const [first, rest] = [seen.slice(0, atATime), seen.slice(atATime)];
      for (const { late } of rest) assert.ok(late <= bearable(duration) + exchange, `${late} ms late`);
      const looks = (some: typeof seen): number => some.reduce((sum, one) => sum + one.looks, 0);
      // One of them looks often, so that the others need not.
      assert.ok(looks(first) <= 20 + 4 * atATime, `${looks(first)} looks at the first ${atATime}`);
      // What the first ones show is imprecise: once, all that run together may be looked at twice.
      return (looks(rest) - atATime - 8) / rest.length;
    };
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 3300 }), fc.integer({ min: 2, max: 32 }), (duration, atATime) => {
        // A few durations, such as 102 ms, always end just behind a look; those of a millisecond more or less do not.
        const around = [duration, duration + 1, duration + 2].map((one) => looksAtRest(one, atATime));
        assert.ok(Math.min(...around) <= 1.2 && Math.max(...around) <= 1.5, `${around} looks at each`);
      }),
      { numRuns: 150, examples: [[102, 7]] },
    );
  });

  it("shows all that run together when one of them has become shorter", () => {
    const clock = new FakeClock();
    const all = [...Array.from({ length: 40 }, () => 1000), ...Array.from({ length: 160 }, () => 500)];
    const seen = followTogether(new JobPace(clock), clock, all, 8).slice(-40);
    for (const { late } of seen) assert.ok(late <= bearable(500), `${late} ms late`);
  });

  it("does not wait for one that is not followed any more", () => {
    const clock = new FakeClock();
    const pace = new JobPace(clock);
    const [scout, other] = [pace.begin("kind"), pace.begin("kind")];
    const [pauses, others] = [scout.pauses(), other.pauses()];
    assert.ok(pauses.next().value > 0 && others.next().value > 0);
    scout.left();
    assert.equal(pace.begin("kind").pauses().next().value, 25, "two are followed");
    other.left();
    const [first] = pace.begin("other kind").pauses();
    assert.equal(first, 50);
  });

  it("is late by no more than one long pause, however much durations differ", () => {
    fc.assert(
      fc.property(fc.array(durations, { minLength: 1, maxLength: 60 }), (all) => {
        const clock = new FakeClock();
        const pace = new JobPace(clock);
        for (const duration of all) assert.ok(follow(pace, clock, duration).late <= 3500);
      }),
    );
  });

  it("comes back to the shortest ones when those that wait for others have ended", () => {
    const clock = new FakeClock();
    const pace = new JobPace(clock);
    const queue = [100, 200, 300, 400, 500];
    for (let turn = 0; turn < 20; turn += 1) for (const duration of queue) follow(pace, clock, duration);
    const { late } = Array.from({ length: 12 }, () => follow(pace, clock, 100)).at(-1) ?? assert.fail("none");
    assert.ok(late <= 60, `${late} ms late`);
  });

  it("learns nothing from a job that somebody else began", () => {
    const clock = new FakeClock();
    const pace = new JobPace(clock);
    const job = pace.join();
    clock.advance(1);
    job.ended();
    const [first] = pace.begin("kind").pauses();
    assert.equal(first, 50);
  });

  it("tells kinds apart by the API, not by its objects", () => {
    const [one, other] = ["a".repeat(32), "0123456789abcdef0123456789abcdef"];
    const path = (uuid: string): string => `/v1/volumes/${uuid}/volume-snapshots?x=1`;
    assert.equal(jobKind("POST", path(one)), jobKind("POST", path(other)));
    assert.notEqual(jobKind("POST", path(one)), jobKind("DELETE", path(one)));
    assert.notEqual(jobKind("POST", path(one)), jobKind("POST", "/v1/user-tags"));
  });
});
