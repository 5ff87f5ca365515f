import assert from "node:assert/strict";
import { defaultFixture } from "../../../simulator";
import type { Fault } from "../../support/control";
import { declare, declareAs, type JsonObject, type Place, Resource } from "../../support/providerProcess";
import { Simulated, volumes } from "../../support/simulated";

const remove = { method: "DELETE", route: "/v1/volume-snapshots/{uuid}" };
const tag = { method: "POST", route: "/v1/user-tags" };
const trees = { method: "GET", route: "/v1/volume-snapshots/trees" };
const empty: Fault["action"] = { type: "respond", status: 200, body: '{"inventories":[]}' };
/** Longer than any test, shorter than a session and than the limit of any job. */
const long = 20 * 60 * 1000;
const day = 24 * 3600 * 1000;
/** As often as a request is tried before it is given up. */
const tries = 5;

const mark = (name: string): string => `pulumi::org/project/dev::zstack.VolumeSnapshot::${name}`;
const deferring = (name: string): string => `pulumi::deferred-delete::org/project/dev::zstack.VolumeSnapshot::${name}`;
const idOf = (resource: Resource): string => resource.state?.id ?? "";

describe("a deletion that is put off", () => {
  const simulated = new Simulated();

  async function made(name: string, more: JsonObject = {}, place: Place = {}): Promise<Resource> {
    const resource = new Resource(declare(name, { volumeUuid: volumes.root, ...more }, place));
    await resource.up(simulated.process());
    return resource;
  }

  const left = async (): Promise<string[]> =>
    (await simulated.control.state()).volumeSnapshots.map((one) => one.uuid).sort();
  const isDeferred = async (uuid: string): Promise<boolean> =>
    (await simulated.control.tags(uuid)).some((one) => one.startsWith("pulumi::deferred-delete::"));

  /** What a delete leaves that was killed between its mark and the engine's checkpoint. */
  async function killedDelete(resource: Resource, name: string): Promise<void> {
    const params = { resourceType: "VolumeSnapshotVO", resourceUuid: idOf(resource), tag: deferring(name) };
    await simulated.control.job("POST", "/v1/user-tags", { params });
  }

  describe("is marked if and only if the engine lets go of it", () => {
    it("also where the result of writing the mark is lost", async () => {
      const [parent, child] = [await made("parent"), await made("child")];
      await simulated.control.fault({ match: tag, action: { type: "expireJob" } });
      const id = idOf(parent);
      await parent.destroy(simulated.process());
      assert.ok(await isDeferred(id));
      await child.destroy(simulated.process());
      assert.deepEqual(await left(), []);
    });

    it("also where nothing can be seen after the mark", async () => {
      const [parent, child] = [await made("parent"), await made("child")];
      // The first look is the one before the mark.
      await simulated.control.fault({
        match: trees,
        skip: 1,
        times: tries,
        action: { type: "respond", status: 500, body: "no" },
      } as Fault);
      await assert.rejects(parent.destroy(simulated.process()), { message: /delete failed/ });
      assert.deepEqual(await simulated.control.tags(idOf(parent)), [mark("parent")], "the mark is taken off again");
      await child.destroy(simulated.process());
      assert.deepEqual(await left(), [idOf(parent)], "the engine still holds the parent");
    });

    it("also where a stranger's snapshot comes up between the look and the mark", async () => {
      const [parent, child] = [await made("parent"), await made("child")];
      await simulated.control.fault({ match: tag, action: { type: "slowJob", ms: long } });
      const written = await simulated.control.countOf(tag.method, tag.route);
      const deleting = assert.rejects(parent.destroy(simulated.process()), {
        code: "foreign-dependents",
        message: /"stranger" \(owner unknown\)/,
      });
      await until(async () => (await simulated.control.countOf(tag.method, tag.route)) > written);
      await simulated.control.strangersSnapshot(volumes.root);
      await simulated.control.advance(long);
      await deleting;
      assert.deepEqual(await simulated.control.tags(idOf(parent)), [mark("parent")]);
      assert.equal((await left()).length, 3);
      assert.ok(child.state);
    });

    for (const [what, match] of [
      ["look at the tree", trees],
      ["look at tags", { method: "GET", route: "/v1/user-tags" }],
      ["write of the mark", tag],
      ["poll", { method: "GET", route: "/v1/api-jobs/{uuid}" }],
      ["deletion", remove],
    ] as const) {
      it(`whichever ${what} of it fails`, async () => {
        for (let skip = 0; skip < 6; skip += 1) {
          await simulated.control.reset();
          const [parent, child] = [await made("parent"), await made("child")];
          const id = idOf(parent);
          const action = { type: "respond", status: 500, body: "<html>no</html>" };
          await simulated.control.fault({ match, skip, times: tries, action } as Fault);
          const process = simulated.process();
          const done = await parent.destroy(process).then(
            () => true,
            () => false,
          );
          await simulated.control.clearFaults();
          assert.equal(await isDeferred(id), done, `the ${what} after ${skip}`);
          // Where the owner mark could not be taken off, nobody can tell that the engine has recorded it.
          const certain = !(await simulated.control.tags(id)).includes(mark("parent"));
          await child.destroy(simulated.process());
          assert.deepEqual(await left(), done && certain ? [] : [id], `the ${what} after ${skip}`);
        }
      });
    }
  });

  it("is seen by a refresh, taken back by the next run, and then no longer swept", async () => {
    const [parent, child] = [await made("parent"), await made("child")];
    await killedDelete(parent, "parent");
    assert.equal(await parent.refresh(simulated.process()), "changed");
    assert.equal(parent.state?.outputs["__job"], "settle");
    assert.equal(await parent.up(simulated.process()), "updated");
    assert.deepEqual(await simulated.control.tags(idOf(parent)), [mark("parent")]);
    assert.equal(parent.state?.outputs["__job"], undefined);
    assert.equal(await parent.refresh(simulated.process()), "same");
    await child.destroy(simulated.process());
    assert.deepEqual(await left(), [idOf(parent)]);
  });

  it("does not happen to what the program declares, though the mark is there", async () => {
    const [parent, child] = [await made("parent"), await made("child")];
    await killedDelete(parent, "parent");
    const process = simulated.process();
    assert.equal(await parent.up(process), "same", "a run that knows of the parent, and of no difference");
    await child.destroy(process);
    assert.deepEqual(await left(), [idOf(parent)]);
    assert.deepEqual(await simulated.control.tags(idOf(parent)), [mark("parent")], "the mark is off");
    assert.ok(process.lines.some((line) => line.includes(`${idOf(parent)} is declared again`)));
  });

  it("happens where the program's end asks for both, child first or parent first", async () => {
    for (const childFirst of [true, false]) {
      const [parent, child] = [await made("parent"), await made("child")];
      await killedDelete(parent, "parent");
      const process = simulated.process();
      for (const one of childFirst ? [child, parent] : [parent, child]) await one.destroy(process);
      assert.deepEqual(await left(), []);
    }
  });

  it("happens in the run that has compared the parent before it was asked to delete it", async () => {
    const parent = await made("parent", { triggers: [1] });
    const child = await made("child");
    const process = simulated.process();
    assert.equal(await child.up(process), "same");
    assert.equal(await parent.up(process), "same");
    await parent.destroy(process);
    await child.destroy(process);
    assert.deepEqual(await left(), []);
  });

  it("does not fail the delete that frees it, and is named where it fails itself", async () => {
    const [parent, child] = [await made("parent"), await made("child")];
    const id = idOf(parent);
    await parent.destroy(simulated.process());
    await simulated.control.fault({
      match: { method: "DELETE", path: `/v1/volume-snapshots/${id}` },
      action: { type: "failJob", code: "SYS.1006", details: "a clone builds on it" },
    });
    const process = simulated.process();
    await child.destroy(process);
    assert.equal(child.state, undefined);
    assert.deepEqual(await left(), [id]);
    const warnings = process.lines.filter((line) => line.includes("warning"));
    assert.equal(warnings.length, 1, process.lines.join("\n"));
    assert.match(
      warnings[0] ?? "",
      new RegExp(`postponed deletion of volume snapshot ${id} "parent" failed; .*a clone builds on it`),
    );
    const later = await made("later", { volumeUuid: volumes.root });
    await later.destroy(simulated.process());
    assert.deepEqual(await left(), [], "the next delete that comes by takes it along");
  });

  it("is named where the last one below is given up, because it will never happen then", async () => {
    const [grandparent, parent] = [await made("grandparent"), await made("parent")];
    const [above, between] = [idOf(grandparent), idOf(parent)];
    const child = await made("child", { deletionPolicy: "retain" });
    await grandparent.destroy(simulated.process());
    await parent.destroy(simulated.process());
    const process = simulated.process();
    await child.destroy(process);
    const warnings = process.lines.filter((line) => line.includes("warning"));
    assert.equal(warnings.length, 1, process.lines.join("\n"));
    for (const [id, name] of [
      [above, "grandparent"],
      [between, "parent"],
    ]) {
      assert.ok(warnings[0]?.includes(`${id} "${name}"`), warnings[0]);
    }
    assert.equal((await left()).length, 3);
    const alone = await made("alone", { volumeUuid: volumes.data, deletionPolicy: "retain" });
    const quiet = simulated.process();
    await alone.destroy(quiet);
    assert.deepEqual(
      quiet.lines.filter((line) => line.includes("warning")),
      [],
    );
  });

  async function until(condition: () => Promise<boolean>): Promise<void> {
    for (let count = 0; count < 1000; count += 1) {
      if (await condition()) return;
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
    throw new Error("the condition did not come true");
  }
});

describe("a parent of what an interrupted run has left", () => {
  const simulated = new Simulated();

  for (const [what, elapsed] of [
    ["is not deleted where that was long ago, by name, because nobody will ever delete that", day],
    ["is put off where that was just now, because the next run takes it", 0],
  ] as const) {
    it(what, async () => {
      const parent = new Resource(declare("parent", { volumeUuid: volumes.root }));
      await parent.up(simulated.process());
      const id = idOf(parent);
      const dying = simulated.process({ engineAlive: async () => false });
      await assert.rejects(new Resource(declare("lost", { volumeUuid: volumes.root })).up(dying));
      const lost = (await simulated.control.state()).volumeSnapshots.find((one) => one.uuid !== id)?.uuid ?? "";
      await simulated.control.advance(elapsed);
      const deleting = parent.destroy(simulated.process());
      if (elapsed === 0) await deleting;
      else {
        await assert.rejects(deleting, {
          code: "foreign-dependents",
          message: new RegExp(`${lost} "lost" \\(owned by an interrupted run of this stack, not in its state\\)`),
        });
      }
      const tags = await simulated.control.tags(id);
      assert.deepEqual(tags, [elapsed === 0 ? deferring("parent") : mark("parent")]);
      assert.equal((await simulated.control.state()).volumeSnapshots.length, 2);
    });
  }
});

describe("a group whose members' trees are not shown", () => {
  const simulated = new Simulated();
  const db = defaultFixture.vmInstances.db1;
  const groups = () => simulated.process();

  for (const [what, skip, times] of [
    ["none of them", 0, 1000],
    ["all but the first", 1, 1000],
    ["all but one in the middle", 1, 1],
  ] as const) {
    it(`is not deleted, because what builds on them is unknown (${what})`, async () => {
      const group = new Resource(declareAs("VolumeSnapshotGroup", "grp", { vmInstanceUuid: db.uuid }));
      await group.up(groups());
      const strangers = await Promise.all(
        [db.rootVolumeUuid, ...db.dataVolumeUuids].map((volume) => simulated.control.strangersSnapshot(volume)),
      );
      await simulated.control.fault({ match: trees, skip, times, action: empty } as Fault);
      await assert.rejects(group.destroy(groups()), {
        code: "dependents-unknown",
      });
      assert.equal((await simulated.control.state()).volumeSnapshots.length, 6);
      for (const stranger of strangers) assert.ok(await simulated.control.snapshot(stranger));
      const tags = await simulated.control.tags(idOf(group));
      assert.deepEqual(tags, ["pulumi::org/project/dev::zstack.VolumeSnapshotGroup::grp"]);
      assert.ok(group.state);
    });
  }
});
