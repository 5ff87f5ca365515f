import assert from "node:assert/strict";
import fc from "fast-check";
import { z } from "zod";
import { type Input, input, output } from "../../../../provider/core/contract/properties";
import { notKnownYet, readersOf } from "../../../../provider/core/contract/readers";
import { checkInputs } from "../../../../provider/core/lifecycle/check";
import { type Resource, resources } from "../../../../provider/doors/resources";

const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** Values of the schema's type; what breaks another rule of it is left out. */
function valuesOf(schema: z.ZodType): fc.Arbitrary<unknown> {
  return rawValuesOf(schema).filter((value) => schema.safeParse(value).success);
}

function rawValuesOf(schema: z.ZodType): fc.Arbitrary<unknown> {
  if (schema instanceof z.ZodOptional) return fc.option(valuesOf(schema.unwrap() as z.ZodType), { nil: undefined });
  if (schema instanceof z.ZodEnum) return fc.constantFrom(...schema.options);
  if (schema instanceof z.ZodBoolean) return fc.boolean();
  if (schema instanceof z.ZodNumber) return fc.integer({ min: 1, max: 1e6 });
  if (schema instanceof z.ZodString) return texts;
  if (schema instanceof z.ZodArray) return fc.uniqueArray(valuesOf(schema.element as z.ZodType), { maxLength: 3 });
  if (schema instanceof z.ZodRecord) return fc.dictionary(fc.stringMatching(/^[a-z]{1,5}$/), fc.string());
  if (schema instanceof z.ZodObject) {
    const shape = Object.entries(schema.shape as Readonly<Record<string, z.ZodType>>);
    return fc.record(Object.fromEntries(shape.map(([key, one]) => [key, valuesOf(one)])));
  }
  return fc.jsonValue().filter((value) => value !== null);
}

/** Among them those of every format that an input asks for. */
const texts = fc.oneof(
  fc.uuid({ version: 4 }),
  fc.uuid({ version: 4 }).map((uuid) => uuid.replaceAll("-", "")),
  fc.constantFrom("10.0.0.0/8", "30d", "1w3d"),
  fc.string(),
);

/** Anything that a state could hold, near misses among it. */
const anything = fc.oneof(
  fc.jsonValue(),
  texts,
  fc.array(fc.oneof(texts, fc.integer())),
  fc.dictionary(fc.string(), fc.oneof(fc.string(), fc.integer())),
);

const all: readonly Resource[] = Object.values(resources);

describe("readers", () => {
  for (const { token, inputs, outputs } of all) {
    const { declared, recorded } = readersOf({ inputs, outputs });

    it(`of ${token} give the inputs that check accepts as they are`, () => {
      const given = fc.record(
        Object.fromEntries(Object.entries(inputs).map(([name, { schema }]) => [name, valuesOf(schema)])),
      );
      fc.assert(
        fc.property(given, (values) => {
          const checked = checkInputs({ inputs, rules: () => [] }, {}, values);
          assert.deepEqual(checked.failures, []);
          assert.deepEqual({ ...declared(checked.inputs) }, { ...values });
        }),
        { numRuns: 15 },
      );
    });

    for (const [name, { schema, onChange }] of Object.entries(inputs)) {
      it(`of ${token} refuse a ${name} that has another type, by its name`, () => {
        fc.assert(
          fc.property(anything, (value) => {
            const isAccepted = schema.safeParse(value ?? undefined).success;
            const read = () => declared({ [name]: value })[name];
            if (isAccepted) return assert.deepEqual(read(), value ?? undefined);
            // A refresh may have found it on the platform.
            const [one] = fc.sample(
              valuesOf(schema).filter((valid) => valid !== undefined),
              1,
            );
            if (onChange === "update" && typeOf(value) === typeOf(one)) return;
            assert.throws(read, (error: Error & { code?: string }) => {
              assert.equal(error.code, "invalid-input");
              return error.message.startsWith(`${name}: `);
            });
          }),
          { numRuns: 25 },
        );
      });
    }

    it(`of ${token} find nothing in an empty state`, () => {
      for (const value of Object.values(recorded({}))) assert.equal(value, undefined);
    });
  }

  const texts255 = z.string().max(255);
  const inputs = {
    volume: input(z.string().regex(/^v/), { onChange: "replace", description: "" }),
    name: input(texts255, { onChange: "update", description: "" }),
    tags: input(z.array(texts255).optional(), { onChange: "update", description: "" }),
    policy: input(z.enum(["delete", "retain"]).optional(), { onChange: "record", description: "" }),
  };
  const outputs = {
    volume: output(z.string(), ""),
    members: output(z.array(z.object({ uuid: z.string() })), ""),
  };
  const { declared, recorded, proposed } = readersOf({ inputs, outputs });

  it("read nothing that nobody asks for", () => {
    assert.equal(declared({ volume: "v1", name: 7, policy: "burn" }).volume, "v1");
  });

  it("take an absent value for none, and null for an absent one", () => {
    assert.throws(() => declared({}).volume, { code: "invalid-input" });
    assert.throws(() => declared({ volume: null }).volume, { code: "invalid-input" });
    assert.equal(declared({ policy: null }).policy, undefined);
  });

  it("take what a refresh found on the platform, where it has the type", () => {
    const long = "n".repeat(300);
    assert.equal(declared({ name: long }).name, long);
    assert.deepEqual(declared({ tags: ["a", long] }).tags, ["a", long]);
    assert.throws(() => declared({ tags: ["a", 7] }).tags, { code: "invalid-input" });
    assert.throws(() => declared({ volume: "w" }).volume, { code: "invalid-input" });
  });

  it("read a state by its outputs, which hide inputs of the same name", () => {
    assert.equal(recorded({ volume: "w" }).volume, "w");
    assert.deepEqual(recorded({ members: [{ uuid: "m", more: 1 }] }).members, [{ uuid: "m", more: 1 }]);
    for (const members of ["m", ["m"], [{ uuid: 7 }], [{}]]) {
      assert.throws(() => recorded({ members }).members, { code: "state-unreadable" });
    }
  });

  it("tell rules what is not known yet", () => {
    assert.equal(proposed({}).tags, undefined);
    assert.equal(proposed({ tags: unknown }).tags, notKnownYet);
    assert.deepEqual(proposed({ tags: ["a", unknown] }).tags, ["a", unknown]);
    assert.equal(proposed({ policy: unknown }).policy, notKnownYet);
    assert.equal(proposed({ policy: "retain" }).policy, "retain");
  });

  it("have the types of what is declared", () => {
    const one: Input<typeof texts255> = inputs.name;
    assert.equal(one.schema, texts255);
    const name: string = declared({ name: "n" }).name;
    const tags: string[] | undefined = declared({ tags: ["t"] }).tags;
    const members: { uuid: string }[] | undefined = recorded({ members: [] }).members;
    assert.deepEqual([name, tags, members], ["n", ["t"], []]);
    // @ts-expect-error a required input is never undefined, so that nothing compares it with undefined
    const none: undefined = declared({ name: "n" }).name;
    assert.equal(none, "n");
    // @ts-expect-error no such input
    assert.equal(declared({}).nmae, undefined);
    // @ts-expect-error no such output
    assert.equal(recorded({}).mebmers, undefined);
    // @ts-expect-error no such policy
    assert.equal(declared({}).policy === "cascade", false);
  });
});

function typeOf(value: unknown): string {
  return Array.isArray(value) ? "list" : value === null ? "null" : typeof value;
}
