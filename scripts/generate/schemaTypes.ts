import type { Property, Type } from "./types";

type Json = Readonly<Record<string, unknown>>;

/**
 * A type where it is used.
 *
 * @param module of its named types, e.g. `snapshots:zstack`
 */
export function typeReference(type: Type, module: string): Json {
  switch (type.kind) {
    case "any":
      return { $ref: "pulumi.json#/Any" };
    case "choice":
      return { type: "string" };
    case "list":
      return { type: "array", items: typeReference(type.of, module) };
    case "map":
      return { type: "object", additionalProperties: typeReference(type.of, module) };
    case "either":
      return { oneOf: type.of.map((one) => typeReference(one, module)) };
    case "named":
      return { $ref: `#/types/${module}:${type.name}` };
    default:
      return { type: type.kind };
  }
}

/** A property of an object; what a choice without a name may be is told in words. */
export function propertyOf({ type, description }: Property, module: string): Json {
  const text =
    type.kind === "choice"
      ? `${description} One of ${type.values.map((one) => `\`${one}\``).join(", ")}.`
      : description;
  return { ...typeReference(type, module), description: text };
}

/** An object with these properties. */
export function objectOf(properties: readonly Property[], module: string): Json {
  const required = properties.filter((one) => one.required).map((one) => one.name);
  return {
    type: "object",
    properties: Object.fromEntries(properties.map((one) => [one.name, propertyOf(one, module)])),
    ...(required.length === 0 ? {} : { required }),
  };
}
