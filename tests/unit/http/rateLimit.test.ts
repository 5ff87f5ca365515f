import assert from "node:assert/strict";
import { RateLimitedError, RetryableError } from "../../../provider/http/errors";
import { RateLimit } from "../../../provider/http/rateLimit";
import { rateLimitedFor, withRetry } from "../../../provider/http/retry";
import { FakeClock } from "../../support/clock";

const facts = { request: "GET /v1/volumes" };
const refusal = (retryAfter?: number) => () =>
  Promise.reject(new RateLimitedError("too many", { ...facts, retryAfter }));

const refused = (limit: RateLimit, retryAfter?: number): Promise<void> =>
  assert.rejects(limit.heed(refusal(retryAfter)), { code: "rate-limited" });

describe("a rate limit", () => {
  it("lets requests through until one is refused, and all wait as long as that one was told", async () => {
    const clock = new FakeClock();
    const limit = new RateLimit(clock);
    await limit.passed();
    assert.deepEqual(clock.sleeps, []);
    await refused(limit, 7000);
    assert.equal(limit.isReached, true);
    await limit.passed();
    assert.deepEqual(clock.sleeps, [7000]);
    assert.equal(limit.isReached, false);
  });

  it("makes each pause twice as long where nobody says how long, and never longer than 30 s", async () => {
    const clock = new FakeClock();
    const limit = new RateLimit(clock);
    for (let time = 0; time < 7; time += 1) {
      await refused(limit);
      await limit.passed();
    }
    assert.deepEqual(clock.sleeps, [1000, 2000, 4000, 8000, 16_000, 30_000, 30_000]);
    await limit.heed(async () => "answer");
    await refused(limit);
    await limit.passed();
    assert.equal(clock.sleeps.at(-1), 1000);
  });

  it("counts requests that were under way together as one refusal", async () => {
    const clock = new FakeClock();
    const limit = new RateLimit(clock);
    await Promise.all([refused(limit), refused(limit), refused(limit, 20_000)]);
    await limit.passed();
    assert.deepEqual(clock.sleeps, [1000]);
  });

  it("is not reached by other errors", async () => {
    const limit = new RateLimit(new FakeClock());
    await assert.rejects(limit.heed(() => Promise.reject(new RetryableError("unavailable", facts))));
    assert.equal(limit.isReached, false);
  });

  it("does not keep a run waiting that the user has cancelled", async () => {
    const clock = new FakeClock();
    const limit = new RateLimit({ now: () => clock.now(), sleep: (ms) => clock.sleep(ms), cancelled: true });
    await refused(limit, 7000);
    await limit.passed();
    assert.deepEqual(clock.sleeps, []);
  });

  it("does not use up the attempts of a request, which ends all the same", async () => {
    const clock = new FakeClock();
    let sent = 0;
    const outcome = await withRetry(clock, async () => {
      sent += 1;
      if (sent <= 8) throw new RateLimitedError("too many", { ...facts, retryAfter: 10_000 });
      return "answer";
    });
    assert.deepEqual([outcome, sent], ["answer", 9]);
    const begun = clock.now();
    await assert.rejects(withRetry(clock, refusal()), { code: "rate-limited" });
    const seconds = (clock.now() - begun) / 1000;
    assert.ok(seconds >= rateLimitedFor && seconds <= rateLimitedFor + 30, String(seconds));
  });
});
