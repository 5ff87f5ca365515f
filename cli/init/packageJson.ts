import { existsSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { messageOf } from "../../provider/http/errors";
import { UsageError } from "../errors";

const versions = z.record(z.string(), z.string()).optional();

/** What matters here of a package.json; everything else stays as it is. */
const schema = z.looseObject({
  main: z.string().optional(),
  type: z.string().optional(),
  dependencies: versions,
  devDependencies: versions,
});

export type PackageJson = z.infer<typeof schema>;

/** @param name of the file, for messages */
export function readPackageJson(text: string, name: string): PackageJson {
  try {
    return schema.parse(JSON.parse(text));
  } catch (error) {
    const why = error instanceof z.ZodError ? z.prettifyError(error) : messageOf(error);
    throw new UsageError(`cannot read ${name}: ${why}. Correct it first. Nothing was written.`);
  }
}

/**
 * The package.json of a project in `folder` that runs the example.
 *
 * @param own what is there, for example of `npm install`; its versions stay
 * @param example of the package
 */
export function merged(own: PackageJson, example: PackageJson, folder: string): PackageJson {
  if (own.type === "module") {
    throw new UsageError(
      'package.json has "type": "module", and Pulumi runs programs in TypeScript as CommonJS. Remove it or choose another ' +
        "folder with --cwd. Nothing was written.",
    );
  }
  if (own.main !== undefined && own.main !== example.main && existsSync(join(folder, own.main))) {
    throw new UsageError(
      `package.json names ${own.main} as its program ("main"). Choose an empty folder with --cwd. Nothing was written.`,
    );
  }
  const known = { ...own.dependencies, ...own.devDependencies };
  const missing = (wanted: Readonly<Record<string, string>> = {}) =>
    Object.entries(wanted).filter(([name]) => known[name] === undefined);
  return {
    ...own,
    main: example.main,
    dependencies: { ...own.dependencies, ...Object.fromEntries(missing(example.dependencies)) },
    devDependencies: { ...own.devDependencies, ...Object.fromEntries(missing(example.devDependencies)) },
  };
}
