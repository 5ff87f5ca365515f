// The functions of both platforms as the generated files need them: names, filters and results with their JSON schemas.

import { z } from "zod";
import { functions as cinder } from "../../../provider/cinder/functions";
import { type Platform, platforms } from "../../../provider/core/contract/resourceType";
import type { PlatformFunction } from "../../../provider/core/functions/definition";
import { functions as zstack } from "../../../provider/zstack/functions";

/** The part of JSON Schema that definitions use. */
export interface Schema {
  readonly type?: string;
  /** Name of an object type, e.g. `FoundVolumeAttachment`. */
  readonly title?: string;
  readonly typeDescription?: string;
  /** Of the property. */
  readonly description?: string;
  readonly enum?: readonly string[];
  readonly maximum?: number;
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: Schema | boolean;
}

export interface FunctionProperty {
  readonly name: string;
  readonly description: string;
  readonly required: boolean;
  readonly schema: Schema;
}

export interface FunctionModel
  extends Pick<PlatformFunction<never, unknown>, "noun" | "description" | "api" | "examples"> {
  readonly platform: Platform;
  /** What is found: `VolumeSnapshot`. */
  readonly found: string;
  /** The noun with where it is found: `volume of the project`. */
  readonly one: string;
  readonly many: string;
  /** What is found without filters. */
  readonly everything: string;
  /** Of the function for all objects. */
  readonly filters: readonly FunctionProperty[];
  /** Of the function for one object. */
  readonly mostRecent: FunctionProperty;
  readonly result: readonly FunctionProperty[];
}

const texts = {
  zstack: {
    functions: zstack,
    order: "`createDate` and then by uuid",
    everything: "all that the account sees",
    of: "",
  },
  cinder: {
    functions: cinder,
    order: "`createdAt` and then by id",
    everything: "all of the project",
    of: " of the project",
  },
} as const;

const jsonSchema = (schema: z.ZodType): Schema => z.toJSONSchema(schema) as Schema;

export const propertiesOf = ({ properties = {}, required = [] }: Schema): FunctionProperty[] =>
  Object.entries(properties).map(([name, schema]) => {
    if (schema.description === undefined) throw new Error(`${name} has no description`);
    return { name, description: schema.description, required: required.includes(name), schema };
  });

export function functionModels(): FunctionModel[] {
  return platforms.flatMap((platform) => {
    const { functions, order, everything, of } = texts[platform];
    return Object.entries<PlatformFunction<never, unknown>>(functions).map(([found, definition]) => {
      const { token, noun, description, api, examples, filters, result } = definition;
      if (token !== `${platform}:get${found}`) throw new Error(`${token} is under the name ${found}`);
      return {
        platform,
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

/** Object types that a result contains, each once. */
export function nestedTypes(result: readonly FunctionProperty[]): Schema[] {
  const inside = (schema: Schema): Schema[] => [
    ...(schema.title === undefined ? [] : [schema]),
    ...(schema.items === undefined ? [] : inside(schema.items)),
    ...Object.values(schema.properties ?? {}).flatMap(inside),
  ];
  const types = result.flatMap(({ schema }) => inside(schema));
  return [...new Map(types.map((type) => [type.title, type])).values()];
}
