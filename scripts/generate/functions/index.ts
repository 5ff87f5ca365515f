// What is generated from the definitions of functions.

import { functionModels } from "./model";
import { functionReference } from "./reference";
import { functionSchema } from "./schema";
import { functionTypescript } from "./typescript";

/** Files by their paths, not formatted yet. */
export function functionFiles(): Map<string, string> {
  const all = functionModels();
  return new Map([...functionTypescript(all), ["docs/reference/functions.md", functionReference(all)]]);
}

/** The entries of schema.json: the functions, and the object types of their results. */
export const functionSchemaEntries = (): ReturnType<typeof functionSchema> => functionSchema(functionModels());
