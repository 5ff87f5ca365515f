import assert from "node:assert/strict";
import * as fc from "fast-check";
import type { JsonObject } from "../../support/providerProcess";
import { EngineState } from "../harness/engine";
import type { Point } from "../harness/lane";
import { declaredFor, type KindName, kindNames } from "./platform/kinds";
import { ZStackLane } from "./platform/lane";

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

/** Snapshots of a volume build on each other: what others of the stack depend on goes with the last of them. */
const builtOn: ReadonlySet<KindName> = new Set(["VolumeSnapshot", "VolumeSnapshotGroup"]);

interface Expected {
  readonly id: string;
  fate: "declared" | "retained" | "deferred";
}

/** A program's history against what must be there after it: the declared one, what was retained, what waits to go. */
class History {
  private readonly state = new EngineState();
  private declared: JsonObject;
  /** Oldest first: each is built on the one before. */
  private expected: Expected[] = [];
  /** Policies that a delete goes by. */
  private readonly policies = new Map<string, unknown>();

  constructor(
    private readonly lane: ZStackLane,
    private readonly kind: KindName,
  ) {
    this.declared = declaredFor(kind, "create").after;
  }

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
      // Nobody's tool: the platform's own delete, past the provider, which sweeps nothing.
      const { id } = state.recorded;
      await this.lane.deleteOutside(this.kind, id);
      this.expected = this.expected.filter((other) => other.id !== id);
      await this.lane.refresh(this.kind, state);
      assert.equal(state.recorded, undefined, "a refresh sees that it is gone");
    } else if (one.do === "refresh" && state.recorded !== undefined) {
      assert.equal(await this.run((calls) => state.refresh(calls)), "same");
    }
  }

  private declare({ trigger, text, retain }: { trigger: number; text: number; retain: boolean }): void {
    this.declared = {
      ...declaredFor(this.kind, "create").after,
      triggers: [trigger],
      userTags: [`text-${text}`],
      deletionPolicy: retain ? "retain" : "delete",
    };
  }

  private async run<R>(work: (calls: Parameters<EngineState["up"]>[0]) => Promise<R>): Promise<R> {
    const result = await this.lane.locally(this.kind, work);
    this.account();
    return result;
  }

  /** Brings what is expected up to what the engine knows now. */
  private account(): void {
    const { recorded, doomed } = this.state;
    const known = recorded === undefined ? doomed : [...doomed, recorded];
    for (const { id, outputs } of known) {
      this.policies.set(id, outputs["deletionPolicy"]);
      if (!this.expected.some((one) => one.id === id)) this.expected.push({ id, fate: "declared" });
    }
    const gone = this.expected.filter((one) => one.fate === "declared" && !known.some(({ id }) => id === one.id));
    for (const one of gone) this.release(one);
  }

  private release(one: Expected): void {
    const last = this.expected[this.expected.length - 1];
    if (this.policies.get(one.id) === "retain") one.fate = "retained";
    else if (builtOn.has(this.kind) && one !== last) one.fate = "deferred";
    else this.expected = this.expected.filter((other) => other !== one);
    if (one.fate !== "declared") return;
    while (this.expected[this.expected.length - 1]?.fate === "deferred") this.expected.pop();
  }

  private up(replace = false): Promise<string> {
    return this.run((calls) => this.state.up(calls, this.declared, { replace }));
  }

  private async disturbed(at: number, how: "lost" | "engineGone"): Promise<void> {
    const { lane, state } = this;
    let count = 0;
    let alive = true;
    lane.line.reset();
    lane.line.phase = () => state.phase;
    lane.line.hook = async (exchange) => {
      const answer = await exchange.answer();
      if (count++ === at) {
        if (how === "lost") return exchange.drop();
        alive = false;
      }
      return exchange.deliver(answer);
    };
    const before = state.copy();
    const process = lane.local(this.kind, async () => alive);
    try {
      await state.up(process.handler, this.declared);
    } catch {
      // What is left undone, the next run does.
    } finally {
      lane.line.quiet();
      await process.end();
    }
    const marked = lane.line.positions.some((position) => position.marks && position.phase === "create");
    // A dead engine records nothing. Dead after the mark is the open window, which has tests of its own.
    if (!alive && !marked) state.takeFrom(before);
    this.account();
  }

  private async compare(): Promise<void> {
    const fateOf = (point: Point): Expected["fate"] => {
      if (point.deferred) return "deferred";
      return point.tags.some((tag) => tag.startsWith("pulumi-retained::")) ? "retained" : "declared";
    };
    const points = (await this.lane.points()).map((point) => `${point.id} ${fateOf(point)}`);
    assert.deepEqual(points.sort(), this.expected.map(({ id, fate }) => `${id} ${fate}`).sort());
  }
}

describe("any history of one declared resource", () => {
  let lane: ZStackLane;

  before(async () => {
    lane = await ZStackLane.open({ jobDuration: 5 });
  });
  after(() => lane.close());

  it("leaves exactly what the model says", async function () {
    this.timeout(full ? 3600_000 : 300_000);
    const program = fc.tuple(fc.constantFrom(...kindNames), fc.array(step, { minLength: 1, maxLength: 6 }));
    const property = fc.asyncProperty(program, ([kind, steps]) => new History(lane, kind).play(steps));
    const seed = full ? Date.now() : 20261121;
    if (full) console.log(`      seed ${seed}`);
    await fc.assert(property, { numRuns: full ? 500 : 25, seed });
  });
});
