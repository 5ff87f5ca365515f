import assert from "node:assert/strict";
import { join } from "node:path";
import { type Project, root } from "../project";
import { CinderEngineTests, declare } from "./support";

describe("a restore in place of Cinder through the CLI", () => {
  const engine = new CinderEngineTests();
  let project: Project;
  let volumeId: string;

  beforeEach(async () => {
    project = await engine.project();
    volumeId = (await engine.platform.volume()).id;
  });

  const content = (id: string): string => engine.content(id);

  it("is announced by the preview, carried out once, and again only with other triggers", async () => {
    const point = await engine.platform.make("snapshots", { volume_id: volumeId, name: "point" });
    engine.overwrite(volumeId);
    const since = content(volumeId);
    const back = (triggers: number) => ({
      back: { kind: "VolumeRevert" as const, args: { volumeId, snapshotId: point.id, triggers } },
    });
    declare(project, back(1));
    const preview = await project.succeed("preview", "--non-interactive");
    assert.match(preview, /overwriting volume .*"volume".* with volume snapshot .*"point".* of 2/);
    assert.equal(content(volumeId), since);
    await project.up();
    assert.equal(content(volumeId), content(point.id));
    const copies = async () =>
      (await engine.platform.list("volumes")).filter((row) => row["source_volid"] === volumeId);
    assert.deepEqual(
      (await copies()).map(({ id }) => content(id)),
      [since],
    );

    engine.overwrite(volumeId);
    await project.succeed("preview", "--non-interactive", "--refresh", "--expect-no-changes");
    await project.up(
      "--replace",
      `urn:pulumi:${project.stack}::project::pulumi-nodejs:dynamic/cinder:VolumeRevert::back`,
    );
    assert.equal(content(volumeId), since);
    declare(project, back(2));
    await project.up();
    assert.equal(content(volumeId), content(point.id));
    assert.equal((await copies()).length, 2);
    await project.destroy();
    for (const { id } of await copies()) await engine.platform.remove("volumes", id);
  });

  it("is done by the command for a logical name of the stack, and the stack has nothing to change", async () => {
    declare(project, { before: { kind: "VolumeSnapshot", args: { volumeId } } });
    await project.up();
    const id = (await project.resources())["before"]?.id ?? "";
    engine.overwrite(volumeId);
    const since = content(volumeId);
    const restore = async (...args: string[]) => {
      const command = ["restore", "before", "--json", ...args];
      const { code, output } = await project.command(process.execPath, [join(root, "dist/cli/main.js"), ...command], {
        PULUMI_SNAPSHOTS_LOG: "off",
      });
      assert.equal(code, 0, output);
      return JSON.parse(output) as { plan: { summary: string }; outputs?: { safetyVolumeId?: string } };
    };
    const { plan } = await restore("--dry-run");
    assert.match(plan.summary, new RegExp(`overwriting volume .*${volumeId}.* with volume snapshot .*${id}`));
    assert.equal(content(volumeId), since);
    const { outputs } = await restore("--yes");
    assert.equal(content(volumeId), content(id));
    const kept = outputs?.safetyVolumeId ?? "";
    assert.equal(content(kept), since);
    await project.succeed("preview", "--non-interactive", "--refresh", "--expect-no-changes");
    await project.destroy();
    await engine.platform.remove("volumes", kept);
  });
});
