// Starts the compiled simulator and waits until it takes requests.
import { createInterface } from "node:readline";
import { start, stop } from "../processes.mjs";
import { compiledCommand, root } from "../project.mjs";

const START_MS = 30_000;

/**
 * @param {string[]} options of `pulumi-snapshots simulator`
 * @returns {Promise<{ url: string, stop: () => Promise<void> }>}
 */
export async function startSimulator(options) {
  const child = start(process.execPath, [compiledCommand, "simulator", ...options], {
    cwd: root,
    stdio: ["ignore", "pipe", "pipe"],
  });
  let errors = "";
  child.stderr?.setEncoding("utf8").on("data", (data) => {
    errors += data;
  });
  const end = () => stop(child);
  const url = await new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error("The simulator did not start within 30 s.")), START_MS);
    child.once("exit", (code) => {
      clearTimeout(timer);
      reject(new Error(`The simulator ended (exit code ${code}):\n${errors.trim()}`));
    });
    if (child.stdout === null) return;
    createInterface({ input: child.stdout }).once("line", (line) => {
      clearTimeout(timer);
      resolve(JSON.parse(line).url);
    });
  });
  return { url, stop: end };
}
