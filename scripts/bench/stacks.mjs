// Many stacks at once on one platform: each is a project with a snapshot of each of its volumes, created and destroyed through
// the real CLI, so many stacks at a time. What counts is not the time but that nothing is lost and nothing made twice.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { resolvePulumi } from "../offline-pulumi/resolve.mjs";
import { positive, table } from "./figures.mjs";
import { BenchPlatform } from "./platform.mjs";
import { Stack } from "./stack.mjs";

/** @typedef {{ uuid: string, volumeUuid: string }} Snapshot */
/** @typedef {{ volumeSnapshots: Snapshot[], userTags: { resourceUuid: string, tag: string }[] }} State */

/**
 * Runs tasks, so many at a time.
 *
 * @template T
 * @param {readonly T[]} items
 * @param {number} workers
 * @param {(item: T) => Promise<void>} task
 */
async function pooled(items, workers, task) {
  const waiting = [...items];
  const work = async () => {
    for (let item = waiting.shift(); item !== undefined; item = waiting.shift()) await task(item);
  };
  await Promise.all(Array.from({ length: Math.min(workers, items.length) }, work));
}

/** @param {Stack} stack @param {readonly string[]} args */
async function run(stack, args) {
  const child = spawn(stack.bin, [...args, "--non-interactive"], {
    cwd: stack.folder,
    env: stack.env,
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (part) => (output += part));
  const [code] = await once(child, "close");
  if (code !== 0) throw new Error(`pulumi ${args.join(" ")} ended with ${code}:\n${output}`);
}

/**
 * What is wrong with what the platform has: volumes without a snapshot, with several, or with one that nobody owns.
 *
 * @param {State} state
 * @param {readonly string[]} volumes that have one each
 * @returns {{ lost: string[], doubled: string[], unowned: string[] }}
 */
export function faults({ volumeSnapshots, userTags }, volumes) {
  /** @param {string} volume */
  const of = (volume) => volumeSnapshots.filter(({ volumeUuid }) => volumeUuid === volume);
  /** @param {Snapshot} snapshot */
  const owners = ({ uuid }) =>
    userTags.filter(({ resourceUuid, tag }) => resourceUuid === uuid && tag.startsWith("pulumi::"));
  return {
    lost: volumes.filter((volume) => of(volume).length === 0),
    doubled: volumes.filter((volume) => of(volume).length > 1),
    unowned: volumeSnapshots.filter((snapshot) => owners(snapshot).length !== 1).map(({ uuid }) => uuid),
  };
}

/** @param {string[]} args */
export async function benchStacks(args) {
  const { values } = parseArgs({
    args,
    options: {
      stacks: { type: "string", default: "50" },
      volumes: { type: "string", default: "4" },
      workers: { type: "string", default: "8" },
    },
  });
  const count = positive(values.stacks, "stacks");
  const each = positive(values.volumes, "volumes");
  const workers = positive(values.workers, "workers");
  const bin = await resolvePulumi({ log: console.error });
  const platform = await BenchPlatform.start(50);
  const folder = mkdtempSync(join(tmpdir(), "pulumi-snapshots-stacks-"));
  const state = join(folder, "state");
  mkdirSync(state);
  try {
    const volumes = await platform.reset(count * each);
    const stacks = Array.from({ length: count }, (_, index) => {
      const stack = new Stack({
        ...{ bin, folder: join(folder, String(index)), home: join(folder, "home"), server: platform.simulator.url },
        ...{ door: "plugin", flags: [], name: `tenant-${index}`, backend: `file://${state}` },
      });
      stack.declare(volumes.slice(index * each, (index + 1) * each), "");
      return stack;
    });
    /** @type {(string | number)[][]} */
    const rows = [];
    /** @param {string} command @param {(stack: Stack) => Promise<void>} task */
    const all = async (command, task) => {
      const before = await platform.requests();
      const begin = performance.now();
      await pooled(stacks, workers, task);
      const seconds = (performance.now() - begin) / 1000;
      rows.push([command, seconds.toFixed(1), (await platform.requests()) - before]);
    };
    await pooled(stacks, workers, (stack) => run(stack, ["stack", "init", stack.name]));
    await all("up", (stack) => run(stack, ["up", "--yes", "--skip-preview"]));
    const { lost, doubled, unowned } = faults(await platform.state(), volumes);
    await all("destroy", (stack) => run(stack, ["destroy", "--yes", "--skip-preview"]));
    const left = await platform.snapshots();
    console.log(`${count} stacks of ${each} volumes, ${workers} at a time.\n`);
    console.log(table(["command", "seconds", "requests, polls aside"], rows));
    console.log(
      `\nsnapshots: ${volumes.length} declared, ${lost.length} lost, ${doubled.length} doubled, ${unowned.length} unowned, ${left} left at the end`,
    );
    if (lost.length + doubled.length + unowned.length + left > 0)
      throw new Error("The platform has not what the stacks declare.");
  } finally {
    await platform.close();
    rmSync(folder, { recursive: true, force: true });
  }
}
