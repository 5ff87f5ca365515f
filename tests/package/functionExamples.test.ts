import assert from "node:assert/strict";
import { join } from "node:path";
import * as ts from "typescript";
import { functionModels } from "../../scripts/generate/functions/model";
import { diagnosticsOf, textOf } from "./compile";
import { root } from "./packedProject";

/** What the examples take from the program around them; they may use the names for constants of their own. */
const around = `
type Output = import("@pulumi/pulumi").Output<string>;
declare const volumeUuid: string;
declare const volumeId: string;
declare const vmInstanceUuid: string;
declare const backupStorageUuid: string;
declare const vmName: Output;
declare const storeName: Output;
declare const disk: { readonly uuid: Output; readonly id: Output };
declare const vm: { readonly uuid: Output };
declare const cluster: { readonly uuid: Output };
declare const server: { readonly id: Output; readonly volumeId: Output };
`;
// As compiled in dist/: of sources, everything that they import would be checked as well.
const imports = 'import { cinder, zstack } from "pulumi-snapshots";\n';

/** What the compiler says of these programs. */
function errorsIn(programs: readonly string[]): string[] {
  const examples = programs.map((text, index) => [join(root, `tests/example${index}.ts`), imports + text] as const);
  const texts = new Map([...examples, [join(root, "tests/around.d.ts"), around]]);
  // Whole modules, so that `await` and `export` stand as in a program.
  const modules = { module: ts.ModuleKind.ES2022, moduleResolution: ts.ModuleResolutionKind.Bundler };
  return diagnosticsOf(texts, modules)
    .filter(({ file }) => file !== undefined && texts.has(file.fileName))
    .map((one) => `${one.file?.text.slice(imports.length)}: ${textOf(one)}`);
}

describe("examples of functions", function () {
  this.timeout(120_000);

  it("compile, and one that does not would be found out", () => {
    const examples = functionModels().flatMap((one) => Object.values(one.examples));
    assert.equal(examples.length, 40);
    // In one compilation: it takes longer than all other tests of this file's subject.
    const wrong = "export const found = (await zstack.getVolume({ nam: 1 })).uuid;";
    const errors = errorsIn([...examples, wrong]);
    assert.deepEqual(
      errors.filter((error) => !error.startsWith(wrong)),
      [],
    );
    assert.equal(errors.length, 1);
  });
});
