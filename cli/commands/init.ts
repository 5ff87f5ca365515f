import type { CommandDefinition } from "../command";
import { exampleArgument, type InitOptions, initOptions, readInitOptions } from "../init/options";

export const init: CommandDefinition<InitOptions> = {
  name: "init",
  summary: "start a project from an example",
  description: `Writes a Pulumi project in TypeScript, from an example in the package, into the current folder, and prints what to do next. Nothing that is there is overwritten: of a package.json it keeps everything and adds what is missing.`,
  argument: exampleArgument(),
  options: initOptions,
  sections: [
    {
      title: "Exit codes",
      rows: [
        ["0", "written"],
        ["1", "error: nothing was written, or the message names the file that could not be"],
      ],
    },
  ],
  examples: [
    { about: "snapshots of a machine before its upgrade", command: "pulumi-snapshots init" },
    { about: "the last seven backups, in another folder", command: "pulumi-snapshots init nightly --cwd backups" },
  ],
  read: readInitOptions,
  run(options) {
    const { run } = require("../init/run") as typeof import("../init/run");
    return run(options);
  },
};
