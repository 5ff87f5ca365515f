// Reads .gitlab-ci.yml as GitLab does: which jobs a pipeline has, what is in their variables, and the script of each.
import { z } from "zod";
import { type Job, readPipeline, variables } from "./job";

type Variables = Readonly<Record<string, string>>;

const jobSchema = z.object({
  extends: z.string().optional(),
  rules: z.array(z.strictObject({ if: z.string() })).optional(),
  parallel: z.object({ matrix: z.array(z.record(z.string(), z.array(z.string()))) }).optional(),
  variables: variables.optional(),
  before_script: z.array(z.string()).optional(),
  script: z.array(z.string()).optional(),
  artifacts: z.object({ paths: z.array(z.string()) }).optional(),
});

export interface GitlabJob extends Job {
  readonly name: string;
  readonly variables: Variables;
}

/** Keys of the file that are no jobs. */
const keywords: ReadonlySet<string> = new Set(["stages", "variables", "default"]);

/** The jobs of a pipeline. `given` has what GitLab sets, and the variables of the project and of the pipeline. */
export function gitlabJobs(given: Variables): GitlabJob[] {
  const file = z.record(z.string(), z.unknown()).parse(readPipeline("gitlab/gitlab-ci.yml"));
  const defaults = jobSchema.parse(file["default"] ?? {});
  const ofAll = variables.parse(file["variables"] ?? {});
  return Object.keys(file)
    .filter((name) => !name.startsWith(".") && !keywords.has(name))
    .flatMap((name) => {
      const own = jobSchema.parse(file[name]);
      const base = own.extends === undefined ? {} : jobSchema.parse(file[own.extends]);
      // Lists are replaced by those of whoever extends them, and variables are put together.
      const job = { ...defaults, ...base, ...own };
      if (!(job.rules ?? []).some((rule) => holds(rule.if, { ...ofAll, ...given }))) return [];
      const script = [...(job.before_script ?? []), ...(job.script ?? [])].map((line) => line.trim()).join("\n");
      return combinations(job.parallel?.matrix).map((ofMatrix) => {
        const environment = expanded({ ...ofAll, ...base.variables, ...own.variables, ...ofMatrix, ...given });
        const step = { script, bash: { args: [], input: runnerScript(script) }, folder: ".", environment };
        return { name, variables: environment, steps: [step], artifacts: job.artifacts?.paths ?? [] };
      });
    });
}

/** What `parallel:matrix` makes of a job. */
function combinations(matrix: readonly Readonly<Record<string, readonly string[]>>[] = [{}]): Variables[] {
  return matrix.flatMap((row) =>
    Object.entries(row).reduce<Variables[]>(
      (all, [name, values]) => all.flatMap((one) => values.map((value) => ({ ...one, [name]: value }))),
      [{}],
    ),
  );
}

const expanded = (all: Variables): Variables =>
  Object.fromEntries(
    Object.entries(all).map(([name, text]) => [name, text.replaceAll(/\$(\w+)/g, (_whole, other) => all[other] ?? "")]),
  );

/** Whether `rules:if` holds. Other forms than those in our file are refused. */
export function holds(condition: string, all: Variables): boolean {
  const operand = (text: string): string => {
    const [, name, literal] = /^(?:\$(\w+)|"([^"]*)")$/.exec(text) ?? [];
    if (name === undefined && literal === undefined) throw new Error(`cannot tell whether "${condition}" holds`);
    return name === undefined ? (literal ?? "") : (all[name] ?? "");
  };
  return condition.split(" && ").every((term) => {
    const [left = "", right, ...more] = term.split(" == ");
    if (more.length > 0) throw new Error(`cannot tell whether "${condition}" holds`);
    return right === undefined ? operand(left) !== "" : operand(left) === operand(right);
  });
}

/** All lines of a job in one shell without input, which ends at the first that fails: the form that GitLab Runner gives them. */
const runnerScript = (lines: string): string =>
  `set -o pipefail; set -o errexit\nset +o noclobber\n: | eval '${lines.replaceAll("'", `'\\''`)}'\nexit 0\n`;
