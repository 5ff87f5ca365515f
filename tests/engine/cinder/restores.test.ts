import assert from "node:assert/strict";
import type { Project } from "../project";
import { CinderEngineTests, declare } from "./support";

describe("restores of Cinder through the CLI, through both doors in turn", () => {
  const engine = new CinderEngineTests();
  let project: Project;
  let volumeId: string;

  beforeEach(async () => {
    project = await engine.project();
    volumeId = (await engine.platform.volume()).id;
  });

  const content = (): string => engine.content(volumeId);
  const throughPlugin = (): void => {
    project.configure({ "snapshots:door": "plugin" });
    project.withPlugin();
  };
  const volumes = async (): Promise<string[]> => (await engine.platform.list("volumes")).map(({ id }) => id).sort();
  const outputsOf = async (name: string) => (await project.resources())[name]?.outputs ?? {};

  it("a backup overwrites its volume once for each value of triggers, after a preview that says so", async () => {
    const before = content();
    const point = await engine.platform.make("backups", { volume_id: volumeId, name: "point" });
    engine.overwrite(volumeId);
    const since = content();
    assert.notEqual(since, before);
    const back = (triggers: number) =>
      declare(project, {
        back: { kind: "VolumeRestore", args: { volumeId, backupId: point.id, triggers, safetyVolume: false } },
      });
    back(1);
    const preview = await project.succeed("preview", "--non-interactive");
    assert.match(preview, /overwriting volume .*"volume".* with volume backup .*"point".* of 2/);
    assert.equal(content(), since);
    await project.up();
    assert.equal(content(), before);

    engine.overwrite(volumeId);
    await project.succeed("preview", "--non-interactive", "--refresh", "--expect-no-changes");
    throughPlugin();
    await project.up();
    assert.equal(content(), since, "another door is no reason to do it again");
    back(2);
    await project.up();
    assert.equal(content(), before);
    await project.destroy();
    assert.equal(content(), before);
    await engine.platform.remove("backups", point.id);
  });

  it("a drill leaves nothing, and a series drills each new point", async () => {
    const all = await volumes();
    const point = await engine.platform.make("backups", { volume_id: volumeId, name: "point" });
    const nightly = { volumeId, keepLast: 1, drill: true, deletionPolicy: "delete" };
    const declared = (triggers: number) =>
      declare(project, {
        drill: { kind: "RestoreDrill", args: { backupId: point.id, triggers } },
        nightly: { kind: "VolumeSnapshotSeries", args: { ...nightly, triggers } },
      });
    const runs = new Set<unknown>();
    for (const triggers of [1, 2]) {
      declared(triggers);
      if (triggers === 2) throughPlugin();
      await project.up();
      const { restorableAt, duration, size, runCount } = await outputsOf("drill");
      assert.match(String(restorableAt), /^\d{4}-\d\d-\d\dT/);
      assert.deepEqual([typeof duration, size, runCount], ["number", 1, triggers]);
      const { history } = (await outputsOf("nightly")) as unknown as { history: { drill?: Record<string, unknown> }[] };
      assert.equal(history.length, 1);
      assert.equal(history[0]?.drill?.["size"], 1);
      runs.add(restorableAt).add(history[0]?.drill?.["restorableAt"]);
      assert.deepEqual(await volumes(), all);
    }
    assert.equal(runs.size, 4);
    await project.succeed("preview", "--non-interactive", "--refresh", "--expect-no-changes");
    await project.destroy();
    assert.deepEqual(await engine.platform.list("snapshots"), []);
    await engine.platform.remove("backups", point.id);
  });
});
