import assert from "node:assert/strict";
import { join } from "node:path";
import * as ts from "typescript";
import { codeBlocks, pages } from "./documentation";
import { root } from "./packedProject";

/** Whole programs, by the path that they would have beside their page. */
function programs(): Map<string, string> {
  const found = pages().flatMap((page) =>
    codeBlocks(page, "ts")
      .filter((text) => /^import .*"@pulumi\/pulumi";$/m.test(text))
      .map((text, index): [string, string] => [join(root, `${page}.${index}.ts`), text]),
  );
  return new Map(found);
}

/** What the compiler says of them; the package is found by its own name, as compiled in dist/. */
function errorsIn(files: ReadonlyMap<string, string>): string[] {
  const options: ts.CompilerOptions = {
    strict: true,
    noEmit: true,
    skipLibCheck: true,
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.Node16,
    types: ["node"],
  };
  const host = ts.createCompilerHost(options);
  const { readFile, fileExists } = host;
  host.readFile = (path) => files.get(path) ?? readFile.call(host, path);
  host.fileExists = (path) => files.has(path) || fileExists.call(host, path);
  const { getSourceFile } = host;
  host.getSourceFile = (path, language, ...rest) => {
    const text = files.get(path);
    return text === undefined
      ? getSourceFile.call(host, path, language, ...rest)
      : ts.createSourceFile(path, text, language);
  };
  const program = ts.createProgram([...files.keys()], options, host);
  return ts
    .getPreEmitDiagnostics(program)
    .map(({ file, messageText }) => `${file?.fileName}: ${ts.flattenDiagnosticMessageText(messageText, " ")}`);
}

describe("programs in the documentation", function () {
  this.timeout(120_000);

  it("compile", () => {
    const files = programs();
    assert.ok(files.size >= 7, `${files.size} programs`);
    assert.deepEqual(errorsIn(files), []);
  });

  it("would be found out", () => {
    const bad = new Map([
      [join(root, "docs/bad.ts"), 'import { zstack } from "pulumi-snapshots";\nzstack.nothing();\n'],
    ]);
    assert.equal(errorsIn(bad).length, 1);
  });
});
