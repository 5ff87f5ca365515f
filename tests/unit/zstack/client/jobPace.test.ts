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
    looks += 1;
    const late = clock.now() - begun - duration;
    if (late >= 0) {
      job.ended();
      return { looks, late };
    }
    job.runs();
  }
  return assert.fail("there is always a next look");
}

const durations = fc.integer({ min: 1, max: 600_000 });

/** 15 % or 60 ms, and what the longest pause between two looks allows. */
const bearable = (duration: number): number => Math.min(3000, Math.max(60, duration * 0.15));

describe("the pace of looks at jobs", () => {
  function followsAll(duration: number): void {
    const clock = new FakeClock();
    const pace = new JobPace(clock);
    follow(pace, clock, duration);
    const seen = Array.from({ length: 40 }, () => follow(pace, clock, duration)).slice(10);
    for (const { late } of seen) assert.ok(late <= bearable(duration), `${late} ms late after ${duration} ms`);
    // A long job is looked at every three seconds all the same: it may fail.
    const least = Math.ceil(duration / 3000);
    const looks = seen.reduce((sum, one) => sum + one.looks, 0) / seen.length;
    assert.ok(looks <= least + 1, `${looks} looks at jobs of ${duration} ms`);
  }

  it("follows those that were seen: one look each, now and then two, and never late by much", () => {
    fc.assert(fc.property(durations, followsAll));
    // Where the expectation falls beside a look that comes by itself, a few milliseconds decide.
    for (let duration = 1; duration < 15_000; duration += 7) followsAll(duration);
  });

  it("is late by no more than one long pause, however much durations differ", () => {
    fc.assert(
      fc.property(fc.array(durations, { minLength: 1, maxLength: 60 }), (all) => {
        const clock = new FakeClock();
        const pace = new JobPace(clock);
        for (const duration of all) assert.ok(follow(pace, clock, duration).late <= 3000);
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
