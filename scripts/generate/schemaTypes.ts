import type { Type } from "./types";

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
