import assert from "node:assert/strict";
import { EngineState } from "../../crash/harness/engine";
import { goesThrough } from "../../crash/harness/lane";
import {
  drilledNames,
  isRestored,
  type ResourceName,
  resourceNames,
  restoredNames,
} from "../../crash/zstack/platform/kinds";
import { ZStackLane, zstack } from "../../crash/zstack/platform/lane";
import { doors } from "../../support/doors";

/** What one step of a lifecycle has done, has sent, and leaves in the state. */
interface Step {
  readonly step: string;
  readonly done: unknown;
  readonly writes: readonly string[];
  readonly recorded: unknown;
}

function sorted(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(sorted);
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, one]) => [key, sorted(one)]));
}

const date = /\d{4}-\d\d-\d\d[T ][\d:.]+Z?|[A-Z][a-z]{2} \d{1,2}, \d{4} \d{1,2}:\d\d:\d\d [AP]M/g;

/** A value without what differs between any two runs: ids in the order in which they appear, dates, ports. */
function comparable(value: unknown): unknown {
  const ids = new Map<string, string>();
  const text = JSON.stringify(sorted(value ?? null))
    .replace(/[0-9a-f]{32}/g, (id) => {
      const known = ids.get(id) ?? `id ${ids.size + 1}`;
      ids.set(id, known);
      return known;
    })
    .replace(date, "date")
    .replace(/127\.0\.0\.1:\d+/g, "host");
  return JSON.parse(text);
}

/** Creates, updates and replaces one as programs do, each followed by a run without a change and a refresh, and destroys it. */
async function lifecycle(lane: ZStackLane, kind: ResourceName): Promise<Step[]> {
  lane.declaredFor(kind, "create");
  await lane.reset();
  const before = (await lane.points()).length;
  const state = new EngineState();
  const steps: Step[] = [];
  const played = async (step: string, work: Parameters<ZStackLane["locally"]>[1]): Promise<void> => {
    lane.line.reset();
    lane.line.phase = () => state.phase;
    const done = await lane.locally(kind, work);
    const writes = lane.line.positions
      .map(({ key }) => key)
      .filter((key) => !/^GET |accounts|management-nodes/.test(key));
    steps.push({ step, done, writes, recorded: comparable(state.recorded) });
  };
  for (const operation of ["create", "update", "replace"] as const) {
    if (!goesThrough(zstack, kind, operation)) continue;
    const { before: created, after } = lane.declaredFor(kind, operation);
    const declared = operation === "create" ? created : after;
    await played(operation, (calls) => state.up(calls, declared));
    await played(`${operation} again`, (calls) => state.up(calls, declared));
    await played("refresh", (calls) => state.refresh(calls));
  }
  await played("destroy", (calls) => state.destroy(calls));
  assert.equal((await lane.points()).length, before);
  return steps;
}

describe("a whole lifecycle through both doors", () => {
  const lanes: ZStackLane[] = [];

  before(async () => {
    for (const door of doors) lanes.push(await ZStackLane.open({ jobDuration: 5, door }));
  });
  after(() => Promise.all(lanes.map((lane) => lane.close())));

  for (const kind of [...resourceNames, ...restoredNames, ...drilledNames]) {
    it(`of a ${kind} does, sends and records the same`, async () => {
      const [dynamic = [], plugin] = await Promise.all(lanes.map((lane) => lifecycle(lane, kind)));
      const done = dynamic.map((one) => one.done);
      assert.equal(done[0], "created");
      assert.ok(isRestored(kind) || done.includes("updated"), done.join());
      assert.ok(dynamic.filter(({ writes }) => writes.length > 0).length > 1);
      assert.deepEqual(plugin, dynamic);
    });
  }
});
