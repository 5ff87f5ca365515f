import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { functionFiles, functionSchemaEntries } from "../../../scripts/generate/functions";

const root = join(__dirname, "../../..");

interface Property {
  readonly type?: string;
  readonly $ref?: string;
  readonly description?: string;
  readonly items?: Property;
}

interface ObjectType {
  readonly description?: string;
  readonly properties: Readonly<Record<string, Property>>;
}

interface FunctionEntry {
  readonly description: string;
  readonly inputs: ObjectType;
  readonly outputs: ObjectType;
}

function schema() {
  const { functions, types } = functionSchemaEntries();
  return {
    functions: functions as unknown as Record<string, FunctionEntry>,
    types: types as unknown as Record<string, ObjectType>,
  };
}

describe("what is generated from the definitions of functions", () => {
  it("leaves no file of a function that is gone", () => {
    const files = functionFiles();
    const folders = ["sdk/zstack/functions", "sdk/cinder/functions"];
    const there = folders.flatMap((folder) => readdirSync(join(root, folder)).map((file) => `${folder}/${file}`));
    assert.deepEqual(
      there.filter((file) => !files.has(file)),
      [],
    );
  });

  it("has one function for one object and one for all of each kind, which returns a list in an object", () => {
    const { functions } = schema();
    assert.equal(Object.keys(functions).length, 20);
    const { inputs, outputs } = functions["snapshots:zstack:getVolumeSnapshots"] ?? assert.fail();
    assert.deepEqual(outputs.properties["volumeSnapshots"]?.items, {
      $ref: "#/types/snapshots:zstack:FoundVolumeSnapshot",
    });
    assert.equal(inputs.properties["mostRecent"], undefined);
    assert.equal(functions["snapshots:zstack:getVolumeSnapshot"]?.inputs.properties["mostRecent"]?.type, "boolean");
  });

  it("describes everything, and refers to types that exist", () => {
    const { functions, types } = schema();
    const objects = [...Object.values(types), ...Object.values(functions).flatMap((one) => [one.inputs, one.outputs])];
    const properties = objects.flatMap((one) => Object.entries(one.properties));
    assert.ok(properties.length > 200);
    for (const [name, property] of properties) {
      assert.match(property.description ?? "", /\S[.!]$/, name);
      const reference = property.$ref ?? property.items?.$ref;
      if (reference !== undefined) assert.ok(types[reference.replace("#/types/", "")], reference);
    }
  });

  it("has names that survive Go, and integers only where every language can hold them", () => {
    const { types } = schema();
    for (const token of Object.keys(types)) assert.match(token, /^snapshots:(?:zstack|cinder):Found[A-Z]\w+$/);
    const volume = types["snapshots:zstack:FoundVolume"] ?? assert.fail();
    assert.deepEqual([volume.properties["size"]?.type, volume.properties["deviceId"]?.type], ["number", "integer"]);
  });
});
