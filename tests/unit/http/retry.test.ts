import assert from "node:assert/strict";
import { Deadline } from "../../../provider/http/clock";
import {
  AmbiguousError,
  FinalError,
  RefusedConnectionError,
  RetryableError,
  SessionError,
  WrongEndpointError,
} from "../../../provider/http/errors";
import { maxAttempts, refusedLimit, withRetry } from "../../../provider/http/retry";
import { FakeClock } from "../../support/clock";

const facts = { request: "GET /v1/volumes" };

/** A request that fails with `error` a number of times and then answers. */
function failing(error: () => unknown, times: number): { send(): Promise<string>; sent: number } {
  return {
    sent: 0,
    async send() {
      this.sent += 1;
      if (this.sent <= times) throw error();
      return "answer";
    },
  };
}

describe("retried", () => {
  it("gives back the first answer without a pause", async () => {
    const clock = new FakeClock();
    const request = failing(() => new Error("never thrown"), 0);
    assert.equal(await withRetry(clock, () => request.send()), "answer");
    assert.equal(request.sent, 1);
    assert.deepEqual(clock.sleeps, []);
  });

  it("repeats what may be repeated until it succeeds", async () => {
    const clock = new FakeClock();
    const request = failing(() => new RetryableError("refused", facts), 3);
    assert.equal(await withRetry(clock, () => request.send()), "answer");
    assert.equal(request.sent, 4);
    assert.equal(clock.sleeps.length, 3);
  });

  it("is bounded, and throws the last error itself", async () => {
    const clock = new FakeClock();
    let count = 0;
    const request = failing(() => new RetryableError(`refused ${++count}`, facts), 1000);
    await assert.rejects(
      withRetry(clock, () => request.send()),
      { name: "RetryableError", message: "refused 5" },
    );
    assert.equal(request.sent, 5);
    assert.equal(maxAttempts, 5);
    assert.equal(clock.sleeps.length, 4);
  });

  it("waits longer each time, with a random part of at most a quarter", async () => {
    const clock = new FakeClock();
    await withRetry(clock, () => Promise.reject(new RetryableError("refused", facts))).catch(() => undefined);
    for (const [index, most] of [400, 800, 1600, 3200].entries()) {
      const pause = clock.sleeps[index] ?? Number.NaN;
      assert.ok(pause >= most * 0.75 && pause <= most, `pause ${index + 1} is ${pause} ms`);
    }
  });

  it("leaves a server alone as long as it asked for", async () => {
    const clock = new FakeClock();
    const request = failing(() => new RetryableError("busy", { ...facts, retryAfter: 20_000 }), 1);
    await withRetry(clock, () => request.send());
    // A server that says 20 s is not asked again after the 0.4 s of a first pause.
    assert.ok((clock.sleeps[0] ?? 0) >= 20_000, `slept ${clock.sleeps}`);
  });

  it("does not let a server hold it up for hours", async () => {
    const clock = new FakeClock();
    const request = failing(() => new RetryableError("busy", { ...facts, retryAfter: 86_400_000 }), 1);
    assert.equal(await withRetry(clock, () => request.send()), "answer");
    assert.ok((clock.sleeps[0] ?? 0) <= 30_000, `slept ${clock.sleeps}`);
  });

  it("ends with the deadline", async () => {
    const clock = new FakeClock();
    const request = failing(() => new RetryableError("refused", facts), 1000);
    const deadline = new Deadline(clock, 1);
    await assert.rejects(
      withRetry(clock, () => request.send(), deadline),
      RetryableError,
    );
    assert.ok(request.sent < 5, `sent ${request.sent} times`);
    assert.ok(deadline.elapsed <= 1);
  });

  it("does not repeat what was already repeated inside", async () => {
    const clock = new FakeClock();
    const request = failing(() => new RetryableError("refused", facts), 1000);
    await assert.rejects(
      withRetry(clock, () => withRetry(clock, () => request.send())),
      RetryableError,
    );
    assert.equal(request.sent, maxAttempts);
  });

  for (const seconds of [0, 1, 4]) {
    it(`gives up a refused connection after ten seconds, where being refused takes ${seconds} s`, async () => {
      const clock = new FakeClock();
      const began = clock.now();
      let sent = 0;
      const refused = async (): Promise<never> => {
        sent += 1;
        clock.advance(seconds * 1000);
        throw new RefusedConnectionError("refused", facts);
      };
      await assert.rejects(withRetry(clock, refused, new Deadline(clock, 3600)), RefusedConnectionError);
      assert.ok(sent > 1 && clock.now() - began <= (refusedLimit + seconds) * 1000, `${clock.now() - began} ms`);
      assert.equal(refusedLimit, 10);
    });
  }

  for (const error of [
    new AmbiguousError("lost", facts),
    new FinalError("no", facts),
    new SessionError("ended", facts),
    new WrongEndpointError("html", facts),
    new TypeError("a mistake"),
  ]) {
    it(`throws ${error.name} at once`, async () => {
      const clock = new FakeClock();
      const request = failing(() => error, 1000);
      await assert.rejects(
        withRetry(clock, () => request.send()),
        (thrown) => thrown === error,
      );
      assert.equal(request.sent, 1);
      assert.deepEqual(clock.sleeps, []);
    });
  }
});
