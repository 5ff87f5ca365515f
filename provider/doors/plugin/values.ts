// Values as they travel between the engine and a provider.

import { type JavaScriptValue, Struct } from "google-protobuf/google/protobuf/struct_pb";
import { type JsonObject, jsonClean } from "../../core/json";

const signature = "4dabf18193072939515e22adb298388d";
const secretSignature = "1b47061264138c4ac30d75fd1eb44270";

/** What stands for a value that a preview does not know. */
export const unknownValue = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

export const isObject = (value: unknown): value is JsonObject =>
  value !== null && typeof value === "object" && !Array.isArray(value);

export const asSecret = (value: unknown): JsonObject => ({ [signature]: secretSignature, value });

/** The value without marks of secrets, which the engine sends in configurations although it is told not to. */
export function withoutSecrets(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutSecrets);
  if (!isObject(value)) return value;
  if (value[signature] === secretSignature) return withoutSecrets(value["value"]);
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, withoutSecrets(one)]));
}

/** Names of the values that are secret, or hold a secret anywhere. */
export function secretNames(struct: Struct | undefined): Set<string> {
  const values = Object.entries(struct?.toJavaScript() ?? {});
  return new Set(values.filter(([, value]) => holdsSecret(value)).map(([name]) => name));
}

function holdsSecret(value: unknown): boolean {
  if (Array.isArray(value)) return value.some(holdsSecret);
  return isObject(value) && (value[signature] === secretSignature || Object.values(value).some(holdsSecret));
}

/** @param secrets names of values that are secret as a whole */
export function toStruct(values: JsonObject, secrets: ReadonlySet<string> = new Set()): Struct {
  const marked = Object.entries(values).map(([name, value]) => [
    name,
    secrets.has(name) && value !== undefined && value !== null ? asSecret(value) : value,
  ]);
  return structOf(Object.fromEntries(marked));
}

function structOf(values: JsonObject): Struct {
  const clean: Record<string, JavaScriptValue> = JSON.parse(JSON.stringify(jsonClean(values)));
  return Struct.fromJavaScript(clean);
}

export function fromStruct(struct: Struct | undefined): JsonObject {
  const value = withoutSecrets(struct?.toJavaScript() ?? {});
  return isObject(value) ? value : {};
}
