import assert from "node:assert/strict";
import { Control } from "../../support/control";
import { declare, type ProviderProcess, Resource } from "../../support/providerProcess";
import { Simulated, volumes } from "../../support/simulated";
import { Wire } from "../../support/wire";

const remove = { method: "DELETE", route: "/v1/volume-snapshots/{uuid}" };

describe("deleting a volume snapshot", () => {
  const simulated = new Simulated();

  async function snapshot(name: string, more: object = {}, stack = "dev"): Promise<Resource> {
    const resource = new Resource(declare(name, { volumeUuid: volumes.root, ...more }, { stack }));
    await resource.up(simulated.process());
    return resource;
  }

  async function left(): Promise<string[]> {
    return (await simulated.control.state()).volumeSnapshots.map((one) => one.uuid).sort();
  }

  const idOf = (resource: Resource): string => resource.state?.id ?? "";

  it("takes a snapshot that nothing depends on, with one look before", async () => {
    const resource = await snapshot("a");
    const process = simulated.process();
    await resource.destroy(process);
    assert.deepEqual(await left(), []);
    assert.equal(await simulated.control.countOf(remove.method, remove.route), 1);
  });

  it("is done when the snapshot is gone already", async () => {
    const resource = await snapshot("a");
    await simulated.control.job("DELETE", `/v1/volume-snapshots/${idOf(resource)}`);
    await resource.destroy(simulated.process());
    assert.equal(resource.state, undefined);
  });

  it("puts off a parent while a child of the same stack lives, and sweeps it with the child", async () => {
    const parent = await snapshot("parent");
    const child = await snapshot("child");
    const [parentId, childId] = [idOf(parent), idOf(child)];
    const process = simulated.process();
    await parent.destroy(process);
    assert.deepEqual(await left(), [parentId, childId].sort());
    assert.ok(
      (await simulated.control.tags(parentId)).includes(
        "pulumi::deferred-delete::org/project/dev::zstack.VolumeSnapshot::parent",
      ),
    );
    assert.ok(process.lines.some((line) => line.includes("postponed: 1 newer snapshot")));
    await child.destroy(simulated.process());
    assert.deepEqual(await left(), []);
  });

  it("deletes a whole chain of one stack in any order and in parallel", async () => {
    const chain: Resource[] = [];
    for (let index = 0; index < 8; index += 1) chain.push(await snapshot(`s${index}`));
    const process = simulated.process();
    const order = [3, 7, 0, 5, 1, 6, 2, 4];
    await Promise.all(order.map((index) => chain[index]?.destroy(process)));
    assert.deepEqual(await left(), []);
  });

  it("deletes a chain from two processes at once", async () => {
    const chain: Resource[] = [];
    for (let index = 0; index < 6; index += 1) chain.push(await snapshot(`s${index}`));
    const processes: ProviderProcess[] = [simulated.process(), simulated.process()];
    await Promise.all(chain.map((resource, index) => resource.destroy(processes[index % 2] ?? simulated.process())));
    assert.deepEqual(await left(), []);
  });

  it("refuses by name where a stranger's snapshot would go along", async () => {
    const parent = await snapshot("parent");
    const strangers = await simulated.control.strangersSnapshot(volumes.root, "nightly");
    await assert.rejects(parent.destroy(simulated.process()), {
      code: "foreign-dependents",
      message: new RegExp(`${strangers} "nightly" \\(owner unknown\\)`),
    });
    assert.equal((await left()).length, 2);
    assert.deepEqual(
      (await simulated.control.tags(idOf(parent))).filter((tag) => tag.includes("deferred")),
      [],
    );
  });

  it("refuses by name where another stack's snapshot would go along", async () => {
    const parent = await snapshot("parent");
    const other = await snapshot("theirs", {}, "prod");
    await assert.rejects(parent.destroy(simulated.process()), {
      code: "foreign-dependents",
      message: /org\/project\/prod::zstack\.VolumeSnapshot::theirs/,
    });
    assert.deepEqual(await left(), [idOf(parent), idOf(other)].sort());
  });

  it("refuses while a stranger is below a child that could be deferred with it", async () => {
    const parent = await snapshot("parent");
    const child = await snapshot("child");
    await simulated.control.strangersSnapshot(volumes.root);
    await assert.rejects(child.destroy(simulated.process()), { code: "foreign-dependents" });
    await assert.rejects(parent.destroy(simulated.process()), { code: "foreign-dependents" });
    assert.equal((await left()).length, 3);
  });

  it("treats a retained snapshot as foreign from then on", async () => {
    const parent = await snapshot("parent");
    const kept = await snapshot("kept", { deletionPolicy: "retain" });
    const keptId = idOf(kept);
    await kept.destroy(simulated.process());
    assert.deepEqual(await simulated.control.tags(keptId), [
      "pulumi-retained::org/project/dev::zstack.VolumeSnapshot::kept",
    ]);
    await assert.rejects(parent.destroy(simulated.process()), {
      code: "foreign-dependents",
      message: /::kept \(retained\)/,
    });
    assert.equal((await left()).length, 2);
  });

  it("takes the subtree under the cascade policy, strangers included", async () => {
    const parent = await snapshot("parent", { deletionPolicy: "cascade" });
    await simulated.control.strangersSnapshot(volumes.root);
    await parent.destroy(simulated.process());
    assert.deepEqual(await left(), []);
  });

  it("replaces create-before-delete on chain storage, and a destroy leaves nothing", async () => {
    const resource = await snapshot("a", { triggers: [1] });
    const first = idOf(resource);
    resource.inputs = declare("a", { volumeUuid: volumes.root, triggers: [2] });
    assert.equal(await resource.up(simulated.process()), "replaced");
    assert.deepEqual(await left(), [first, idOf(resource)].sort());
    await resource.destroy(simulated.process());
    assert.deepEqual(await left(), []);
  });

  it("does not sweep what a crash left before another delete of the volume comes by, and then does", async () => {
    const parent = await snapshot("parent");
    const child = await snapshot("child");
    await parent.destroy(simulated.process());
    // Died after the child's deletion and before the sweep: the engine asks for the child again.
    await simulated.control.job("DELETE", `/v1/volume-snapshots/${idOf(child)}`);
    assert.equal((await left()).length, 1);
    await child.destroy(simulated.process());
    assert.deepEqual(await left(), []);
  });

  it("does not delete what it has just handed to the engine", async () => {
    const process = simulated.process();
    const resource = new Resource(declare("a", { volumeUuid: volumes.root, adopt: true }));
    await resource.up(simulated.process());
    const id = idOf(resource);
    assert.equal(await resource.up(process, { replace: true }), "replaced");
    assert.equal(idOf(resource), id, "adopted the live one");
    assert.deepEqual(await left(), [id]);
    assert.ok(process.lines.some((line) => line.includes("is kept: it was created in this run")));
  });

  it("is stopped by the emergency brake, from the environment or the configuration", async () => {
    for (const options of [
      { environment: { PULUMI_SNAPSHOTS_DELETION_POLICY: "retain" } },
      { configuration: { "snapshots:deletionPolicy": "retain" } },
    ]) {
      const resource = await snapshot("a");
      const id = idOf(resource);
      await resource.destroy(simulated.process(options));
      assert.ok((await left()).includes(id));
      assert.ok((await simulated.control.tags(id)).every((tag) => tag.startsWith("pulumi-retained::")));
    }
  });

  it("does not delete under a misspelt brake", async () => {
    const resource = await snapshot("a");
    const process = simulated.process({ environment: { PULUMI_SNAPSHOTS_DELETION_POLICY: "retian" } });
    await assert.rejects(resource.destroy(process), { message: /the only value is "retain"/ });
    assert.equal((await left()).length, 1);
  });

  it("is not fooled by a lost answer", async () => {
    const resource = await snapshot("a");
    await simulated.control.fault({ match: remove, action: { type: "dropAfter" } });
    await resource.destroy(simulated.process());
    assert.deepEqual(await left(), []);
  });

  it("reports the server's refusal in its own words", async () => {
    const resource = await snapshot("a");
    const details = "snapshot or its desendant has reference volume[uuids:[x]]";
    await simulated.control.fault({ match: remove, action: { type: "failJob", code: "SYS.1006", details } });
    await assert.rejects(resource.destroy(simulated.process()), { message: /has reference volume/ });
    assert.ok(resource.state);
  });

  it("ignores zstack:deleteScope on a server that would take the subtree all the same", async () => {
    const parent = await snapshot("parent");
    const child = await snapshot("child");
    const process = simulated.process({ configuration: { "zstack:deleteScope": "single" } });
    await parent.destroy(process);
    assert.equal((await left()).length, 2);
    assert.ok(process.lines.some((line) => line.includes("zstack:deleteScope")));
    await child.destroy(process);
    assert.deepEqual(await left(), []);
  });
});

