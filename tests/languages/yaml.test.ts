import assert from "node:assert/strict";
import { parse } from "yaml";
import { EngineTests } from "../engine/support";
import { volumes } from "../support/simulated";
import { documented } from "./sdks";
import { withPluginOnPath } from "./support";

interface Document {
  readonly resources: Readonly<Record<string, unknown>>;
  readonly outputs: Readonly<Record<string, unknown>>;
}

/** Nothing is asked of it in a preview. */
const cinder = { OS_AUTH_URL: "http://127.0.0.1:1/v3", OS_USERNAME: "u", OS_PASSWORD: "p", OS_PROJECT_NAME: "p" };

const misspelt = (resources: Readonly<Record<string, unknown>>): unknown =>
  JSON.parse(JSON.stringify(resources["zstackVolumeSnapshot"]).replace("volumeUuid", "volumeUid"));

describe("a program in YAML", () => {
  const engine = new EngineTests();

  it("of the examples goes up, stays as it is, takes a new snapshot for a new version, and comes down", async () => {
    const project = await withPluginOnPath(engine.unstarted()).example("yaml-volume-snapshot");
    // With its preview.
    const printed = await project.succeed("up", "--yes", "--non-interactive");
    assert.doesNotMatch(printed, /does not exist on/, "YAML warns of fields that other languages know");
    const outputs = JSON.parse(await project.succeed("stack", "output", "--json")) as Record<string, unknown>;
    assert.deepEqual(await engine.uuids(), [outputs["uuid"]]);
    assert.ok(Number(outputs["bytes"]) > 0);
    await project.succeed("preview", "--non-interactive", "--refresh", "--expect-no-changes");
    await project.succeed("config", "set", "appVersion", "2");
    assert.match(await project.up(), /1 replaced/);
    // The old one has the new one above it, and is deleted with it.
    assert.equal((await engine.uuids()).length, 2);
    await project.destroy();
    assert.deepEqual(await engine.uuids(), []);
  });

  it("says in its preview what a restore in place overwrites, and is refused what it cannot overwrite", async () => {
    const volumeSnapshotUuid = await engine.control.strangersSnapshot(volumes.root);
    const project = withPluginOnPath(engine.unstarted());
    const declare = (properties: object): void => {
      const back = { type: "snapshots:zstack:VolumeRevert", properties: { whenRunning: "stop", ...properties } };
      project.write("Pulumi.yaml", JSON.stringify({ name: "project", runtime: "yaml", resources: { back } }));
    };
    const overwriting = new RegExp(`in the update: overwriting volume .*${volumes.root}`);
    declare({ volumeUuid: volumes.root, volumeSnapshotUuid });
    await project.start();
    assert.match(await project.succeed("preview", "--non-interactive"), overwriting);
    declare({ volumeUuid: volumes.data, volumeSnapshotUuid });
    assert.match(await project.fail("preview", "--non-interactive"), /volumeSnapshotUuid/);
  });

  it("of the schema is accepted, for every resource", async () => {
    const documents = documented("yaml");
    assert.ok(documents.length >= 10);
    const resources: Record<string, unknown> = {};
    const outputs: Record<string, unknown> = {};
    for (const { resource, program } of documents) {
      const name = `${resource.platform}${resource.name}`;
      // Several programs have the same logical name; here they are one program.
      const example = resource.definition.example.name;
      const renamed = parse(program.replaceAll(`\${${example}.`, `\${${name}.`)) as Document;
      resources[name] = renamed.resources[example];
      for (const [key, value] of Object.entries(renamed.outputs)) outputs[`${name}-${key}`] = value;
    }
    const project = withPluginOnPath(engine.unstarted({ ...engine.settings, ...cinder }));
    project.write("Pulumi.yaml", JSON.stringify({ name: "project", runtime: "yaml", resources, outputs }));
    await project.start();
    const preview = await project.succeed("preview", "--non-interactive");
    assert.match(preview, new RegExp(`\\+ ${documents.length + 1} to create`));

    project.write(
      "Pulumi.yaml",
      JSON.stringify({ name: "project", runtime: "yaml", resources: { wrong: misspelt(resources) } }),
    );
    assert.match(await project.fail("preview", "--non-interactive"), /volumeUid/);
  });
});
