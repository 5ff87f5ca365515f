import assert from "node:assert/strict";
import { volumes } from "../../support/simulated";
import type { Project } from "../project";
import { EngineTests } from "../support";

const urn = (name: string): string => `urn:pulumi:dev::project::pulumi-nodejs:dynamic/zstack:VolumeSnapshot::${name}`;

interface Child {
  readonly triggers: number;
  /** The parent is registered after it, so that a replacement of the child comes before the parent is compared. */
  readonly first?: boolean;
}

const program = (child?: Child): string => `
  const { zstack } = require("pulumi-snapshots");
  const volumeUuid = "${volumes.root}";
  const { triggers, first } = ${JSON.stringify(child ?? {})};
  const child = triggers && new zstack.VolumeSnapshot("child", { volumeUuid, triggers }, { deleteBeforeReplace: true });
  new zstack.VolumeSnapshot("parent", { volumeUuid }, { dependsOn: first ? [child] : [] });
`;

describe("a run that the engine does not ask about a declared parent with a stale deferring mark", () => {
  const engine = new EngineTests({ serverVersion: "5.2.1" });

  /** A parent in state, the wish to delete it from a run that was killed, and a child in state. */
  async function stale(child: Child): Promise<{ project: Project; parent: string }> {
    const project = await engine.project();
    project.program({ "index.js": program() });
    await project.up();
    const [parent = ""] = await engine.uuids();
    project.program({ "index.js": program(child) });
    await project.up();
    const tag = "pulumi::deferred-delete::organization/project/dev::zstack.VolumeSnapshot::parent";
    const params = { resourceType: "VolumeSnapshotVO", resourceUuid: parent, tag };
    await engine.control.job("POST", "/v1/user-tags", { params });
    return { project, parent };
  }

  async function keeps(project: Project, parent: string): Promise<void> {
    assert.ok((await engine.uuids()).includes(parent), "the declared parent was deleted");
    assert.equal((await project.resources())["parent"]?.id, parent);
    await project.refresh();
    await project.up();
    assert.ok((await engine.uuids()).includes(parent));
    assert.deepEqual(await engine.control.tags(parent), [
      "pulumi::organization/project/dev::zstack.VolumeSnapshot::parent",
    ]);
  }

  it("keeps it in destroy --target", async () => {
    const { project, parent } = await stale({ triggers: 1 });
    await project.destroy("--target", urn("child"));
    await keeps(project, parent);
  });

  it("keeps it in up --target", async () => {
    const { project, parent } = await stale({ triggers: 1 });
    project.program({ "index.js": program() });
    await project.up("--target", urn("child"));
    await keeps(project, parent);
  });

  it("keeps it in a replacement with deleteBeforeReplace", async () => {
    const { project, parent } = await stale({ triggers: 1, first: true });
    project.program({ "index.js": program({ triggers: 2, first: true }) });
    await project.up();
    await keeps(project, parent);
  });
});

describe("a deletion that one run of the engine defers", () => {
  const engine = new EngineTests({ serverVersion: "5.2.1" });

  it("is done by a later one that deletes the last object below", async () => {
    const project = await engine.project();
    const declared = (name: string) => ({ [name]: { args: { volumeUuid: volumes.root } } });
    project.declare(declared("parent"));
    await project.up();
    project.declare({ ...declared("parent"), ...declared("child") });
    await project.up();
    project.declare(declared("child"));
    assert.match(await project.up(), /deletion of volume snapshot \w+ postponed: 1 newer snapshot/);
    assert.equal((await engine.uuids()).length, 2);
    project.declare({});
    assert.match(await project.up(), /deleted volume snapshot .*, whose deletion was postponed/);
    assert.deepEqual(await engine.uuids(), []);
  });
});
