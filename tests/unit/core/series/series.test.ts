import assert from "node:assert/strict";
import { scryptSync } from "node:crypto";
import * as fc from "fast-check";
import { z } from "zod";
import { volumeSnapshotSeries as cinderSeries } from "../../../../provider/cinder/series";
import { input } from "../../../../provider/core/contract/properties";
import { secretTriggersName, triggerDigestsName } from "../../../../provider/core/contract/stateKeys";
import { identityPrefix } from "../../../../provider/core/identity/identity";
import type { JsonObject } from "../../../../provider/core/json";
import { digestOf, identityInputs, triggerTextOf } from "../../../../provider/core/lifecycle/triggers";
import {
  asResourceDefinition,
  lineageAfter,
  pointIdentity,
  seriesId,
} from "../../../../provider/core/series/definition";
import { isBehind, seriesOutputs, stateOf } from "../../../../provider/core/series/state";
import { vmBackupSeries, volumeSnapshotSeries } from "../../../../provider/zstack/series";

const owner = { namespace: "", organization: "o", project: "p", stack: "s", token: "k", name: "n" };
const line = fc.string({ minLength: 64, maxLength: 64, unit: fc.constantFrom(..."0123456789abcdef") });

describe("the identity of a point", () => {
  it("is of its own, and found with all others of its line", () => {
    const number = fc.integer({ min: 1, max: 1000 });
    fc.assert(
      fc.property(line, fc.string(), fc.string(), number, number, (one, a, b, m, n) => {
        const [first, second] = [pointIdentity(one, a, m), pointIdentity(one, b, n)];
        assert.match(first, /^[0-9a-f]{64}$/);
        assert.equal(identityPrefix(owner, first), identityPrefix(owner, second));
        assert.equal(first === second, a === b && m === n);
      }),
    );
  });

  it("is another one in every line", () => {
    const lines = [
      lineageAfter("series-a", "1"),
      lineageAfter("series-a", "2"),
      lineageAfter("series-b", "1"),
      lineageAfter("series-a", undefined),
    ];
    assert.equal(new Set(lines.map((one) => identityPrefix(owner, pointIdentity(one, "t", 2)))).size, 4);
  });

  it("of the whole series is no uuid", () => {
    assert.match(seriesId("0123456789abcdef".repeat(4)), /^series-[0-9a-f]{24}$/);
  });
});

describe("inputs of a series", () => {
  for (const [what, kind, point, own] of [
    ["snapshots", asResourceDefinition(volumeSnapshotSeries), volumeSnapshotSeries.point, []],
    ["VM backups", asResourceDefinition(vmBackupSeries), vmBackupSeries.point, ["fullEvery"]],
  ] as const) {
    it(`of ${what} are those of a point but what names a single one, and nothing replaces that triggers would`, () => {
      const names = new Set([...Object.keys(point.inputs), "keepLast", "keepFor", "drill", ...own]);
      for (const gone of ["adopt", "resourceUuid"]) names.delete(gone);
      assert.deepEqual(new Set(Object.keys(kind.inputs)), names);
      for (const [name, field] of Object.entries(kind.inputs)) {
        const replacing = name !== "triggers" && point.inputs[name]?.onChange === "replace";
        assert.equal(field.onChange === "replace", replacing, name);
        assert.equal(field.warns, undefined, name);
      }
    });
  }
});

