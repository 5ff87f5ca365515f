#!/usr/bin/env node
// The command `pulumi-snapshots`: finds the subcommand in a table, loads only that one, and turns its result into an exit code.

import { outgoingLines } from "../provider/http/printable";

interface CommandModule {
  main(argv: string[]): Promise<number>;
}

interface Command {
  summary: string;
  load(): CommandModule;
}

const commands: Record<string, Command> = {
  simulator: {
    summary: "run the ZStack simulator (pulumi-snapshots simulator --help)",
    load: () => require("../simulator/main"),
  },
  recover: {
    summary: "remove pending operations of an interrupted run from the state (pulumi-snapshots recover --help)",
    load: () => require("./recover/main"),
  },
  orphans: {
    summary: "list, release or delete objects of a stack that are not in its state (pulumi-snapshots orphans --help)",
    load: () => require("./orphans/main"),
  },
};

function help(): string {
  const width = Math.max(...Object.keys(commands).map((name) => name.length));
  const lines = Object.entries(commands).map(([name, { summary }]) => `  ${name.padEnd(width)}  ${summary}`);
  return [
    "Usage: pulumi-snapshots <command> [options]",
    "",
    "Commands:",
    ...lines,
    "",
    "Options:",
    "  --help, -h     print this text",
    "  --version, -v  print the version of the package",
  ].join("\n");
}

/** The package asks for itself by name, so that sources and compiled files find the same package.json. */
function packageVersion(): string {
  return (require("pulumi-snapshots/package.json") as { version: string }).version;
}

/**
 * Runs one command line.
 *
 * @param argv the arguments after the program's name
 * @returns the exit code
 */
export async function main(argv: string[]): Promise<number> {
  const [name, ...rest] = argv;
  if (name === "--version" || name === "-v") {
    console.log(packageVersion());
    return 0;
  }
  if (name === "--help" || name === "-h" || name === "help") {
    console.log(help());
    return 0;
  }
  if (name === undefined) {
    console.error(help());
    return 1;
  }
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (command === undefined) {
    const what = name.startsWith("-") ? "option" : "command";
    console.error(`pulumi-snapshots: unknown ${what} "${name}"; available: ${Object.keys(commands).join(", ")}.`);
    console.error("Try: pulumi-snapshots --help");
    return 1;
  }
  return command.load().main(rest);
}

if (require.main === module) {
  main(process.argv.slice(2)).then(
    (code) => {
      process.exitCode = code;
    },
    (error: unknown) => {
      console.error(outgoingLines(`pulumi-snapshots: ${error instanceof Error ? error.message : String(error)}`));
      process.exitCode = 1;
    },
  );
}
