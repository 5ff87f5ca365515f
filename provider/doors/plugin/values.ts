// Values as they travel between the engine and a provider.

import { type JavaScriptValue, Struct } from "google-protobuf/google/protobuf/struct_pb";
import { type JsonObject, jsonClean } from "../../core/json";
import { asSecret, containsSecret, isSecret } from "../../core/secrets";
import { isObject } from "../../http/responseBody";

/** What came with a request. */
export interface Received {
  /** In the clear. */
  readonly values: JsonObject;
  /** Names of the values that are secret, or hold a secret anywhere. */
  readonly secrets: ReadonlySet<string>;
}

export function received(struct: Struct | undefined): Received {
  const sent = Object.entries(struct?.toJavaScript() ?? {});
  return {
    values: Object.fromEntries(sent.map(([name, value]) => [name, revealed(value)])),
    secrets: new Set(sent.filter(([, value]) => containsSecret(value)).map(([name]) => name)),
  };
}

function revealed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(revealed);
  if (!isObject(value)) return value;
  if (isSecret(value)) return revealed(value["value"]);
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, revealed(one)]));
}

/** @param secrets names of values that are secret as a whole */
export function toStruct(values: JsonObject, secrets: ReadonlySet<string> = new Set()): Struct {
  const marked = Object.entries(values).map(([name, value]) => [
    name,
    secrets.has(name) && value !== undefined && value !== null ? asSecret(value) : value,
  ]);
  // Clean values are JSON, which the type of the library says in other words.
  return Struct.fromJavaScript(jsonClean(Object.fromEntries(marked)) as Record<string, JavaScriptValue>);
}
