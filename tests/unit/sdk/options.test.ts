import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { mock } from "node:test";
import { setImmediate } from "node:timers/promises";
import * as pulumi from "@pulumi/pulumi";
import { cinder, zstack } from "../../../sdk";
import { refuseMissing } from "../../../sdk/installed";
import { mockedEngine, registration } from "./mocked";

const volumeUuid = "0f3ab1c5d2e84f6a9b7c8d9e0f1a2b3c";

describe("options that a dynamic resource cannot have", () => {
  mockedEngine();

  it("import: is refused with the way to adopt an object", () => {
    const options = { import: "0f3ab1c5d2e84f6a9b7c8d9e0f1a2b3c" };
    const cases: readonly [() => unknown, string][] = [
      [() => new zstack.VolumeSnapshot("x", { volumeUuid }, options), "resourceUuid to its id and adopt: true"],
      [() => new cinder.VolumeSnapshot("x", { volumeId: "v" }, options), "snapshotId to its id and adopt: true"],
      [() => new cinder.VolumeBackup("x", { volumeId: "v" }, options), "backupId to its id and adopt: true"],
      [() => new zstack.VolumeSnapshotSeries("x", { volumeUuid }, options), "remove the option"],
    ];
    for (const [declare, remedy] of cases) {
      assert.throws(
        declare,
        (error) =>
          pulumi.RunError.isInstance(error) && error.message.includes("import") && error.message.endsWith(remedy),
      );
    }
  });

  it("customTimeouts: what is no duration is refused with its name, also what is no text", () => {
    // As a program in JavaScript can give it.
    const customTimeouts = JSON.parse('{ "create": 5 }') as pulumi.CustomTimeouts;
    assert.throws(() => new zstack.VolumeSnapshot("x", { volumeUuid }, { customTimeouts }), {
      message: 'customTimeouts.create of "x" is 5; use a duration such as "90s", "30m" or "1h30m"',
    });
  });

  it("arguments that are missing reach the check of the inputs, which names what is required", async () => {
    const missing = JSON.parse("{}") as { args?: zstack.VolumeSnapshotArgs & zstack.BackupStorageSyncArgs };
    for (const [index, kind] of [zstack.VolumeSnapshot, zstack.BackupStorageSync].entries()) {
      const make = kind as new (name: string, args: unknown) => pulumi.Resource;
      const { inputs } = await registration(new make(`none-${index}`, missing.args));
      assert.equal("volumeUuid" in inputs, false);
    }
  });
});

describe("unit tests of a program", () => {
  before(() => pulumi.runtime.setMocks(mocks, "project", "stack", false));

  it("need not name an organization", async () => {
    const snapshot = new zstack.VolumeSnapshot("web", { volumeUuid });
    await new Promise((resolve) => snapshot.urn.apply(resolve));
    assert.match(seen.get("web") ?? "", /^\/organization\/urn:pulumi:stack::project::/);
  });

  it("answer look-ups themselves: no platform is asked", async () => {
    const one = await zstack.getVmInstance({ name: "web-1" });
    assert.deepEqual(one, { asked: "snapshots:zstack:getVmInstance", name: "web-1" });
    const all = zstack.getVolumesOutput({ vmInstanceUuid: "v" });
    assert.deepEqual(await new Promise((resolve) => all.apply(resolve)), [{ vmInstanceUuid: "v" }]);
    await assert.rejects(
      cinder.getVolumes(),
      /the mocks have to answer snapshots:cinder:getVolumes with \{ volumes: \[\.\.\.\] \}/,
    );
  });

  it("have previews that say nothing of a restore in place", async () => {
    await pulumi.runtime.setMocks(mocks, "project", "stack", true);
    const warn = mock.method(console, "warn", () => undefined);
    try {
      const back = new zstack.VolumeRevert("back", { volumeUuid, volumeSnapshotUuid: volumeUuid });
      await new Promise((resolve) => back.urn.apply(resolve));
      await setImmediate();
      assert.equal(warn.mock.callCount(), 0);
    } finally {
      warn.mock.restore();
    }
  });

  const seen = new Map<string, string>();
  const mocks: pulumi.runtime.Mocks = {
    newResource: ({ name, inputs }) => {
      seen.set(name, String((inputs as Record<string, unknown>)["__seed"]));
      return { id: `${name}-id`, state: inputs as Record<string, unknown> };
    },
    call: ({ token, inputs }) =>
      token === "snapshots:zstack:getVolumes"
        ? { volumes: [inputs] }
        : token.includes(":cinder:")
          ? {}
          : { asked: token, ...(inputs as Record<string, unknown>) },
  };
});

describe("the project that the provider process starts in", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "pulumi-snapshots-installed-"));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it("has to have the package itself", () => {
    assert.throws(
      () => refuseMissing("pulumi-snapshots/dynamic", folder),
      (error) =>
        pulumi.RunError.isInstance(error) && error.message.includes(folder) && error.message.includes("npm install"),
    );
    const installed = join(folder, "node_modules/pulumi-snapshots");
    mkdirSync(installed, { recursive: true });
    writeFileSync(join(installed, "dynamic.js"), "");
    refuseMissing("pulumi-snapshots/dynamic", folder);
  });
});
