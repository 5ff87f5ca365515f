import { createHash, scryptSync } from "node:crypto";
import { platformText } from "../../http/printable";
import type { Inputs } from "../contract/properties";
import { secretTriggersName } from "../contract/stateKeys";
import { canonical, type JsonObject } from "../json";
import { replacingInputs } from "./check";

/** Maximum length in characters of the triggers that a series shows. */
const longestText = 120;

export const hasSecretTriggers = (inputs: JsonObject): boolean => inputs[secretTriggersName] === true;

/** 16 hex digits that differ where triggers do. */
export function digestOf(triggers: unknown): string {
  return sha256(canonical(triggers ?? null)).slice(0, 16);
}

/** The triggers as users read them, shortened; undefined if there are none, or if they are secret. */
export function triggerTextOf(inputs: JsonObject): string | undefined {
  const { triggers } = inputs;
  if (triggers === undefined || triggers === null || hasSecretTriggers(inputs)) return undefined;
  return platformText(typeof triggers === "string" ? triggers : JSON.stringify(triggers), longestText - 1);
}

const stretchedValues = new Map<string, string>();

/**
 * What an identity contains in place of a secret. Identities are in uuids and metadata that others can read, and a plain
 * digest would let them try values quickly. There is no key, so other machines and later runs compute the same.
 */
export function stretched(value: string, salt: string): string {
  const key = sha256(JSON.stringify([salt, value]));
  const known =
    stretchedValues.get(key) ?? scryptSync(value, `pulumi-snapshots triggers of ${salt}`, 32).toString("hex");
  stretchedValues.set(key, known);
  return known;
}

/** The inputs that replace an object, as its identity is computed from them. */
export function identityInputs(declared: Inputs, inputs: JsonObject, salt: string): JsonObject {
  const replacing = replacingInputs({ inputs: declared }, inputs);
  if (!hasSecretTriggers(inputs) || replacing["triggers"] === undefined) return replacing;
  return { ...replacing, triggers: stretched(canonical(replacing["triggers"]), salt) };
}

const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");
