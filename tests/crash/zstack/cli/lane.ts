import { readFileSync } from "node:fs";
import { join } from "node:path";
import { tokenOfType } from "../../../../provider/core/contract/resourceType";
import { defaultOrganization } from "../../../../provider/core/identity/identity";
import { Project, root, type StateResource } from "../../../engine/project";
import { killProcesses, processesOf, until } from "../../../support/cliProcesses";
import type { Door } from "../../../support/doors";
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

/** What the command line of a provider process has in it. */
const providers: Readonly<Record<Door, string>> = {
  dynamic: "cmd/dynamic-provider",
  plugin: "pulumi-resource-snapshots",
};
/** The CLI's own process, and no helper of it, has this in its command line. */
const cli = "--skip-preview";

interface Checkpoint {
  readonly checkpoint: {
    readonly latest?: { readonly resources?: StateResource[]; readonly pending_operations?: unknown[] };
  };
}

/** A resource with the hidden input that its provider has made of its URN. */
const asDeclared = (one: StateResource): StateResource => ({
  ...one,
  inputs: { __seed: one.outputs["__seed"], ...one.inputs },
});

/** A project whose commands run one after the other, with a simulator and a tap of its own. */
export class CliLane implements Victim {
  private stack = "";
  private stacks = 0;
  /** Whether what was to be killed last was there. */
  hit = true;
  /** Tags of every point when the engine was gone: what was written before is nobody's fault. */
  tagsAtLoss: ReadonlyMap<string, readonly string[]> = new Map();

  private constructor(
    readonly lane: ZStackLane,
    private readonly project: Project,
    private readonly door: Door,
  ) {}

  static async open(door: Door): Promise<CliLane> {
    const lane = await ZStackLane.open({ door, organization: defaultOrganization });
    const { configuration } = lane;
    const project = new Project({
      ZSTACK_HOST: String(configuration["zstack:host"]),
      ZSTACK_PORT: String(configuration["zstack:port"]),
      ZSTACK_ACCOUNT_NAME: String(configuration["zstack:accountName"]),
      ZSTACK_ACCOUNT_PASSWORD: String(configuration["zstack:accountPassword"]),
    });
    project.program({ "index.js": program });
    if (door === "plugin") project.withPlugin();
    return new CliLane(lane, project, door);
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
    await this.project.initStack(this.stack);
    this.project.configure({ "snapshots:door": this.door }, this.stack);
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
    const points = (latest?.resources ?? []).filter((one) => tokenOfType(one.type) !== undefined);
    return { points: points.map(asDeclared), pending: latest?.pending_operations?.length ?? 0 };
  }

  kill(): void {
    this.hit = killProcesses(this.project, providers[this.door]) > 0;
  }

  get exited(): Promise<void> {
    return until(() => processesOf(this.project, providers[this.door]).length === 0);
  }

  async loseEngine(): Promise<void> {
    this.hit = killProcesses(this.project, cli) > 0 && processesOf(this.project, providers[this.door]).length > 0;
    await until(() => processesOf(this.project, cli).length === 0);
    this.tagsAtLoss = new Map((await pointsOf(this.lane.control)).map(({ id, tags }) => [id, tags]));
  }

  /** What a killed CLI had started, and nobody ends any more. */
  killRest(): void {
    for (const part of [cli, providers[this.door], "cmd/run", "pulumi-language-nodejs"])
      killProcesses(this.project, part);
  }
}
