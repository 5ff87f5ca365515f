import assert from "node:assert/strict";
import { goValue, pythonValue, type Scope, snake } from "../../../scripts/generate/examples/values";
import type { NamedType, Type } from "../../../scripts/generate/types";

const scope: Scope = {
  platform: "zstack",
  named: new Map<string, NamedType>([
    ["Mode", { name: "Mode", description: "", values: ["stopAndStart"] }],
    [
      "Disk",
      {
        ...{ name: "Disk", description: "" },
        properties: [
          { name: "sizeGb", type: { kind: "integer" }, required: true, description: "" },
          { name: "labels", type: { kind: "map", of: { kind: "string" } }, required: false, description: "" },
          { name: "mode", type: { kind: "named", name: "Mode" }, required: false, description: "" },
        ],
      },
    ],
  ]),
};

const string: Type = { kind: "string" };
const disk: Type = { kind: "named", name: "Disk" };

describe("values of examples", () => {
  for (const [what, value, type, python, go] of [
    ["a text", 'a "b"', string, '"a \\"b\\""', 'pulumi.String("a \\"b\\"")'],
    ["a switch", true, { kind: "boolean" }, "True", "pulumi.Bool(true)"],
    ["a whole number", 3, { kind: "integer" }, "3", "pulumi.Int(3)"],
    ["a number", 2.5, { kind: "number" }, "2.5", "pulumi.Float64(2.5)"],
    ["one of two types", "30d", { kind: "either", of: [{ kind: "integer" }, string] }, '"30d"', 'pulumi.String("30d")'],
    [
      "one of a choice",
      "stopAndStart",
      { kind: "named", name: "Mode" },
      "zstack.Mode.STOP_AND_START",
      "zstack.ModeStopAndStart",
    ],
    ["a list of texts", ["a"], { kind: "list", of: string }, '["a"]', 'pulumi.StringArray{pulumi.String("a")}'],
    [
      "a map of texts",
      { tier: "gold" },
      { kind: "map", of: string },
      '{"tier": "gold"}',
      'pulumi.StringMap{"tier": pulumi.String("gold")}',
    ],
    [
      ...(["a list of maps", [{ ok: true }], { kind: "list", of: { kind: "map", of: { kind: "boolean" } } }] as const),
      ...['[{"ok": True}]', 'pulumi.BoolMapArray{pulumi.BoolMap{"ok": pulumi.Bool(true)}}'],
    ],
    [
      ...(["an object", { sizeGb: 1, labels: { a: "b" }, mode: "stopAndStart" }, disk] as const),
      'zstack.DiskArgs(size_gb=1, labels={"a": "b"}, mode=zstack.Mode.STOP_AND_START)',
      'zstack.DiskArgs{SizeGb: pulumi.Int(1), Labels: pulumi.StringMap{"a": pulumi.String("b")}, Mode: zstack.ModeStopAndStart}',
    ],
    [
      ...(["objects in a list", [{ sizeGb: 1 }], { kind: "list", of: disk }] as const),
      ...["[zstack.DiskArgs(size_gb=1)]", "zstack.DiskArray{zstack.DiskArgs{SizeGb: pulumi.Int(1)}}"],
    ],
    [
      ...(["anything", { on: true, list: [1, null] }, { kind: "any" }] as const),
      ...['{"on": True, "list": [1, None]}', 'pulumi.Any(map[string]any{"on": true, "list": []any{1, nil}})'],
    ],
  ] as const satisfies readonly (readonly [string, unknown, Type, string, string])[]) {
    it(`are written as Python and Go: ${what}`, () => {
      assert.equal(pythonValue(value, type, scope), python);
      assert.equal(goValue(value, type, scope), go);
    });
  }

  it("have the names that an object type declares", () => {
    for (const write of [pythonValue, goValue]) assert.throws(() => write({ size: 1 }, disk, scope), /does not have/);
  });

  it("are named in Python as Pulumi names them", () => {
    assert.deepEqual(["userTags", "stopAndStart", "RootVolumeTemplate", "uuid"].map(snake), [
      ...["user_tags", "stop_and_start", "root_volume_template", "uuid"],
    ]);
  });
});
