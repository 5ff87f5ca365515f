// How rows look in answers: the fields of each inventory class in the server's order, null fields left out, the class
// names remembered for the `schema` map that the vendor's Java SDK asks for.

import { jdkDate } from "./clock";

export type Json = string | number | boolean | null | Json[] | { [key: string]: Json };
export type FieldKind = "string" | "long" | "int" | "boolean" | "date" | "list" | "object";

const classOf = Symbol("inventory class");
export interface Inventory {
  [key: string]: Json | Inventory | Inventory[];
  [classOf]?: string;
}

export interface InventoryClass {
  name: string;
  fields: Record<string, FieldKind>;
  /** Not nullable in Java: comes along with any `fields=`, as 0 where it was not asked for. */
  primitives?: readonly string[];
}

export function simpleName(inventory: InventoryClass): string {
  return inventory.name.slice(inventory.name.lastIndexOf(".") + 1);
}

export function tagged(name: string, inventory: Inventory): Inventory {
  Object.defineProperty(inventory, classOf, { value: name, enumerable: false });
  return inventory;
}

/** Renders the given columns; `extra` holds nested inventories that are computed, not stored. */
export function render(
  inventory: InventoryClass,
  row: object,
  extra: Record<string, Inventory | Inventory[] | Json | undefined> = {},
  only?: ReadonlySet<string>,
): Inventory {
  const columns = row as Record<string, unknown>;
  const result: Inventory = {};
  for (const [field, kind] of Object.entries(inventory.fields)) {
    if (only !== undefined && !only.has(field)) {
      if (inventory.primitives?.includes(field) === true) result[field] = 0;
      continue;
    }
    const value = field in extra ? extra[field] : columns[field];
    if (value === undefined || value === null) continue;
    result[field] = kind === "date" ? jdkDate(value as number) : (value as Json);
  }
  return tagged(inventory.name, result);
}

/** Parents before children, later fields and later list elements first: the server's order. */
export function schemaOf(body: Inventory): Record<string, string> {
  const schema: Record<string, string> = {};
  const walk = (path: string, value: Json | Inventory | Inventory[] | undefined): void => {
    if (value === null || typeof value !== "object") return;
    if (Array.isArray(value)) {
      for (let index = value.length - 1; index >= 0; index--) walk(`${path}[${index}]`, value[index]);
      return;
    }
    const name = (value as Inventory)[classOf];
    if (name !== undefined) schema[path] = name;
    else if (path !== "") return;
    for (const key of Object.keys(value).reverse()) walk(path === "" ? key : `${path}.${key}`, value[key]);
  };
  walk("", body);
  return schema;
}

const escapes: Record<string, string> = {
  "<": "\\u003c",
  ">": "\\u003e",
  "&": "\\u0026",
  "=": "\\u003d",
  "'": "\\u0027",
};

/** The server matches error texts by distance, and writes that as a floating-point number. */
function withFloats(text: string): string {
  return text.replace(/("source":"zstack","distance":\d+)(?=,"method":)/g, "$1.0");
}

/** JSON as the server writes errors of sync calls. */
export function plainJson(value: unknown): string {
  return withFloats(JSON.stringify(value));
}

/** JSON as the server's serializer writes results. */
export function htmlSafeJson(value: unknown): string {
  return plainJson(value).replace(/[<>&='\u2028\u2029]/g, (character) => {
    return escapes[character] ?? `\\u${character.charCodeAt(0).toString(16)}`;
  });
}
