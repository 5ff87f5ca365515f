import assert from "node:assert/strict";
import { theLab } from "../../cinder/support/lab";
import type { JsonObject } from "../../support/providerProcess";
import { EngineState } from "../harness/engine";
import { complaints } from "../harness/judge";
import type { Exchange, Position } from "../harness/line";
import { overlapping } from "../harness/overlap";
import { type KindName, kindNames, kindOf } from "./platform/kinds";
import { CinderLane } from "./platform/lane";

const asksForObject = ({ key }: Position): boolean => /^POST \/(snapshots|backups|volumes) /.test(key);

/** At which request of the first run the second one begins. */
const meetings: Readonly<Record<string, (position: Position) => boolean>> = {
  "before the object is asked for": asksForObject,
  "while the object is made": ({ polls }) => polls,
  "before the mark is written": ({ marks }) => marks,
};

describe("runs of one program against a real Cinder", () => {
  let lane: CinderLane;

  before(async function () {
    lane = await CinderLane.open(await theLab(this), "overlapping");
  });
  beforeEach(() => lane.reset());
  after(() => lane.close());

  /** One look may take several lists. */
  function hasLooked(kind: KindName): (exchange: Exchange) => boolean {
    const { collection, lists = 1 } = kindOf(kind);
    let seen = 0;
    return ({ method, path }) => {
      if (method === "GET" && path === `/${collection}/detail`) seen += 1;
      return seen >= lists;
    };
  }

  /** What is not as declared, where one state knows all there is. */
  async function wrong(kind: KindName, { recorded }: EngineState, declared: JsonObject): Promise<string[]> {
    assert.ok(recorded);
    const found = complaints(await lane.points(), lane.knownBy(recorded), lane.markOf(kind));
    return [...found, ...(await lane.afterRuns(kind, "create", recorded, declared))];
  }

  for (const kind of kindNames) {
    describe(`that declares a ${kind}`, () => {
      for (const [when, meets] of Object.entries(meetings)) {
        it(`end with one that both know, where they overlap and meet ${when}`, async () => {
          const [first, second] = [new EngineState(), new EngineState()];
          const { after: declared } = lane.declaredFor(kind, "create");
          await overlapping(lane, kind, { states: [first, second], declared, meets, hasLooked: hasLooked(kind) });
          assert.equal(second.recorded?.id, first.recorded?.id);
          assert.deepEqual(await wrong(kind, first, declared), []);
        });
      }

      it("end with one that both know, where both replace what they had", async () => {
        const { before: declared, after: later } = lane.declaredFor(kind, "replace");
        const first = new EngineState();
        await lane.locally(kind, (calls) => first.up(calls, declared));
        const old = first.recorded?.id;
        const second = first.copy();
        await overlapping(lane, kind, {
          states: [first, second],
          declared: later,
          meets: asksForObject,
          hasLooked: hasLooked(kind),
        });
        assert.notEqual(first.recorded?.id, old);
        assert.equal(second.recorded?.id, first.recorded?.id);
        assert.deepEqual([first.doomed, second.doomed], [[], []]);
        assert.deepEqual(await wrong(kind, first, later), []);
      });

      it("make a new one at each forced replacement, twice in a row, and keep no other", async () => {
        const { after: declared } = lane.declaredFor(kind, "create");
        const state = new EngineState();
        const ids = new Set<string | undefined>();
        await lane.locally(kind, (calls) => state.up(calls, declared));
        ids.add(state.recorded?.id);
        for (const _ of ["first", "second"]) {
          await lane.locally(kind, (calls) => state.up(calls, declared, { replace: true }));
          ids.add(state.recorded?.id);
          assert.deepEqual(await wrong(kind, state, declared), []);
        }
        assert.equal(ids.size, 3);
      });

      it("end with one each, and a word, where the second begins after the first has ended", async () => {
        const { after: declared } = lane.declaredFor(kind, "create");
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
