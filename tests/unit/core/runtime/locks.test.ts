import assert from "node:assert/strict";
import fc from "fast-check";
import { withLocks } from "../../../../provider/core/runtime/locks";
import { gate } from "../../../support/gate";

const process = {};
const alone = <T>(key: string, work: () => Promise<T>, scope: object = process): Promise<T> =>
  withLocks(scope, [key], work);
const turns = () => new Promise<void>((resolve) => setImmediate(resolve));

describe("oneAtATime", () => {
  it("lets the second wait for the first", async () => {
    const log: string[] = [];
    const first = gate();
    const running = [
      alone("volume 1", async () => {
        log.push("first begins");
        await first.opened;
        log.push("first ends");
      }),
      alone("volume 1", async () => log.push("second")),
    ];
    await turns();
    assert.deepEqual(log, ["first begins"]);
    first.open();
    await Promise.all(running);
    assert.deepEqual(log, ["first begins", "first ends", "second"]);
  });

  it("does not hold up another key", async () => {
    const first = gate();
    const waiting = alone("volume 2", () => first.opened);
    assert.equal(await alone("volume 3", async () => "free"), "free");
    first.open();
    await waiting;
  });

  it("does not hold up the same key of another process", async () => {
    const first = gate();
    const waiting = alone("volume 6", () => first.opened);
    assert.equal(await alone("volume 6", async () => "free", {}), "free");
    first.open();
    await waiting;
  });

  it("lets work with several keys wait for each of them, and hold up each of them", async () => {
    const log: string[] = [];
    const gates = [gate(), gate(), gate()] as const;
    const running = [
      alone("volume 7", () => gates[0].opened),
      alone("volume 8", () => gates[1].opened),
      withLocks(process, ["volume 7", "volume 8"], async () => {
        log.push("both");
        await gates[2].opened;
      }),
      alone("volume 7", async () => void log.push("after 7")),
      alone("volume 8", async () => void log.push("after 8")),
    ];
    gates[0].open();
    await turns();
    assert.deepEqual(log, []);
    gates[1].open();
    await turns();
    assert.deepEqual(log, ["both"]);
    gates[2].open();
    await Promise.all(running);
    assert.deepEqual(log.sort(), ["after 7", "after 8", "both"]);
  });

  it("does not let works with the same keys in another order wait for each other", async () => {
    const work = (...keys: string[]) => withLocks(process, keys, turns);
    await Promise.all([work("volume 9", "volume 10"), work("volume 10", "volume 9"), work("volume 9", "volume 10")]);
  });

  it("goes on after a failure, which only its own caller sees", async () => {
    const failed = alone("volume 4", () => Promise.reject(new Error("no")));
    const next = alone("volume 4", async () => "next");
    await assert.rejects(failed, { message: "no" });
    assert.equal(await next, "next");
  });

  it("goes on after work that throws before it has begun", async () => {
    const failed = alone("volume 5", () => {
      throw new Error("at once");
    });
    await assert.rejects(failed, { message: "at once" });
    assert.equal(await alone("volume 5", async () => "next"), "next");
  });

  it("keeps the order of each key under any load, one by one", async () => {
    const jobs = fc.array(fc.record({ key: fc.constantFrom("a", "b", "c"), turns: fc.nat(3), fails: fc.boolean() }));
    await fc.assert(
      fc.asyncProperty(jobs, async (list) => {
        const begun = new Map<string, number[]>();
        const working = new Set<string>();
        await Promise.allSettled(
          list.map((job, index) =>
            alone(`load ${job.key}`, async () => {
              assert.ok(!working.has(job.key));
              working.add(job.key);
              begun.set(job.key, [...(begun.get(job.key) ?? []), index]);
              for (let turn = 0; turn < job.turns; turn += 1) await turns();
              working.delete(job.key);
              if (job.fails) throw new Error("failed");
            }),
          ),
        ).then((results) => {
          for (const [index, result] of results.entries()) {
            assert.equal(result.status, list[index]?.fails ? "rejected" : "fulfilled");
          }
        });
        for (const order of begun.values())
          assert.deepEqual(
            order,
            [...order].sort((a, b) => a - b),
          );
        assert.equal([...begun.values()].flat().length, list.length);
      }),
      { numRuns: 40 },
    );
  });
});
