import { z } from "zod";
import { type Inputs, inputsHiddenBy } from "../contract/properties";
import type { Failure, ResourceDefinition } from "../contract/resourceDefinition";
import { tokenOfType } from "../contract/resourceType";
import { hiddenInputs, secretTriggersName } from "../contract/stateKeys";
import { parseSeed } from "../identity/identity";
import { type JsonObject, same } from "../json";
import { isUnknown } from "../unknown";
import { problemsName } from "./verification";

const limitsSchema = z.strictObject({
  create: z.number().positive().optional(),
  update: z.number().positive().optional(),
  delete: z.number().positive().optional(),
});

/** Checks declared inputs without any request. Values that are not known yet count as valid. */
export function checkInputs<T>(
  definition: Pick<ResourceDefinition<T>, "inputs" | "rules">,
  olds: JsonObject,
  news: JsonObject,
): { inputs: Record<string, unknown>; failures: Failure[] } {
  // The engine may use old inputs as new ones, and a refresh has put problems among those.
  const given = Object.entries(news).filter(([name]) => name !== problemsName);
  const inputs = Object.fromEntries(given.filter(([, value]) => value !== null && value !== undefined));
  const failures: Failure[] = [];
  for (const [property, value] of Object.entries(inputs)) {
    if ((hiddenInputs as readonly string[]).includes(property)) continue;
    const field = Object.hasOwn(definition.inputs, property) ? definition.inputs[property] : undefined;
    if (field === undefined) failures.push({ property, reason: unknownProperty(property, definition.inputs) });
    else failures.push(...checkField(property, field.schema, value));
  }
  for (const [property, field] of Object.entries(definition.inputs)) {
    if (!(property in inputs) && !field.schema.safeParse(undefined).success) {
      failures.push({ property, reason: `${property} is required` });
    }
  }
  if (inputs["__timeouts"] !== undefined)
    failures.push(...checkField("customTimeouts", limitsSchema, inputs["__timeouts"]));
  if (inputs[secretTriggersName] !== undefined)
    failures.push(...checkField(secretTriggersName, z.literal(true), inputs[secretTriggersName]));
  failures.push(...aliasFailures(olds, inputs));
  if (failures.length === 0) failures.push(...definition.rules(inputs, olds));
  return { inputs, failures };
}

/** Through the plugin, only the old outputs tell the type of the old resource: there the diff refuses what a check cannot see. */
function aliasFailures(olds: JsonObject, news: JsonObject): Failure[] {
  const reason = otherType(olds, news);
  return reason === undefined ? [] : [{ property: "aliases", reason }];
}

/** Why an alias cannot name the old resource: its object would be taken for one of another type. */
export function otherType(olds: JsonObject, news: JsonObject): string | undefined {
  const [before, after] = [olds["__seed"], news["__seed"]].map((seed) =>
    typeof seed === "string" ? tokenOfType(parseSeed(seed).type) : undefined,
  );
  if (before === undefined || after === undefined || before === after) return undefined;
  return (
    `aliases: an alias names a resource of another type (${before}; this one is ${after}), and an object cannot ` +
    "change its type; remove the alias"
  );
}

function checkField(property: string, schema: z.ZodType, value: unknown): Failure[] {
  if (isUnknown(value)) return [];
  const result = schema.safeParse(value);
  if (result.success) return [];
  return result.error.issues.map((issue) => ({
    property: [property, ...issue.path.map(String)].join("."),
    reason: `${[property, ...issue.path.map(String)].join(".")}: ${issue.message}`,
  }));
}

function unknownProperty(property: string, inputs: Inputs): string {
  return `${property} is not an input; ${nameHint(property, Object.keys(inputs).sort())}`;
}

/** What to write in place of a name that is none of the known ones. */
export function nameHint(name: string, known: readonly string[]): string {
  const meant = known.find((one) => one.toLowerCase() === name.toLowerCase());
  return meant === undefined ? `known are ${known.join(", ")}` : `did you mean ${meant}?`;
}

/** Inputs whose change replaces the object, as far as they were given. */
export function replacingInputs<T>(
  definition: Pick<ResourceDefinition<T>, "inputs">,
  inputs: JsonObject,
): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(definition.inputs)
      .filter(([name, field]) => field.onChange === "replace" && inputs[name] !== undefined && inputs[name] !== null)
      .map(([name]) => [name, inputs[name]]),
  );
}

/** `__inputs` in outputs: declared inputs that an output of the same name hides. */
export const hiddenInputName = "__inputs";

/** Inputs as they were declared, out of recorded outputs. */
export function declaredInputs<T>(
  definition: Pick<ResourceDefinition<T>, "inputs" | "outputs">,
  outputs: JsonObject,
): Record<string, unknown> {
  const shadow = (outputs[hiddenInputName] ?? {}) as JsonObject;
  const hidden = inputsHiddenBy(definition);
  const names = [...hiddenInputs, ...Object.keys(definition.inputs)];
  return Object.fromEntries(
    names
      .map((name) => [name, hidden.includes(name) ? shadow[name] : outputs[name]] as const)
      .filter(([, value]) => value !== undefined),
  );
}

/** The inputs that `declaredInputs` does not find under their own names in outputs. */
export function hiddenInputsOf<T>(definition: ResourceDefinition<T>, inputs: JsonObject): Record<string, unknown> {
  const hidden = inputsHiddenBy(definition);
  if (hidden.length === 0) return {};
  const given = hidden.filter((name) => inputs[name] !== undefined).map((name) => [name, inputs[name]]);
  return { [hiddenInputName]: Object.fromEntries(given) };
}

/** Names of the inputs that differ; one that is not known yet counts as different. */
export function changedInputs(inputs: Inputs, olds: JsonObject, news: JsonObject): string[] {
  return Object.keys(inputs).filter((name) => isUnknown(news[name]) || !same(olds[name], news[name]));
}

/** An input that names one object (`named`) contradicts a change that forces a replacement. */
export function oneObjectRule(inputs: Inputs, named: string, news: JsonObject, olds: JsonObject): Failure[] {
  if (Object.keys(olds).length === 0 || news[named] === undefined || isUnknown(news[named])) return [];
  const others = changedInputs(inputs, olds, news).filter(
    (name) => name !== named && inputs[name]?.onChange === "replace" && !isUnknown(news[name]),
  );
  if (others.length === 0) return [];
  return [
    {
      property: named,
      reason:
        `${named}: it names one object, but the change of ${others.join(", ")} requires another one; ` +
        `remove ${named}, or undo the other change`,
    },
  ];
}

/**
 * What state keeps of the inputs when a resumed creation fails. Inputs that an update would have sent are kept as they were
 * declared before, so that the next update sends them; all others are as they are declared now.
 */
export function mergePartialInputs<T>(
  definition: Pick<ResourceDefinition<T>, "inputs">,
  before: JsonObject,
  inputs: JsonObject,
): JsonObject {
  if (Object.keys(before).length === 0) return inputs;
  const now = Object.entries(inputs).filter(([name]) => definition.inputs[name]?.onChange !== "update");
  return { ...before, ...Object.fromEntries(now) };
}
