import assert from "node:assert/strict";
import { join } from "node:path";
import { defaultFixture } from "../../../simulator";
import { root } from "../project";
import { EngineTests } from "../support";

const { web1, db1 } = defaultFixture.vmInstances;

const program = `
const { zstack } = require("pulumi-snapshots");
const cloud = new zstack.Provider("cloud", { host: process.env.ZSTACK_HOST, port: Number(process.env.ZSTACK_PORT), accountName: "admin", accountPassword: "password" });
const single = new zstack.VolumeSnapshot("single", { volumeUuid: "${web1.rootVolumeUuid}" });
const group = new zstack.VolumeSnapshotGroup("group", { vmInstanceUuid: "${db1.uuid}" }, { provider: cloud });
new zstack.RestoreDrill("drill", { volumeSnapshotUuid: single.id });
new zstack.RestoreDrill("vm-drill", { volumeSnapshotGroupUuid: group.id }, { provider: cloud });
new zstack.VolumeSnapshotSeries("series", { volumeUuid: "${web1.dataVolumeUuids[0]}", triggers: [1], keepLast: 2 });
`;

interface Report {
  readonly stack: string;
  readonly points: readonly Readonly<Record<string, unknown>>[];
}

describe("pulumi-snapshots list and status of a real stack", () => {
  const engine = new EngineTests();

  it("know what it holds through either door, and in its state alone", async () => {
    const project = await engine.project();
    project.program({ "index.js": program });
    project.withPlugin();
    const command = (...args: string[]) =>
      project.command(process.execPath, [join(root, "dist/cli/main.js"), ...args], { PULUMI_SNAPSHOTS_LOG: "off" });
    const shown = async (...args: string[]): Promise<unknown> => {
      const { code, output } = await command("list", "--json", ...args);
      assert.equal(code, 0, output);
      const { stack, points } = JSON.parse(output) as Report;
      assert.equal(stack, "dev");
      return points
        .map(({ type, resource, ownership, verified, owner, drill }) => {
          return { type, resource, ownership, verified, owner, drilled: drill !== undefined };
        })
        .sort((a, b) => (String(a.resource) < String(b.resource) ? -1 : 1));
    };
    const all = (ownership: string, verified: boolean) =>
      [
        ["zstack.VolumeSnapshotGroup", "group"],
        ["zstack.VolumeSnapshotSeries", "series"],
        ["zstack.VolumeSnapshot", "single"],
      ].map(([type, resource]) => ({
        type,
        resource,
        ownership,
        verified,
        owner: `organization/project/dev::${resource}`,
        drilled: resource !== "series",
      }));
    for (const door of ["dynamic", "plugin"]) {
      project.configure({ "snapshots:door": door });
      await project.up();
      assert.deepEqual(await shown(), all("managed", true), door);
      assert.deepEqual(await shown("--state"), all("unknown", false), door);
    }
    const table = await command("list", "--all", "--kind", "group");
    assert.match(table.output, /^NAME .*\n.* db-1 .* dev::group .*\n1 restore point, /);
    const content = await command("status");
    assert.equal(content.code, 0, content.output);
    assert.match(content.output, /^ok: the newest verified restore points of 5 volumes are at most /);
    const undrilled = await command("status", "--json", "--max-drill-age", "1d");
    assert.equal(undrilled.code, 2, undrilled.output);
    const { findings: unproven } = JSON.parse(undrilled.output) as { findings: { code: string; id: string }[] };
    assert.deepEqual(
      unproven.map(({ code, id }) => `${code} ${id}`),
      [`no-drill ${web1.dataVolumeUuids[0]}`],
    );
    const gone = (await project.resources())["single"]?.id ?? "";
    await engine.control.job("DELETE", `/v1/volume-snapshots/${gone}?deleteMode=Permissive`);
    const found = await command("status", "--json");
    assert.equal(found.code, 2, found.output);
    const { findings } = JSON.parse(found.output) as { findings: { code: string; id: string }[] };
    assert.deepEqual(
      findings.map(({ code, id }) => `${code} ${id}`),
      [`missing ${gone}`],
    );
    assert.equal((await command("status", "--max-age", "soon")).code, 1);
    await project.destroy();
  });
});
