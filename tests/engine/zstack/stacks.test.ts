import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { root } from "../project";

const full = process.env["PULUMI_SNAPSHOTS_TEST_FULL"] === "1";

describe("many stacks on one platform", () => {
  it("have exactly what they declare, and leave nothing", function () {
    this.timeout(600_000);
    const [stacks, volumes] = full ? [50, 4] : [4, 2];
    const args = ["--stacks", String(stacks), "--volumes", String(volumes), "--workers", "8"];
    const bench = join(root, "scripts/bench.mjs");
    const { stdout, stderr } = spawnSync(process.execPath, [bench, "stacks", ...args], { cwd: root, encoding: "utf8" });
    const line = new RegExp(
      `^snapshots: ${stacks * volumes} declared, 0 lost, 0 doubled, 0 unowned, 0 left at the end$`,
      "m",
    );
    assert.match(stdout, line, stderr);
  });

  it("would be found out if something were lost, doubled or nobody's", async () => {
    const { faults } = await import("../../../scripts/bench/stacks.mjs");
    const snapshot = (uuid: string, volumeUuid: string) => ({ uuid, volumeUuid });
    const userTags = ["1", "2"].map((resourceUuid) => ({
      resourceUuid,
      tag: "pulumi::organization/bench/tenant-0::x",
    }));
    const volumeSnapshots = [snapshot("1", "a"), snapshot("2", "b"), snapshot("3", "b")];
    assert.deepEqual(faults({ volumeSnapshots, userTags }, ["a", "b", "c"]), {
      lost: ["c"],
      doubled: ["b"],
      unowned: ["3"],
    });
  });
});
