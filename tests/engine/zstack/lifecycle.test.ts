import assert from "node:assert/strict";
import { volumes } from "../../support/simulated";
import { EngineTests } from "../support";

describe("zstack.VolumeSnapshot through the engine", () => {
  const engine = new EngineTests();

  it("is made, left alone, changed in place, replaced, refreshed and destroyed", async () => {
    const project = await engine.project();
    const snap = (args: object) => ({ snap: { args: { volumeUuid: volumes.root, ...args } } });

    project.declare(snap({ triggers: ["v1"], userTags: ["app::web"] }));
    assert.match(await project.up(), /snap created/);
    const first = (await project.resources())["snap"];
    assert.deepEqual(await engine.uuids(), [first?.id]);
    assert.equal(first?.outputs["uuid"], first?.id);
    assert.equal(first?.outputs["name"], "snap");
    assert.equal(
      first?.inputs["__provider"],
      'exports.handler=()=>require("pulumi-snapshots/dynamic").zstackVolumeSnapshot;',
    );

    const logins = await engine.control.countOf("PUT", "/v1/accounts/login");
    assert.match(await project.up(), /unchanged/);
    assert.equal(
      await engine.control.countOf("PUT", "/v1/accounts/login"),
      logins,
      "a run without changes asks nobody",
    );

    project.declare(snap({ triggers: ["v1"], userTags: ["app::web"], name: "renamed", description: "d" }));
    assert.match(await project.up(), /1 updated/);
    assert.equal((await engine.control.snapshot(first?.id ?? ""))?.name, "renamed");

    // On chain storage the new one becomes the child of the old: there is no moment without a restore point.
    project.declare(snap({ triggers: ["v2"], userTags: ["app::web"], name: "renamed", description: "d" }));
    const replaced = await project.up();
    assert.match(replaced, /1 replaced/);
    assert.match(replaced, /deletion of volume snapshot \w+ postponed: 1 newer snapshot/);
    const second = (await project.resources())["snap"];
    assert.deepEqual(await engine.uuids(), [first?.id, second?.id].sort());

    assert.match(await project.refresh("--expect-no-changes"), /unchanged/);

    const forced = await project.up("--replace", second?.urn ?? "");
    assert.match(forced, /1 replaced/);
    assert.equal((await engine.uuids()).length, 3);

    await project.destroy();
    assert.deepEqual(await engine.uuids(), [], "the deferred ones went with the last");
    assert.equal(
      await engine.control.countOf("DELETE", "/v1/accounts/sessions/{sessionUuid}"),
      await engine.control.countOf("PUT", "/v1/accounts/login"),
      "every session was ended",
    );
  });

  it("shows drift and puts it right", async () => {
    const project = await engine.project();
    project.declare({ snap: { args: { volumeUuid: volumes.root, description: "d" } } });
    await project.up();
    const id = (await project.resources())["snap"]?.id ?? "";
    await engine.control.job("PUT", `/v1/volume-snapshots/${id}/actions`, {
      updateVolumeSnapshot: { name: "by hand" },
    });
    assert.match(await project.fail("refresh", "--preview-only", "--expect-no-changes"), /name|update/);
    await project.refresh();
    assert.match(await project.succeed("preview", "--diff"), /by hand/);
    assert.match(await project.up(), /1 updated/);
    assert.equal((await engine.control.snapshot(id))?.name, "snap");

    await engine.control.job("DELETE", `/v1/volume-snapshots/${id}`);
    assert.match(await project.refresh(), /1 deleted/);
    assert.match(await project.up(), /snap created/);
    assert.equal((await engine.uuids()).length, 1);
  });

  it("previews what is not known yet", async () => {
    const project = await engine.project();
    project.program({
      "index.js": `
        const { zstack } = require("pulumi-snapshots");
        const { volumeUuid, version } = require("./declared.json");
        const first = new zstack.VolumeSnapshot("first", { volumeUuid, triggers: [version] });
        new zstack.VolumeSnapshot("second", { volumeUuid, description: first.uuid, triggers: { after: [first.uuid] } });
      `,
    });
    const declare = (version: number) =>
      project.declare({ volumeUuid: volumes.root, version } as unknown as Parameters<typeof project.declare>[0]);
    declare(1);
    assert.match(await project.succeed("preview"), /3 to create/);
    assert.deepEqual(await engine.uuids(), [], "a preview makes nothing");
    await project.up();
    declare(2);
    assert.match(await project.succeed("preview"), /2 to replace/);
    assert.match(await project.up(), /2 replaced/);
    await project.destroy();
    assert.deepEqual(await engine.uuids(), []);
  });

  it("refuses another host than the one in state, and drops nothing", async () => {
    const project = await engine.project();
    project.declare({ snap: { args: { volumeUuid: volumes.root } } });
    await project.up();
    const elsewhere = { ZSTACK_HOST: "localhost" };
    for (const command of ["refresh", "destroy"]) {
      const { code, output } = await project.run([command, "--yes", "--skip-preview"], elsewhere);
      assert.notEqual(code, 0);
      assert.match(output, /was created on 127\.0\.0\.1:\d+(?:\/\w+)?, but the provider is configured for localhost/);
      assert.doesNotMatch(output, /\n\s+at .*\.js:\d+/);
    }
    assert.equal(Object.keys(await project.resources()).length, 1);
    assert.equal((await engine.uuids()).length, 1);
  });

  it("keeps secrets out of state and output, also with an explicit provider", async () => {
    const project = await engine.project({});
    const { host, port } = engine.control;
    project.program({
      "index.js": `
        const { zstack } = require("pulumi-snapshots");
        const cloud = new zstack.Provider("cloud", {
          host: "${host}", port: ${port}, accountName: "admin", accountPassword: "password",
        });
        new zstack.VolumeSnapshot("snap", { volumeUuid: "${volumes.root}" }, { provider: cloud });
      `,
    });
    const output = await project.up();
    const exported = await project.succeed("stack", "export");
    for (const text of [output, exported]) assert.doesNotMatch(text, /"password"|b109f3bbbc244eb8/);
    assert.match(await project.refresh("--expect-no-changes"), /unchanged/);
    await project.destroy();
    assert.deepEqual(await engine.uuids(), []);
  });

  it("reports bad input in one readable message, before anything is sent", async () => {
    const project = await engine.project();
    project.declare({ snap: { args: { volumeUuid: "not-a-uuid", volumeuuid: "x" } } });
    const output = await project.fail("up", "--yes", "--skip-preview");
    assert.match(output, /volumeUuid: is not a ZStack uuid; give 32 lower-case hexadecimal digits/);
    assert.match(output, /volumeuuid is not an input; did you mean volumeUuid\?/);
    assert.doesNotMatch(output, /\n\s+at .*\.js:\d+/);
    assert.equal((await engine.control.requests()).length, 0);
  });

  it("says how to give settings that are missing", async () => {
    const project = await engine.project({});
    project.declare({ snap: { args: { volumeUuid: volumes.root } } });
    const output = await project.fail("up", "--yes", "--skip-preview");
    assert.match(output, /zstack:host.*ZSTACK_HOST.*zstack\.Provider/s);
    assert.match(output, /zstack:accountName and zstack:accountPassword.*ZSTACK_ACCESS_KEY_ID/s);
  });

  it("is held by the emergency brake in a plain destroy", async () => {
    const project = await engine.project();
    project.declare({ snap: { args: { volumeUuid: volumes.root } } });
    await project.up();
    const { code, output } = await project.run(["destroy", "--yes", "--skip-preview"], {
      PULUMI_SNAPSHOTS_DELETION_POLICY: "retain",
    });
    assert.equal(code, 0, output);
    assert.match(output, /is kept on the platform/);
    assert.equal((await engine.uuids()).length, 1);
  });
});
