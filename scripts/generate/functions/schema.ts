// Functions in the Pulumi package schema, from which the SDKs of the other languages come.

import { objectOf } from "../schemaTypes";
import { uncapitalized } from "../text";
import type { FunctionModel } from "./model";

type Entry = Readonly<Record<string, unknown>>;

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
    nested,
    everything,
  } of all) {
    const module = `snapshots:${platform}`;
    const text = description === "" ? "" : ` ${description}`;
    const list = `${uncapitalized(found)}s`;
    functions[`${module}:get${found}`] = {
      description: withExample(
        `Gets one ${one}.${text} An object must match all filters. It is an error if none matches, or if several match ` +
          "without `mostRecent`.",
        examples.one,
      ),
      inputs: objectOf([...filters, mostRecent], module),
      outputs: objectOf(result, module),
    };
    functions[`${module}:get${found}s`] = {
      description: withExample(
        `Gets all ${many} that match, oldest first. Without filters: ${everything}.${text}`,
        examples.all,
      ),
      inputs: objectOf(filters, module),
      outputs: objectOf(
        [
          {
            name: list,
            description: "All that match, oldest first; may be empty.",
            required: true,
            type: { kind: "list", of: { kind: "named", name: `Found${found}` } },
          },
        ],
        module,
      ),
    };
    types[`${module}:Found${found}`] = { description: `A ${noun}.`, ...objectOf(result, module) };
    for (const { name, description, properties } of nested) {
      types[`${module}:${name}`] ??= { description, ...objectOf(properties, module) };
    }
  }
  return { functions, types };
}
