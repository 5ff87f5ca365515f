import assert from "node:assert/strict";
import fc from "fast-check";
import { backoff, Deadline, formatDuration, StoppableClock } from "../../../provider/http/clock";
import { codeOf } from "../../../provider/http/errorCodes";
import { FakeClock } from "../../support/clock";

describe("StoppableClock", () => {
  it("sleeps until its time has come", async () => {
    const clock = new StoppableClock();
    const began = clock.now();
    await clock.sleep(5);
    assert.ok(clock.now() - began >= 4);
  });

  it("ends every sleep when it is stopped, and those that begin later", async () => {
    const clock = new StoppableClock();
    const sleeps = Promise.allSettled(Array.from({ length: 50 }, () => clock.sleep(3_600_000)));
    clock.stop();
    const ended = [...(await sleeps), ...(await Promise.allSettled([clock.sleep(3_600_000)]))];
    assert.deepEqual(
      new Set(ended.map((one) => one.status === "rejected" && codeOf(one.reason))),
      new Set(["stopped"]),
    );
  });

  it("keeps the pauses that outlast a cancelled run, until it is stopped", async () => {
    const clock = new StoppableClock();
    const began = clock.now();
    clock.cancel();
    await clock.sleep(5, true);
    assert.ok(clock.now() - began >= 4);
    const longer = assert.rejects(clock.sleep(3_600_000, true), { code: "stopped" });
    clock.stop();
    await longer;
  });

  it("ends every pause and every deadline when it is cancelled, those that begin afterwards as well", async () => {
    const clock = new StoppableClock();
    const deadline = new Deadline(clock, 3600);
    const pauses = Promise.all([deadline.pause(3_600_000), clock.sleep(3_600_000)]);
    assert.equal(deadline.passed, false);
    clock.cancel();
    await pauses;
    await clock.sleep(3_600_000);
    assert.equal(deadline.passed, true);
    assert.equal(new Deadline(clock, 3600).passed, true);
    // The end of a cancelled run changes nothing about that.
    clock.stop();
    await clock.sleep(3_600_000);
  });
});

describe("Deadline", () => {
  it("passes at its limit, not before", () => {
    const clock = new FakeClock();
    const deadline = new Deadline(clock, 10);
    clock.advance(9_999);
    assert.equal(deadline.passed, false);
    clock.advance(1);
    assert.equal(deadline.passed, true);
    assert.equal(deadline.elapsed, 10);
  });

  it("counts an extension from its beginning", () => {
    const clock = new FakeClock();
    const deadline = new Deadline(clock, 10);
    clock.advance(10_000);
    deadline.extendTo(15);
    assert.equal(deadline.passed, false);
    assert.equal(deadline.seconds, 15);
    clock.advance(5_000);
    assert.equal(deadline.passed, true);
  });

  it("is never shortened by an extension", () => {
    const deadline = new Deadline(new FakeClock(), 10);
    deadline.extendTo(3);
    assert.equal(deadline.seconds, 10);
  });

  it("pauses as long as asked while there is time", async () => {
    const clock = new FakeClock();
    await new Deadline(clock, 10).pause(4_000);
    assert.deepEqual(clock.sleeps, [4_000]);
  });

  it("never sleeps past its limit", async () => {
    const clock = new FakeClock();
    const deadline = new Deadline(clock, 10);
    clock.advance(8_000);
    await deadline.pause(60_000);
    assert.deepEqual(clock.sleeps, [2_000]);
    assert.equal(deadline.passed, true);
    clock.advance(5_000);
    await deadline.pause(60_000);
    assert.deepEqual(clock.sleeps, [2_000, 0]);
  });
});

describe("growingPauses", () => {
  const take = (pauses: Generator<number, never>, count: number) =>
    Array.from({ length: count }, () => pauses.next().value);

  it("begins at 50 ms and grows by half", () => {
    assert.deepEqual(take(backoff(), 5), [50, 75, 113, 169, 253]);
  });

  it("stops growing at 3 s", () => {
    assert.deepEqual(take(backoff(), 40).slice(-10), Array(10).fill(3000));
  });

  it("grows without a break up to any limit and never above it", () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 1000 }), fc.integer({ min: 1000, max: 60_000 }), (first, most) => {
        const pauses = take(backoff(first, most), 60);
        assert.equal(pauses[0], first);
        assert.equal(pauses.at(-1), most);
        for (const [index, pause] of pauses.entries()) assert.ok(pause >= (pauses[index - 1] ?? 0) && pause <= most);
      }),
    );
  });
});

describe("spoken", () => {
  for (const [seconds, text] of [
    [0, "0 s"],
    [8.4, "8 s"],
    [59.4, "59 s"],
    [59.6, "1 min"],
    [60, "1 min"],
    [125, "2 min 5 s"],
    [3599, "59 min 59 s"],
    [3599.5, "1 h"],
    [3600, "1 h"],
    [3659, "1 h"],
    [11_400, "3 h 10 min"],
    [90_061, "25 h 1 min"],
  ] as const) {
    it(`says ${text} for ${seconds} seconds`, () => assert.equal(formatDuration(seconds), text));
  }
});
