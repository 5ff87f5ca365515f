import assert from "node:assert/strict";
import { cycles } from "./cycles";
import { violations } from "./layers";
import { sources } from "./sources";

describe("imports", () => {
  for (const folder of ["sdk", "provider", "simulator", "cli"]) {
    const files = sources(folder);

    it(`of ${folder} keep to the table of docs/architecture.md`, () => {
      assert.ok(files.length > 0);
      assert.deepEqual(files.flatMap(violations), []);
    });
  }

  describe("in a circle", () => {
    const importing = (path: string, ...from: string[]) => ({
      path,
      text: from.map((one, index) => `import { x${index} } from "${one}";`).join("\n"),
    });
    const rows: readonly (readonly [string, readonly ReturnType<typeof importing>[], string[][]])[] = [
      ["none", [importing("a/x.ts", "./y"), importing("a/y.ts", "node:fs"), importing("a/z.ts", "./x", "./y")], []],
      ["two files", [importing("a/x.ts", "./y"), importing("a/y.ts", "./x")], [["a/x.ts", "a/y.ts"]]],
      [
        "of types only",
        [importing("a/x.ts", "./y"), { path: "a/y.ts", text: 'import type { X } from "./x";' }],
        [["a/x.ts", "a/y.ts"]],
      ],
      ["a file itself", [importing("a/x.ts", "./x")], [["a/x.ts"]]],
      [
        "three across folders, by an index, beside another one",
        [
          importing("a/index.ts", "../b/y"),
          importing("b/y.ts", "./z"),
          importing("b/z.ts", "../a"),
          importing("c/x.mjs", "./y.mjs"),
          importing("c/y.mjs", "./x.mjs"),
          importing("d.ts", "./a"),
        ],
        [
          ["a/index.ts", "b/y.ts", "b/z.ts"],
          ["c/x.mjs", "c/y.mjs"],
        ],
      ],
    ];
    for (const [what, files, found] of rows) {
      it(`are found: ${what}`, () => assert.deepEqual(cycles(files), found));
    }

    it("are nowhere", () => assert.deepEqual(cycles(sources("provider", "sdk", "cli", "scripts", "simulator")), []));
  });

  describe("that would not", () => {
    for (const [path, text] of [
      ["provider/core/x.ts", 'import * as pulumi from "@pulumi/pulumi";'],
      ["provider/core/x.ts", 'import type { Output } from "@pulumi/pulumi";'],
      ["provider/core/x.ts", 'import { request } from "undici";'],
      ["provider/core/x.ts", 'import type { Session } from "../zstack/session";'],
      ["provider/http/x.ts", 'import { same } from "../core/json";'],
      ["provider/zstack/x.ts", 'import { providerOf } from "../doors/dynamic/dynamicProvider";'],
      ["provider/zstack/x.ts", 'import { Agent } from "undici";'],
      ["provider/zstack/x.ts", 'import { keystone } from "../cinder/keystone";'],
      ["provider/zstack/x.ts", 'export * from "../../../simulator";'],
      ["provider/doors/dynamic/x.ts", 'import { HttpClient } from "../../http/client";'],
      ["provider/doors/dynamic/x.ts", 'const pulumi = require("@pulumi/pulumi");'],
      ["provider/doors/dynamic/x.ts", "const anything = require(name);"],
      ["provider/core/x.ts", 'const later = () => import("../zstack/api");'],
      ["provider/zstack/client/x.ts", 'import { same } from "../../core/json";'],
      ["provider/zstack/models/x.ts", 'import { tagsOf } from "../ownership/tags";'],
      ["provider/zstack/volumeSnapshot/x.ts", 'import { volumeBackup } from "../volumeBackup/resource";'],
      ["provider/core/contract/x.ts", 'import type { Lifecycle } from "../lifecycle/lifecycle";'],
      ["provider/cinder/newRoom/x.ts", 'import { z } from "../models/rows";'],
      ["sdk/x.ts", 'import { Settings } from "../provider/core/settings";'],
      ["sdk/x.ts", 'import { type Owner, Settings } from "../provider/core/settings";'],
      ["sdk/x.ts", 'import { z } from "zod";'],
      ["simulator/x.ts", 'import { redact } from "../provider/http/redact";'],
      ["simulator/x.ts", 'type X = import("../provider/core/json").Values;'],
      ["simulator/x.ts", 'import { z } from "zod";'],
      ["simulator/x.ts", 'import { readFileSync } from "fs";'],
      ["cli/x.ts", 'import { zstack } from "../sdk";'],
      ["cli/x.ts", 'import { request } from "undici";'],
      ["provider/other/x.ts", ""],
    ] as const) {
      it(`are found: ${path}: ${text}`, () => assert.equal(violations({ path, text }).length, 1));
    }
  });

  describe("that do", () => {
    for (const [path, text] of [
      ["sdk/x.ts", 'import { formatSeed } from "../provider/core/identity";'],
      ["sdk/zstack/x.ts", 'import type { Values } from "../../provider/core/json";'],
      ["sdk/x.ts", 'import { type Values } from "../provider/core/json";'],
      ["provider/zstack/x.ts", 'import { z } from "zod"; import { redact } from "../http/redact"; // import "undici"'],
      ["simulator/a/x.ts", 'import { createServer } from "node:http"; import { y } from "../b/y";'],
    ] as const) {
      it(`are left in peace: ${path}: ${text}`, () => assert.deepEqual(violations({ path, text }), []));
    }
  });
});
