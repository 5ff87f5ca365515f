// npm run pulumi -- <args>: runs the Pulumi CLI, wherever it can be had.
import { spawn } from "node:child_process";
import { closeSync, openSync } from "node:fs";
import { constants } from "node:os";
import { pulumiEnvironment, resolvePulumi } from "./offline-pulumi/resolve.mjs";

/** With a terminal, Ctrl-C reaches the CLI by itself. To the CLI a second one means "at once", so none is added. */
function hasTerminal() {
  try {
    closeSync(openSync("/dev/tty", "r"));
    return true;
  } catch {
    return false;
  }
}

/** @returns {Promise<string>} */
async function findCli() {
  try {
    return await resolvePulumi();
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error));
    process.exit(1);
  }
}

const bin = await findCli();

// Before the CLI is started: a signal that comes while one listener takes the place of another is lost.
process.removeAllListeners("SIGINT").on("SIGINT", () => {
  if (!hasTerminal()) cli.kill("SIGINT");
});
for (const signal of /** @type {const} */ (["SIGTERM", "SIGHUP"])) {
  process.removeAllListeners(signal).on(signal, () => cli.kill(signal));
}

const cli = spawn(bin, process.argv.slice(2), {
  stdio: "inherit",
  env: { ...process.env, ...pulumiEnvironment(bin) },
});

cli.once("error", (error) => {
  console.error(`${bin} could not be started: ${error.message}`);
  process.exit(1);
});
cli.once("exit", (code, signal) => process.exit(code ?? 128 + (signal ? constants.signals[signal] : 0)));
