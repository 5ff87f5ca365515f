import assert from "node:assert/strict";
import { join } from "node:path";
import * as ts from "typescript";
import { diagnosticsOf, textOf } from "./compile";
import { codeBlocks, pages } from "./documentation";
import { root } from "./packedProject";

/** What the parts of programs in guides leave out. */
const imports = `import * as pulumi from "@pulumi/pulumi";
import { cinder, zstack } from "pulumi-snapshots";
`;

/** Names that they take from the reader's program; a part may have a constant of the same name. */
const globals = new Map([
  [
    join(root, "docs/globals.d.ts"),
    `declare const volumeUuid: string, vmInstanceUuid: string, backupStorageUuid: string, commit: string, volumeId: string;
declare const someResource: { vmInstanceUuid: import("@pulumi/pulumi").Output<string> };
declare class Deploy extends (require("@pulumi/pulumi") as typeof import("@pulumi/pulumi")).ComponentResource {
  constructor(name: string, args: { version: string }, opts?: import("@pulumi/pulumi").ComponentResourceOptions);
}
`,
  ],
]);

/** Its blocks show the inside of the provider. */
const aboutTheInside = "docs/architecture.md";

/** Whole programs, and parts of programs behind the imports, by the path that they would have beside their page. */
function programs(): Map<string, string> {
  const found = pages()
    .filter((page) => page !== aboutTheInside)
    .flatMap((page) =>
      codeBlocks(page, "ts").map((text, index): [string, string] => {
        const path = join(root, `${page}.${index}`);
        // Only an ES module may await a function at its top.
        return /^import /m.test(text) ? [`${path}.ts`, text] : [`${path}.mts`, `${imports}${text}`];
      }),
    );
  return new Map(found);
}

/** What the compiler says of them; the package is found by its own name, as compiled in dist/. */
function errorsIn(files: ReadonlyMap<string, string>): string[] {
  return diagnosticsOf(files, { module: ts.ModuleKind.Node16 }).map((one) => `${one.file?.fileName}: ${textOf(one)}`);
}

describe("programs in the documentation", function () {
  this.timeout(120_000);

  it("compile, and one that does not would be found out", () => {
    const found = programs();
    assert.ok(found.size >= 17, `${found.size} programs`);
    const wrong = join(root, "docs/bad.ts");
    const text = 'import { zstack } from "pulumi-snapshots";\nzstack.nothing();\n';
    const errors = errorsIn(new Map([...globals, ...found, [wrong, text]]));
    assert.deepEqual(
      errors.filter((error) => !error.startsWith(wrong)),
      [],
    );
    assert.equal(errors.length, 1);
  });
});
