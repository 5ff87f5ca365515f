// Functions in the Pulumi package schema, from which the SDKs of the other languages come.

import { uncapitalized } from "../text";
import { type FunctionModel, type FunctionProperty, nestedTypes, propertiesOf, type Schema } from "./model";

type Entry = Readonly<Record<string, unknown>>;

/** Every language has this many bits for an integer; greater ones are numbers. */
const largestInteger = 2 ** 31 - 1;

function typeOf(schema: Schema, platform: string): Entry {
  if (schema.title !== undefined) return { $ref: `#/types/snapshots:${platform}:${schema.title}` };
  if (schema.type === "array" && schema.items !== undefined) {
    return { type: "array", items: typeOf(schema.items, platform) };
  }
  if (schema.type === "integer") {
    return { type: (schema.maximum ?? Number.POSITIVE_INFINITY) <= largestInteger ? "integer" : "number" };
  }
  if (typeof schema.additionalProperties === "object") {
    return { type: "object", additionalProperties: typeOf(schema.additionalProperties, platform) };
  }
  return { type: schema.type };
}

function object(properties: readonly FunctionProperty[], platform: string): Entry {
  const required = properties.filter((one) => one.required).map((one) => one.name);
  return {
    type: "object",
    properties: Object.fromEntries(
      properties.map(({ name, description, schema }) => {
        const values = (schema.enum ?? []).map((value) => `\`${value}\``).join(", ");
        const text = values === "" ? description : `${description} One of ${values}.`;
        return [name, { ...typeOf(schema, platform), description: text }];
      }),
    ),
    ...(required.length === 0 ? {} : { required }),
  };
}

const withExample = (text: string, code: string): string =>
  `${text}\n\n## Example Usage\n\n\`\`\`typescript\n${code}\n\`\`\`\n`;

/**
 * A result is called `FoundX`: Go would call the function of a `GetXResult` `LookupX`. An invoke returns an object, so the
 * function for all objects returns its list as the only member.
 */
export function functionSchema(all: readonly FunctionModel[]): { functions: Entry; types: Entry } {
  const functions: Record<string, Entry> = {};
  const types: Record<string, Entry> = {};
  for (const {
    platform,
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
    const list = `${uncapitalized(found)}s`;
    functions[`snapshots:${platform}:get${found}`] = {
      description: withExample(
        `Gets one ${one}.${text} An object must match all filters. It is an error if none matches, or if several match ` +
          "without `mostRecent`.",
        examples.one,
      ),
      inputs: object([...filters, mostRecent], platform),
      outputs: object(result, platform),
    };
    functions[`snapshots:${platform}:get${found}s`] = {
      description: withExample(
        `Gets all ${many} that match, oldest first. Without filters: ${everything}.${text}`,
        examples.all,
      ),
      inputs: object(filters, platform),
      outputs: object(
        [
          {
            name: list,
            description: "All that match, oldest first; may be empty.",
            required: true,
            schema: { type: "array", items: { title: `Found${found}` } },
          },
        ],
        platform,
      ),
    };
    types[`snapshots:${platform}:Found${found}`] = { description: `A ${noun}.`, ...object(result, platform) };
    for (const type of nestedTypes(result)) {
      const token = `snapshots:${platform}:${type.title}`;
      types[token] ??= { description: type.typeDescription, ...object(propertiesOf(type), platform) };
    }
  }
  return { functions, types };
}
