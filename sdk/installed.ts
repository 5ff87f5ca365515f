import { createRequire } from "node:module";
import { join } from "node:path";
import { runError } from "./runError";

let asked = false;

/**
 * The provider process starts in the folder of the program and loads this package from there, whichever package of a
 * workspace declares the resource. Looked at once, and only where a program is run by Pulumi's language host: tests with
 * mocks start no provider, and an inline program of the Automation API can name another folder.
 * @throws RunError with the remedy
 */
export function requireInstalled(specifier: string): void {
  if (asked || process.env["PULUMI_NODEJS_MONITOR"] === undefined) return;
  asked = true;
  refuseMissing(specifier, process.cwd());
}

/** @throws RunError if `specifier` cannot be loaded from `folder` */
export function refuseMissing(specifier: string, folder: string): void {
  const resolver = createRequire(join(folder, "index.js"));
  try {
    resolver.resolve(specifier);
  } catch (error) {
    const reason = error instanceof Error ? (error.message.split("\n")[0] ?? "") : String(error);
    throw runError(
      `pulumi-snapshots is not installed for the project in ${folder}, where its provider process starts (${reason}). ` +
        "Add it to the dependencies of that project (`npm install pulumi-snapshots`), even if only another package of the " +
        "workspace uses it.",
    );
  }
}
