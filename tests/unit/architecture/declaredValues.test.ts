import assert from "node:assert/strict";
import * as ts from "typescript";
import { nodes, type Source, sources } from "./sources";

// Inputs and outputs are read through what declares them (`readersOf`), so that the compiler knows each name and type.

/** What inputs and outputs are called while their keys are texts. */
const untyped = /^(?:inputs|outputs|news|olds|props|state)$/;

/** The last name of `ctx.inputs`, `olds`, `(inputs ?? {})`. */
function lastName(node: ts.Expression): string {
  if (ts.isIdentifier(node)) return node.text;
  if (ts.isPropertyAccessExpression(node)) return node.name.text;
  if (ts.isParenthesizedExpression(node) || ts.isAsExpression(node)) return lastName(node.expression);
  if (ts.isBinaryExpression(node)) return lastName(node.left);
  return "";
}

const isUntyped = (node: ts.Expression): boolean => untyped.test(lastName(node));

/** Names of the state's own begin with two underscores; core writes and reads them. */
const isHidden = (node: ts.Expression): boolean => ts.isStringLiteralLike(node) && node.text.startsWith("__");

function isReadByText(node: ts.Node): boolean {
  if (ts.isElementAccessExpression(node)) {
    return isUntyped(node.expression) && !isHidden(node.argumentExpression) && !isOfDeclaration(node.expression);
  }
  if (ts.isVariableDeclaration(node) && ts.isObjectBindingPattern(node.name) && node.initializer !== undefined) {
    return ts.isPropertyAccessExpression(node.initializer) && isUntyped(node.initializer);
  }
  if (ts.isParameter(node) && ts.isObjectBindingPattern(node.name)) return node.type?.getText() === "JsonObject";
  if (!ts.isAsExpression(node) || node.type.getText() === "const") return false;
  return /\b(?:inputs|outputs|news|olds|props)\b/.test(node.expression.getText());
}

/** `volumeSnapshotProperties.inputs`: what is declared, not what is given. */
const isOfDeclaration = (node: ts.Expression): boolean => /(?:Properties|definition)\.\w+$/.test(node.getText());

const found = (files: readonly Source[]): string[] =>
  files.flatMap((file) =>
    nodes(file)
      .filter(isReadByText)
      .map((node) => `${file.path}: ${node.getText()}`),
  );

describe("inputs and outputs", () => {
  it("are read by what declares them", () => {
    const platforms = sources("provider/zstack", "provider/cinder");
    assert.ok(platforms.length > 50);
    // Creations read the inputs that the platform takes by a list of names of them, which the compiler checks.
    const checked = ["provider/zstack/backup/inputs.ts: inputs[name]"];
    assert.deepEqual(
      found(platforms).filter((one) => !checked.includes(one)),
      [],
    );
  });

  for (const text of [
    'String(ctx.inputs["volumeUuid"]);',
    'ctx.outputs["members"];',
    'const metadata = (news["metadata"] ?? {}) as Metadata;',
    'news["adopt"];',
    "olds[name];",
    "const { name, description } = ctx.inputs;",
    "const of = ({ verify }: JsonObject) => verify;",
    "(ctx.inputs as Inputs).name;",
  ]) {
    it(`would be found out: ${text}`, () => {
      assert.notDeepEqual(found([{ path: "x.ts", text }]), []);
    });
  }

  for (const text of [
    "declared(ctx.inputs).volumeUuid;",
    "const { name } = declared(ctx.inputs);",
    'parseSeed(ctx.inputs["__seed"]);',
    "vmBackupProperties.inputs[name];",
    'result["inventory"];',
  ]) {
    it(`are left in peace: ${text}`, () => {
      assert.deepEqual(found([{ path: "x.ts", text }]), []);
    });
  }
});
