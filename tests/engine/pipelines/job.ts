// What a pipeline of examples/pipelines runs, whichever service plays it.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { z } from "zod";
import { root } from "../project";

export interface Step {
  /** Lines as the file has them. */
  readonly script: string;
  /** How a runner gives them to a shell. */
  readonly bash: { readonly args: readonly string[]; readonly input?: string };
  /** Below the checkout. */
  readonly folder: string;
  readonly id?: string;
  /** As the file has it; without it a step runs if none before has failed. */
  readonly condition?: string;
  readonly environment: Readonly<Record<string, string>>;
}

export interface Job {
  readonly steps: readonly Step[];
  /** Below the checkout: what the service keeps of the job. */
  readonly artifacts: readonly string[];
}

export const workflows = ["nightly", "deploy", "drift", "recover", "inventory"] as const;
export type Workflow = (typeof workflows)[number];

export const variables = z.record(z.string(), z.coerce.string());

export const readPipeline = (file: string): unknown =>
  parse(readFileSync(join(root, "examples/pipelines", file), "utf8"));

/** Calls of Pulumi and of the package's command, in their order. */
export const callsIn = ({ steps }: Job): string[] =>
  steps.flatMap(({ script }) =>
    [...script.matchAll(/(?:pulumi|npx pulumi-snapshots) [^;&|>}\n]*/g)].map(([call]) => call.trim()),
  );

/** All that is run in the folder of the project. */
export const linesIn = ({ steps }: Job): string[] =>
  steps.flatMap(({ script }) => script.trim().split("\n")).filter((line) => !/^(#|cd "\$PROJECT"$)/.test(line));
