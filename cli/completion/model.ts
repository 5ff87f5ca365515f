// What a completion script completes, as the parser has it.

import type { Command, Option } from "commander";

/** What can follow an option. */
export type Values =
  | { readonly kind: "none" | "any" | "file" | "folder" }
  /** `several`: separated by commas. */
  | { readonly kind: "choices"; readonly choices: readonly string[]; readonly several: boolean };

export interface CompletedOption {
  readonly short: string | undefined;
  readonly long: string;
  readonly description: string;
  readonly values: Values;
}

export interface CompletedCommand {
  readonly name: string;
  readonly summary: string;
  readonly options: readonly CompletedOption[];
  /** Of its argument; empty if it has none. */
  readonly choices: readonly string[];
}

/** The program itself, which has options alone, and its commands. */
export function completedCommands(program: Command): {
  readonly options: readonly CompletedOption[];
  readonly commands: readonly CompletedCommand[];
} {
  const commands = program.createHelp().visibleCommands(program);
  const names = commands.map((one) => one.name());
  return {
    options: optionsOf(program),
    commands: commands.map((command) => ({
      name: command.name(),
      summary: command.summary() || command.description(),
      options: optionsOf(command),
      choices: command.name() === "help" ? names : (command.registeredArguments[0]?.argChoices ?? []),
    })),
  };
}

function optionsOf(command: Command): CompletedOption[] {
  return command
    .createHelp()
    .visibleOptions(command)
    .map((option) => ({
      short: option.short,
      long: option.long ?? "",
      description: option.description,
      values: valuesOf(option),
    }));
}

/** The name of a value in the help says what it is: `--cwd <folder>`, `--fail-on <status,...>`. */
function valuesOf({ required, flags, argChoices }: Option): Values {
  if (!required) return { kind: "none" };
  const name = /<(.+)>/.exec(flags)?.[1] ?? "";
  if (argChoices !== undefined) return { kind: "choices", choices: argChoices, several: name.endsWith(",...") };
  return name === "file" || name === "folder" ? { kind: name } : { kind: "any" };
}
