import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Project } from "../project";
import { CinderEngineTests, declare } from "./support";

describe("a restore in place of Cinder through the CLI", () => {
  const engine = new CinderEngineTests();
  let project: Project;
  let volumeId: string;

  beforeEach(async () => {
    project = await engine.project();
    volumeId = (await engine.platform.volume()).id;
  });

  const file = (id: string): string => join(engine.lab.directory, "volumes", id);
  const content = (id: string): string => readFileSync(file(id)).toString("base64");
  const overwrite = (): void => {
    const data = readFileSync(file(volumeId));
    data.write("written since");
    writeFileSync(file(volumeId), data);
  };

  it("is announced by the preview, carried out once, and again only with other triggers", async () => {
    const point = await engine.platform.make("snapshots", { volume_id: volumeId, name: "point" });
    overwrite();
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

    overwrite();
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
});
