import assert from "node:assert/strict";
import type { Project } from "../project";
import { CinderEngineTests, declare } from "./support";

describe("Cinder's kinds through the CLI", () => {
  const engine = new CinderEngineTests();
  let project: Project;
  let volumeId: string;

  beforeEach(async () => {
    project = await engine.project();
    volumeId = (await engine.platform.volume()).id;
  });

  const snapshot = (more: object = {}) => ({ kind: "VolumeSnapshot" as const, args: { volumeId, ...more } });

  async function output(name: string): Promise<string> {
    return ((await project.outputs()) as Record<string, string>)[name] ?? "";
  }

  it("show at a refresh what was changed outside, and put it right", async () => {
    declare(project, { point: snapshot({ metadata: { tier: "gold" }, description: "mine" }) });
    await project.up();
    const id = await output("point");
    const quiet = ["preview", "--non-interactive", "--refresh", "--expect-no-changes"];
    await engine.platform.call("POST", `/snapshots/${id}/metadata`, { metadata: { theirs: "1" } });
    await project.succeed(...quiet);
    await engine.platform.call("PUT", `/snapshots/${id}`, { snapshot: { name: "renamed" } });
    await project.fail(...quiet);
    await engine.platform.call("DELETE", `/snapshots/${id}/metadata/tier`);
    await project.up("--refresh");
    const row = await engine.platform.find("snapshots", id);
    assert.deepEqual([row?.name, row?.metadata["tier"], row?.metadata["theirs"]], ["point", "gold", "1"]);
    await engine.platform.remove("snapshots", id);
    await project.fail(...quiet);
    await project.up("--refresh");
    assert.notEqual(await output("point"), id);
    await project.destroy();
    assert.deepEqual(await engine.restorePoints(), []);
  });

  it("make a new one at each forced replacement, and never keep the old one for it", async () => {
    declare(project, { point: snapshot() });
    await project.up();
    const ids = [await output("point")];
    for (const _ of [1, 2]) {
      await project.up(
        "--replace",
        `urn:pulumi:${project.stack}::project::pulumi-nodejs:dynamic/cinder:VolumeSnapshot::point`,
      );
      ids.push(await output("point"));
    }
    assert.equal(new Set(ids).size, 3);
    assert.deepEqual(
      (await engine.restorePoints()).map((row) => row.id),
      ids.slice(-1),
    );
    await project.destroy();
  });

  it("refuse one more than the volume may have before anything is sent, and name those there are", async () => {
    project.configure({ "cinder:maxSnapshotsPerVolume": "2" });
    declare(project, { one: snapshot(), two: snapshot(), three: snapshot() });
    const said = await project.fail("up", "--yes", "--skip-preview", "--non-interactive");
    const made = await engine.restorePoints();
    assert.equal(made.length, 2);
    for (const row of made) assert.match(said, new RegExp(row.id));
    assert.match(said, /has 2 snapshots.*cinder:maxSnapshotsPerVolume/);
    await project.destroy();
  });

  it("use an explicit provider, whose secrets stay out of state and output", async () => {
    const { identity, region, users } = engine.lab.description;
    const { username, password, projectName, domain } = users.member;
    const args = {
      authUrl: identity,
      region,
      userName: username,
      password,
      tenantName: projectName,
      domainName: domain,
    };
    declare(project, { point: { ...snapshot(), provider: { name: "site", args } } });
    project.environment["OS_CLOUD"] = "stranger";
    const said = await project.up();
    const [row, ...others] = await engine.restorePoints();
    assert.deepEqual([row?.volume_id, others.length], [volumeId, 0]);
    const state = await project.succeed("stack", "export");
    assert.ok(!state.includes(password) && !said.includes(password));
    await project.destroy();
    assert.deepEqual(await engine.restorePoints(), []);
  });

  it("keep what a deadline cut off, and go on waiting at the next up", async () => {
    declare(project, { point: { ...snapshot(), options: { customTimeouts: { create: "2s" } } } });
    engine.lab.turn({ faults: { create_snapshot: "hold" } });
    assert.match(
      await project.fail("up", "--yes", "--skip-preview", "--non-interactive"),
      /still in status "creating" after/,
    );
    const [row] = await engine.restorePoints();
    engine.lab.turn();
    await project.up();
    assert.equal(await output("point"), row?.id);
    assert.deepEqual(
      (await engine.restorePoints()).map(({ id }) => id),
      [row?.id],
    );
    await project.destroy();
    assert.deepEqual(await engine.restorePoints(), []);
  });
});
