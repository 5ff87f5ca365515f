import assert from "node:assert/strict";
import { declare, type JsonObject, type Place, type ProviderProcess, Resource } from "../../support/providerProcess";
import { Simulated, volumes } from "../../support/simulated";

const remove = { method: "DELETE", route: "/v1/volume-snapshots/{uuid}" };
const keyed = {
  "zstack:accountName": "",
  "zstack:accountPassword": "",
  "zstack:accessKeyId": "KEYKEYKEYKEY",
  "zstack:accessKeySecret": "SECRETSECRETSECRET",
};
const tenant = { "zstack:accountName": "tenant", "zstack:accountPassword": "tenants-password" };

const label = (name: string, stack = "dev"): string => `org/project/${stack}::zstack.VolumeSnapshot::${name}`;
const idOf = (resource: Resource): string => resource.state?.id ?? "";

/** What an older checkpoint, or the entry of a pending delete, still holds of a resource. */
function copyOf(resource: Resource): Resource {
  const copy = new Resource(resource.inputs);
  copy.state = structuredClone(resource.state);
  return copy;
}

describe("who holds a volume snapshot", () => {
  const simulated = new Simulated({
    accounts: [
      { name: "admin", password: "password" },
      { name: "tenant", password: "tenants-password" },
    ],
    accessKeys: [{ id: "KEYKEYKEYKEY", secret: "SECRETSECRETSECRET" }],
  });
  const inputs = (name: string, more: JsonObject = {}, place: Place = {}): JsonObject =>
    declare(name, { volumeUuid: volumes.root, ...more }, place);

  async function made(name: string, more: JsonObject = {}, place: Place = {}): Promise<Resource> {
    const resource = new Resource(inputs(name, more, place));
    await resource.up(simulated.process());
    return resource;
  }

  /** The engine lets go of `old`, the object stays as it is, and a line says who has it. */
  async function staysWith(old: Resource, holder: string): Promise<ProviderProcess> {
    const id = idOf(old);
    const tags = await simulated.control.tags(id);
    const process = simulated.process();
    await old.destroy(process);
    assert.equal(old.state, undefined);
    assert.equal((await simulated.control.snapshot(id))?.status, "Ready");
    assert.deepEqual(await simulated.control.tags(id), tags);
    assert.equal(await simulated.control.countOf(remove.method, remove.route), 0);
    const said = process.lines.filter((line) => line.includes(id));
    assert.equal(said.length, 1, process.lines.join("\n"));
    assert.ok(said[0]?.includes(`is kept on the platform, because ${holder}`), said[0]);
    return process;
  }

  describe("is asked before a delete in a process of its own, which", () => {
    it("leaves what another resource of the stack has adopted under a new name", async () => {
      const old = await made("old");
      const renamed = await made("new", { adopt: true, resourceUuid: idOf(old) });
      await staysWith(old, `it belongs to ${label("new")}`);
      await renamed.destroy(simulated.process());
      assert.equal((await simulated.control.state()).volumeSnapshots.length, 0, "its holder can delete it");
    });

    it("leaves what another stack has adopted by now", async () => {
      const old = await made("snap", { deletionPolicy: "retain" });
      const restored = copyOf(old);
      await old.destroy(simulated.process());
      await made("snap", { adopt: true, resourceUuid: idOf(restored) }, { stack: "prod" });
      const process = await staysWith(restored, `it belongs to ${label("snap", "prod")}`);
      assert.ok(process.lines.every((line) => !line.includes("is kept on the platform (deletionPolicy")));
    });

    it("leaves what a forced replacement has adopted anew in an earlier one", async () => {
      const resource = await made("snap", { adopt: true });
      const old = copyOf(resource);
      // `up --replace`, killed between the create and the delete of the old one: state has the id twice.
      resource.state = undefined;
      await resource.up(simulated.process());
      assert.equal(idOf(resource), idOf(old), "adopted the live one");
      await staysWith(old, `${label("snap")} adopted it again`);
      await resource.destroy(simulated.process());
      assert.equal((await simulated.control.state()).volumeSnapshots.length, 0);
    });

    it("knows the newest of several adoptions, whatever a refresh or an update has recorded", async () => {
      const resource = await made("snap", { adopt: true });
      const older: Resource[] = [];
      for (let run = 0; run < 3; run += 1) {
        older.push(copyOf(resource));
        resource.state = undefined;
        await resource.up(simulated.process());
      }
      assert.equal(await resource.refresh(simulated.process()), "same");
      resource.inputs = inputs("snap", { adopt: true, name: "renamed" });
      assert.equal(await resource.up(simulated.process()), "updated");
      resource.inputs = inputs("snap", { adopt: true, name: "renamed", deletionPolicy: "cascade" });
      assert.equal(await resource.up(simulated.process()), "updated");
      for (const old of older) await staysWith(old, `${label("snap")} adopted it again`);
      await resource.destroy(simulated.process());
      assert.equal((await simulated.control.state()).volumeSnapshots.length, 0);
    });

    it("leaves what somebody has given up, mark and all", async () => {
      const resource = await made("snap");
      const restored = copyOf(resource);
      await resource.destroy(simulated.process({ environment: { PULUMI_SNAPSHOTS_DELETION_POLICY: "retain" } }));
      await staysWith(restored, `it was retained by ${label("snap")}`);
    });

    it("deletes what nobody holds: its mark was taken off by hand", async () => {
      const resource = await made("snap");
      for (const tag of (await simulated.control.state()).userTags) {
        await simulated.control.job("DELETE", `/v1/tags/${tag.uuid}`);
      }
      await resource.destroy(simulated.process());
      assert.equal((await simulated.control.state()).volumeSnapshots.length, 0);
    });
  });

  it("is asked before an update, which refuses by name what another stack holds", async () => {
    const old = await made("snap", { deletionPolicy: "retain" });
    const restored = copyOf(old);
    await old.destroy(simulated.process());
    await made("snap", { adopt: true, resourceUuid: idOf(restored), name: "theirs" }, { stack: "prod" });
    const tags = await simulated.control.tags(idOf(restored));
    restored.inputs = inputs("snap", { name: "mine again" });
    await assert.rejects(restored.up(simulated.process()), {
      code: "object-taken",
      message: /org\/project\/prod::zstack\.VolumeSnapshot::snap/,
    });
    assert.equal((await simulated.control.snapshot(idOf(restored)))?.name, "theirs");
    assert.deepEqual(await simulated.control.tags(idOf(restored)), tags);
  });

  it("is seen by a refresh, which makes another resource's mark work for the next `up`", async () => {
    const old = await made("old");
    await made("new", { adopt: true, resourceUuid: idOf(old) });
    assert.equal(await old.refresh(simulated.process()), "changed");
    assert.equal(old.state?.outputs["__job"], "settle");
  });

  it("counts for adopt: true by identity, which makes a new one where an alias has renamed the old", async () => {
    const renamed = await made("a");
    const id = idOf(renamed);
    // `new VolumeSnapshot("b", …, { aliases: ["a"] })`: the engine updates in place, the uuid keeps the identity of "a".
    renamed.inputs = inputs("b");
    assert.equal(await renamed.up(simulated.process()), "updated");
    assert.deepEqual(await simulated.control.tags(id), [`pulumi::${label("b")}`]);
    const again = await made("a", { adopt: true });
    assert.notEqual(idOf(again), id);
    assert.deepEqual(await simulated.control.tags(id), [`pulumi::${label("b")}`]);
    await renamed.destroy(simulated.process());
    await again.destroy(simulated.process());
    assert.equal((await simulated.control.state()).volumeSnapshots.length, 0);
  });

  for (const [what, policy] of [
    ["delete", undefined],
    ["retain", "retain"],
    ["take along", "cascade"],
  ] as const) {
    it(`is not known to an account that cannot see the object, which does not ${what} it`, async () => {
      const resource = new Resource(inputs("snap", policy === undefined ? {} : { deletionPolicy: policy }));
      await resource.up(simulated.process({ configuration: keyed }));
      const id = idOf(resource);
      const tags = await simulated.control.tags(id);
      await assert.rejects(resource.destroy(simulated.process({ configuration: tenant })), {
        code: "not-visible",
        message: new RegExp(id),
      });
      assert.equal(idOf(resource), id, "the engine keeps it");
      assert.deepEqual(await simulated.control.tags(id), tags);
    });
  }
});

