import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { functions as cinder } from "../../../provider/cinder/functions";
import { int32, named } from "../../../provider/core/contract/properties";
import { connections } from "../../../provider/doors/connections";
import { resources } from "../../../provider/doors/resources";
import { functions as zstack } from "../../../provider/zstack/functions";
import { models } from "../../../scripts/generate/model";
import { type NamedType, type Type, Types } from "../../../scripts/generate/types";

interface Declared {
  readonly type?: string;
  readonly format?: string;
  readonly items?: Declared;
  readonly properties?: Readonly<Record<string, Declared>>;
  readonly anyOf?: readonly Declared[];
}

interface Entry {
  readonly $ref?: string;
  readonly type?: string;
  readonly description?: string;
  readonly items?: Entry;
  readonly properties?: Readonly<Record<string, Entry>>;
  readonly oneOf?: readonly Entry[];
}

interface Resource {
  readonly properties: Readonly<Record<string, Entry>>;
  readonly inputProperties: Readonly<Record<string, Entry>>;
}

interface Function {
  readonly inputs: Entry;
  readonly outputs: Entry;
}

const schema: {
  readonly types: Readonly<Record<string, Entry>>;
  readonly resources: Readonly<Record<string, Resource>>;
  readonly functions: Readonly<Record<string, Function>>;
} = JSON.parse(readFileSync(join(__dirname, "../../../schema.json"), "utf8"));

/** Where schema.json has something else for a declared number, and how many numbers there are. */
function numbers(declared: Declared, entry: Entry | undefined, path: string): { count: number; wrong: string[] } {
  if (declared.type === "integer" || declared.type === "number") {
    const wanted = declared.type === "integer" && declared.format === "int32" ? "integer" : "number";
    return { count: 1, wrong: entry?.type === wanted ? [] : [`${path}: ${entry?.type}, not ${wanted}`] };
  }
  const whole = entry?.$ref === undefined ? entry : schema.types[entry.$ref.replace("#/types/", "")];
  const parts = [
    ...(declared.items === undefined ? [] : [numbers(declared.items, whole?.items, `${path}[]`)]),
    ...(declared.anyOf ?? []).map((one, at) => numbers(one, whole?.oneOf?.[at], `${path}|${at}`)),
    ...Object.entries(declared.properties ?? {}).map(([name, one]) =>
      numbers(one, whole?.properties?.[name], `${path}.${name}`),
    ),
  ];
  return {
    count: parts.reduce((sum, { count }) => sum + count, 0),
    wrong: parts.flatMap(({ wrong }) => wrong),
  };
}

type Declarations = Readonly<Record<string, { readonly schema: z.ZodType }>>;

const declaredBy = (declarations: Declarations): Declared => ({
  properties: Object.fromEntries(Object.entries(declarations).map(([name, one]) => [name, jsonOf(one.schema)])),
});

const jsonOf = (one: z.ZodType): Declared =>
  z.toJSONSchema(one, { io: "input", unrepresentable: "any", reused: "inline" }) as Declared;

/** Paths of properties in GiB that are not integers. */
function otherGibibytes(part: unknown, path: string): string[] {
  if (typeof part !== "object" || part === null) return [];
  const { type, description } = part as Entry;
  const isWrong = type === "number" && typeof description === "string" && /\bGiB\b/.test(description);
  const below = Object.entries(part).flatMap(([name, one]) => otherGibibytes(one, `${path}/${name}`));
  return isWrong ? [path, ...below] : below;
}

describe("the types that are generated", () => {
  it("are integers where all languages have room for the values, whoever declares them", () => {
    const kindOf = (one: z.ZodType) => new Types().of(one, "x");
    assert.deepEqual(kindOf(int32(z.int().min(1)).optional()), { kind: "integer" });
    assert.deepEqual(kindOf(int32(z.int()).describe("GiB.")), { kind: "integer" });
    for (const wide of [z.int(), z.int().min(1).optional(), z.number(), z.int32()])
      assert.deepEqual(kindOf(wide), { kind: "number" });
    const result = z.object({ size: z.int().describe("Bytes."), count: int32(z.int()).optional().describe("Parts.") });
    assert.deepEqual(new Types().propertiesOf(result, "x"), [
      { name: "size", type: { kind: "number" }, required: true, description: "Bytes." },
      { name: "count", type: { kind: "integer" }, required: false, description: "Parts." },
    ]);
  });

  it("are in schema.json as every input, output, setting and result declares them", () => {
    const ofResources = Object.values<{ token: string; inputs: Declarations; outputs: Declarations }>(resources).map(
      ({ token, inputs, outputs }) => {
        const entry = schema.resources[`snapshots:${token.replace(".", ":")}`];
        return [
          numbers(declaredBy(inputs), { properties: entry?.inputProperties ?? {} }, `${token} input`),
          numbers(declaredBy({ ...inputs, ...outputs }), { properties: entry?.properties ?? {} }, token),
        ];
      },
    );
    const ofFunctions = [...Object.values(zstack), ...Object.values(cinder)].map(({ token, filters, result }) => {
      const { inputs, outputs } = schema.functions[`snapshots:${token}`] ?? {};
      return [numbers(declaredBy(filters), inputs, token), numbers(jsonOf(result), outputs, token)];
    });
    const ofSettings = (["ZStack", "Cinder"] as const).map((name) => {
      const { settings } = connections[name === "ZStack" ? "zstack" : "cinder"];
      const declared = Object.entries<{ schema: z.ZodType }>(settings).map(([key, one]) => [
        key.replace(/^.*:/, ""),
        one,
      ]);
      const entry = schema.types[`snapshots:index:${name}Connection`];
      return [numbers(declaredBy(Object.fromEntries(declared)), entry, `${name} setting`)];
    });
    const all = [ofResources, ofFunctions, ofSettings].map((groups) => groups.flat());
    for (const group of all) assert.ok(group.some(({ count }) => count > 0));
    assert.deepEqual(
      all.flat().flatMap(({ wrong }) => wrong),
      [],
    );
  });

  it("count GiB in integers", () => {
    assert.deepEqual(otherGibibytes(schema, ""), []);
    assert.deepEqual(otherGibibytes({ size: { type: "number", description: "GiB." } }, ""), ["/size"]);
  });

  it("have a name for each choice of a resource, which the other languages need for constants", () => {
    const nameless = (type: Type): boolean =>
      type.kind === "choice" || ("of" in type && [type.of].flat().some((one) => nameless(one)));
    const typesOf = (type: NamedType): readonly Type[] =>
      "properties" in type ? type.properties.map((one) => one.type) : [];
    for (const { resources, types } of models()) {
      const all = resources.flatMap(({ inputs, outputs }) => [...inputs, ...outputs].map((one) => one.type));
      assert.ok(![...all, ...[...types.named.values()].flatMap(typesOf)].some(nameless));
    }
    const types = new Types();
    assert.ok(nameless(types.of(z.array(z.enum(["a", "b"])), "x")));
    assert.ok(!nameless(types.of(z.array(named("Letter", "A letter.", z.enum(["a", "b"]))), "x")));
  });
});
