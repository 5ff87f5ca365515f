// A Pulumi project of the benchmark, with one stack on a file backend.
import { mkdirSync, readdirSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { isolatedEnvironment } from "../environment.mjs";
import { pulumiEnvironment } from "../offline-pulumi/resolve.mjs";
import { root } from "../project.mjs";
import { timed } from "./processTime.mjs";

/** How the resources of a stack are served; `nothing`: by a dynamic provider that does nothing, the least there can be. */
export const doors = /** @type {const} */ (["dynamic", "plugin", "nothing"]);

/** @typedef {typeof doors[number]} Door */

const snapshots = `
const { zstack } = require("pulumi-snapshots");
const { names, volumes, description } = require("./declared.json");
// Nothing has been written to these volumes.
const verify = { size: false };
names.forEach((name, index) => new zstack.VolumeSnapshot(name, { volumeUuid: volumes[index], description, verify }));
`;

/** Given as text, as the classes of this package do: no function has to be serialized. */
const emptyProvider = `exports.handler = () => ({
  create: async (inputs) => ({ id: inputs.name, outs: inputs }),
  update: async (id, olds, news) => ({ outs: news }),
});`;

const nothing = `
const pulumi = require("@pulumi/pulumi");
const { names, volumes, description } = require("./declared.json");
const __provider = ${JSON.stringify(emptyProvider)};
class Nothing extends pulumi.CustomResource {
  constructor(name, args) {
    super("pulumi-nodejs:dynamic/bench:Nothing", name, { name, ...args, __provider });
  }
}
names.forEach((name, index) => new Nothing(name, { volumeUuid: volumes[index], description }));
`;

export class Stack {
  /**
   * @param {object} options
   * @param {string} options.bin the Pulumi CLI
   * @param {string} options.folder an empty folder
   * @param {string} options.home of Pulumi, shared by all projects
   * @param {Door} options.door
   * @param {string} options.server URL of the simulator
   * @param {readonly string[]} options.flags of every command
   * @param {string} [options.name] of the stack
   * @param {string} [options.backend] a file back end of its own, if none is given
   */
  constructor({ bin, folder, home, door, server, flags, name = "dev", backend = `file://${join(folder, "state")}` }) {
    this.name = name;
    this.bin = bin;
    this.folder = folder;
    this.flags = flags;
    const { hostname, port } = new URL(server);
    this.env = {
      ...isolatedEnvironment(),
      ...pulumiEnvironment(bin),
      ...{
        PULUMI_HOME: home,
        PULUMI_BACKEND_URL: backend,
        PULUMI_CONFIG_PASSPHRASE: "bench",
      },
      ...{
        ZSTACK_HOST: hostname,
        ZSTACK_PORT: port,
        ZSTACK_ACCOUNT_NAME: "admin",
        ZSTACK_ACCOUNT_PASSWORD: "password",
      },
    };
    mkdirSync(join(folder, "state"), { recursive: true });
    mkdirSync(join(folder, "node_modules/@pulumi"), { recursive: true });
    symlinkSync(root, join(folder, "node_modules/pulumi-snapshots"));
    symlinkSync(join(root, "node_modules/@pulumi/pulumi"), join(folder, "node_modules/@pulumi/pulumi"));
    const plugins = { providers: [{ name: "snapshots", path: "node_modules/pulumi-snapshots/dist/plugin" }] };
    this.write("Pulumi.yaml", {
      ...{ name: "bench", runtime: { name: "nodejs", options: { typescript: false } } },
      ...(door === "plugin" ? { plugins } : {}),
    });
    this.write(`Pulumi.${name}.yaml`, { config: { "snapshots:door": door === "plugin" ? "plugin" : "dynamic" } });
    this.write("package.json", { name: "bench", private: true });
    writeFileSync(join(folder, "index.js"), door === "nothing" ? nothing : snapshots);
  }

  /** @param {string} name @param {object} content */
  write(name, content) {
    writeFileSync(join(this.folder, name), JSON.stringify(content));
  }

  /** @param {readonly string[]} volumes one for each resource @param {string} description of each */
  declare(volumes, description) {
    this.write("declared.json", { names: volumes.map((_, index) => `resource-${index}`), volumes, description });
  }

  async start() {
    await timed(this.bin, ["stack", "init", this.name], { cwd: this.folder, env: this.env });
  }

  /** @param {"up" | "refresh" | "destroy"} command */
  run(command) {
    const args = [command, "--yes", "--skip-preview", "--non-interactive", ...this.flags];
    return timed(this.bin, args, { cwd: this.folder, env: this.env });
  }

  /** Bytes of the state file. */
  get stateBytes() {
    const stacks = join(this.folder, "state/.pulumi/stacks/bench");
    return readdirSync(stacks)
      .filter((name) => name === `${this.name}.json`)
      .reduce((sum, name) => sum + statSync(join(stacks, name)).size, 0);
  }
}
