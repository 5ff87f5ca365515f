// How a command is declared: what its help shows, which options it has, and which module runs it.

import { styleText } from "node:util";
import { type Argument, Command, CommanderError, Help, type Option } from "commander";
import { usageErrorOf } from "./errors";
import type { Given } from "./options";

/** A table in a help text. */
export interface Section {
  readonly title: string;
  readonly rows: readonly (readonly [term: string, text: string])[];
}

export interface Example {
  readonly about: string;
  readonly command: string;
}

export interface CommandHelp {
  readonly name: string;
  /** One line in the list of commands. */
  readonly summary: string;
  readonly description: string;
  readonly sections: readonly Section[];
  readonly examples: readonly Example[];
}

/** A command whose options are read into `O`. */
export interface CommandDefinition<O> extends CommandHelp {
  readonly argument?: Argument;
  readonly options: readonly Option[];
  /** Reads and compares the values; throws `UsageError`. */
  read(given: Given, argument: string): O;
  /** Loads what the command needs, and runs it. @returns the exit code */
  run(options: O): Promise<number>;
}

/** A command as the parser knows it, with the parts of its help that only we have. */
export class CliCommand extends Command {
  constructor(readonly texts: CommandHelp) {
    super(texts.name);
    this.summary(texts.summary).description(texts.description);
    // Errors are thrown, and printed in one place.
    this.exitOverride().configureOutput({ outputError: () => undefined });
  }

  override createHelp(): Help {
    return Object.assign(new CliHelp(), this.configureHelp());
  }
}

class CliHelp extends Help {
  override styleTitle(title: string): string {
    // Commander removes it again where the output has no colours.
    return styleText("bold", title, { validateStream: false });
  }

  override optionDescription({ description, argChoices }: Option): string {
    return withChoices(description, argChoices);
  }

  override argumentDescription({ description, argChoices }: Argument): string {
    return withChoices(description, argChoices);
  }

  override formatHelp(command: Command, helper: Help): string {
    const help = super.formatHelp(command, helper);
    if (!(command instanceof CliCommand)) return help;
    const { sections, examples } = command.texts;
    const tables = sections.flatMap(({ title, rows }) => {
      const width = Math.max(...rows.map(([term]) => term.length));
      const items = rows.map(([term, text]) => helper.formatItem(term, width, text, helper));
      return helper.formatItemList(`${title}:`, items, helper);
    });
    const lines = examples.flatMap(({ about, command }) => [`  # ${about}`, `  ${command}`]);
    return [help, ...tables, ...helper.formatItemList("Examples:", lines, helper)].join("\n");
  }
}

const withChoices = (description: string, choices: readonly string[] | undefined): string =>
  choices === undefined ? description : `${description}. Choices: ${choices.join(", ")}`;

/** @param finish gets the exit code of the command when it has ended */
export function createCommand<O>(definition: CommandDefinition<O>, finish: (exitCode: number) => void): CliCommand {
  const command = declared(definition);
  command.action(async () => finish(await definition.run(optionsOf(definition, command))));
  return command;
}

/** The options that a command gets from these arguments. */
export function parseOptions<O>(definition: CommandDefinition<O>, argv: readonly string[]): O {
  const command = declared(definition);
  try {
    command.parse(argv, { from: "user" });
  } catch (error) {
    throw error instanceof CommanderError ? usageErrorOf(error, command) : error;
  }
  return optionsOf(definition, command);
}

function declared<O>(definition: CommandDefinition<O>): CliCommand {
  const command = new CliCommand(definition);
  if (definition.argument !== undefined) command.addArgument(definition.argument);
  for (const option of definition.options) command.addOption(option);
  return command;
}

function optionsOf<O>(definition: CommandDefinition<O>, command: Command): O {
  return definition.read((option) => option.valueIn(command.opts()), command.args[0] ?? "");
}