describe("deleting a volume snapshot on a newer server", () => {
  const simulated = new Simulated({ serverVersion: "5.4.0" });

  it("takes only the one where zstack:deleteScope is single, also where nothing was below it at the last look", async () => {
    const leaf = new Resource(declare("leaf", { volumeUuid: volumes.root }));
    await leaf.up(simulated.process());
    const wire = new Wire(simulated.control.url);
    const behind = new Control(await wire.open());
    const configuration = { "zstack:host": behind.host, "zstack:port": behind.port, "zstack:deleteScope": "single" };
    const { id = "", outputs = {} } = leaf.state ?? {};
    const __origin = String(outputs["__origin"]).replace(/^[^/]*/, `${behind.host}:${behind.port}`);
    try {
      await simulated.process({ configuration }).handler.delete(id, { ...outputs, __origin });
    } finally {
      await wire.close();
    }
    const sent = wire.passed.filter(({ method, path }) => method === "DELETE" && path.includes(id));
    assert.deepEqual(
      sent.map(({ path }) => path),
      [`/v1/volume-snapshots/${id}?deleteMode=Permissive&scope=single`],
    );
    const versions = wire.passed.filter(({ path }) => path === "/v1/management-nodes/actions");
    assert.equal(versions.length, 1);
  });

  it("takes only the one where zstack:deleteScope is single", async () => {
    const parent = new Resource(declare("parent", { volumeUuid: volumes.root }));
    await parent.up(simulated.process());
    const child = await simulated.control.strangersSnapshot(volumes.root);
    await parent.destroy(simulated.process({ configuration: { "zstack:deleteScope": "single" } }));
    const { volumeSnapshots } = await simulated.control.state();
    assert.deepEqual(
      volumeSnapshots.map((one) => one.uuid),
      [child],
    );
  });
});

describe("deleting a volume snapshot on individual storage", () => {
  const simulated = new Simulated({ storage: "individual" });

  it("takes each by itself", async () => {
    const first = new Resource(declare("first", { volumeUuid: volumes.root }));
    await first.up(simulated.process());
    const other = await simulated.control.strangersSnapshot(volumes.root);
    await first.destroy(simulated.process());
    const { volumeSnapshots } = await simulated.control.state();
    assert.deepEqual(
      volumeSnapshots.map((one) => one.uuid),
      [other],
    );
  });
});
