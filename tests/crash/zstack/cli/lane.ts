import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Project, root, type StateResource } from "../../../engine/project";
import { killProcesses, processesOf, until } from "../../../support/cliProcesses";
import type { Victim } from "../../harness/faults";
import type { Operation } from "../../harness/lane";
import { argsInTurn, type ResourceName } from "../platform/kinds";
import { ZStackLane } from "../platform/lane";
import { pointsOf } from "../platform/points";

const program = `
const { zstack } = require("pulumi-snapshots");
const { kind, args, options } = require("./declared.json");
new zstack[kind]("point", args, options);
`;

const provider = "cmd/dynamic-provider";
/** The CLI's own process, and no helper of it, has this in its command line. */
const cli = "--skip-preview";

interface Checkpoint {
  readonly checkpoint: {
    readonly latest?: { readonly resources?: StateResource[]; readonly pending_operations?: unknown[] };
  };
}

/** A project whose commands run one after the other, with a simulator and a tap of its own. */
export class CliLane implements Victim {
  private stack = "";
  private stacks = 0;
  /** Tags of every point when the engine was gone: what was written before is nobody's fault. */
  tagsAtLoss: ReadonlyMap<string, readonly string[]> = new Map();

  private constructor(
    readonly lane: ZStackLane,
    private readonly project: Project,
  ) {}

  static async open(): Promise<CliLane> {
    const lane = await ZStackLane.open();
    const { configuration } = lane;
    const project = new Project({
      ZSTACK_HOST: String(configuration["zstack:host"]),
      ZSTACK_PORT: String(configuration["zstack:port"]),
      ZSTACK_ACCOUNT_NAME: String(configuration["zstack:accountName"]),
      ZSTACK_ACCOUNT_PASSWORD: String(configuration["zstack:accountPassword"]),
    });
    project.program({ "index.js": program });
    return new CliLane(lane, project);
  }

  async close(): Promise<void> {
    this.killRest();
    await this.lane.close();
    this.project.remove();
  }

  /** An empty stack and a platform as new. */
  async fresh(): Promise<void> {
    await this.lane.reset();
    this.stacks += 1;
    this.stack = `dev${this.stacks}`;
    await this.project.succeed("stack", "init", this.stack);
  }

  /** Runs the command of an operation: its exit code and what it printed. */
  run(kind: ResourceName, operation: Operation, customTimeouts?: Record<string, string>) {
    const command = operation === "delete" ? "destroy" : "up";
    if (operation !== "delete") {
      const args = argsInTurn(kind, operation);
      this.project.write("declared.json", JSON.stringify({ kind, args, options: { customTimeouts } }));
    }
    return this.project.run([command, "--yes", cli, "--non-interactive", "--suppress-progress"]);
  }

  /** As docs/guarantees.md says what to do after a killed CLI. */
  async recover(): Promise<string> {
    await this.project.succeed("cancel", "--yes");
    const command = join(root, "dist/cli/main.js");
    const { code, output } = await this.project.command(process.execPath, [command, "recover", "--yes"]);
    if (code !== 0 && code !== 2) throw new Error(`recover ended with ${code}:\n${output}`);
    return output;
  }

  /** What the backend holds, as it is written there. */
  stateText(): string {
    return readFileSync(join(this.project.directory, ".state/.pulumi/stacks/project", `${this.stack}.json`), "utf8");
  }

  /** Restore points in state, and operations that did not end. */
  state(): { points: StateResource[]; pending: number } {
    const { latest } = (JSON.parse(this.stateText()) as Checkpoint).checkpoint;
    const points = (latest?.resources ?? []).filter((one) => one.type.startsWith("pulumi-nodejs:dynamic/"));
    return { points, pending: latest?.pending_operations?.length ?? 0 };
  }

  kill(): void {
    killProcesses(this.project, provider);
  }

  get exited(): Promise<void> {
    return until(() => processesOf(this.project, provider).length === 0);
  }

  async loseEngine(): Promise<void> {
    killProcesses(this.project, cli);
    await until(() => processesOf(this.project, cli).length === 0);
    this.tagsAtLoss = new Map((await pointsOf(this.lane.control)).map(({ id, tags }) => [id, tags]));
  }

  /** What a killed CLI had started, and nobody ends any more. */
  killRest(): void {
    for (const part of [cli, provider, "cmd/run", "pulumi-language-nodejs"]) killProcesses(this.project, part);
  }
}
