// The functions of both platforms as the generated files need them: names, filters and results with their types.

import { functions as cinder } from "../../../provider/cinder/functions";
import { type Platform, platforms } from "../../../provider/core/contract/resourceType";
import type { PlatformFunction } from "../../../provider/core/functions/definition";
import { functions as zstack } from "../../../provider/zstack/functions";
import { type NamedType, namesIn, type ObjectType, type Property, Types } from "../types";

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
  readonly filters: readonly Property[];
  /** Of the function for one object. */
  readonly mostRecent: Property;
  readonly result: readonly Property[];
  /** Object types that the result contains, each once. */
  readonly nested: readonly ObjectType[];
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

export function functionModels(): FunctionModel[] {
  return platforms.flatMap((platform) => {
    const { functions, order, everything, of } = texts[platform];
    const types = new Types();
    return Object.entries<PlatformFunction<never, unknown>>(functions).map(([found, definition]) => {
      const { token, noun, description, api, examples, filters, result } = definition;
      if (token !== `${platform}:get${found}`) throw new Error(`${token} is under the name ${found}`);
      const shown = types.propertiesOf(result, token);
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
          type: types.of(filter.schema, `${token}.${name}`),
        })),
        mostRecent: {
          name: "mostRecent",
          description: `Return the newest of several, by ${order}. Default false: several matches are an error.`,
          required: false,
          type: { kind: "boolean" },
        },
        result: shown,
        nested: objectsIn(shown, types.named),
      };
    });
  });
}

function objectsIn(properties: readonly Property[], named: ReadonlyMap<string, NamedType>): ObjectType[] {
  const names = new Set(properties.flatMap(({ type }) => namesIn(type, named)));
  return [...names].flatMap((name) => {
    const type = named.get(name);
    return type !== undefined && "properties" in type ? [type] : [];
  });
}
