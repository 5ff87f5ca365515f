import assert from "node:assert/strict";
import * as fc from "fast-check";
import { SnapshotTrees } from "../../../../cli/list/tree/trees";
import { lanesOf } from "../../../../cli/report/model/lanes";
import { machinesOf } from "../../../../cli/report/model/machines";
import { newestOf } from "../../../../cli/status/findings";
import { aRow } from "../list/row";
import { hour, now } from "./data";

const timing = { now, maxAge: 26 * hour };
const volume = { id: "v1", name: "root" };

describe("machines of the report", () => {
  const gapsOf = (ages: readonly number[], verified: readonly boolean[] = [], exists = true) => {
    const rows = ages.map((age, at) =>
      aRow({ uuid: String(at), volume, ageSeconds: age * hour, verified: verified[at] ?? true }),
    );
    const newest = newestOf(rows, () => exists);
    const [machine] = machinesOf(rows, newest, timing);
    return machine?.volumes[0]?.gaps.map(({ from, to, isOpen }) => [
      (now - from) / 1000 / hour,
      (now - to) / 1000 / hour,
      isOpen,
    ]);
  };

  it("have a gap where verified points are further apart than allowed, and one until now", () => {
    assert.deepEqual(gapsOf([2, 26, 52]), []);
    assert.deepEqual(gapsOf([2, 29]), [[29, 2, false]]);
    assert.deepEqual(gapsOf([27]), [[27, 0, true]]);
    // One that is not verified closes none.
    assert.deepEqual(gapsOf([2, 15, 29], [true, false, true]), [[29, 2, false]]);
    // Nothing makes points of a volume that is gone.
    assert.deepEqual(gapsOf([27], [], false), []);
  });

  it("have each point once, and on the line of each of its volumes", () => {
    const vm = { id: "m1", name: "web" };
    const other = { id: "v2", name: "data" };
    const group = aRow({
      ...{ uuid: "g", kind: "group", vm, ageSeconds: hour },
      parts: [volume, other].map((one) => ({ uuid: one.id, volume: one })),
    });
    const rows = [group, aRow({ uuid: "s", vm, volume, ageSeconds: 2 * hour }), aRow({ uuid: "lone", volume: other })];
    const machines = machinesOf(rows, [], timing);
    assert.deepEqual(
      machines.map(({ name, points }) => [name, points.map(({ row }) => row.uuid)]),
      [
        ["data", ["lone"]],
        ["web", ["g", "s"]],
      ],
    );
    assert.deepEqual(
      machines[1]?.volumes.map((line) => [line.volume.name, line.points.map(({ row }) => row.uuid)]),
      [
        ["data", ["g"]],
        ["root", ["s", "g"]],
      ],
    );
  });

  it("are the same for the same id on two platforms", () => {
    const rows = ["here", "there"].map((connection) => aRow({ uuid: connection, volume, connection }));
    assert.equal(machinesOf(rows, [], timing).length, 2);
  });
});

describe("lanes of a tree", () => {
  it("never let the line to a snapshot pass another one", () => {
    const trees = fc
      .array(fc.nat(), { minLength: 1, maxLength: 30 })
      .chain((parents) => fc.record({ parents: fc.constant(parents), latest: fc.nat({ max: parents.length }) }));
    fc.assert(
      fc.property(trees, ({ parents, latest }) => {
        const rows = [undefined, ...parents.map((parent, at) => String(parent % (at + 1)))].map((parent, at) =>
          aRow({ uuid: String(at), parent, ageSeconds: 100 - at, latest: at === latest }),
        );
        const [root] = rows;
        assert.ok(root !== undefined);
        const placed = lanesOf(root, new SnapshotTrees(rows));
        assert.deepEqual(placed.map(({ row }) => row.uuid).sort(), rows.map(({ uuid }) => uuid).sort());
        for (const [at, { row, lane, parent }] of placed.entries()) {
          if (parent === undefined) continue;
          const above = placed[parent];
          assert.ok(above !== undefined);
          assert.ok(parent < at && above.row.uuid === row.parent && lane >= above.lane);
          // Down the lane of what it builds on: no other snapshot is there.
          assert.ok(placed.slice(parent + 1, at).every((between) => between.lane > above.lane));
        }
      }),
    );
  });
});
