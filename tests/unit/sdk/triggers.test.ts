import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import * as fc from "fast-check";
import { zstack } from "../../../sdk";
import { jsonTriggers } from "../../../sdk/triggers";
import { mockedEngine, registration } from "./mocked";

const volumeUuid = "0f3ab1c5d2e84f6a9b7c8d9e0f1a2b3c";

/** What the engine is given for these triggers. */
async function registered(triggers: unknown): Promise<unknown> {
  return (await registration(new zstack.VolumeSnapshot("web", { volumeUuid, triggers }))).inputs["triggers"];
}

describe("triggers", () => {
  mockedEngine();

  it("are handed on as they are where they are JSON", () => {
    const json = fc.jsonValue({ noUnicodeString: false }).filter((value) => !Object.is(value, null));
    fc.assert(
      fc.property(json, (value) => {
        // Without an output in it the value is there at once.
        assert.equal(JSON.stringify(jsonTriggers(value, "it")), JSON.stringify(value));
      }),
    );
  });

  it("take a Date as its ISO text, wherever it is", async () => {
    const date = new Date(Date.UTC(2026, 10, 21));
    const text = "2026-11-21T00:00:00.000Z";
    assert.equal(await registered(date), text);
    const made = pulumi.output("").apply(() => date);
    assert.deepEqual(await registered({ at: [date, made, Promise.resolve(date)] }), { at: [text, text, text] });
    assert.equal(await registered(made), text);
  });

  const cycle: unknown[] = [];
  cycle.push({ again: cycle });
  class Version {}
  const refused: readonly [string, unknown, string][] = [
    ["a Map", new Map([["a", 1]]), "triggers is an object of class Map"],
    ["a Set", [new Set()], "triggers[0] is an object of class Set"],
    ["a URL", { at: new URL("http://x/") }, "triggers.at is an object of class URL"],
    ["an object of a class", { a: [{ b: new Version() }] }, "triggers.a[0].b is an object of class Version"],
    ["a regular expression", /x/, "triggers is an object of class RegExp"],
    ["bytes", Buffer.from("x"), "triggers is an object of class Buffer"],
    ["a function", { run: () => 1 }, "triggers.run is a function"],
    ["a symbol", Symbol("x"), "triggers is a symbol"],
    ["a bigint", [1n], "triggers[0] is a bigint"],
    ["not a number", Number.NaN, "triggers is NaN"],
    ["infinity", [[Number.POSITIVE_INFINITY]], "triggers[0][0] is Infinity"],
    ["an invalid Date", new Date(Number.NaN), "triggers is an invalid Date"],
    ["a cycle", cycle, "triggers[0].again is a value that contains itself"],
  ];
  for (const [name, value, says] of refused) {
    it(`are refused with the path where there is ${name}`, () => {
      assert.throws(
        () => new zstack.VolumeSnapshot("bad", { volumeUuid, triggers: value }),
        (error) =>
          pulumi.RunError.isInstance(error) && error.message.startsWith(`zstack.VolumeSnapshot "bad": ${says}`),
      );
    });
  }

  it("are refused inside outputs, too", async () => {
    await assert.rejects(
      resolved(jsonTriggers({ at: pulumi.output("").apply(() => new Map()) }, "it")),
      /triggers\.at is an object of class Map/,
    );
  });

  it("may have the same object twice", async () => {
    const shared = { a: 1 };
    assert.deepEqual(await registered([shared, { shared }]), [shared, { shared }]);
  });

  describe("that are secret", () => {
    const flag = async (triggers: unknown): Promise<unknown> =>
      (await registration(new zstack.VolumeSnapshot("web", { volumeUuid, triggers }))).inputs["__secretTriggers"];
    const later = (value: unknown): pulumi.Output<unknown> => pulumi.output(Promise.resolve(value));

    for (const [what, value] of [
      ["the whole value", pulumi.secret("v")],
      ["a part", [1, { at: pulumi.secret("v") }]],
      ["what follows from one", pulumi.secret(1).apply((one) => [one])],
      ["what is inside an output", later(1).apply(() => ({ a: pulumi.secret("v") }))],
      ["a promise of one", Promise.resolve(pulumi.secret("v"))],
    ] as const)
      it(`are named as such: ${what}`, async () => assert.equal(await flag(value), true));

    for (const [what, value] of [
      ["a value", ["v"]],
      ["an output", later("v")],
      ["a promise", Promise.resolve("v")],
      ["none", undefined],
    ] as const)
      it(`are not, and have no such input: ${what}`, async () => {
        const { inputs } = await registration(new zstack.VolumeSnapshot("web", { volumeUuid, triggers: value }));
        assert.ok(!Object.hasOwn(inputs, "__secretTriggers"));
      });
  });

  it("are refused where they are a resource", () => {
    const other = new pulumi.ComponentResource("program:index:Site", "site");
    assert.throws(() => jsonTriggers([other], "it"), /triggers\[0\] is a resource/);
  });
});

function resolved(value: pulumi.Input<unknown>): Promise<unknown> {
  return (pulumi.output(value) as unknown as { promise(): Promise<unknown> }).promise();
}
