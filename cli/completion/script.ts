import type { Command } from "commander";
import { bashScript } from "./bash";
import { fishScript } from "./fish";
import { completedCommands } from "./model";
import { zshScript } from "./zsh";

const scripts = { bash: bashScript, zsh: zshScript, fish: fishScript };

/** A script that completes the commands, options and values of `program` in a shell. */
export function completionScript(shell: keyof typeof scripts, program: Command): string {
  return scripts[shell](completedCommands(program));
}
