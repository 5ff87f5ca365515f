// Functions in the Pulumi package schema, from which the SDKs of the other languages come.
import { lowerFirst, nestedTypes, propertiesOf } from "./model.mjs";

/** @typedef {import("./model.mjs").GeneratedFunction} GeneratedFunction */
/** @typedef {import("./model.mjs").Property} Property */
/** @typedef {import("./model.mjs").Schema} Schema */
/** @typedef {Record<string, unknown>} Entry */

/** Every language has this many bits for an integer; greater ones are numbers. */
const largestInteger = 2 ** 31 - 1;

/**
 * @param {Schema} schema
 * @param {string} module
 * @returns {Entry}
 */
function typeOf(schema, module) {
  if (schema.title !== undefined) return { $ref: `#/types/snapshots:${module}:${schema.title}` };
  if (schema.type === "array" && schema.items !== undefined) {
    return { type: "array", items: typeOf(schema.items, module) };
  }
  if (schema.type === "integer") {
    return { type: (schema.maximum ?? Number.POSITIVE_INFINITY) <= largestInteger ? "integer" : "number" };
  }
  if (typeof schema.additionalProperties === "object") {
    return { type: "object", additionalProperties: typeOf(schema.additionalProperties, module) };
  }
  return { type: schema.type };
}

/**
 * @param {readonly Property[]} properties
 * @param {string} module
 * @returns {Entry}
 */
function object(properties, module) {
  const required = properties.filter((one) => one.required).map((one) => one.name);
  return {
    type: "object",
    properties: Object.fromEntries(
      properties.map(({ name, description, schema }) => {
        const values = (schema.enum ?? []).map((value) => `\`${value}\``).join(", ");
        const text = values === "" ? description : `${description} One of ${values}.`;
        return [name, { ...typeOf(schema, module), description: text }];
      }),
    ),
    ...(required.length === 0 ? {} : { required }),
  };
}

/** @type {(text: string, code: string) => string} */
const withExample = (text, code) => `${text}\n\n## Example Usage\n\n\`\`\`typescript\n${code}\n\`\`\`\n`;

/**
 * A result is called `FoundX`: Go would call the function of a `GetXResult` `LookupX`. An invoke returns an object, so the
 * function for all objects returns its list as the only member.
 * @param {readonly GeneratedFunction[]} all
 * @returns {{ functions: Record<string, Entry>, types: Record<string, Entry> }}
 */
export function functionSchema(all) {
  /** @type {Record<string, Entry>} */
  const functions = {};
  /** @type {Record<string, Entry>} */
  const types = {};
  for (const {
    module,
    found,
    noun,
    one,
    many,
    description,
    examples,
    filters,
    mostRecent,
    result,
    everything,
  } of all) {
    const text = description === "" ? "" : ` ${description}`;
    const list = `${lowerFirst(found)}s`;
    functions[`snapshots:${module}:get${found}`] = {
      description: withExample(
        `Gets one ${one}.${text} An object must match all filters. It is an error if none matches, or if several match ` +
          "without `mostRecent`.",
        examples.one,
      ),
      inputs: object([...filters, mostRecent], module),
      outputs: object(result, module),
    };
    functions[`snapshots:${module}:get${found}s`] = {
      description: withExample(
        `Gets all ${many} that match, oldest first. Without filters: ${everything}.${text}`,
        examples.all,
      ),
      inputs: object(filters, module),
      outputs: object(
        [
          {
            name: list,
            description: "All that match, oldest first; may be empty.",
            required: true,
            schema: { type: "array", items: { title: `Found${found}` } },
          },
        ],
        module,
      ),
    };
    types[`snapshots:${module}:Found${found}`] = { description: `A ${noun}.`, ...object(result, module) };
    for (const type of nestedTypes(result)) {
      const token = `snapshots:${module}:${type.title}`;
      types[token] ??= { description: type.typeDescription, ...object(propertiesOf(type), module) };
    }
  }
  return { functions, types };
}
