import { z } from "zod";
import { wallClock } from "../../http/clock";
import { platformText } from "../../http/printable";
import { type Input, input, named, type Outputs, output } from "../contract/properties";
import type { Check, Finding, Observed, RequestContext, ResourceDefinition } from "../contract/resourceDefinition";
import { type JsonObject, same } from "../json";

/** Output, and a difference in refreshed inputs: what is wrong with the object, by check; absent where nothing is. */
export const problemsName = "problems";

/** Output: when the object passed its verification. */
export const verifiedAtName = "verifiedAt";

/** Outputs of everything that is verified. */
export const verificationOutputs = {
  [verifiedAtName]: output(z.string().optional(), "When verification succeeded, ISO 8601; absent until then."),
  [problemsName]: output(
    named(
      "Problems",
      "Problems by check, without the checks that are skipped.",
      z.object({
        status: z.string().optional().describe("Its status is not the one of a usable restore point."),
        size: z.string().optional().describe("It holds nothing."),
        members: z.string().optional().describe("A volume has no restore point."),
        copies: z.string().optional().describe("A backup storage lacks a Ready copy."),
      } satisfies Record<Check, z.ZodType>),
    ).optional(),
    "Problems that a refresh or an update found, by check; absent if there are none.",
  ),
} as const satisfies Outputs;

/**
 * Checks that verification skips. Only the provider reads it, so that nothing is sent when it changes.
 *
 * @param title name of the type in programs, e.g. `VolumeSnapshotVerify`
 * @param checks what each of them checks
 */
export function verifyInput(title: string, checks: Partial<Readonly<Record<Check, string>>>): Input {
  const names = Object.keys(checks).join(", ");
  const error = (issue: { readonly code?: string | undefined }): string =>
    issue.code === "unrecognized_keys" ? `the checks are ${names}` : `give { check: false }; the checks are ${names}`;
  const flags = Object.entries(checks).map(([check, text]) => {
    const flag = z.boolean({ error: "give true or false" }).optional();
    return [check, flag.describe(text)] as const;
  });
  const description =
    "Checks of a verification; `false` accepts a restore point that does not pass. Default of each: true.";
  return input(named(title, description, z.strictObject(Object.fromEntries(flags), { error })).optional(), {
    onChange: "record",
    description: "Checks that verification skips. Default: all checks run.",
  });
}

/** Whether the inputs relax this check. */
function isRelaxed(inputs: JsonObject, check: string): boolean {
  const { verify } = inputs;
  return verify !== null && typeof verify === "object" && (verify as JsonObject)[check] === false;
}

/** Findings that these inputs do not relax. */
function applyVerifyOptions(inputs: JsonObject, findings: readonly Finding[]): Finding[] {
  return findings.filter(({ check }) => !isRelaxed(inputs, check));
}

type Verified<T> = Pick<ResourceDefinition<T>, "verify">;

/** How a new object fails its verification, as far as the inputs do not accept that. */
export function verifyNew<T>(definition: Verified<T>, ctx: RequestContext, observed: Observed<T>): Finding[] {
  return applyVerifyOptions(ctx.inputs, definition.verify(ctx, observed));
}

/** The same of an object that was verified before. Its size may change afterwards for good reasons. */
export function verifyAgain<T>(definition: Verified<T>, ctx: RequestContext, observed: Observed<T>): Finding[] {
  return verifyNew(definition, ctx, observed).filter(({ check }) => check !== "size");
}

/** What outputs contain of a verification. */
export function verificationOf(outputs: JsonObject): JsonObject {
  return { [verifiedAtName]: outputs[verifiedAtName], [problemsName]: outputs[problemsName] };
}

/** Recorded outputs with what a look has found by now. */
export function withProblems(outputs: JsonObject, found: readonly Finding[]): JsonObject {
  return { ...outputs, [problemsName]: problemsOf(found) };
}

/**
 * Recorded outputs with what a create or an update has found. The first verification, and the first one without problems
 * after some, set a new date.
 */
export function mergeVerification(ctx: RequestContext, outputs: JsonObject, found: readonly Finding[]): JsonObject {
  const merged = withProblems(outputs, found);
  const problems = merged[problemsName];
  const anew = problems === undefined && (outputs[verifiedAtName] === undefined || outputs[problemsName] !== undefined);
  // The diff has printed what was recorded before.
  if (problems !== undefined && !same(problems, outputs[problemsName]))
    ctx.runtime.say(`${ctx.label}: ${warningOf(found)}`);
  return anew ? { ...merged, [verifiedAtName]: now() } : merged;
}

/** Findings as outputs and refreshed inputs contain them. */
function problemsOf(findings: readonly Finding[]): Record<string, string> | undefined {
  if (findings.length === 0) return undefined;
  return Object.fromEntries(
    findings.map(({ check }) => [
      check,
      findings
        .filter((one) => one.check === check)
        .map(({ reason }) => platformText(reason))
        .join("; "),
    ]),
  );
}

/** Recorded problems that these inputs do not relax. */
export function recordedProblems(outputs: JsonObject, inputs: JsonObject): Finding[] {
  const problems = outputs[problemsName];
  if (problems === null || typeof problems !== "object") return [];
  const findings = Object.entries(problems).map(([check, reason]) => ({
    check: check as Check,
    reason: String(reason),
  }));
  return applyVerifyOptions(inputs, findings);
}

const accepting = (findings: readonly Finding[]): string =>
  `verify: { ${[...new Set(findings.map(({ check }) => `${check}: false`))].join(", ")} }`;

const reasons = (findings: readonly Finding[]): string => findings.map(({ reason }) => reason).join("; ");

/** Why a creation does not count as done. */
export function unverified(findings: readonly Finding[]): string {
  return (
    `verification failed: ${reasons(findings)}. The resource is kept in state and checked again on the next "pulumi up"; ` +
    `${accepting(findings)} accepts it as it is.`
  );
}

/** A line about an object that no longer passes its verification. */
export function warningOf(findings: readonly Finding[]): string {
  const remedy = 'If "pulumi up" cannot repair this, change triggers to create a new one, or accept it with';
  return `warning: ${reasons(findings)}. ${remedy} ${accepting(findings)}`;
}

export function now(): string {
  return new Date(wallClock.now()).toISOString();
}
