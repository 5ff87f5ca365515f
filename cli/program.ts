// The program `pulumi-snapshots`: its commands, and how one command line is run.

import { CommanderError } from "commander";
import { CliCommand, createCommand } from "./command";
import { completion } from "./commands/completion";
import { init } from "./commands/init";
import { list } from "./commands/list";
import { orphans } from "./commands/orphans";
import { recover } from "./commands/recover";
import { report } from "./commands/report";
import { restore } from "./commands/restore";
import { simulator } from "./commands/simulator";
import { status } from "./commands/status";
import { UsageError, usageErrorOf } from "./errors";

/** The package asks for itself by name, so that sources and compiled files find the same package.json. */
function packageVersion(): string {
  return (require("pulumi-snapshots/package.json") as { version: string }).version;
}

/** @param finish gets the exit code of the command that was run */
export function createProgram(finish: (exitCode: number) => void = () => undefined): CliCommand {
  const program = new CliCommand({
    name: "pulumi-snapshots",
    summary: "",
    description: "Commands beside `pulumi` for stacks with restore points on ZStack and OpenStack Cinder.",
    sections: [
      {
        title: "Exit codes",
        rows: [
          ["0", "done, or nothing found"],
          ["1", "error"],
          ["2", "found something that requires a decision"],
        ],
      },
      {
        title: "Environment",
        rows: [
          ["PULUMI_SNAPSHOTS_LOG", "debug prints every request on stderr, off prints no notes (default: info)"],
          ["NO_COLOR", "set it to print no colours"],
        ],
      },
    ],
    examples: [
      {
        about: "which restore points does the state of the selected stack not contain?",
        command: "pulumi-snapshots orphans",
      },
      { about: "all options of a command", command: "pulumi-snapshots help orphans" },
    ],
  });
  program.version(packageVersion(), "-v, --version", "print the version of the package");
  program.helpOption("-h, --help", "show this help").helpCommand("help [command]", "show the help of a command");
  for (const command of [
    createCommand(orphans, finish),
    createCommand(list, finish),
    createCommand(status, finish),
    createCommand(report, finish),
    createCommand(recover, finish),
    createCommand(restore, finish),
    createCommand(init, finish),
    createCommand(simulator, finish),
    createCommand(completion(program), finish),
  ]) {
    program.addCommand(command.helpOption("-h, --help", "show this help"));
  }
  return program;
}

/**
 * Runs one command line.
 *
 * @param argv the arguments after the program's name
 * @returns the exit code; throws what the command throws
 */
export async function run(argv: readonly string[]): Promise<number> {
  let exitCode = 0;
  const program = createProgram((code) => {
    exitCode = code;
  });
  const [name = ""] = argv[0] === "help" ? argv.slice(1) : argv;
  const command = program.commands.find((one) => one.name() === name);
  const isUnknown = command === undefined && name !== "" && name !== "help" && !name.startsWith("-");
  try {
    // Commander answers a request for the help of an unknown command with the help of the program.
    await program.parseAsync(isUnknown ? [name] : argv, { from: "user" });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw withHelp(error, command);
    if (error.code === "commander.help" || error.exitCode === 0) return error.exitCode;
    throw withHelp(usageErrorOf(error, command ?? program), command);
  }
  return exitCode;
}

/** A mistake on the command line names the help of the command. */
function withHelp(error: unknown, command: { name(): string } | undefined): unknown {
  if (!(error instanceof UsageError)) return error;
  const words = ["pulumi-snapshots", ...(command === undefined ? [] : [command.name()]), "--help"];
  return new UsageError(`${error.message} See "${words.join(" ")}".`);
}