for (const series of [volumeSnapshotSeries, cinderSeries]) {
  describe(`the state of a ${series.token}`, () => {
    const at = { ...series, origin: "h:1/a" };
    const read = (outputs: JsonObject) => stateOf(outputs, series);
    const behind = (outputs: JsonObject) => isBehind(outputs, series);
    const point = (number: number, triggers: unknown) => ({
      uuid: `u${number}`,
      name: `n-${number}`,
      triggerDigest: digestOf(triggers),
    });
    const state = {
      ...{ history: [point(2, "b"), point(1, "a")], current: "u2", count: 2, first: "u1", zones: ["UTC"] },
      undated: ["u1"],
    };

    it("is read as it was written", () => {
      const outputs = seriesOutputs({ name: "n", triggers: "b" }, state, at);
      const absent = {
        pending: undefined,
        former: undefined,
        formerStacks: undefined,
        secret: undefined,
        drills: undefined,
      };
      assert.deepEqual(read(outputs), { ...state, ...absent });
      assert.deepEqual(outputs["current"], (outputs["history"] as JsonObject[])[0]);
      const after = seriesOutputs({}, { ...state, history: [point(2, "b")] }, at);
      assert.equal(read(after).undated, undefined, "what has left history is forgotten");
      const pending = { uuid: "u3", job: "j", name: "n-3", triggerDigest: "d" };
      assert.deepEqual(read(seriesOutputs({}, { ...state, pending }, at)).pending, pending);
      assert.deepEqual(read(seriesOutputs({}, { ...state, former: ["o/p/s::k::n"] }, at)).former, ["o/p/s::k::n"]);
      assert.deepEqual(read(seriesOutputs({}, { ...state, formerStacks: ["o/p/s"] }, at)).formerStacks, ["o/p/s"]);
      assert.deepEqual(read(seriesOutputs({}, { ...state, drills: ["u2", "u9"] }, at)).drills, ["u2", "u9"]);
    });

    it("is behind as long as the drill of its current point is owed", () => {
      const outputs = (drill: boolean, drills: readonly string[]) =>
        seriesOutputs({ name: "n", triggers: "b", drill }, { ...state, drills }, at);
      assert.equal(behind(outputs(true, ["u2"])), true);
      assert.equal(behind(outputs(true, ["u1"])), false);
      assert.equal(behind(outputs(true, [])), false);
      assert.equal(behind(outputs(false, ["u2"])), false);
    });

    describe("whose triggers are secret", () => {
      const pending = { uuid: "u3", job: "j", name: "n-3", triggerDigest: digestOf("c") };
      const text = <P extends { uuid: string }>(one: P): P & { triggerText: string } => ({
        ...one,
        triggerText: `text of ${one.uuid}`,
      });
      const whole = { ...state, history: [point(2, "b"), point(1, "a")].map(text), pending: text(pending) };
      const secret = { triggers: "c", [secretTriggersName]: true };
      const [digestA, digestB, digestC] = ["a", "b", "c"].map(digestOf);
      const shown = (outputs: JsonObject): string => JSON.stringify({ ...outputs, [triggerDigestsName]: undefined });

      it("has no text, and digests only where the engine encrypts them", () => {
        const outputs = seriesOutputs(secret, whole, at);
        assert.deepEqual(outputs[triggerDigestsName], { u1: digestA, u2: digestB, u3: digestC });
        for (const hidden of [digestA, digestB, digestC, "text of"])
          assert.ok(!shown(outputs).includes(hidden ?? ""), hidden);
        assert.deepEqual(read(outputs), {
          ...{
            ...state,
            pending,
            former: undefined,
            formerStacks: undefined,
            secret: ["u3", "u2", "u1"],
            drills: undefined,
          },
        });
        assert.deepEqual(seriesOutputs(secret, read(outputs), at), outputs);
      });

      it("hides what was secret when it is plain by now, and whatever is of the same value", () => {
        const before = read(seriesOutputs(secret, { history: [point(1, "a")], count: 1, current: "u1" }, at));
        const again = text(point(2, "a"));
        const other = text(point(3, "d"));
        const outputs = seriesOutputs({ triggers: "d" }, { ...before, history: [other, again, ...before.history] }, at);
        assert.deepEqual(outputs[triggerDigestsName], { u1: digestA, u2: digestA });
        assert.ok(!shown(outputs).includes(digestA ?? "") && !shown(outputs).includes("text of u2"));
        assert.ok(shown(outputs).includes("text of u3") && shown(outputs).includes(digestOf("d")));
      });

      it("is behind as any other", () => {
        const outputs = (triggers: unknown) => ({
          ...seriesOutputs({ ...secret, triggers: "b" }, state, at),
          triggers,
        });
        assert.equal(behind(outputs("b")), false);
        assert.equal(behind(outputs("c")), true);
      });
    });

    it("is behind while a point is to be made or finished", () => {
      const outputs = (more: object, triggers: unknown = "b") => seriesOutputs({ triggers }, { ...state, ...more }, at);
      assert.equal(behind(outputs({})), false);
      assert.equal(behind(outputs({}, "c")), true);
      assert.equal(behind(outputs({ current: undefined })), true);
      assert.equal(behind(outputs({ history: [] })), true);
      assert.equal(behind(outputs({ pending: { uuid: "u3", job: "j", name: "n-3", triggerDigest: "d" } })), true);
      assert.equal(behind({}), true);
    });

    it("knows triggers by their value", () => {
      assert.equal(digestOf({ a: 1, b: [2] }), digestOf({ b: [2], a: 1 }));
      assert.equal(digestOf(undefined), digestOf(null));
      assert.notEqual(digestOf("1"), digestOf(1));
      assert.notEqual(digestOf(["a", "b"]), digestOf(["b", "a"]));
    });
  });
}

