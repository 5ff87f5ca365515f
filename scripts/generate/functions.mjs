// What is generated from the definitions of functions.
import { functionReference } from "./functions/docs.mjs";
import { functions } from "./functions/model.mjs";
import { functionSchema } from "./functions/schema.mjs";
import { sdkFiles } from "./functions/sdk.mjs";

/**
 * Files by their paths, not formatted yet.
 * @returns {Map<string, string>}
 */
export function functionFiles() {
  const all = functions();
  return new Map([...sdkFiles(all), ["docs/reference/functions.md", functionReference(all)]]);
}

/** The entries of schema.json: `functions`, and the object types of their results. */
export const functionSchemaEntries = () => functionSchema(functions());
