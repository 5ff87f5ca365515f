// Whatever is done in whatever order: trees, groups and tags stay consistent.

import assert from "node:assert/strict";
import * as fc from "fast-check";
import { defaultFixture } from "../../simulator";
import { type Client, client, type Json, stopAll } from "./support";

type Rows = Record<string, Json>[];
type Step = {
  kind: "snapshot" | "group" | "delete" | "single" | "deleteGroup" | "ungroup" | "revert" | "batch";
  pick: number;
};

const { batch1, web1 } = defaultFixture.vmInstances;
const volumes = [batch1.rootVolumeUuid, web1.rootVolumeUuid, web1.dataVolumeUuids[0]];

const step: fc.Arbitrary<Step> = fc.record({
  kind: fc.constantFrom(
    "snapshot",
    "snapshot",
    "snapshot",
    "group",
    "delete",
    "single",
    "deleteGroup",
    "ungroup",
    "revert",
    "batch",
  ),
  pick: fc.nat(1000),
});

function choose<T>(from: readonly T[], pick: number): T | undefined {
  return from[pick % Math.max(1, from.length)];
}

async function run(api: Client, { kind, pick }: Step): Promise<void> {
  const volume = choose(volumes, pick) ?? "";
  const snapshots = async () => (await api.query("/volume-snapshots?sort=uuid")).map((row) => String(row["uuid"]));
  const groups = async () => (await api.query("/volume-snapshots/group?sort=uuid")).map((row) => String(row["uuid"]));
  switch (kind) {
    case "snapshot":
      await api.job("POST", `/v1/volumes/${volume}/volume-snapshots`, { params: { name: "s" }, userTags: ["t"] });
      break;
    case "group":
      await api.job("POST", "/v1/volume-snapshots/group", {
        params: { rootVolumeUuid: web1.rootVolumeUuid, name: "g" },
      });
      break;
    case "delete":
      await api.job("DELETE", `/v1/volume-snapshots/${choose(await snapshots(), pick) ?? "0".repeat(32)}`);
      break;
    case "single":
      await api.job("DELETE", `/v1/volume-snapshots/${choose(await snapshots(), pick) ?? "0".repeat(32)}?scope=single`);
      break;
    case "deleteGroup":
      await api.job("DELETE", `/v1/volume-snapshots/group/${choose(await groups(), pick) ?? "0".repeat(32)}`);
      break;
    case "ungroup":
      await api.job("DELETE", `/v1/volume-snapshots/ungroup/${choose(await groups(), pick) ?? "0".repeat(32)}`);
      break;
    case "revert": {
      const uuid = choose(await snapshots(), pick);
      if (uuid !== undefined)
        await api.job("PUT", `/v1/volume-snapshots/${uuid}/actions`, { revertVolumeFromSnapshot: {} });
      break;
    }
    case "batch": {
      const rows = (await api.query(`/volume-snapshots?q=volumeUuid%3D${volume}`)).map((row) => String(row["uuid"]));
      const uuids = rows.slice(0, 1 + (pick % 3));
      if (uuids.length > 0)
        await api.job("PUT", "/v1/volume-snapshots/batch-delete", { batchDeleteVolumeSnapshot: { uuids } });
    }
  }
}

function check(state: Record<string, Json>): void {
  const list = (name: string) => state[name] as Rows;
  const snapshots = new Map(list("volumeSnapshots").map((row) => [String(row["uuid"]), row]));
  for (const row of snapshots.values()) {
    assert.equal(row["status"], "Ready");
    const parent = row["parentUuid"] === undefined ? undefined : snapshots.get(String(row["parentUuid"]));
    if (row["parentUuid"] === undefined) continue;
    assert.equal(parent?.["treeUuid"], row["treeUuid"]);
    assert.equal(parent?.["distance"], Number(row["distance"]) - 1);
  }
  const trees = list("volumeSnapshotTrees");
  for (const tree of trees) {
    const members = [...snapshots.values()].filter((row) => row["treeUuid"] === tree["uuid"]);
    assert.equal(members.filter((row) => row["latest"] === true).length, 1, "one latest in every tree");
    assert.equal(members.filter((row) => row["parentUuid"] === undefined).length, 1, "one root in every tree");
  }
  const known = new Set(trees.map((tree) => tree["uuid"]));
  assert.ok(
    [...snapshots.values()].every((row) => known.has(row["treeUuid"] as Json)),
    "every snapshot in a tree",
  );
  const current = trees.filter((tree) => tree["current"] === true).map((tree) => tree["volumeUuid"]);
  assert.equal(new Set(current).size, current.length, "one current tree per volume at most");
  const groups = new Set(list("volumeSnapshotGroups").map((row) => row["uuid"]));
  for (const row of snapshots.values()) assert.ok(row["groupUuid"] === undefined || groups.has(row["groupUuid"]));
  for (const group of list("volumeSnapshotGroups")) {
    for (const ref of group["volumeSnapshotRefs"] as Rows) {
      assert.equal(ref["snapshotDeleted"], !snapshots.has(String(ref["volumeSnapshotUuid"])));
    }
  }
  for (const tag of list("userTags"))
    assert.ok(snapshots.has(String(tag["resourceUuid"])), "no tag without its resource");
}

describe("any sequence of operations", () => {
  afterEach(stopAll);

  for (const serverVersion of ["5.2.1", "5.4.0"]) {
    it(`leaves a consistent ${serverVersion} server`, async function () {
      this.timeout(60_000);
      const api = await (await client({ serverVersion })).login();
      await api.job("PUT", `/v1/vm-instances/${web1.uuid}/actions`, { stopVmInstance: {} });
      const property = fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 25 }), async (steps) => {
        await api.control("POST", "/reset");
        await api.job("PUT", `/v1/vm-instances/${web1.uuid}/actions`, { stopVmInstance: {} });
        for (const one of steps) {
          await run(api, one);
          check(await api.control("GET", "/state"));
        }
      });
      await fc.assert(property, { numRuns: 25 });
    });
  }
});
