import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { volumes } from "../../support/simulated";
import type { Project } from "../project";
import { EngineTests } from "../support";

const password = "correct-horse-of-jane-1";
const description = "correct-horse-described-2";
const trigger = "correct-horse-triggering-3";

/** What a session is asked for with. */
const digest = createHash("sha512").update(password).digest("hex");

/** With the log of the CLI and of everything that it starts, and every request of the provider. */
const loud = ["-v=9", "--logtostderr", "--logflow"];
const debug = { PULUMI_SNAPSHOTS_LOG: "debug" };

/** The CLI writes down every value that it passes to any provider, or gets of it, secrets in the clear. */
const isTrace = (line: string): boolean =>
  /"msg":"((Unm|M)arshaling property for RPC\[|(eventSink::Debug\(<\{%reset%\}>)?RegisterResource RPC finished: )/.test(
    line,
  );

describe("secrets of a stack of the plugin", () => {
  const engine = new EngineTests({ accounts: [{ name: "jane", password }] });

  async function started(settings: Record<string, string>): Promise<Project> {
    const { ZSTACK_HOST = "", ZSTACK_PORT = "" } = engine.settings;
    const project = await engine.project({ ZSTACK_HOST, ZSTACK_PORT, ...settings });
    project.program({
      "index.js": `
        const pulumi = require("@pulumi/pulumi");
        const { zstack } = require("pulumi-snapshots");
        const config = new pulumi.Config();
        new zstack.VolumeSnapshot("snap", {
          volumeUuid: "${volumes.root}",
          description: config.requireSecret("description"),
          triggers: [config.requireSecret("trigger")],
        });
      `,
    });
    project.withPlugin();
    const secrets = { "project:description": description, "project:trigger": trigger };
    const args = Object.entries(secrets).flatMap(([key, value]) => ["--secret", `${key}=${value}`]);
    await project.succeed("config", "set-all", "--plaintext", "snapshots:door=plugin", ...args);
    return project;
  }

  async function loudly(project: Project, ...args: string[]): Promise<string[]> {
    const { code, output } = await project.run(
      [...args, "--yes", "--skip-preview", "--non-interactive", ...loud],
      debug,
    );
    assert.equal(code, 0, output.slice(-3000));
    const lines = output.split("\n");
    assert.ok(
      lines.some((line) => line.includes("/v1/accounts/login 200")),
      "the log has the requests of the provider",
    );
    return lines;
  }

  const withAny = (lines: readonly string[], secrets: readonly string[]): string[] =>
    lines.filter((line) => secrets.some((secret) => line.includes(secret)));

  it("are in no state, in no output, and in no line of the loudest log but the CLI's traces of what it passes on", async () => {
    const project = await started({});
    const name = ["--plaintext", "snapshots:zstack.accountName=jane"];
    await project.succeed(
      ...["config", "set-all", "--path", ...name, "--secret", `snapshots:zstack.accountPassword=${password}`],
    );
    const secrets = [password, digest, description, trigger];
    const lines = await loudly(project, "up");
    const shown = withAny(lines, secrets);
    assert.deepEqual(
      shown.filter((line) => !isTrace(line)),
      [],
    );
    // Otherwise the CLI has become better, and the documentation may promise more.
    assert.ok(shown.some((line) => line.includes(password)));
    const quiet = [await project.up(), JSON.stringify(await project.state())];
    assert.deepEqual(withAny([...quiet], secrets), []);
    await project.destroy();
  });

  it("are in no line at all if they are environment variables, as the documentation advises", async () => {
    const project = await started({ ZSTACK_ACCOUNT_NAME: "jane", ZSTACK_ACCOUNT_PASSWORD: password });
    const lines = [...(await loudly(project, "up")), ...(await loudly(project, "destroy"))];
    assert.deepEqual(withAny(lines, [password, digest]), []);
  });
});
