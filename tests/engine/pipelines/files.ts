// Reads the pipelines of examples/pipelines, as far as they say what is run: shell lines, their folder and variables.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { z } from "zod";
import { root } from "../project";

export interface Step {
  readonly script: string;
  /** Below the checkout. */
  readonly folder: string;
  readonly id?: string;
  /** As the file has it; without it a step runs if none before has failed. */
  readonly condition?: string;
  readonly environment: Readonly<Record<string, string>>;
}

const variables = z.record(z.string(), z.coerce.string()).default({});
const defaults = z.object({ run: z.object({ "working-directory": z.string() }) }).optional();

const workflowSchema = z.object({
  env: variables,
  defaults,
  jobs: z.record(
    z.string(),
    z.object({
      defaults,
      steps: z.array(z.object({ id: z.string().optional(), if: z.string().optional(), run: z.string().optional() })),
    }),
  ),
});

const gitlabJob = z.object({
  variables,
  before_script: z.array(z.string()).default([]),
  script: z.array(z.string()).default([]),
  extends: z.string().optional(),
});

export const workflows = ["nightly", "deploy", "drift", "recover", "inventory"] as const;
export type Workflow = (typeof workflows)[number];

export const pathOf = (file: string): string => join(root, "examples/pipelines", file);

const read = (file: string): unknown => parse(readFileSync(pathOf(file), "utf8"));

/** `${{ vars.NAME }}`, which a runner replaces before anything else. */
const resolved = (text: string, values: Readonly<Record<string, string>>): string =>
  text.replaceAll(/\$\{\{ ([\w.]+) \}\}/g, (_whole, name: string) => {
    const value = values[name];
    if (value === undefined) throw new Error(`nothing is known of ${name}`);
    return value;
  });

/** The only job of a workflow of GitHub Actions. `values` has what its expressions name: `secrets.TOKEN`. */
export function githubSteps(workflow: Workflow, values: Readonly<Record<string, string>>): Step[] {
  const { env, jobs, ...file } = workflowSchema.parse(read(`github/${workflow}.yml`));
  const [job, ...others] = Object.values(jobs);
  if (job === undefined || others.length > 0) throw new Error(`${workflow} has other jobs than one`);
  const folder = (job.defaults ?? file.defaults)?.run["working-directory"] ?? ".";
  const environment = Object.fromEntries(Object.entries(env).map(([name, text]) => [name, resolved(text, values)]));
  return job.steps.flatMap(({ run, id, if: condition }) =>
    run === undefined
      ? []
      : [
          {
            script: resolved(run, values),
            folder: resolved(folder, values),
            environment,
            ...(id === undefined ? {} : { id }),
            ...(condition === undefined ? {} : { condition }),
          },
        ],
  );
}

/** A job of GitLab: one shell for all lines, which ends at the first that fails. `given` are variables of the pipeline. */
export function gitlabSteps(job: Workflow, given: Readonly<Record<string, string>>): Step[] {
  const file = z.record(z.string(), z.unknown()).parse(read("gitlab/gitlab-ci.yml"));
  const own = gitlabJob.parse(file[job]);
  const base = own.extends === undefined ? undefined : gitlabJob.parse(file[own.extends]);
  const all = { ...variables.parse(file["variables"]), ...base?.variables, ...own.variables, ...given };
  const environment = Object.fromEntries(
    Object.entries(all).map(([name, text]) => [name, text.replaceAll(/\$(\w+)/g, (_whole, other) => all[other] ?? "")]),
  );
  return [
    {
      script: [...(base?.before_script ?? []), ...own.before_script, ...own.script].join("\n"),
      folder: ".",
      environment,
    },
  ];
}

/** Calls of Pulumi and of the package's command, in their order. */
export const callsIn = (steps: readonly Step[]): string[] =>
  steps.flatMap(({ script }) =>
    [...script.matchAll(/(?:pulumi|npx pulumi-snapshots) [^;&|>}\n]*/g)].map(([call]) => call.trim()),
  );

/** Whether a step runs. Conditions of other forms than those in our files are refused. */
export function runs(
  condition: string | undefined,
  failed: boolean,
  outcomes: Readonly<Record<string, "success" | "failure" | "skipped">>,
): boolean {
  const term = (text: string): boolean => {
    if (text === "success()") return !failed;
    if (text === "failure()") return failed;
    const [, id = "", wanted] = /^steps\.([\w-]+)\.outcome == '(\w+)'$/.exec(text) ?? [];
    if (wanted === undefined) throw new Error(`cannot tell whether "${text}" holds`);
    return (outcomes[id] ?? "skipped") === wanted;
  };
  return (condition ?? "success()").split(" || ").some((part) => part.split(" && ").every(term));
}
