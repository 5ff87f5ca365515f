import assert from "node:assert/strict";
import { theLab } from "../../cinder/support/lab";
import { EngineState } from "../harness/engine";
import { complaints } from "./harness/judge";
import { collections, declaredFor, type KindName, kindNames } from "./harness/kinds";
import { Lane } from "./harness/lane";
import type { Exchange, Position } from "./harness/line";

/** At which request of the first run the second one begins. */
const meetings: Readonly<Record<string, (position: Position) => boolean>> = {
  "before the object is asked for": ({ key }) => /^POST \/(snapshots|backups) /.test(key),
  "while the object is made": ({ key }) => /^GET \/(snapshots|backups)\/\{id\} /.test(key),
  "before the mark is written": ({ marks }) => marks,
};

describe("runs of one program against a real Cinder", () => {
  let lane: Lane;

  before(async function () {
    lane = await Lane.open(await theLab(this), "overlapping");
  });
  beforeEach(() => lane.reset());
  after(() => lane.close());

  /** Two runs on copies of one state; the second one has looked around before the first goes on. */
  async function overlapping(
    kind: KindName,
    states: readonly [EngineState, EngineState],
    meets: (position: Position) => boolean,
    operation: "create" | "replace",
  ): Promise<void> {
    const [first, second] = states;
    const { after: declared } = declaredFor(kind, operation, lane.place);
    let other: Promise<string> | undefined;
    let looked = (): void => undefined;
    const pass = async (exchange: Exchange) => exchange.deliver(await exchange.answer());
    lane.line.hook = async (exchange) => {
      if (other !== undefined || !meets(exchange.position)) {
        await pass(exchange);
        if (exchange.position.key.startsWith(`GET /${collections[kind]}/detail`)) looked();
        return;
      }
      // The first one waits here, so that whatever passes is of the second.
      const look = new Promise<void>((resolve) => {
        looked = resolve;
      });
      const running = lane.locally(kind, (calls) => second.up(calls, declared));
      other = running;
      await Promise.race([look, running]);
      await pass(exchange);
    };
    try {
      await lane.locally(kind, (calls) => first.up(calls, declared));
      await other;
      assert.ok(other, "the runs have met");
    } finally {
      lane.line.quiet();
    }
  }

  for (const kind of kindNames) {
    describe(`that declares a ${kind}`, () => {
      for (const [when, meets] of Object.entries(meetings)) {
        it(`end with one that both know, where they overlap and meet ${when}`, async () => {
          const states = [new EngineState(), new EngineState()] as const;
          await overlapping(kind, states, meets, "create");
          const [first, second] = states;
          assert.ok(first.recorded);
          assert.equal(second.recorded?.id, first.recorded.id);
          const { after: declared } = declaredFor(kind, "create", lane.place);
          assert.deepEqual(await complaints(lane, first, { kind, declared }), []);
        });
      }

      it("end with one that both know, where both replace what they had", async () => {
        const { before: declared, after: later } = declaredFor(kind, "replace", lane.place);
        const first = new EngineState();
        await lane.locally(kind, (calls) => first.up(calls, declared));
        const old = first.recorded?.id;
        const second = first.copy();
        await overlapping(
          kind,
          [first, second],
          meetings["before the object is asked for"] ?? (() => false),
          "replace",
        );
        assert.notEqual(first.recorded?.id, old);
        assert.equal(second.recorded?.id, first.recorded?.id);
        assert.deepEqual([first.doomed, second.doomed], [[], []]);
        assert.deepEqual(await complaints(lane, first, { kind, declared: later }), []);
      });

      it("make a new one at each forced replacement, twice in a row, and keep no other", async () => {
        const { after: declared } = declaredFor(kind, "create", lane.place);
        const state = new EngineState();
        const ids = new Set<string | undefined>();
        await lane.locally(kind, (calls) => state.up(calls, declared));
        ids.add(state.recorded?.id);
        for (const _ of ["first", "second"]) {
          await lane.locally(kind, (calls) => state.up(calls, declared, { replace: true }));
          ids.add(state.recorded?.id);
          assert.deepEqual(await complaints(lane, state, { kind, declared }), []);
        }
        assert.equal(ids.size, 3);
      });

      it("end with one each, and a word, where the second begins after the first has ended", async () => {
        const { after: declared } = declaredFor(kind, "create", lane.place);
        const [first, second] = [new EngineState(), new EngineState()];
        await lane.locally(kind, (calls) => first.up(calls, declared));
        await lane.locally(kind, (calls) => second.up(calls, declared));
        assert.notEqual(second.recorded?.id, first.recorded?.id);
        assert.equal((await lane.points()).length, 2);
        assert.ok(
          lane.lines.some((text) => text.includes(first.recorded?.id ?? "?") && text.includes("already exists")),
        );
      });
    });
  }
});
