import assert from "node:assert/strict";
import * as fc from "fast-check";
import { codeOf } from "../../../provider/http/errorCodes";
import type { SimulatorOptions } from "../../../simulator";
import type { Resource } from "../../support/providerProcess";
import { Deletions, each, idOf } from "./support";

const length = 20;

/** Whether a server, configured so, deletes a snapshot without what is below it. */
const servers: readonly [what: string, options: SimulatorOptions, single: boolean, alone: boolean][] = [
  ["5.2.1 with chains", { serverVersion: "5.2.1" }, false, false],
  ["5.2.1 with chains and scope=single, which it does not know", { serverVersion: "5.2.1" }, true, false],
  ["5.4 with chains", { serverVersion: "5.4.0" }, false, false],
  ["5.4 with chains and scope=single", { serverVersion: "5.4.0" }, true, true],
  ["5.2.1 with individual snapshots", { serverVersion: "5.2.1", storage: "individual" }, false, true],
];

const cases = fc.record({
  /** Places in the chain that are deleted, in this order. */
  going: fc.shuffledSubarray([...Array(length).keys()], { minLength: 1 }),
  /** The others are another stack's. */
  foreign: fc.boolean(),
  parallel: fc.constantFrom(1, 8, 64),
  processes: fc.constantFrom(1, 2),
});

for (const [what, options, single, alone] of servers) {
  describe(`any part of a chain of ${length} on ${what}`, () => {
    const simulated = new Deletions(options);
    const start = () => simulated.start(single ? { configuration: { "zstack:deleteScope": "single" } } : {});

    it("goes, is put off or is refused by name, in any order, and the rest stays", async () => {
      await fc.assert(
        fc.asyncProperty(cases, async ({ going, foreign, parallel, processes }) => {
          await simulated.control.reset();
          const chain: Resource[] = [];
          for (let at = 0; at < length; at += 1) {
            const theirs = foreign && !going.includes(at);
            chain.push(await simulated.snapshot(`s${at}`, {}, { stack: theirs ? "prod" : "dev" }));
          }
          const ids = chain.map(idOf);
          const staying = ids.filter((_, at) => !going.includes(at));
          const errors = new Map<string, string>();
          const running = Array.from({ length: processes }, start);
          await each(going, parallel, async (at, count) => {
            const one = chain[at];
            await one?.destroy(running[count % processes] ?? start()).catch((error: unknown) => {
              errors.set(ids[at] ?? "", `${codeOf(error)}: ${error instanceof Error ? error.message : String(error)}`);
            });
          });
          const left = await simulated.left();
          for (const uuid of staying) assert.ok(left.includes(uuid), `${uuid} was not to go`);
          for (const at of going) {
            const uuid = ids[at] ?? "";
            const below = alone ? [] : staying.filter((one) => ids.indexOf(one) > at);
            assert.equal(left.includes(uuid), below.length > 0, `${at}: ${errors.get(uuid)}`);
            assert.equal(await simulated.isDeferred(uuid), below.length > 0 && !foreign);
            assert.equal(chain[at]?.state !== undefined, below.length > 0 && foreign);
            const error = errors.get(uuid) ?? "";
            assert.equal(error !== "", below.length > 0 && foreign);
            if (error === "") continue;
            for (const one of below) {
              const declared = `${one} "s${ids.indexOf(one)}" (owned by org/project/prod::zstack.VolumeSnapshot::s${ids.indexOf(one)})`;
              assert.ok(error.includes(declared), `${declared} is not named in: ${error}`);
            }
            assert.match(error, /^foreign-dependents: /);
          }
          // What was in the way goes, and with it what waited; what was refused is asked for again.
          const rest = chain.filter((one) => one.state !== undefined).reverse();
          for (const one of rest) await one.destroy(start());
          assert.deepEqual(await simulated.left(), []);
        }),
        { numRuns: 3, seed: 20_261_121, endOnFailure: true },
      );
    }).timeout(180_000);
  });
}
