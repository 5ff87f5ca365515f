import assert from "node:assert/strict";
import * as ts from "typescript";
import { nodes, type Source, sources } from "./sources";

const product = sources("sdk", "provider", "simulator", "cli", "scripts", "examples");

const where = ({ path }: Source, node: ts.Node): string => {
  const { line } = node.getSourceFile().getLineAndCharacterOfPosition(node.getStart());
  return `${path}:${line + 1}`;
};

function isDefaultExport(node: ts.Node): boolean {
  if (ts.isExportAssignment(node)) return true;
  if (ts.isExportSpecifier(node)) return node.name.text === "default";
  return (
    ts.canHaveModifiers(node) && (ts.getModifiers(node) ?? []).some((one) => one.kind === ts.SyntaxKind.DefaultKeyword)
  );
}

const found = (files: readonly Source[], wanted: (node: ts.Node) => boolean): string[] =>
  files.flatMap((file) =>
    nodes(file)
      .filter(wanted)
      .map((node) => where(file, node)),
  );

describe("source files", () => {
  it("have at most 300 lines", () => {
    assert.ok(product.length > 50);
    const long = product.filter(({ text }) => text.trimEnd().split("\n").length > 300);
    assert.deepEqual(
      long.map(({ path }) => path),
      [],
    );
  });

  it("have no default export", () => {
    assert.deepEqual(found(product, isDefaultExport), []);
  });

  it("have nothing of type any", () => {
    assert.deepEqual(
      found(product, (node) => node.kind === ts.SyntaxKind.AnyKeyword),
      [],
    );
  });

  it("silence neither the compiler nor the linter for a whole file", () => {
    const silencing = /@ts-(?:ignore|nocheck)|biome-ignore-(?:all|start)/;
    assert.deepEqual(
      product.filter(({ text }) => silencing.test(text)).map(({ path }) => path),
      [],
    );
  });

  it("would be found out", () => {
    const bad = (text: string): Source => ({ path: "x.ts", text });
    for (const text of ["export default 1;", "export default class {}", "export { a as default };", "export = a;"]) {
      assert.deepEqual(found([bad(text)], isDefaultExport), ["x.ts:1"], text);
    }
    const loose = bad("\nlet x: Record<string, any>; // any\nconst any = 1;");
    assert.deepEqual(
      found([loose], (node) => node.kind === ts.SyntaxKind.AnyKeyword),
      ["x.ts:2"],
    );
  });
});
