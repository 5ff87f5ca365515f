import assert from "node:assert/strict";
import fc from "fast-check";
import {
  ancestors,
  descendants,
  type SnapshotNode,
  SnapshotTreeIndex,
} from "../../../../provider/zstack/snapshotTree/tree";
import { CannedApi, leaf, type Sketch } from "./forest";

const look = (...trees: readonly Sketch[]): Promise<SnapshotTreeIndex> =>
  SnapshotTreeIndex.look(new CannedApi(trees.map((tree, index) => ({ uuid: `t${index}`, tree: leaf(tree) }))), {
    volumeUuid: "v",
  });

function node(treeIndex: SnapshotTreeIndex, uuid: string): SnapshotNode {
  return treeIndex.get(uuid) ?? assert.fail(`${uuid} is not in the forest`);
}
const uuids = (nodes: readonly SnapshotNode[]): string[] => nodes.map((one) => one.inventory.uuid);

describe("a forest of snapshots", () => {
  it("is asked for by volume, or by tree where the volume is gone", async () => {
    const api = new CannedApi([]);
    await SnapshotTreeIndex.look(api, { volumeUuid: "v" });
    await SnapshotTreeIndex.look(api, { treeUuid: "t" });
    const path = "/v1/volume-snapshots/trees";
    assert.deepEqual(api.asked, [
      { path, conditions: [{ field: "volumeUuid", operator: "=", value: "v" }] },
      { path, conditions: [{ field: "uuid", operator: "=", value: "t" }] },
    ]);
  });

  it("is asked for together with those of other volumes, ten at a time, and has no snapshot of theirs", async () => {
    const volumes = Array.from({ length: 12 }, (_, index) => `v${index}`);
    const api = new CannedApi(
      volumes.map((volumeUuid) => ({ uuid: `t${volumeUuid}`, volumeUuid, tree: leaf([`s${volumeUuid}`]) })),
    );
    const found = await Promise.all(volumes.map((volumeUuid) => SnapshotTreeIndex.look(api, { volumeUuid })));
    assert.deepEqual(
      found.map(({ all }) => uuids(all)),
      volumes.map((uuid) => [`s${uuid}`]),
    );
    const values = api.asked.map(({ conditions }) => conditions.map(({ operator, value }) => `${operator}${value}`));
    assert.deepEqual(values, [[`?=${volumes.slice(0, 10).join()}`], [`?=${volumes.slice(10).join()}`]]);
  });

  it("knows what is below and above each snapshot", async () => {
    const treeIndex = await look(["a", ["b", ["c"], ["d", ["e"]]], ["f"]], ["x", ["y"]]);
    assert.deepEqual(uuids(descendants(node(treeIndex, "a"))).sort(), ["b", "c", "d", "e", "f"]);
    assert.deepEqual(uuids(descendants(node(treeIndex, "b"))).sort(), ["c", "d", "e"]);
    assert.deepEqual(descendants(node(treeIndex, "f")), []);
    assert.deepEqual(uuids(ancestors(node(treeIndex, "e"))), ["d", "b", "a"]);
    assert.deepEqual(ancestors(node(treeIndex, "a")), []);
    assert.deepEqual(uuids(ancestors(node(treeIndex, "y"))), ["x"]);
    assert.deepEqual(uuids(treeIndex.all).sort(), ["a", "b", "c", "d", "e", "f", "x", "y"]);
  });

  it("has no snapshot below one that is not below it", async () => {
    // Number n of the list is where snapshot n + 1 hangs below one that was made before it.
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(), { maxLength: 20 }), async (parents) => {
        const count = parents.length + 1;
        const sketch = (index: number): Sketch => {
          const children = parents.flatMap((parent, child) => (parent % (child + 1) === index ? [child + 1] : []));
          return [`s${index}`, ...children.map(sketch)];
        };
        const treeIndex = await look(sketch(0));
        assert.equal(treeIndex.all.length, count);
        for (const one of treeIndex.all) {
          const below = new Set(descendants(one));
          for (const other of treeIndex.all) assert.equal(below.has(other), ancestors(other).includes(one));
        }
      }),
    );
  });

  it("is as deep as a server makes it", async () => {
    const chain = Array.from({ length: 256 }).reduce<Sketch>((child, _, index) => [`s${index}`, child], ["leaf"]);
    const treeIndex = await look(chain);
    assert.equal(descendants(node(treeIndex, "s255")).length, 256);
    assert.equal(ancestors(node(treeIndex, "leaf")).length, 256);
  });

  it("may have trees without snapshots, and snapshots with few fields", async () => {
    const row = { uuid: "t", tree: { inventory: { uuid: "a", status: "Ready" } } };
    const treeIndex = await SnapshotTreeIndex.look(new CannedApi([{ uuid: "empty" }, row]), { treeUuid: "t" });
    assert.deepEqual(uuids(treeIndex.all), ["a"]);
    assert.equal(node(treeIndex, "a").inventory.size, 0);
  });

  it("shows what the server works on", async () => {
    const root = leaf(["a"]);
    const children = [leaf(["b"], "Creating"), leaf(["c"], "Deleting"), leaf(["d"], "Deleted"), leaf(["e"])];
    const trees = [{ uuid: "t", tree: { ...root, children } }];
    const treeIndex = await SnapshotTreeIndex.look(new CannedApi(trees), { volumeUuid: "v" });
    assert.deepEqual(uuids(treeIndex.unfinished).sort(), ["b", "c"]);
    assert.deepEqual((await look(["a"])).unfinished, []);
  });
});
