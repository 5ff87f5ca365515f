import { z } from "zod";
import { wallClock } from "../../http/clock";
import { platformText } from "../../http/printable";
import type { Check, Field, Finding } from "../contract/resourceDefinition";
import type { JsonObject } from "../json";

/** Output, and a difference in refreshed inputs: what is wrong with the object, by check; absent where nothing is. */
export const problemsName = "problems";

/** Output: when the object was found to be what was asked for. */
export const verifiedAtName = "verifiedAt";

/** What a verification does not insist on. Only the provider reads it, so that nothing is sent when it changes. */
export function verifyField(...checks: readonly Check[]): Field {
  const flag = z.boolean({ error: "give true or false" }).optional();
  const names = checks.join(", ");
  const error = (issue: { readonly code?: string | undefined }): string =>
    issue.code === "unrecognized_keys" ? `the checks are ${names}` : `give { check: false }; the checks are ${names}`;
  return {
    schema: z.strictObject(Object.fromEntries(checks.map((check) => [check, flag])), { error }).optional(),
    change: "createOnly",
  };
}

/** Whether the inputs say that this check does not matter. */
function isRelaxed(inputs: JsonObject, check: string): boolean {
  const { verify } = inputs;
  return verify !== null && typeof verify === "object" && (verify as JsonObject)[check] === false;
}

/** Findings that matter under these inputs. */
export function applyVerifyOptions(inputs: JsonObject, findings: readonly Finding[]): Finding[] {
  return findings.filter(({ check }) => !isRelaxed(inputs, check));
}

/** What is wrong with an object that was verified before. Sizes are recorded at the creation and change for good reasons. */
export function excludeCreateOnly(findings: readonly Finding[]): Finding[] {
  return findings.filter(({ check }) => check !== "size");
}

/** Findings as they stand in outputs and refreshed inputs. */
export function problemsOf(findings: readonly Finding[]): Record<string, string> | undefined {
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

/** Recorded problems that matter under these inputs. */
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

/** One line about an object that is no longer what it was. */
export function warningOf(findings: readonly Finding[]): string {
  const remedy = 'If "pulumi up" cannot repair this, change triggers to create a new one, or accept it with';
  return `warning: ${reasons(findings)}. ${remedy} ${accepting(findings)}`;
}

export function now(): string {
  return new Date(wallClock.now()).toISOString();
}
