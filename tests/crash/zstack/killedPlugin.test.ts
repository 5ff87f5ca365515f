import assert from "node:assert/strict";
import { join } from "node:path";
import { type Project, root } from "../../engine/project";
import { EngineTests } from "../../engine/support";
import { processesOf, until } from "../../support/cliProcesses";
import { volumes } from "../../support/simulated";
import { full } from "../harness/options";

const command = join(root, "dist/cli/main.js");

const plugin = "pulumi-resource-snapshots";
const cli = "--skip-preview";

/** What is killed, and whether the CLI has lived long enough to write down that nothing was created. */
const deaths: readonly (readonly [what: string, victims: readonly string[], isRecorded: boolean])[] = [
  ["plugin", [plugin], true],
  // A CLI that sees its plugin die ends by itself.
  ["both", [cli, plugin], false],
  // The cases of the crash matrix that go through the CLI kill it alone as well.
  ...(full ? ([["cli", [cli], false]] as const) : []),
];

interface Found {
  readonly orphans: readonly { readonly uuid: string; readonly status: string }[];
}

describe("a stack of the plugin after kill -9 in the middle of a create", () => {
  const engine = new EngineTests({ jobDuration: { snapshot: 60_000, other: 5 } });

  before(function () {
    if (process.platform !== "linux") this.skip();
  });

  const run = (project: Project, ...args: string[]) => project.command(process.execPath, [command, ...args]);
  const posts = () => engine.control.countOf("POST", "/v1/volumes/{volumeUuid}/volume-snapshots");
  const isReady = async (uuid = "") => (await engine.control.snapshot(uuid))?.status === "Ready";

  async function orphans(project: Project): Promise<{ code: number | null; found: Found["orphans"] }> {
    const { code, output } = await run(project, "orphans", "--json");
    const line = output.split("\n").find((one) => one.startsWith("{")) ?? output;
    return { code, found: (JSON.parse(line) as Found).orphans };
  }

  it("has that object as its only orphan, which recover names and the next up takes over", async () => {
    const project = await engine.project();
    project.withPlugin();
    project.configure({ "snapshots:door": "plugin" });
    const kept: string[] = [];
    for (const [what, victims, isRecorded] of deaths) {
      const declared = [...deaths.slice(0, kept.length), [what]];
      project.declare(Object.fromEntries(declared.map(([name]) => [name, { args: { volumeUuid: volumes.root } }])));
      const sent = await posts();
      const running = project.run(["up", "--yes", cli]);
      await until(async () => (await posts()) > sent);
      const found = victims.map((victim) => processesOf(project, victim));
      assert.ok(
        found.every((pids) => pids.length >= 1),
        `${what}: ${found.join(" and ")}`,
      );
      for (const pid of found.flat()) process.kill(pid, "SIGKILL");
      await running;
      // The plugin notices the end of its engine, and marks nothing.
      for (const part of [plugin, "cmd/run"]) await until(() => processesOf(project, part).length === 0);
      await engine.control.advance(60_000);
      const [made, ...others] = (await engine.uuids()).filter((uuid) => !kept.includes(uuid));
      assert.ok(made !== undefined && others.length === 0);
      await until(() => isReady(made));
      assert.deepEqual(await engine.control.tags(made), []);

      if (!isRecorded) await project.succeed("cancel", "--yes");
      const lost = await orphans(project);
      assert.deepEqual(
        [lost.code, lost.found.map(({ uuid, status }) => [uuid, status])],
        [2, [[made, "interrupted"]]],
        what,
      );
      const recovered = await run(project, "recover", "--yes");
      assert.equal(recovered.code, isRecorded ? 0 : 2, recovered.output);
      assert.equal(recovered.output.includes(made), !isRecorded, recovered.output);
      const state = await project.state();
      assert.deepEqual(state.pending_operations ?? [], []);

      assert.match(await project.up(), /taking over|joining/);
      assert.equal((await project.resources())[what]?.id, made);
      assert.match((await engine.control.tags(made)).join(), /^pulumi::/);
      kept.push(made);
    }
    assert.deepEqual(await orphans(project), { code: 0, found: [] });
    assert.deepEqual(await engine.uuids(), kept.sort());
  });
});
