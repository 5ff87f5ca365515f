import assert from "node:assert/strict";
import { volumes } from "../../support/simulated";
import type { Declared, Project } from "../project";
import { EngineTests } from "../support";

describe("which object is whose, through the engine", () => {
  const engine = new EngineTests();

  const snapshot = (args: Declared["args"] = {}, options: Declared["options"] = {}): Declared => ({
    args: { volumeUuid: volumes.root, ...args },
    options,
  });

  async function idOf(project: Project, name = "snap"): Promise<string> {
    const one = (await project.resources())[name];
    assert.ok(one !== undefined, `${name} is in state`);
    return one.id;
  }

  const urnOf = async (project: Project): Promise<string> => (await project.resources())["snap"]?.urn ?? "";

  it("is never settled by a uuid that was used before", async () => {
    const project = await engine.project();
    project.declare({ snap: snapshot() });
    await project.up();
    const forgotten = await idOf(project);
    await project.succeed("state", "delete", await urnOf(project), "--yes");
    assert.match(await project.up(), new RegExp(`${forgotten}`), "what is left is named");
    const used = [forgotten, await idOf(project)];
    for (let twice = 0; twice < 2; twice += 1) {
      await project.up("--replace", await urnOf(project));
      used.push(await idOf(project));
    }
    await project.destroy();
    assert.deepEqual(await engine.uuids(), [forgotten], "nothing else is left, and what was not declared stays");
    await project.up();
    used.push(await idOf(project));
    assert.equal(new Set(used).size, 5);
    assert.deepEqual(await engine.uuids(), [forgotten, used[4]].sort());
  });

  it("is refused, before anything is sent, to a resource of another type by an alias", async () => {
    const project = await engine.project();
    project.declare({ snap: snapshot() });
    await project.up();
    const id = await idOf(project);
    const alias = { name: "snap", type: "pulumi-nodejs:dynamic/zstack:VolumeSnapshot" };
    const declaration = `new zstack.VolumeSnapshotSeries("line", { volumeUuid: "${volumes.root}" }, { aliases: [${JSON.stringify(alias)}] })`;
    project.program(
      { "index.js": `const { zstack } = require("pulumi-snapshots"); ${declaration};` },
      { typescript: false },
    );
    const refused = /\(zstack\.VolumeSnapshot; this one is zstack\.VolumeSnapshotSeries\).*remove the alias/;
    assert.match(await project.fail("up", "--yes", "--skip-preview", "--non-interactive"), refused);
    project.withPlugin();
    project.configure({ "snapshots:door": "plugin" });
    assert.match(await project.fail("up", "--yes", "--skip-preview", "--non-interactive"), refused);
    assert.deepEqual(await engine.uuids(), [id]);
  });

  it("is never asked for by an import option: the program is refused in one sentence", async () => {
    const project = engine.unstarted();
    const uuid = "0f3ab1c5d2e84f6a9b7c8d9e0f1a2b3c";
    project.declare({ snap: snapshot({}, { import: uuid }) });
    await project.start();
    const output = await project.fail("up", "--yes", "--skip-preview", "--non-interactive");
    assert.match(output, /resourceUuid to its id and adopt: true/);
    assert.doesNotMatch(output, /toJavaScript|node_modules/);
  });

  it("stays the same where the resource gets another name by an alias, and the stack by a rename", async () => {
    const project = await engine.project();
    project.declare({ snap: snapshot() });
    await project.up();
    const id = await idOf(project);
    project.declare({ renamed: snapshot({ name: "snap" }, { aliases: [{ name: "snap" }] }) });
    await project.up();
    assert.equal(await idOf(project, "renamed"), id);
    await project.succeed("stack", "rename", "moved");
    await project.up();
    assert.equal(await idOf(project, "renamed"), id);
    assert.deepEqual(await engine.uuids(), [id]);
    assert.deepEqual(await engine.control.tags(id), [
      "pulumi::organization/project/moved::zstack.VolumeSnapshot::renamed",
    ]);
    await project.destroy();
    assert.deepEqual(await engine.uuids(), []);
  });

  it("is another one for a stack of the same name in another backend, which takes only its own", async () => {
    const [one, other] = [await engine.project(), await engine.project()];
    for (const project of [one, other]) {
      project.declare({ snap: snapshot() });
      await project.up();
    }
    assert.notEqual(await idOf(one), await idOf(other));
    await other.destroy();
    assert.deepEqual(await engine.uuids(), [await idOf(one)]);
  });

  it("is a new one for triggers that go back, and the retained one by adopt", async () => {
    const project = await engine.project();
    const at = (version: string, more: Declared["args"] = {}) =>
      project.declare({ snap: snapshot({ triggers: [version], deletionPolicy: "retain", ...more }) });
    at("1");
    await project.up();
    const first = await idOf(project);
    at("2");
    await project.up();
    const second = await idOf(project);
    at("1");
    await project.up();
    const third = await idOf(project);
    assert.equal(new Set([first, second, third]).size, 3);
    at("1", { resourceUuid: first, adopt: true });
    await project.up();
    assert.equal(await idOf(project), first);
    assert.deepEqual(await engine.uuids(), [first, second, third].sort());
  });
});
