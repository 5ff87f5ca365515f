import { Argument, type Command } from "commander";
import type { CommandDefinition } from "../command";
import { oneOf } from "../options";

const shells = ["bash", "zsh", "fish"] as const;
type Shell = (typeof shells)[number];

function shellArgument(): Argument {
  const argument = new Argument("<shell>", "the shell that reads the script");
  argument.argChoices = [...shells];
  return argument;
}

/** @param program whose commands and options the script completes */
export const completion = (program: Command): CommandDefinition<Shell> => ({
  name: "completion",
  summary: "print a completion script for bash, zsh or fish",
  description: "Prints a script that completes commands, options and their values in a shell.",
  argument: shellArgument(),
  options: [],
  sections: [
    {
      title: "Exit codes",
      rows: [
        ["0", "printed"],
        ["1", "error"],
      ],
    },
  ],
  examples: [
    { about: "bash, in ~/.bashrc", command: "source <(pulumi-snapshots completion bash)" },
    { about: "zsh, in ~/.zshrc after compinit", command: "source <(pulumi-snapshots completion zsh)" },
    {
      about: "fish, once",
      command: "pulumi-snapshots completion fish > ~/.config/fish/completions/pulumi-snapshots.fish",
    },
  ],
  read: (_given, shell) => oneOf("the shell", shells, shell),
  async run(shell) {
    const { completionScript } = require("../completion/script") as typeof import("../completion/script");
    process.stdout.write(completionScript(shell, program));
    return 0;
  },
});
