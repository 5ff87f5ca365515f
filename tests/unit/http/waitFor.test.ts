import assert from "node:assert/strict";
import { Deadline } from "../../../provider/http/clock";
import { ClosingError, RefusedError } from "../../../provider/http/errors";
import { atOnce, NotYet, notYet, waitFor } from "../../../provider/http/waitFor";
import { FakeClock } from "../../support/clock";

const late = (): never => {
  throw new RefusedError("timed-out", "too late");
};

/** Looks that show these one after the other, the last one for ever. */
function shows<T>(...results: readonly T[]): (() => Promise<T>) & { count: number } {
  const look = async (): Promise<T> => {
    look.count += 1;
    return results[Math.min(look.count, results.length) - 1] as T;
  };
  look.count = 0;
  return look;
}

describe("waitFor", () => {
  it("returns the first result and pauses before none", async () => {
    const clock = new FakeClock();
    assert.equal(await waitFor(new Deadline(clock, 10), shows("there"), { late }), "there");
    assert.deepEqual(clock.sleeps, []);
  });

  it("takes undefined for a result", async () => {
    const look = shows(notYet, undefined);
    assert.equal(await waitFor(new Deadline(new FakeClock(), 10), look, { late }), undefined);
    assert.equal(look.count, 2);
  });

  it("looks again after pauses that grow from 200 ms to 3 s", async () => {
    const clock = new FakeClock();
    await waitFor(
      new Deadline(clock, 100),
      shows<string | NotYet<undefined>>(...Array<NotYet<undefined>>(9).fill(notYet), "there"),
      { late },
    );
    assert.deepEqual(clock.sleeps, [200, 300, 450, 675, 1013, 1519, 2278, 3000, 3000]);
  });

  it("pauses as its caller says, and at least as long as a look says", async () => {
    const clock = new FakeClock();
    const look = shows<string | NotYet<undefined>>(
      notYet,
      new NotYet(undefined, 1000),
      new NotYet(undefined, 1),
      notYet,
      "there",
    );
    await waitFor(new Deadline(clock, 100), look, { late, pauses: [10, 20] });
    assert.deepEqual(clock.sleeps, [10, 1000, 20, 20]);
  });

  it("pauses before the first look if it is told to", async () => {
    const clock = new FakeClock();
    const look = shows<string | NotYet<undefined>>(notYet, "there");
    await waitFor(new Deadline(clock, 100), look, {
      late,
      pauses: [7, 9, 11][Symbol.iterator]() as Iterator<number, never>,
      pausesFirst: true,
    });
    assert.deepEqual(clock.sleeps, [7, 9]);
  });

  it("looks once more at the deadline, and pauses no longer than until then", async () => {
    const clock = new FakeClock();
    const look = shows<NotYet<undefined>>(notYet);
    await assert.rejects(waitFor(new Deadline(clock, 0.6), look, { late }), { code: "timed-out" });
    assert.deepEqual(clock.sleeps.map(Math.round), [200, 300, 100]);
    assert.equal(look.count, 4);
  });

  it("looks once though the deadline has passed before", async () => {
    const clock = new FakeClock();
    const deadline = new Deadline(clock, 1);
    clock.advance(5000);
    assert.equal(await waitFor(deadline, shows("there"), { late }), "there");
    await assert.rejects(waitFor(deadline, shows(notYet), { late }), { code: "timed-out" });
    assert.deepEqual(clock.sleeps, []);
  });

  it("comes to what `late` makes of the last look", async () => {
    const look = shows(new NotYet(3), new NotYet(2));
    const result = await waitFor<number, number>(new Deadline(new FakeClock(), 0.1), look, { late: (left) => left });
    assert.equal(result, 2);
  });

  it("looks again at once where a look says so, though the deadline has passed", async () => {
    const clock = new FakeClock();
    assert.equal(
      await waitFor(new Deadline(clock, 0), shows<string | NotYet<undefined>>(atOnce, atOnce, "there"), { late }),
      "there",
    );
    assert.deepEqual(clock.sleeps, []);
  });

  it("tells of each look that is followed by a pause", async () => {
    const told: number[] = [];
    const look = shows<string | NotYet<number>>(new NotYet(1), new NotYet(2, "atOnce"), new NotYet(3), "there");
    await waitFor<string, number>(new Deadline(new FakeClock(), 10), look, { late, progress: (n) => told.push(n) });
    assert.deepEqual(told, [1, 3]);
  });

  it("ends with what a look throws", async () => {
    const look = async (): Promise<string> => {
      throw new RefusedError("wrong-state", "broken");
    };
    await assert.rejects(waitFor(new Deadline(new FakeClock(), 10), look, { late }), { code: "wrong-state" });
  });

  it("ends with the clock", async () => {
    const stopped = { now: () => 0, sleep: () => Promise.reject(new ClosingError()) };
    await assert.rejects(waitFor(new Deadline(stopped, 10), shows(notYet), { late }), { code: "stopped" });
  });
});
