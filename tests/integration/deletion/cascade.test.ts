import assert from "node:assert/strict";
import type { JsonObject, Resource } from "../../support/providerProcess";
import { Deletions, idOf, membersOf, rootVolume } from "./support";

const kinds = ["snapshot", "group"] as const;
const cascade: JsonObject = { deletionPolicy: "cascade" };

describe("a cascade on chain storage", () => {
  const simulated = new Deletions();

  const replaced = (resource: Resource, triggers: number): Resource => {
    resource.inputs = { ...resource.inputs, triggers: [triggers] };
    return resource;
  };

  for (const kind of kinds) {
    describe(`(${kind})`, () => {
      const made = (more: JsonObject = {}) => simulated[kind]("point", { ...cascade, triggers: [1], ...more });
      const parts = (resource: Resource): string[] => [idOf(resource), ...membersOf(resource)];

      it("leaves what replaces it, and goes with it later", async () => {
        const point = await made();
        const old = parts(point);
        assert.equal(await replaced(point, 2).up(simulated.start()), "replaced");
        assert.deepEqual(await simulated.left(), [...old, ...parts(point)].sort());
        assert.equal(await point.up(simulated.start()), "same");
        await point.destroy(simulated.start());
        assert.deepEqual(await simulated.left(), []);
      });

      it("leaves what replaces it where another process makes up for the deletion", async () => {
        const point = await made();
        const old = structuredClone(point.state);
        const before = parts(point);
        point.state = undefined;
        replaced(point, 2);
        await point.up(simulated.start());
        const stranger = await simulated.control.strangersSnapshot(rootVolume);
        assert.ok(old);
        // As a delete it is refused, as long as the new one is there.
        await assert.rejects(simulated.start().handler.delete(old.id, old.outputs), {
          code: "foreign-dependents",
          message: new RegExp(stranger),
        });
        assert.deepEqual(await simulated.left(), [...before, ...parts(point), stranger].sort());
      });

      it("leaves what else the stack declares below it, and takes strangers' with the last of that", async () => {
        const point = await made();
        const stranger = await simulated.control.strangersSnapshot(rootVolume);
        const child = await simulated.snapshot("child");
        const before = await simulated.left();
        const process = simulated.start();
        await point.destroy(process);
        assert.deepEqual(await simulated.left(), before);
        assert.ok(process.lines.some((line) => line.includes("together with the foreign snapshots below")));
        await child.destroy(simulated.start());
        assert.deepEqual(await simulated.left(), [], `${stranger} is gone as well`);
      });

      it("leaves what this run keeps or has made, whatever its marks say", async () => {
        const point = await made();
        const child = await simulated.snapshot("child");
        const id = idOf(child);
        const process = simulated.start();
        await process.handler.diff(id, child.state?.outputs ?? {}, child.inputs);
        const rows = (await simulated.control.state()).userTags.filter((one) => one.resourceUuid === id);
        for (const row of rows) await simulated.control.job("DELETE", `/v1/tags/${row.uuid}?deleteMode=Permissive`);
        await point.destroy(process);
        assert.ok((await simulated.left()).includes(id));
      });

      it("takes strangers' at once where nothing of the stack is below it", async () => {
        const point = await made();
        await simulated.control.strangersSnapshot(rootVolume);
        await point.destroy(simulated.start());
        assert.deepEqual(await simulated.left(), []);
      });

      it("leaves what the stack has made since the look", async () => {
        const point = await made();
        await simulated.control.strangersSnapshot(rootVolume);
        const action = { type: "delay", ms: 300 };
        const tags = { method: "GET", route: "/v1/user-tags" };
        await simulated.control.fault({ match: tags, skip: kind === "group" ? 4 : 3, action });
        const destroying = point.destroy(simulated.start());
        await simulated.until(async () => (await simulated.control.faultsLeft()) === 0);
        const child = await simulated.snapshot("child");
        await destroying;
        assert.ok((await simulated.left()).includes(idOf(child)));
      });
    });
  }
});
