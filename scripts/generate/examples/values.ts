// Values of examples, as each language writes a value of a type.

import { capitalized } from "../text";
import type { NamedType, Type } from "../types";

/** What the writers know besides a value and its type. */
export interface Scope {
  readonly platform: string;
  readonly named: ReadonlyMap<string, NamedType>;
}

type Entries = readonly (readonly [name: string, value: unknown])[];

const entriesOf = (value: unknown): Entries => Object.entries(value as Readonly<Record<string, unknown>>);

/** The enumeration or object type that a type names. */
function namedType(type: Type, { named }: Scope): NamedType | undefined {
  return type.kind === "named" ? named.get(type.name) : undefined;
}

function propertyType(type: NamedType, name: string): Type {
  const property = "properties" in type ? type.properties.find((one) => one.name === name) : undefined;
  if (property === undefined) throw new Error(`an example gives ${name}, which ${type.name} does not have`);
  return property.type;
}

const anything: Type = { kind: "any" };

/** The type of the members of a list or map. */
const memberType = (type: Type): Type => (type.kind === "list" || type.kind === "map" ? type.of : anything);

/** Words as Pulumi separates them for Python: `stopAndStart`, `stop_and_start`. */
export const snake = (name: string): string =>
  name.replace(/(?<=[a-z0-9])[A-Z]/g, (letter) => `_${letter}`).toLowerCase();

export function pythonValue(value: unknown, type: Type, scope: Scope): string {
  const named = namedType(type, scope);
  if (named !== undefined && "values" in named)
    return `${scope.platform}.${named.name}.${snake(String(value)).toUpperCase()}`;
  if (typeof value === "boolean") return value ? "True" : "False";
  if (value === null) return "None";
  if (Array.isArray(value)) return `[${value.map((one) => pythonValue(one, memberType(type), scope)).join(", ")}]`;
  if (typeof value !== "object") return JSON.stringify(value);
  if (named !== undefined) {
    const args = entriesOf(value).map(
      ([name, one]) => `${snake(name)}=${pythonValue(one, propertyType(named, name), scope)}`,
    );
    return `${scope.platform}.${named.name}Args(${args.join(", ")})`;
  }
  const items = entriesOf(value).map(
    ([name, one]) => `${JSON.stringify(name)}: ${pythonValue(one, memberType(type), scope)}`,
  );
  return `{${items.join(", ")}}`;
}

/** A value of no type, as `pulumi.Any` takes it. */
function goLiteral(value: unknown): string {
  if (value === null) return "nil";
  if (Array.isArray(value)) return `[]any{${value.map(goLiteral).join(", ")}}`;
  if (typeof value !== "object") return JSON.stringify(value);
  const items = entriesOf(value).map(([name, one]) => `${JSON.stringify(name)}: ${goLiteral(one)}`);
  return `map[string]any{${items.join(", ")}}`;
}

const goNames: Readonly<Record<string, string>> = {
  string: "pulumi.String",
  number: "pulumi.Float64",
  integer: "pulumi.Int",
  boolean: "pulumi.Bool",
};

/** The Go type of a value, without `Array` or `Map` of those that hold it. */
function goName(type: Type, { platform }: Scope): string {
  if (type.kind === "named") return `${platform}.${type.name}`;
  if (type.kind === "list") return `${goName(type.of, { platform, named: new Map() })}Array`;
  if (type.kind === "map") return `${goName(type.of, { platform, named: new Map() })}Map`;
  return goNames[type.kind] ?? "pulumi.";
}

export function goValue(value: unknown, type: Type, scope: Scope): string {
  const named = namedType(type, scope);
  if (named !== undefined && "values" in named) return `${scope.platform}.${named.name}${capitalized(String(value))}`;
  if (named !== undefined) {
    const fields = entriesOf(value).map(
      ([name, one]) => `${capitalized(name)}: ${goValue(one, propertyType(named, name), scope)}`,
    );
    return `${scope.platform}.${named.name}Args{${fields.join(", ")}}`;
  }
  if (type.kind === "list" && Array.isArray(value))
    return `${goName(type, scope)}{${value.map((one) => goValue(one, type.of, scope)).join(", ")}}`;
  if (type.kind === "map") {
    const items = entriesOf(value).map(([name, one]) => `${JSON.stringify(name)}: ${goValue(one, type.of, scope)}`);
    return `${goName(type, scope)}{${items.join(", ")}}`;
  }
  if (type.kind === "either") return `pulumi.${typeof value === "number" ? "Int" : "String"}(${JSON.stringify(value)})`;
  if (type.kind === "any") return `pulumi.Any(${goLiteral(value)})`;
  return `${goNames[type.kind]}(${JSON.stringify(value)})`;
}
