// What commands of the Pulumi CLI take, through both doors and with a provider that does nothing, in turns.
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { cpus, loadavg, release, tmpdir, totalmem } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { resolvePulumi } from "../offline-pulumi/resolve.mjs";
import { onInterrupt, run } from "../processes.mjs";
import { median, positive, table } from "./figures.mjs";
import { writeMeasured } from "./page.mjs";
import { BenchPlatform } from "./platform.mjs";
import { doors, Stack } from "./stack.mjs";

/** @typedef {import("./stack.mjs").Door} Door */
/** @typedef {{ wall: number, cpu: number, requests: number }} Cost */
/** @typedef {{ costs: Record<Step, Cost>, stateBytes: number }} Turn */

const steps = /** @type {const} */ (["up", "no-op up", "update", "refresh", "destroy"]);

/** @typedef {typeof steps[number]} Step */

/** @param {string[]} args */
function options(args) {
  const { values } = parseArgs({
    args,
    options: {
      counts: { type: "string", default: "1,50,200" },
      rounds: { type: "string", default: "3" },
      parallel: { type: "string" },
      write: { type: "boolean", default: false },
    },
  });
  const parallel = values.parallel === undefined ? [] : [`--parallel=${positive(values.parallel, "parallel")}`];
  const counts = values.counts.split(",").map((one) => positive(one, "counts"));
  return { counts, rounds: positive(values.rounds, "rounds"), flags: parallel, write: values.write };
}

/** Everything that is done with a stack of so many resources, once. */
class Course {
  /**
   * @param {BenchPlatform} platform
   * @param {(door: Door) => Stack} newStack
   */
  constructor(platform, newStack) {
    this.platform = platform;
    this.newStack = newStack;
  }

  /** @param {Door} door @param {number} count @returns {Promise<Turn>} */
  async run(door, count) {
    const volumes = await this.platform.reset(count);
    const stack = this.newStack(door);
    /** @type {Partial<Record<Step, Cost>>} */
    const costs = {};
    /** @param {Step} step @param {"up" | "refresh" | "destroy"} command */
    const measure = async (step, command) => {
      const before = await this.platform.requests();
      const { wall, cpu } = await stack.run(command);
      costs[step] = { wall, cpu, requests: (await this.platform.requests()) - before };
    };
    try {
      stack.declare(volumes, "first");
      await stack.start();
      await measure("up", "up");
      const made = await this.platform.snapshots();
      if (door !== "nothing" && made !== count) throw new Error(`${made} snapshots were made, not ${count}.`);
      await measure("no-op up", "up");
      const { stateBytes } = stack;
      stack.declare(volumes, "second");
      await measure("update", "up");
      await measure("refresh", "refresh");
      await measure("destroy", "destroy");
      if ((await this.platform.snapshots()) !== 0) throw new Error("Snapshots are left after destroy.");
      return { costs: /** @type {Record<Step, Cost>} */ (costs), stateBytes };
    } finally {
      rmSync(stack.folder, { recursive: true, force: true });
    }
  }
}

/** @param {readonly Turn[]} turns @param {Step} step @param {keyof Cost} figure */
const medianOf = (turns, step, figure) => median(turns.map(({ costs }) => costs[step][figure]));

/** A line for whoever waits. @param {Door} door @param {number} count @param {Turn} turn */
function progress(door, count, { costs, stateBytes }) {
  const figures = steps.map((step) => {
    const { cpu, wall, requests } = costs[step];
    return `${step} ${cpu.toFixed(2)} s CPU, ${wall.toFixed(1)} s, ${requests} requests`;
  });
  console.error(`${door}, N = ${count}: ${figures.join("; ")}; ${stateBytes} bytes; load ${loadavg()[0]?.toFixed(1)}`);
}

/** @param {number} count @param {Record<Door, Turn[]>} turns */
function report(count, turns) {
  const { dynamic, plugin, nothing } = turns;
  /** @param {Step} step @param {"wall" | "cpu"} figure */
  const ratio = (step, figure) => {
    const each = dynamic.map((one, round) => (plugin[round]?.costs[step][figure] ?? 0) / one.costs[step][figure]);
    return median(each).toFixed(2);
  };
  const rows = steps.map((step) => [
    step,
    ...[dynamic, plugin, nothing].map((one) => medianOf(one, step, "cpu").toFixed(2)),
    ratio(step, "cpu"),
    ...[dynamic, plugin, nothing].map((one) => medianOf(one, step, "wall").toFixed(1)),
    ratio(step, "wall"),
    ...[dynamic, plugin].map((one) => medianOf(one, step, "requests")),
  ]);
  const head = [
    `N = ${count}`,
    ...["CPU s: dynamic", "plugin", "nothing", "plugin/dynamic"],
    ...["wall s: dynamic", "plugin", "nothing", "plugin/dynamic"],
    ...["requests: dynamic", "plugin"],
  ];
  const bytes = doors.map((door) => `${door} ${median(turns[door].map(({ stateBytes }) => stateBytes))}`);
  return `${table(head, rows)}\n\nBytes of state for N = ${count}: ${bytes.join(", ")}.\n`;
}

/** @param {string[]} args */
export async function benchDoors(args) {
  const { counts, rounds, flags, write } = options(args);
  const bin = await resolvePulumi();
  const folder = mkdtempSync(join(tmpdir(), "pulumi-snapshots-bench-"));
  const remove = () => rmSync(folder, { recursive: true, force: true });
  const forget = onInterrupt(remove);
  // The storage is fast: what is compared is what the provider takes.
  const platform = await BenchPlatform.start(20);
  const home = join(folder, "home");
  mkdirSync(home);
  const course = new Course(platform, (door) => {
    const own = mkdtempSync(join(folder, `${door}-`));
    return new Stack({ ...{ bin, home, door, flags }, folder: own, server: platform.simulator.url });
  });
  try {
    const [processor] = cpus();
    const { stdout } = await run(bin, ["version"]);
    /** @type {string[]} */
    const measured = [];
    /** @param {string} text */
    const show = (text) => {
      console.log(text);
      measured.push(text);
    };
    show(
      `${cpus().length} × ${processor?.model ?? "processor"}, ${Math.round(totalmem() / 2 ** 30)} GiB, ${process.platform} ` +
        `${release()}, Node ${process.version}, Pulumi ${stdout.trim()}; medians of ${rounds} rounds` +
        `${flags.map((one) => `, ${one}`).join("")}.\n`,
    );
    // Once without counting: files are in memory afterwards, and the CLI has made its folders.
    for (const door of doors) await course.run(door, 1);
    for (const count of counts) {
      /** @type {Record<Door, Turn[]>} */
      const turns = { dynamic: [], plugin: [], nothing: [] };
      for (let round = 0; round < rounds; round += 1) {
        // Whoever comes first changes from round to round.
        const order = doors.map((_, index) => doors[(index + round) % doors.length] ?? "dynamic");
        for (const door of order) {
          const turn = await course.run(door, count);
          progress(door, count, turn);
          turns[door].push(turn);
        }
      }
      show(report(count, turns));
    }
    show(`Load of the machine at the end: ${loadavg()[0]?.toFixed(1)}.`);
    if (write) writeMeasured("doors", measured.join("\n"));
  } finally {
    await platform.close();
    forget();
    remove();
  }
}
