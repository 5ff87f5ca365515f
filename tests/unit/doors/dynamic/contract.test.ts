import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as dynamic from "../../../../provider/doors/dynamic";
import { providerText } from "../../../../sdk/resource";
import { providerStrings } from "./providerStrings";

const methods = ["configure", "check", "diff", "create", "read", "update", "delete"];
const handlers = new Map<string, unknown>(Object.entries(dynamic));

describe("the contract with every state file", () => {
  for (const [handler, text] of Object.entries(providerStrings)) {
    it(`has the text of ${handler} that new resources are given`, () => {
      assert.equal(providerText(handler), text);
    });

    it(`has ${handler} in the module that the text names, with the engine's calls`, () => {
      const provider = handlers.get(handler);
      assert.ok(provider !== null && typeof provider === "object", `${handler} is a ${typeof provider}`);
      const members = new Map(Object.entries(provider));
      for (const method of methods) assert.equal(typeof members.get(method), "function", method);
    });

    it(`finds ${handler} the way the engine does`, () => {
      const asked: string[] = [];
      const exported: { handler?: () => unknown } = {};
      const require_ = (path: string): unknown => {
        asked.push(path);
        return dynamic;
      };
      new Function("exports", "require", text)(exported, require_);
      assert.equal(exported.handler?.(), handlers.get(handler));
      assert.deepEqual(asked, ["pulumi-snapshots/dynamic"]);
    });
  }

  it("lists every handler that there is", () => {
    assert.deepEqual([...handlers.keys()].sort(), Object.keys(providerStrings).sort());
  });

  it("has the package and the subpath that the texts name", () => {
    const manifest: unknown = JSON.parse(readFileSync(join(__dirname, "../../../../package.json"), "utf8"));
    const { name, exports, pulumi } = manifest as {
      name: unknown;
      exports: Readonly<Record<string, { readonly default: unknown }>>;
      pulumi?: unknown;
    };
    assert.equal(name, "pulumi-snapshots");
    assert.equal(exports["./dynamic"]?.default, "./dist/provider/doors/dynamic/index.js");
    // With it the engine would look for a plugin of that name.
    assert.equal(pulumi, undefined);
  });
});
