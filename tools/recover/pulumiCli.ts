// Runs the Pulumi CLI of the person's own shell, whose login, passphrase and selected stack count.

import { spawn } from "node:child_process";
import type { Options } from "./options";

/** @returns what the command printed; throws with what it complained about */
export async function pulumi(options: Options, args: readonly string[], input = ""): Promise<string> {
  const stack = options.stack === undefined ? [] : ["--stack", options.stack];
  const child = spawn("pulumi", [...args, ...stack, "--non-interactive", "--cwd", options.cwd]);
  let output = "";
  let complaint = "";
  child.stdout.on("data", (part: Buffer) => {
    output += part.toString();
  });
  child.stderr.on("data", (part: Buffer) => {
    complaint += part.toString();
  });
  // A command that fails early reads nothing.
  child.stdin.on("error", () => undefined);
  child.stdin.end(input);
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once("error", (error) => reject(new Error(`recover: cannot run pulumi: ${error.message}`)));
    child.once("close", resolve);
  });
  if (code !== 0) throw new Error(`recover: pulumi ${args.join(" ")} failed: ${(complaint || output).trim()}`);
  return output;
}
