import assert from "node:assert/strict";
import fc from "fast-check";
import { oneAtATime } from "../../provider/core/serial";

/** Something to wait for, ended from outside. */
function gate(): { readonly promise: Promise<void>; open(): void } {
  let open = (): void => undefined;
  const promise = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { promise, open: () => open() };
}

const scope = {};
const turns = () => new Promise<void>((resolve) => setImmediate(resolve));

describe("oneAtATime", () => {
  it("lets the second wait for the first", async () => {
    const log: string[] = [];
    const first = gate();
    const running = [
      oneAtATime(scope, "volume 1", async () => {
        log.push("first begins");
        await first.promise;
        log.push("first ends");
      }),
      oneAtATime(scope, "volume 1", async () => log.push("second")),
    ];
    await turns();
    assert.deepEqual(log, ["first begins"]);
    first.open();
    await Promise.all(running);
    assert.deepEqual(log, ["first begins", "first ends", "second"]);
  });

  it("does not hold up another key", async () => {
    const first = gate();
    const waiting = oneAtATime(scope, "volume 2", () => first.promise);
    assert.equal(await oneAtATime(scope, "volume 3", async () => "free"), "free");
    first.open();
    await waiting;
  });

  it("does not hold up the same key of another process", async () => {
    const first = gate();
    const waiting = oneAtATime(scope, "volume 6", () => first.promise);
    assert.equal(await oneAtATime({}, "volume 6", async () => "free"), "free");
    first.open();
    await waiting;
  });

  it("goes on after a failure, which only its own caller sees", async () => {
    const failed = oneAtATime(scope, "volume 4", () => Promise.reject(new Error("no")));
    const next = oneAtATime(scope, "volume 4", async () => "next");
    await assert.rejects(failed, { message: "no" });
    assert.equal(await next, "next");
  });

  it("goes on after work that throws before it has begun", async () => {
    const failed = oneAtATime(scope, "volume 5", () => {
      throw new Error("at once");
    });
    await assert.rejects(failed, { message: "at once" });
    assert.equal(await oneAtATime(scope, "volume 5", async () => "next"), "next");
  });

  it("keeps the order of each key under any load, one by one", async () => {
    const jobs = fc.array(fc.record({ key: fc.constantFrom("a", "b", "c"), turns: fc.nat(3), fails: fc.boolean() }));
    await fc.assert(
      fc.asyncProperty(jobs, async (list) => {
        const begun = new Map<string, number[]>();
        const working = new Set<string>();
        await Promise.allSettled(
          list.map((job, index) =>
            oneAtATime(scope, `load ${job.key}`, async () => {
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
