// Reads the workflows of GitHub Actions as far as they say what is run: steps, their conditions, folder and variables.
import { z } from "zod";
import { type Job, readPipeline, variables, type Workflow } from "./job";

const defaults = z.object({ run: z.object({ "working-directory": z.string() }) }).optional();

const workflowSchema = z.object({
  env: variables.default({}),
  defaults,
  jobs: z.record(
    z.string(),
    z.object({
      defaults,
      steps: z.array(
        z.object({
          id: z.string().optional(),
          if: z.string().optional(),
          run: z.string().optional(),
          uses: z.string().optional(),
          with: z.object({ path: z.string().optional() }).optional(),
        }),
      ),
    }),
  ),
});

/** `${{ vars.NAME }}`, which a runner replaces before anything else. */
const resolved = (text: string, values: Readonly<Record<string, string>>): string =>
  text.replaceAll(/\$\{\{ ([\w.]+) \}\}/g, (_whole, name: string) => {
    const value = values[name];
    if (value === undefined) throw new Error(`nothing is known of ${name}`);
    return value;
  });

/** The only job of a workflow. `values` has what its expressions name: `secrets.TOKEN`. */
export function githubJob(workflow: Workflow, values: Readonly<Record<string, string>>): Job {
  const { env, jobs, ...file } = workflowSchema.parse(readPipeline(`github/${workflow}.yml`));
  const [job, ...others] = Object.values(jobs);
  if (job === undefined || others.length > 0) throw new Error(`${workflow} has other jobs than one`);
  const folder = resolved((job.defaults ?? file.defaults)?.run["working-directory"] ?? ".", values);
  const environment = Object.fromEntries(Object.entries(env).map(([name, text]) => [name, resolved(text, values)]));
  const steps = job.steps.flatMap(({ run, id, if: condition }) => {
    if (run === undefined) return [];
    const script = resolved(run, values);
    const more = { ...(id === undefined ? {} : { id }), ...(condition === undefined ? {} : { condition }) };
    return [{ script, bash: { args: ["-e", "-c", script] }, folder, environment, ...more }];
  });
  const uploads = job.steps.filter(({ uses }) => uses?.startsWith("actions/upload-artifact@") === true);
  return { steps, artifacts: uploads.flatMap(({ with: { path } = {} }) => path ?? []) };
}

export type Outcome = "success" | "failure" | "skipped";

/** Whether a step runs. Conditions of other forms than those in our files are refused. */
export function runs(
  condition: string | undefined,
  failed: boolean,
  outcomes: Readonly<Record<string, Outcome>>,
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
