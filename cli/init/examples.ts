import { existsSync, readdirSync } from "node:fs";
import { dirname, join } from "node:path";

/** Files that each of them has; a project takes them over. */
export const exampleFiles = ["Pulumi.yaml", "index.ts", "package.json", "tsconfig.json"] as const;

const folder = (): string => join(dirname(require.resolve("pulumi-snapshots/package.json")), "examples");

export const exampleFile = (example: string, file: (typeof exampleFiles)[number]): string =>
  join(folder(), example, file);

/** Names of the examples in the package that are Pulumi projects in TypeScript. */
export const exampleNames = (): string[] =>
  readdirSync(folder())
    .filter((name) => exampleFiles.every((file) => existsSync(exampleFile(name, file))))
    .sort();