describe("resourceUuid of an object that is there", () => {
  const simulated = new Simulated();
  const inputs = (more: JsonObject = {}): JsonObject => declare("snap", { volumeUuid: volumes.root, ...more });

  async function made(more: JsonObject = {}): Promise<Resource> {
    const resource = new Resource(inputs(more));
    await resource.up(simulated.process());
    return resource;
  }

  it("replaces nothing where it is given later and names the object itself", async () => {
    const resource = await made();
    const id = idOf(resource);
    for (const more of [{ resourceUuid: id }, { resourceUuid: id, adopt: true }, {}]) {
      resource.inputs = inputs(more);
      assert.equal(await resource.up(simulated.process()), "updated", JSON.stringify(more));
      assert.equal(await resource.up(simulated.process()), "same", JSON.stringify(more));
      assert.equal(idOf(resource), id);
    }
    await resource.destroy(simulated.process());
    assert.equal((await simulated.control.state()).volumeSnapshots.length, 0);
  });

  it("replaces nothing where it is removed after the adoption", async () => {
    const uuid = await simulated.control.strangersSnapshot(volumes.root);
    const resource = await made({ resourceUuid: uuid, adopt: true });
    resource.inputs = inputs();
    assert.equal(await resource.up(simulated.process()), "updated");
    assert.equal(await resource.up(simulated.process()), "same");
    assert.equal(idOf(resource), uuid);
    await resource.destroy(simulated.process());
    assert.equal((await simulated.control.state()).volumeSnapshots.length, 0, "it still holds what it adopted");
  });

  it("still replaces where it names another one", async () => {
    const resource = await made();
    const first = idOf(resource);
    resource.inputs = inputs({ resourceUuid: "5f0e6a1b2c3d4e5f8a9b0c1d2e3f4a5b" });
    assert.equal(await resource.up(simulated.process()), "replaced");
    assert.notEqual(idOf(resource), first);
  });
});
