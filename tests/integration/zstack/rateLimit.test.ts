import assert from "node:assert/strict";
import { after, before } from "mocha";
import { Control } from "../../support/control";
import { declare, hurriedClock, ProviderProcess, Resource } from "../../support/providerProcess";
import { Simulated, volumes } from "../../support/simulated";
import { Wire } from "../../support/wire";

/** Requests that the server takes in each minute, far fewer than a run has. */
const perMinute = 60;

const together = 8;

describe("a server that takes so many requests in a minute", () => {
  const simulated = new Simulated();
  let wire: Wire;
  let behind: Control;
  let retryAfter = false;
  // Of the provider: on a busy machine, too, as many of its requests fall in a minute as it waits for.
  const clock = hurriedClock();
  let minute = { began: 0, taken: 0 };
  let refused = 0;

  before(async () => {
    wire = new Wire(simulated.control.url, undefined, async () => {
      const now = clock.now();
      if (now - minute.began >= 60_000) minute = { began: now, taken: 0 };
      minute.taken += 1;
      if (minute.taken <= perMinute) return undefined;
      refused += 1;
      const seconds = Math.ceil((minute.began + 60_000 - now) / 1000);
      return { status: 429, text: "too many requests", headers: retryAfter ? { "retry-after": String(seconds) } : {} };
    });
    behind = new Control(await wire.open());
  });
  after(() => wire.close());

  async function run(work: (process: ProviderProcess) => Promise<unknown>[]): Promise<void> {
    const process = new ProviderProcess(behind, { clock });
    try {
      await Promise.all(work(process));
      await process.runEnds();
    } finally {
      await process.end();
    }
  }

  for (const says of [true, false]) {
    it(`${says ? "and says how long to wait" : "and says nothing else"} slows all down together, and nothing fails`, async () => {
      retryAfter = says;
      refused = 0;
      const resources = Array.from(
        { length: together },
        (_, index) => new Resource(declare(`snap${index}`, { volumeUuid: volumes.root })),
      );
      await run((process) => resources.map((one) => one.up(process)));
      assert.equal((await simulated.control.state()).volumeSnapshots.length, together);
      await run((process) => resources.map((one) => one.destroy(process)));
      assert.deepEqual((await simulated.control.state()).volumeSnapshots, []);
      const minutes = wire.passed.length / perMinute;
      assert.ok(refused > 0);
      // Those that are under way when the limit is reached, and where nobody says how long, some that try.
      const most = minutes * (together + (says ? 1 : 8));
      assert.ok(refused <= most, `${refused} refused in ${minutes.toFixed(1)} minutes`);
      wire.passed.length = 0;
    });
  }
});