describe("a point of a series as programs see it", () => {
  const state = {
    history: [{ uuid: "u1", name: "n-1", triggerDigest: "d", createDate: "then" }],
    current: "u1",
    count: 1,
  };

  it("has the id and the date under the names of its platform", () => {
    const zstack = seriesOutputs({}, state, { ...volumeSnapshotSeries, origin: "" });
    assert.deepEqual(zstack["current"], { createDate: "then", name: "n-1", triggerDigest: "d", uuid: "u1" });
    const cinder = seriesOutputs({}, state, { ...cinderSeries, origin: "" });
    assert.deepEqual(cinder["current"], { createdAt: "then", id: "u1", name: "n-1", triggerDigest: "d" });
    assert.deepEqual(cinder["history"], [cinder["current"]]);
  });
});

describe("the text of triggers", () => {
  const rows: readonly (readonly [string, unknown, string | undefined])[] = [
    ["none", undefined, undefined],
    ["null", null, undefined],
    ["a text", "v1", "v1"],
    ["anything else", [{ b: 1, a: "x" }], '[{"b":1,"a":"x"}]'],
    ["what a pipeline would act on", "a\n::error::b", "a ::error::b"],
    ["what is too long", "x".repeat(200), `${"x".repeat(119)}…`],
    ["what has a credential", "password=hunter22 rest", "password=[secret] rest"],
  ];
  for (const [what, triggers, text] of rows)
    it(`of ${what} is ${text === undefined ? "absent" : "one short line"}`, () => {
      assert.equal(triggerTextOf({ triggers }), text);
      assert.equal(triggerTextOf({ triggers, [secretTriggersName]: true }), undefined);
    });
});

describe("an identity", () => {
  const fields = {
    triggers: input(z.json(), { onChange: "replace", description: "" }),
    a: input(z.json(), { onChange: "replace", description: "" }),
  };

  it("has secret triggers in a form that is slow to guess, the same on every machine", () => {
    const inputs = { triggers: ["v"], a: 1 };
    assert.deepEqual(identityInputs(fields, inputs, "seed"), inputs);
    const secret = identityInputs(fields, { ...inputs, [secretTriggersName]: true }, "seed");
    const again = identityInputs(fields, { [secretTriggersName]: true, a: 1, triggers: ["v"] }, "seed");
    assert.deepEqual(secret, again);
    assert.match(String(secret["triggers"]), /^[0-9a-f]{64}$/);
    const others = ["x", ["v", 1]].map((triggers) =>
      identityInputs(fields, { ...inputs, triggers, [secretTriggersName]: true }, "seed"),
    );
    const elsewhere = identityInputs(fields, { ...inputs, [secretTriggersName]: true }, "other seed");
    assert.equal(new Set([secret, ...others, elsewhere].map((one) => one["triggers"])).size, 4);
    const expected = scryptSync('["v"]', "pulumi-snapshots triggers of seed", 32).toString("hex");
    assert.equal(secret["triggers"], expected);
  });

  it("needs no triggers", () => {
    assert.deepEqual(identityInputs(fields, { a: 1, [secretTriggersName]: true }, "seed"), { a: 1 });
  });
});
