import assert from "node:assert/strict";
import * as fc from "fast-check";
import type { Values } from "../support/providerProcess";
import { EngineState } from "./harness/engine";
import { pointsOf } from "./harness/judge";
import { declaredFor } from "./harness/kinds";
import { Lane } from "./harness/lane";

const full = process.env["PULUMI_SNAPSHOTS_TEST_FULL"] === "1";

type Step =
  | { readonly do: "up"; readonly trigger: number; readonly text: number; readonly retain: boolean }
  | { readonly do: "replace" | "refresh" | "deletedOutside" | "destroy" }
  /** An up whose n-th request loses its answer, or whose engine is gone from there on. */
  | { readonly do: "disturbed"; readonly trigger: number; readonly at: number; readonly how: "lost" | "engineGone" };

const small = fc.nat({ max: 2 });
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ do: fc.constant("up" as const), trigger: small, text: small, retain: fc.boolean() }),
  },
  { weight: 3, arbitrary: fc.record({ do: fc.constantFrom("replace", "refresh", "deletedOutside", "destroy") }) },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant("disturbed" as const),
      trigger: small,
      at: fc.nat({ max: 12 }),
      how: fc.constantFrom("lost" as const, "engineGone" as const),
    }),
  },
) as fc.Arbitrary<Step>;

/** A program's history against what must be there after it: the declared one, what was retained, what waits to go. */
class History {
  private readonly state = new EngineState();
  private declared: Values = declaredFor("VolumeBackup", "create").after;
  private readonly retained = new Set<string>();

  constructor(private readonly lane: Lane) {}

  async play(steps: readonly Step[]): Promise<void> {
    await this.lane.reset();
    for (const one of steps) {
      await this.step(one);
      await this.compare();
    }
  }

  private async step(one: Step): Promise<void> {
    const { state } = this;
    if (one.do === "up") {
      this.declare({ trigger: one.trigger, text: one.text, retain: one.retain });
      await this.up();
    } else if (one.do === "disturbed") {
      this.declare({ trigger: one.trigger, text: 0, retain: false });
      await this.disturbed(one.at, one.how);
      await this.up();
    } else if (one.do === "replace") {
      await this.up(true);
    } else if (one.do === "destroy") {
      await this.run((calls) => state.destroy(calls));
    } else if (one.do === "deletedOutside" && state.recorded !== undefined) {
      // Nobody's tool: the platform's own delete, past the provider.
      await this.lane.deleteBackup(state.recorded.id);
      await this.lane.refresh("VolumeBackup", state);
      assert.equal(state.recorded, undefined, "a refresh sees that it is gone");
    } else if (one.do === "refresh" && state.recorded !== undefined) {
      assert.equal(await this.run((calls) => state.refresh(calls)), "same");
    }
  }

  private declare({ trigger, text, retain }: { trigger: number; text: number; retain: boolean }): void {
    this.declared = {
      ...declaredFor("VolumeBackup", "create").after,
      triggers: [trigger],
      userTags: [`text-${text}`],
      deletionPolicy: retain ? "retain" : "delete",
    };
  }

  /** What a run lets go of with `retain` in its recorded state stays for ever. */
  private async run<R>(work: (calls: Parameters<EngineState["up"]>[0]) => Promise<R>): Promise<R> {
    return this.letGo(() => this.lane.locally("VolumeBackup", work));
  }

  private async letGo<R>(work: () => Promise<R>): Promise<R> {
    const before = this.state.recorded;
    const result = await work();
    const gone = before !== undefined && before.id !== this.state.recorded?.id;
    if (gone && before.outputs["deletionPolicy"] === "retain") this.retained.add(before.id);
    return result;
  }

  private up(replace = false): Promise<string> {
    return this.run((calls) => this.state.up(calls, this.declared, { replace }));
  }

  private async disturbed(at: number, how: "lost" | "engineGone"): Promise<void> {
    const { lane, state } = this;
    let count = 0;
    let alive = true;
    lane.tap.reset();
    lane.tap.phase = () => state.phase;
    lane.tap.hook = async (exchange) => {
      const answer = await exchange.answer();
      if (count++ === at) {
        if (how === "lost") return exchange.drop();
        alive = false;
      }
      return exchange.deliver(answer);
    };
    const before = state.copy();
    const process = lane.local("VolumeBackup", async () => alive);
    try {
      await this.letGo(() => state.up(process.handler, this.declared));
    } catch {
      // What is left undone, the next run does.
    } finally {
      lane.tap.quiet();
      await process.end();
    }
    const marked = lane.tap.positions.some((position) => position.marks && position.phase === "create");
    // A dead engine records nothing. Dead after the mark is the open window, which has tests of its own.
    if (!alive && !marked) state.takeFrom(before);
  }

  private async compare(): Promise<void> {
    const points = await pointsOf(this.lane.control);
    const expected = new Set([
      ...this.retained,
      ...(this.state.recorded === undefined ? [] : [this.state.recorded.id]),
    ]);
    assert.deepEqual(new Set(points.map((point) => point.uuid)), expected);
  }
}

describe("any history of one declared resource", () => {
  let lane: Lane;

  before(async () => {
    lane = await Lane.open(5);
  });
  after(() => lane.close());

  it("leaves exactly what the model says", async function () {
    this.timeout(full ? 3600_000 : 300_000);
    const property = fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 6 }), (steps) =>
      new History(lane).play(steps),
    );
    await fc.assert(property, { numRuns: full ? 500 : 25, seed: full ? Date.now() : 20261121 });
  });
});
