#!/usr/bin/env node
// The command `pulumi-snapshots`: runs one command line, prints its error, and ends with its exit code.

import { guardOutput, printError } from "./output";
import { run } from "./program";

guardOutput(() => {
  process.exitCode = 1;
});

const argv = process.argv.slice(2);
run(argv).then(
  (exitCode) => {
    process.exitCode ||= exitCode;
  },
  (error: unknown) => {
    printError(error, argv.includes("--json"));
    process.exitCode = 1;
  },
);
