import assert from "node:assert/strict";
import { z } from "zod";
import { defineResource, type Members } from "../../../../provider/core/contract/defineResource";
import { defineProperties, input, output } from "../../../../provider/core/contract/properties";
import type { Observed, RequestContext } from "../../../../provider/core/contract/resourceDefinition";
import type { JsonObject } from "../../../../provider/core/json";
import { verificationOutputs } from "../../../../provider/core/lifecycle/verification";

const properties = defineProperties({
  token: "zstack.Thing",
  description: "A thing.",
  api: "",
  inputs: {
    name: input(z.string(), { onChange: "update", description: "" }),
    volume: input(z.string(), { onChange: "replace", description: "" }),
    description: input(z.string().optional(), { onChange: "update", description: "" }),
  },
  outputs: { bytes: output(z.number(), ""), createDate: output(z.string(), ""), ...verificationOutputs },
  example: { name: "thing", inputs: {}, output: "bytes" },
});

type Thing = { readonly name: string; readonly bytes: number };
type Typed = Members<Thing, typeof properties>;

const observed: Observed<Thing> = {
  id: "t1",
  object: { name: "a", bytes: 1 },
  ready: true,
  ownership: {},
  tags: [],
};

const nothing = async (): Promise<never> => assert.fail("asks nobody");

/** Members that nothing here calls. */
const others: Omit<Typed, "mismatch" | "unadoptable" | "update" | "toOutputs" | "importedInputs" | "toInputs"> = {
  noun: "thing",
  importInput: "name",
  rules: () => [],
  endpoint: () => undefined,
  origin: nothing,
  evidenceOfExistence: nothing,
  find: nothing,
  get: nothing,
  getCached: nothing,
  listResumable: nothing,
  create: nothing,
  resume: nothing,
  writeOwner: nothing,
  remove: nothing,
  retain: nothing,
  verify: () => [],
};

const updates: unknown[] = [];

const members: Typed = {
  ...others,
  mismatch: ({ volume }, one) => (volume === one.id ? undefined : `it belongs to ${one.id}`),
  unadoptable: ({ name }) => (name === "a" ? undefined : "it has another name"),
  async update(_ctx, one, olds) {
    updates.push(olds.description);
    return one;
  },
  toOutputs: (one, olds, inputs) => ({
    bytes: olds.bytes ?? one.object.bytes,
    createDate: olds.createDate ?? inputs.name,
  }),
  importedInputs: (one) => ({ name: one.object.name, volume: undefined }),
  toInputs: (one, declared) => (declared.description === undefined ? {} : { name: one.object.name, description: "" }),
};

const thing = defineResource(properties, members);
const context = (inputs: RequestContext["inputs"]): RequestContext => ({ inputs }) as RequestContext;

describe("a definition", () => {
  it("gets and gives values by the names that its properties declare", async () => {
    assert.equal(thing.mismatch(context({ volume: "t1" }), observed), undefined);
    assert.equal(thing.mismatch(context({ volume: "t2" }), observed), "it belongs to t1");
    assert.equal(thing.unadoptable(context({ name: "b" }), observed), "it has another name");
    assert.deepEqual(thing.toOutputs(observed, { bytes: 5 }, { name: "n" }), { bytes: 5, createDate: "n" });
    assert.deepEqual(thing.toOutputs(observed, {}), { bytes: 1, createDate: undefined });
    assert.deepEqual(thing.toInputs(observed, { description: "d" }), { name: "a", description: "" });
    assert.deepEqual(thing.toInputs(observed, {}), {});
    assert.deepEqual(thing.importedInputs(observed), { name: "a", volume: undefined });
    await thing.update(context({}), observed, { description: "before" });
    assert.deepEqual(updates, ["before"]);
  });

  it("refuses values that their schemas do not accept, when they are used", () => {
    assert.throws(() => thing.mismatch(context({ volume: 5 }), observed), { code: "invalid-input" });
    assert.throws(() => thing.mismatch(context({}), observed), { code: "invalid-input" });
    assert.throws(() => thing.toInputs(observed, { description: 5 }), { code: "invalid-input" });
    assert.throws(() => thing.toOutputs(observed, { bytes: "5" }), { code: "state-unreadable" });
    assert.doesNotThrow(() => thing.toOutputs(observed, { bytes: 5, problems: 5 }));
  });

  it("does not compile with a misspelt input or output", () => {
    const misspelt: readonly Partial<Typed>[] = [
      // @ts-expect-error
      { mismatch: (declared) => declared.volumeUuid },
      // @ts-expect-error
      { unadoptable: (declared) => declared.nam },
      // @ts-expect-error
      { update: async (_ctx, one, olds) => (olds.descripton === undefined ? one : one) },
      // @ts-expect-error
      { toOutputs: (_one, olds) => ({ bytes: olds.byte, createDate: undefined }) },
      // @ts-expect-error
      { toOutputs: (_one, _olds, inputs) => ({ bytes: undefined, createDate: inputs.nam }) },
      // @ts-expect-error
      { toOutputs: () => ({ bytes: 5, createDat: "" }) },
      // @ts-expect-error
      { toOutputs: () => ({ bytes: "5", createDate: "" }) },
      // @ts-expect-error
      { importedInputs: () => ({ nam: "a" }) },
      // @ts-expect-error
      { importedInputs: () => ({ name: 5 }) },
      // @ts-expect-error
      { toInputs: (_one, declared) => ({ name: declared.nam }) },
      // @ts-expect-error
      { toInputs: () => ({ descripton: "" }) },
    ];
    assert.equal(misspelt.length, 11);
    const unread: JsonObject = {};
    // @ts-expect-error what nobody has read by the schemas is not taken for inputs
    void members.update(context({}), observed, unread);
  });
});
