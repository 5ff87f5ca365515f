// Runs the Pulumi CLI with the login, passphrase and selected stack of the user's shell.

import { spawn } from "node:child_process";
import { CliError } from "../errors";

/** The stack that a command works on. */
export interface StackLocation {
  /** Default: the selected stack. */
  readonly stack: string | undefined;
  /** Folder of the Pulumi project. Default: the current folder. */
  readonly cwd: string | undefined;
}

/** @returns what the command printed on stdout; throws with what it printed on stderr */
export async function pulumi(place: StackLocation, args: readonly string[]): Promise<string> {
  return (await run(place, args, "")).stdout;
}

/** Replaces the state of the stack. @returns warnings of the command */
export async function importState(place: StackLocation, text: string): Promise<string> {
  return (await run(place, ["stack", "import"], text)).stderr;
}

async function run(
  place: StackLocation,
  args: readonly string[],
  input: string,
): Promise<{ readonly stdout: string; readonly stderr: string }> {
  const stack = place.stack === undefined ? [] : ["--stack", place.stack];
  const cwd = place.cwd === undefined ? [] : ["--cwd", place.cwd];
  const child = spawn("pulumi", [...args, ...stack, "--non-interactive", ...cwd]);
  // Joined as bytes: a part may end within a character.
  const output: Buffer[] = [];
  const complaint: Buffer[] = [];
  child.stdout.on("data", (part: Buffer) => output.push(part));
  child.stderr.on("data", (part: Buffer) => complaint.push(part));
  // A command that fails early does not read its input.
  child.stdin.on("error", () => undefined);
  child.stdin.end(input);
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once("error", (error: NodeJS.ErrnoException) => {
      const missing = error.code === "ENOENT" ? "install the Pulumi CLI and add it to PATH" : error.message;
      reject(new CliError("pulumi-cli-failed", `cannot run \`pulumi\`: ${missing}`));
    });
    child.once("close", resolve);
  });
  const stderr = Buffer.concat(complaint).toString("utf8").trim();
  if (code === 0) return { stdout: Buffer.concat(output).toString("utf8"), stderr };
  // What a command printed on stdout may hold what was asked for with --show-secrets; its stderr does not.
  const why = stderr === "" ? `exit code ${code}` : stderr.replace(/^error: /, "");
  throw new CliError("pulumi-cli-failed", `\`pulumi ${args.join(" ")}\` failed: ${why}`);
}
