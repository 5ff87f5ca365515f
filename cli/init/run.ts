import { existsSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { parse } from "yaml";
import { z } from "zod";
import { messageOf } from "../../provider/http/errors";
import { printable } from "../../provider/http/printable";
import { UsageError } from "../errors";
import { aligned } from "../output";
import { type Example, readExample } from "./examples";
import { type InitOptions, projectName } from "./options";
import { merged, readPackageJson } from "./packageJson";

const exampleProject = z.object({
  config: z.record(z.string(), z.object({ description: z.string(), default: z.unknown().optional() })).optional(),
});

/** Writes a project that runs an example into a folder. Nothing that is there is overwritten. */
export async function run(options: InitOptions): Promise<number> {
  const folder = resolve(options.cwd);
  if (!existsSync(folder) || !statSync(folder).isDirectory())
    throw new UsageError(`--cwd: there is no folder ${folder}. Create it first.`);
  const taken = ["Pulumi.yaml", "index.ts"].filter((file) => existsSync(join(folder, file)));
  if (taken.length > 0) {
    throw new UsageError(
      `${folder} already has ${taken.join(" and ")}. Choose an empty folder with --cwd. Nothing was written.`,
    );
  }
  const example = readExample(options.example);
  const files = filesOf(options, folder, example);
  const steps = nextSteps(options.cwd, example);
  for (const [file, content] of files) write(join(folder, file), content, file === "package.json");
  // The password of the simulator is no secret.
  process.stdout.write(`Written: ${[...files.keys()].join(", ")}.\n\nNext:\n${steps.join("\n")}\n`);
  return 0;
}

function filesOf(
  { example: source, name }: InitOptions,
  folder: string,
  example: Example,
): ReadonlyMap<string, string> {
  const own = join(folder, "package.json");
  const before = existsSync(own) ? readPackageJson(readFileSync(own, "utf8"), own) : { private: true };
  const project = merged(before, readPackageJson(example["package.json"], `${source}/package.json`), folder);
  const files = new Map([
    ["Pulumi.yaml", example["Pulumi.yaml"].replace(/^name: .*$/m, `name: ${name ?? nameAfter(folder, source)}`)],
    ["index.ts", example["index.ts"]],
    ["package.json", `${JSON.stringify(project, null, 2)}\n`],
  ]);
  const others = { "tsconfig.json": example["tsconfig.json"], ".gitignore": "node_modules/\n" };
  for (const [file, content] of Object.entries(others)) if (!existsSync(join(folder, file))) files.set(file, content);
  return files;
}

function nameAfter(folder: string, otherwise: string): string {
  const name = basename(folder)
    .replace(/[^A-Za-z0-9_.-]+/g, "-")
    .slice(0, 100);
  return projectName.test(name) && /[A-Za-z0-9]/.test(name) ? name : otherwise;
}

/** @param isOurs it was read, and is written again with more in it */
function write(file: string, content: string, isOurs: boolean): void {
  try {
    writeFileSync(file, content, { flag: isOurs ? "w" : "wx" });
  } catch (error) {
    throw new UsageError(`cannot write ${file}: ${messageOf(error)}`);
  }
}

const onSimulator = "export ZSTACK_HOST=127.0.0.1 ZSTACK_ACCOUNT_NAME=admin ZSTACK_ACCOUNT_PASSWORD=password";

const inShell = (path: string): string =>
  /^[\w./-]+$/.test(path) ? path : `'${printable(path).replaceAll("'", "'\\''")}'`;

function nextSteps(cwd: string, example: Example): string[] {
  const { config = {} } = exampleProject.parse(parse(example["Pulumi.yaml"]));
  const settings = Object.entries(config).filter(([, { default: usual }]) => usual === undefined);
  const isZStack = example["index.ts"].includes("zstack.");
  const steps: (readonly [command: string, about?: string])[] = [
    ...(resolve(cwd) === process.cwd() ? [] : [[`cd ${inShell(cwd)}`] as const]),
    ["npm install", "or pnpm install, or yarn install"],
    ...(isZStack
      ? ([
          ["npx pulumi-snapshots simulator", "in another terminal: a ZStack Cloud to try it on"],
          [onSimulator],
        ] as const)
      : [["export OS_CLOUD=mycloud", "an entry of your clouds.yaml"] as const]),
    ["pulumi stack init dev", 'after "pulumi login", for example with --local'],
    ...settings.map(([key, { description }]) => [`pulumi config set ${key} ...`, description] as const),
    ["pulumi up"],
  ];
  return aligned(steps.map(([command, about]) => [`  ${command}`, ...(about === undefined ? [] : [`# ${about}`])]));
}
