// The functions of both platforms as the generated files need them: names, filters and results with their JSON schemas.
import { createRequire } from "node:module";
import { z } from "zod";

const require = createRequire(import.meta.url);
require("ts-node/register/transpile-only");

/**
 * @typedef {object} Schema the part of JSON Schema that definitions use
 * @property {string} [type]
 * @property {string} [title] name of an object type, e.g. `FoundVolumeAttachment`
 * @property {string} [typeDescription]
 * @property {string} [description] of the property
 * @property {readonly string[]} [enum]
 * @property {number} [maximum]
 * @property {Schema} [items]
 * @property {Readonly<Record<string, Schema>>} [properties]
 * @property {readonly string[]} [required]
 * @property {Schema | boolean} [additionalProperties]
 */

/**
 * @typedef {object} Property
 * @property {string} name
 * @property {string} description
 * @property {boolean} required
 * @property {Schema} schema
 */

/**
 * @typedef {object} GeneratedFunction
 * @property {string} module name in programs: `zstack`
 * @property {string} source file with the definition
 * @property {string} found what is found: `VolumeSnapshot`
 * @property {string} noun
 * @property {string} one the noun with where it is found: `volume of the project`
 * @property {string} many
 * @property {string} description
 * @property {readonly string[]} api
 * @property {{ one: string, oneOutput: string, all: string, allOutput: string }} examples
 * @property {readonly Property[]} filters of the function for all objects
 * @property {Property} mostRecent of the function for one object
 * @property {readonly Property[]} result
 * @property {string} everything what is found without filters
 */

const platforms = [
  { module: "zstack", order: "`createDate` and then by uuid", everything: "all that the account sees", of: "" },
  { module: "cinder", order: "`createdAt` and then by id", everything: "all of the project", of: " of the project" },
];

/** @type {(schema: import("zod").ZodType) => Schema} */
const jsonSchema = (schema) => /** @type {Schema} */ (z.toJSONSchema(schema, { io: "output" }));

/** @type {(schema: Schema) => Property[]} */
export const propertiesOf = ({ properties = {}, required = [] }) =>
  Object.entries(properties).map(([name, schema]) => {
    if (schema.description === undefined) throw new Error(`${name} has no description`);
    return { name, description: schema.description, required: required.includes(name), schema };
  });

/** @type {(text: string) => string} */
export const lowerFirst = (text) => text.charAt(0).toLowerCase() + text.slice(1);

/** @returns {GeneratedFunction[]} */
export function functions() {
  return platforms.flatMap(({ module, order, everything, of }) => {
    const { functions } = require(`../../../provider/${module}/functions/index.ts`);
    return Object.entries(functions).map(([found, definition]) => {
      const { token, noun, description, api, examples, filters, result } = definition;
      if (token !== `${module}:get${found}`) throw new Error(`${token} stands under ${found}`);
      return {
        module,
        source: `provider/${module}/functions/${lowerFirst(found)}.ts`,
        found,
        noun,
        one: noun + of,
        many: `${noun}s${of}`,
        description,
        api,
        examples,
        everything,
        filters: Object.entries(filters).map(([name, filter]) => ({
          name,
          description: filter.description,
          required: false,
          schema: jsonSchema(filter.schema),
        })),
        mostRecent: {
          name: "mostRecent",
          description: `Return the newest of several, by ${order}. Default false: several matches are an error.`,
          required: false,
          schema: { type: "boolean" },
        },
        result: propertiesOf(jsonSchema(result)),
      };
    });
  });
}

/**
 * Object types that a result contains, each once.
 * @param {readonly Property[]} result
 * @returns {Schema[]}
 */
export function nestedTypes(result) {
  /** @type {(schema: Schema) => Schema[]} */
  const inside = (schema) => [
    ...(schema.title === undefined ? [] : [schema]),
    ...(schema.items === undefined ? [] : inside(schema.items)),
    ...Object.values(schema.properties ?? {}).flatMap(inside),
  ];
  const types = result.flatMap(({ schema }) => inside(schema));
  return [...new Map(types.map((type) => [type.title, type])).values()];
}
