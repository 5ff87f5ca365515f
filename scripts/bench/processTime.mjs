// Time of a command with everything that it starts.
import { existsSync, readFileSync } from "node:fs";
import { run } from "../processes.mjs";

/** Linux shows times of processes in these units, whatever its own are. */
const TICKS_PER_SECOND = 100;

/**
 * Seconds of processor time of the children that this process has waited for, and of all that they have waited for in turn.
 * The Pulumi CLI waits for its plugins and language hosts. Undefined where the system does not say.
 */
function reapedSeconds() {
  if (!existsSync("/proc/self/stat")) return undefined;
  const text = readFileSync("/proc/self/stat", "utf8");
  // The name before it may hold anything.
  const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
  return (Number(fields[13]) + Number(fields[14])) / TICKS_PER_SECOND;
}

/**
 * @param {string} command
 * @param {string[]} args
 * @param {import("../processes.mjs").RunOptions} options
 * @returns {Promise<{ wall: number, cpu: number, output: string }>} seconds; throws what is not a success
 */
export async function timed(command, args, options) {
  const [before, begin] = [reapedSeconds(), performance.now()];
  const { code, stdout, stderr } = await run(command, args, options);
  const wall = (performance.now() - begin) / 1000;
  const after = reapedSeconds();
  if (code !== 0) throw new Error(`\`pulumi ${args.join(" ")}\` failed (exit code ${code}):\n${stdout}${stderr}`);
  const cpu = before === undefined || after === undefined ? Number.NaN : after - before;
  return { wall, cpu, output: stdout };
}
