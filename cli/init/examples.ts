import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** The examples in the package that are Pulumi projects in TypeScript. A list, so that no command reads the folder to start. */
export const exampleNames = [
  "backup-storage-sync",
  "cinder-backup",
  "evs-snapshot",
  "lookups",
  "nightly",
  "pre-upgrade",
  "restore-drill",
  "restore-volume",
  "rotation",
  "snapshot-group",
  "vm-backup",
  "volume-backup",
  "volume-snapshot",
] as const;

export type ExampleName = (typeof exampleNames)[number];

/** Files that each of them has; a project takes them over. */
export const exampleFiles = ["Pulumi.yaml", "index.ts", "package.json", "tsconfig.json"] as const;

/** Contents by file. */
export type Example = Readonly<Record<(typeof exampleFiles)[number], string>>;

export function readExample(name: ExampleName): Example {
  const folder = join(dirname(require.resolve("pulumi-snapshots/package.json")), "examples", name);
  const text = (file: string): string => readFileSync(join(folder, file), "utf8");
  return {
    "Pulumi.yaml": text("Pulumi.yaml"),
    "index.ts": text("index.ts"),
    "package.json": text("package.json"),
    "tsconfig.json": text("tsconfig.json"),
  };
}
