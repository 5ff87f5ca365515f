// Time of a command with everything that it starts.
import { run } from "../processes.mjs";
import { reapedSeconds } from "../reapedTime.cjs";

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
