// Many stacks at once on one platform: each is a project with a snapshot of each of its volumes, created and destroyed through
// the real CLI, so many stacks at a time. What counts is not the time but that nothing is lost and nothing made twice.
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { resolvePulumi } from "../offline-pulumi/resolve.mjs";
import { Slots } from "../testing/sideBySide.mjs";
import { positive, table } from "./figures.mjs";
import { BenchPlatform } from "./platform.mjs";
import { Stack } from "./stack.mjs";

/** @typedef {{ uuid: string, volumeUuid: string }} Snapshot */
/** @typedef {{ volumeSnapshots: Snapshot[], userTags: { resourceUuid: string, tag: string }[] }} State */

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
  const ofEach = positive(values.volumes, "volumes");
  const workers = positive(values.workers, "workers");
  const bin = await resolvePulumi({ log: console.error });
  const platform = await BenchPlatform.start(50);
  const folder = mkdtempSync(join(tmpdir(), "pulumi-snapshots-stacks-"));
  const state = join(folder, "state");
  mkdirSync(state);
  try {
    const volumes = await platform.reset(count * ofEach);
    const stacks = Array.from({ length: count }, (_, index) => {
      const stack = new Stack({
        ...{ bin, folder: join(folder, String(index)), home: join(folder, "home"), server: platform.simulator.url },
        ...{ door: "plugin", flags: [], name: `tenant-${index}`, backend: `file://${state}` },
      });
      stack.declare(volumes.slice(index * ofEach, (index + 1) * ofEach), "");
      return stack;
    });
    const slots = new Slots(workers);
    /** @param {(stack: Stack) => Promise<unknown>} task */
    const each = (task) => Promise.all(stacks.map((stack) => slots.run(() => task(stack))));
    /** @type {(string | number)[][]} */
    const rows = [];
    /** @param {"up" | "destroy"} command */
    const all = async (command) => {
      const before = await platform.requests();
      const begin = performance.now();
      await each((stack) => stack.run(command));
      const seconds = (performance.now() - begin) / 1000;
      rows.push([command, seconds.toFixed(1), (await platform.requests()) - before]);
    };
    await each((stack) => stack.start());
    await all("up");
    const { lost, doubled, unowned } = faults(await platform.state(), volumes);
    await all("destroy");
    const left = await platform.snapshots();
    console.log(`${count} stacks of ${ofEach} volumes, ${workers} at a time.\n`);
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
