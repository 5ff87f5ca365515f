import assert from "node:assert/strict";
import type { Row } from "./support/platform";
import { type CinderProcess, CinderTests } from "./support/provider";
import { CinderReverts, type RevertKind, volumeRestores, volumeReverts } from "./support/reverts";
import { harm } from "./support/tap";

/** `-- --full`: every position, not a few. */
const full = process.env["PULUMI_SNAPSHOTS_TEST_FULL"] === "1";

/** Of each kind and fault in the usual run. */
const sampled = 2;

const faults = ["the provider dies after it", "the engine dies before it", "its answer is lost"] as const;
type Fault = (typeof faults)[number];

function describeDisturbed(kind: RevertKind, fault: Fault, turn: number): void {
  const cinder = new CinderTests();
  const reverts = new CinderReverts(cinder, kind);

  afterEach(() => reverts.clear());

  /** One run, disturbed at its request number `at`; 0 for none. Returns how many requests it made. */
  async function disturbed(point: Row, at: number): Promise<number> {
    let [seen, dead, over] = [0, false, false];
    let mortal: CinderProcess | undefined;
    cinder.tap.inject(
      {},
      async (exchange) => {
        const pass = async (): Promise<void> => exchange.deliver(await exchange.forward());
        if (over) return pass();
        if (dead) return exchange.drop();
        if (exchange.passed.service === "volume") seen += 1;
        if (seen !== at || exchange.passed.service !== "volume") return pass();
        if (fault === "the engine dies before it") return pass();
        if (fault === "its answer is lost") return harm.loseAnswer(exchange);
        dead = true;
        await exchange.forward();
        exchange.drop();
        await mortal?.end();
      },
      { times: Number.POSITIVE_INFINITY },
    );
    mortal = cinder.process({
      engineAlive: async () => at === 0 || fault !== "the engine dies before it" || seen < at - 1,
    });
    await reverts
      .declare(point)
      .up(kind.provider(mortal))
      .catch(() => undefined);
    await mortal.end();
    over = true;
    return seen;
  }

  function positions(requests: number): number[] {
    const all = Array.from({ length: requests }, (_, index) => index + 1);
    if (full) return all;
    const chosen = Array.from({ length: sampled }, (_, index) => {
      const spread = ((turn * sampled + index + 1) * 0.618034) % 1;
      return Math.floor(spread * requests) + 1;
    });
    return [...new Set(chosen)];
  }

  /** A volume of its own for each case. */
  async function scene(): Promise<Row> {
    await cinder.renewVolume();
    return reverts.point();
  }

  it(`${fault}, anywhere`, async function () {
    this.timeout(full ? 3_600_000 : 300_000);
    const requests = await disturbed(await scene(), 0);
    await reverts.clear();
    assert.ok(requests > 20, String(requests));
    const failures: string[] = [];
    for (const at of positions(requests)) {
      const point = await scene();
      await disturbed(point, at);
      const where = `${fault}, request ${at} of ${requests}`;
      const again = cinder.process();
      const up = reverts.declare(point).up(kind.provider(again));
      await up
        .then(() => reverts.assertDone(point, where))
        .catch((error: unknown) => {
          const text = `${where}: ${error}`;
          console.log(text);
          failures.push(text);
        });
      await reverts.clear();
      await again.end();
    }
    assert.deepEqual(failures, []);
  });
}

for (const [row, kind] of [volumeReverts, volumeRestores].entries()) {
  describe(`a cinder.${kind.token} that is disturbed at any request`, () => {
    for (const [column, fault] of faults.entries()) {
      describe(`(${column + 1})`, () => describeDisturbed(kind, fault, row * faults.length + column));
    }
  });
}
