// What the provider process takes of memory, and which queries a refresh sends, with many resources in a stack.
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { resolvePulumi } from "../offline-pulumi/resolve.mjs";
import { positive, table } from "./figures.mjs";
import { BenchPlatform } from "./platform.mjs";
import { doors, Stack } from "./stack.mjs";

/** @typedef {import("./stack.mjs").Door} Door */

/** Milliseconds between two looks at the processes. */
const interval = 50;

/** @param {string} pid @param {string} file of the process; empty if it has ended meanwhile */
function processFile(pid, file) {
  try {
    return readFileSync(`/proc/${pid}/${file}`, "utf8");
  } catch {
    return "";
  }
}

/**
 * The most that a provider process of this project takes until `end`, in MiB.
 *
 * @param {string} folder of the project
 * @param {Door} door
 */
function watchProvider(folder, door) {
  const program = door === "plugin" ? "dist/plugin" : "dynamic-provider";
  let peak = 0;
  const look = () => {
    for (const pid of readdirSync("/proc").filter((name) => /^\d+$/.test(name))) {
      if (!processFile(pid, "cmdline").includes(program) || !processFile(pid, "environ").includes(folder)) continue;
      const [, kib = "0"] = /VmHWM:\s+(\d+)/.exec(processFile(pid, "status")) ?? [];
      peak = Math.max(peak, Number(kib) / 1024);
    }
  };
  const timer = setInterval(look, interval);
  return {
    end: () => {
      clearInterval(timer);
      return Math.round(peak);
    },
  };
}

/** @param {string[]} args */
export async function benchMemory(args) {
  const { values } = parseArgs({ args, options: { counts: { type: "string", default: "1,1000" } } });
  const counts = values.counts.split(",").map((one) => positive(one, "counts"));
  const bin = await resolvePulumi({ log: console.error });
  const platform = await BenchPlatform.start(20);
  const folder = mkdtempSync(join(tmpdir(), "pulumi-snapshots-memory-"));
  const home = join(folder, "home");
  mkdirSync(home);
  try {
    /** @type {(string | number)[][]} */
    const rows = [];
    for (const count of counts)
      for (const door of doors) {
        const volumes = await platform.reset(count);
        const own = mkdtempSync(join(folder, `${door}-`));
        const stack = new Stack({ bin, home, door, folder: own, flags: [], server: platform.simulator.url });
        stack.declare(volumes, "");
        await stack.start();
        /** @param {"up" | "refresh" | "destroy"} command */
        const peakOf = async (command) => {
          const before = await platform.requests();
          const watched = watchProvider(own, door);
          await stack.run(command);
          return { peak: watched.end(), requests: (await platform.requests()) - before };
        };
        const up = await peakOf("up");
        const refresh = await peakOf("refresh");
        const destroy = await peakOf("destroy");
        rows.push([door, count, up.peak, refresh.peak, destroy.peak, refresh.requests]);
        console.error(`${door}, N = ${count}: up ${up.peak}, refresh ${refresh.peak}, destroy ${destroy.peak} MiB`);
      }
    console.log(table(["provider", "resources", "up, MiB", "refresh", "destroy", "requests of the refresh"], rows));
  } finally {
    await platform.close();
    rmSync(folder, { recursive: true, force: true });
  }
}
