import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { cinder, zstack } from "../../../sdk";
import { mockedEngine, registration } from "./mocked";

const { resources } = JSON.parse(readFileSync(join(__dirname, "../../../schema.json"), "utf8")) as {
  resources: Readonly<Record<string, { properties: Readonly<Record<string, unknown>> }>>;
};

type Class = new (name: string, args: object) => pulumi.Resource & Readonly<Record<string, unknown>>;

describe("a resource in the SDK", () => {
  mockedEngine();

  for (const [token, { properties }] of Object.entries(resources)) {
    it(`shows everything that the schema says of it, also what is not given: ${token}`, async () => {
      const [, platform = "", name = ""] = token.split(":");
      const classes = (platform === "zstack" ? zstack : cinder) as unknown as Readonly<Record<string, Class>>;
      const made = classes[name];
      assert.ok(made !== undefined);
      const resource = new made("one", {});
      const missing = Object.keys(properties).filter((property) => !pulumi.Output.isInstance(resource[property]));
      assert.deepEqual(missing, []);
      const { inputs } = await registration(resource);
      assert.deepEqual(
        Object.keys(inputs).sort().slice(0, 2),
        ["__provider", "__seed"],
        "and is registered without it",
      );
      assert.ok(Object.keys(inputs).length <= 3, Object.keys(inputs).join());
    });
  }
});
