import assert from "node:assert/strict";
import { declareAs, type JsonObject, type Place, type Resource } from "../../support/providerProcess";
import { runOrphans, settingsOf } from "./orphansCommand";
import { Deletions, idOf, rootVolume } from "./support";

const renamings: readonly (readonly [what: string, place: Place])[] = [
  ["stack was renamed", { stack: "renamed" }],
  ["namespace was changed", { namespace: "site/a" }],
];

for (const [what, place] of renamings) {
  describe(`deferred deletions of a stack whose ${what}`, () => {
    const deletions = new Deletions({ serverVersion: "5.2.1" });

    const rename = (resource: Resource, to: Place = place, more: JsonObject = {}): void => {
      const name = String(resource.inputs["name"]);
      resource.inputs = declareAs("VolumeSnapshot", name, { volumeUuid: rootVolume, ...more }, to);
    };

    /** A deferred parent from before the renaming, and what is below it, which knows the new name. */
    async function renamed(children: readonly string[]): Promise<{ parent: string; below: Resource[] }> {
      const parent = await deletions.snapshot("parent");
      const below: Resource[] = [];
      for (const name of children) below.push(await deletions.snapshot(name));
      const id = idOf(parent);
      await parent.destroy(deletions.start());
      for (const one of below) {
        rename(one);
        assert.equal(await one.up(deletions.start()), "updated");
      }
      return { parent: id, below };
    }

    it("are done by the run that deletes the last object below", async () => {
      const { below } = await renamed(["one", "two"]);
      for (const one of below) await one.destroy(deletions.start());
      assert.deepEqual(await deletions.left(), []);
    });

    it("are done where not every object has been updated", async () => {
      const { below } = await renamed(["one"]);
      const late = await deletions.snapshot("late");
      const process = deletions.start();
      for (const one of [...below, late]) await one.destroy(process);
      assert.deepEqual(await deletions.left(), []);
    });

    it("are done after another renaming, an update, a refresh and a replacement", async () => {
      const { below } = await renamed(["one"]);
      const [one] = below;
      assert.ok(one);
      const last = { ...place, stack: "last" };
      rename(one, last);
      assert.equal(await one.up(deletions.start()), "updated");
      assert.equal(await one.refresh(deletions.start()), "same");
      rename(one, last, { description: "changed" });
      assert.equal(await one.up(deletions.start()), "updated");
      rename(one, last, { description: "changed", triggers: [1] });
      assert.equal(await one.up(deletions.start()), "replaced");
      assert.equal((await deletions.left()).length, 3);
      await one.destroy(deletions.start());
      assert.deepEqual(await deletions.left(), []);
    });

    it("are found by orphans, and deleted by it once nothing is below", async () => {
      const { parent, below } = await renamed(["one"]);
      const [one] = below;
      assert.ok(one);
      const stack = { ...place, stack: place.stack ?? "dev" };
      const places = [["the stack's connection", settingsOf(deletions)]] as const;
      const { orphans } = await runOrphans(places, [], [one], {}, [one], stack);
      assert.deepEqual(
        orphans.map(({ uuid, status }) => [uuid, status]),
        [[parent, "deferred"]],
      );
      await deletions.control.job("DELETE", `/v1/volume-snapshots/${idOf(one)}`);
      const { outcomes } = await runOrphans(places, ["--delete", parent], [one], {}, [one], stack);
      assert.equal(outcomes?.[0]?.outcome, "deleted");
    });

    it("do not make live objects of another stack with the former name this stack's", async () => {
      const { below } = await renamed(["one"]);
      const [one] = below;
      assert.ok(one);
      const others = await deletions.snapshot("others");
      const stack = { ...place, stack: place.stack ?? "dev" };
      const places = [["the stack's connection", settingsOf(deletions)]] as const;
      const { orphans } = await runOrphans(places, [], [one], {}, [one], stack);
      assert.ok(orphans.every(({ uuid }) => uuid !== idOf(others)));
      await one.destroy(deletions.start());
      assert.ok((await deletions.left()).includes(idOf(others)));
    });

    it("say in a preview why an object is updated", async () => {
      const snapshot = await deletions.snapshot("one");
      const state = snapshot.state;
      assert.ok(state);
      rename(snapshot);
      const process = deletions.start();
      const { changes } = await process.handler.diff(state.id, state.outputs, snapshot.inputs);
      assert.ok(changes);
      const label = (prefix: string) => `${prefix}::zstack.VolumeSnapshot::one`;
      const now = label(`${place.namespace === undefined ? "" : "site%2Fa/"}org/project/${place.stack ?? "dev"}`);
      assert.deepEqual(process.lines, [
        `zstack.VolumeSnapshot "one": its owner tag changes from ${label("org/project/dev")} to ${now}`,
      ]);
      assert.equal(await snapshot.up(deletions.start()), "updated");
      const later = deletions.start();
      assert.equal(await snapshot.up(later), "same");
      assert.deepEqual(later.lines, []);
    });
  });
}
