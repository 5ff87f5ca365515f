import { spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { exampleIn, type Language } from "../../scripts/generate/examples";
import { models, type ResourceModel } from "../../scripts/generate/model";
import { root } from "../engine/project";

/** Versions of Pulumi's own SDKs for the generated ones. */
export const goSdk = "v3.259.0";
export const pythonSdk = "3.272.0";

/** Runs a program to its end; returns what it printed, and fails with that. */
export function command(program: string, args: readonly string[], cwd: string, env: NodeJS.ProcessEnv = {}): string {
  const { status, stdout, stderr, error } = spawnSync(program, args, {
    cwd,
    env: { ...process.env, ...env },
    encoding: "utf8",
  });
  if (status === 0) return stdout;
  throw new Error(`${program} ${args.join(" ")} failed (${error?.message ?? status}):\n${stdout}\n${stderr}`);
}

/** The SDK of a language, made from the built schema; any remark of the code generators is an error. */
export function generateSdk(language: "python" | "go" | "nodejs", folder: string): void {
  const generator = process.env["PULUMI_SNAPSHOTS_TEST_GENERATE_SDK"];
  if (generator === undefined) throw new Error("run these tests with `npm test languages`: it builds the generator");
  command(generator, [language, join(root, "dist/plugin/schema.json"), folder], root);
}

/** The Go SDK as a module of its own; `pulumi package add` writes such a file too. */
export function goModule(folder: string): void {
  generateSdk("go", folder);
  writeFileSync(
    join(folder, "snapshots/go.mod"),
    `module github.com/pulumi-snapshots/pulumi-snapshots/sdk/go/snapshots\n\ngo 1.25\n\nrequire github.com/pulumi/pulumi/sdk/v3 ${goSdk}\n`,
  );
}

export function write(file: string, text: string): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}

/** Every resource with its example in a language. */
export function documented(language: Language): { resource: ResourceModel; program: string }[] {
  return models()
    .flatMap(({ resources }) => resources)
    .map((resource) => ({ resource, program: `${exampleIn(language, resource)}\n` }));
}
