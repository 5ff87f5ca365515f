import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { z } from "zod";
import { Action } from "../../../../provider/core/actions/action";
import type { ActionDefinition } from "../../../../provider/core/actions/definition";
import { input, output } from "../../../../provider/core/contract/properties";
import { Settings } from "../../../../provider/core/contract/settings";
import { formatSeed } from "../../../../provider/core/identity/identity";
import type { JsonObject } from "../../../../provider/core/json";
import { processRuntime } from "../../../../provider/core/runtime/runtime";

const seedOf = (stack: string): string =>
  formatSeed("", "org", `urn:pulumi:${stack}::project::pulumi-nodejs:dynamic/test:Action::once`);

const origin = "cloud:8080/account";

describe("an action", () => {
  let runs: JsonObject[] = [];
  let result: JsonObject = {};
  let exists = true;

  const definition: ActionDefinition = {
    token: "test.Action",
    noun: "test",
    description: "",
    api: "",
    inputs: {
      target: input(z.string(), { onChange: "replace", description: "" }),
      triggers: input(z.json().optional(), { onChange: "update", description: "" }),
      note: input(z.string().optional(), { onChange: "record", description: "" }),
    },
    outputs: { count: output(z.int().optional(), ""), runCount: output(z.int(), "") },
    example: { name: "", inputs: {}, output: "count" },
    destroys: "break things",
    rules: () => [],
    endpoint: (settings) => settings.configured("test:endpoint"),
    origin: async (ctx) => ctx.settings.configured("test:origin") ?? origin,
    async run(ctx) {
      runs.push(ctx.inputs);
      return result;
    },
    targetExists: async () => exists,
  };

  function action(configuration: Record<string, string> = {}, of = definition): Action {
    const runtime = {
      ...processRuntime,
      random: randomBytes,
      createdInThisProcess: new Set<string>(),
      keptByProgram: new Set<string>(),
      say: () => undefined,
    };
    const made = new Action(of, runtime);
    made.configure(new Settings((key) => configuration[key], {}));
    return made;
  }

  const inputs = (more: JsonObject = {}): JsonObject => ({ target: "store", __seed: seedOf("dev"), ...more });

  beforeEach(() => {
    runs = [];
    result = { count: 3 };
    exists = true;
  });

  it("runs when it is created, and gets a uuid of its own each time", async () => {
    const made = [await action().create(inputs()), await action().create(inputs())];
    assert.equal(runs.length, 2);
    assert.deepEqual(made[0]?.outs, { ...inputs(), count: 3, runCount: 1, __origin: origin });
    assert.notEqual(made[0]?.id, made[1]?.id);
  });

  it("runs again when an input changes that is not only recorded, and no longer shows the results of before", async () => {
    const { id, outs } = await action().create(inputs({ triggers: 1 }));
    result = {};
    const updated = await action().update(id, outs, inputs({ triggers: 2 }));
    assert.deepEqual(updated.outs, { ...inputs({ triggers: 2 }), runCount: 2, __origin: origin });
  });

  for (const [what, more] of [
    ["a recorded input", { note: "new" }],
    ["a time limit", { __timeouts: { create: 60 } }],
  ] as const) {
    it(`records ${what} without a run`, async () => {
      const { id, outs } = await action().create(inputs());
      assert.equal(action().diff(id, outs, inputs(more)).changes, true);
      const updated = await action().update(id, outs, inputs(more));
      assert.equal(runs.length, 1);
      assert.deepEqual(updated.outs, { ...outs, ...more });
    });
  }

  it("has no owner tag that a renamed stack would have to change", async () => {
    const { id, outs } = await action().create(inputs());
    assert.equal(action().diff(id, outs, inputs({ __seed: seedOf("prod") })).changes, false);
  });

  it("records another address without a run", async () => {
    const { id, outs } = await action().create(inputs());
    const moved = action({ "test:endpoint": "other:8080", "test:origin": "other:8080/account" });
    assert.equal(moved.diff(id, outs, inputs()).changes, true);
    const updated = await moved.update(id, outs, inputs());
    assert.equal(runs.length, 1);
    assert.deepEqual(updated.outs, { ...outs, __origin: "other:8080/account" });
  });

  it("does not run under the retain-all override if it can destroy something", async () => {
    const configuration = { "snapshots:deletionPolicy": "retain" };
    await assert.rejects(action(configuration).create(inputs()), { code: "retain-all-override" });
    assert.equal(runs.length, 0);
    const { destroys: _, ...harmless } = definition;
    await action(configuration, harmless).create(inputs());
    assert.equal(runs.length, 1);
  });

  it("is not run with wrong inputs", async () => {
    await assert.rejects(action().create({ __seed: seedOf("dev") }), { code: "invalid-input" });
    assert.equal(runs.length, 0);
  });

  it("is read as it is recorded while its target exists, and forgotten afterwards", async () => {
    const { id, outs } = await action().create(inputs({ note: "x" }));
    assert.deepEqual(await action().read(id, outs), { id, props: outs, inputs: inputs({ note: "x" }) });
    exists = false;
    assert.deepEqual(await action().read(id, outs), {});
  });

  it("is not forgotten because another server or account does not have its target", async () => {
    const { id, outs } = await action().create(inputs());
    exists = false;
    for (const configuration of [{ "test:endpoint": "other:8080" }, { "test:origin": "cloud:8080/other" }])
      await assert.rejects(action(configuration).read(id, outs), { code: "origin-mismatch" });
  });

  it("is deleted without any request", async () => {
    const { id, outs } = await action().create(inputs());
    await action({ "test:origin": "cloud:8080/other" }).delete(id, outs);
    assert.equal(runs.length, 1);
  });
});
