import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { inspect } from "node:util";
import * as pulumi from "@pulumi/pulumi";
import { runError } from "../../../sdk/runError";

const sdk = join(__dirname, "../../../sdk");

describe("errors for programs", () => {
  it("have no frame that Node.js cannot format", () => {
    const { prepareStackTrace } = Error;
    const frames = [
      "    at applyHelperAsync (/p/node_modules/@pulumi/output.ts:516:25)",
      "    at mine (/p/index.js:1:1)",
    ];
    Error.prepareStackTrace = (error) => [String(error), ...frames].join("\n");
    try {
      const error = runError("no volume has that name", "not-found");
      assert.ok(pulumi.RunError.isInstance(error));
      assert.equal(error.stack, `Error: no volume has that name\n${frames[1]}`);
      assert.match(inspect(error, { colors: true }), /no volume has that name/);
    } finally {
      Error.prepareStackTrace = prepareStackTrace;
    }
  });

  it("are made in one place", () => {
    const files = readdirSync(sdk, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".ts"));
    const makers = files.filter((file) => /new (?:pulumi\.)?RunError\(/.test(readFileSync(join(sdk, file), "utf8")));
    assert.deepEqual(makers, ["runError.ts"]);
  });
});
