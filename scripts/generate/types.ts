// The types of inputs, outputs, filters and results as every language has them, out of their zod schemas.

import { z } from "zod";

export type Type =
  | { readonly kind: "string" | "number" | "integer" | "boolean" | "any" }
  /** One of some texts, without a name of its own. */
  | { readonly kind: "choice"; readonly values: readonly string[] }
  | { readonly kind: "list"; readonly of: Type }
  | { readonly kind: "map"; readonly of: Type }
  | { readonly kind: "either"; readonly of: readonly Type[] }
  | { readonly kind: "named"; readonly name: string };

export interface Property {
  readonly name: string;
  readonly type: Type;
  readonly required: boolean;
  readonly description: string;
}

export interface ObjectType {
  readonly name: string;
  readonly description: string;
  readonly properties: readonly Property[];
}

export interface EnumType {
  readonly name: string;
  readonly description: string;
  readonly values: readonly string[];
}

export type NamedType = ObjectType | EnumType;

/** The part of JSON Schema that zod writes for what is declared here. */
interface JsonSchema {
  readonly type?: string;
  readonly title?: string;
  readonly description?: string;
  readonly typeDescription?: string;
  readonly format?: string;
  readonly enum?: readonly unknown[];
  readonly items?: JsonSchema;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: JsonSchema | boolean;
  readonly anyOf?: readonly JsonSchema[];
}

const jsonSchema = (schema: z.ZodType): JsonSchema =>
  z.toJSONSchema(schema, { io: "input", unrepresentable: "any", reused: "inline" }) as JsonSchema;

/** The one reading of schemas, of resources, settings and functions alike. Collects the named types that it meets. */
export class Types {
  readonly named = new Map<string, NamedType>();

  /** The type of a schema; what may be missing is told by `isOptional`. */
  of(schema: z.ZodType, where: string): Type {
    return this.fromJson(jsonSchema(schema), where);
  }

  /** The members of an object. */
  propertiesOf(schema: z.ZodObject, where: string): Property[] {
    return this.members(jsonSchema(schema), where);
  }

  private members({ properties = {}, required = [] }: JsonSchema, where: string): Property[] {
    return Object.entries(properties).map(([name, property]) => {
      const { description } = property;
      if (description === undefined) throw new Error(`${where}.${name} has no description`);
      return {
        name,
        type: this.fromJson(property, `${where}.${name}`),
        required: required.includes(name),
        description,
      };
    });
  }

  private fromJson(json: JsonSchema, where: string): Type {
    const { type, title } = json;
    if (json.enum !== undefined) {
      const values = json.enum.map(String);
      if (title === undefined) return { kind: "choice", values };
      return this.note({ name: title, description: json.typeDescription ?? "", values }, where);
    }
    if (type === "object" && json.properties !== undefined) {
      if (title === undefined) throw new Error(`${where}: an object needs a name (see \`named\`)`);
      const properties = this.members(json, where);
      return this.note({ name: title, description: json.typeDescription ?? "", properties }, where);
    }
    if (type === "object" && typeof json.additionalProperties === "object")
      return { kind: "map", of: this.fromJson(json.additionalProperties, `${where}[]`) };
    if (type === "array" && json.items !== undefined)
      return { kind: "list", of: this.fromJson(json.items, `${where}[]`) };
    if (json.anyOf?.every((one) => one.type === "integer" || one.type === "string"))
      return { kind: "either", of: json.anyOf.map((one) => this.fromJson(one, where)) };
    // Languages with integers of 32 bits have no room for others, such as bytes.
    if (type === "integer") return { kind: json.format === "int32" ? "integer" : "number" };
    if (type === "string" || type === "number" || type === "boolean") return { kind: type };
    return { kind: "any" };
  }

  private note(type: NamedType, where: string): Type {
    const known = this.named.get(type.name);
    if (known !== undefined && JSON.stringify(known) !== JSON.stringify(type))
      throw new Error(`${where}: there are two different types named ${type.name}`);
    this.named.set(type.name, type);
    return { kind: "named", name: type.name };
  }
}

export const isOptional = (schema: z.ZodType): boolean => schema.safeParse(undefined).success;

/** Names of all named types that a type is made of, itself included. */
export function namesIn(type: Type, named: ReadonlyMap<string, NamedType>): string[] {
  if (type.kind === "list" || type.kind === "map") return namesIn(type.of, named);
  if (type.kind !== "named") return [];
  const one = named.get(type.name);
  const inner = one !== undefined && "properties" in one ? one.properties.flatMap((p) => namesIn(p.type, named)) : [];
  return [...new Set([type.name, ...inner])];
}
