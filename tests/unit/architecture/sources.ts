import { readdirSync, readFileSync } from "node:fs";
import { join, relative, resolve, sep } from "node:path";
import * as ts from "typescript";

const root = resolve(__dirname, "../../..");

export interface Source {
  /** From the root, with slashes: `provider/http/client.ts`. */
  readonly path: string;
  readonly text: string;
}

/** All source files below these folders of the checkout. */
export function sources(...folders: readonly string[]): Source[] {
  return folders.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && /\.[cm]?[jt]s$/.test(entry.name))
      .map((entry) => join(entry.parentPath, entry.name))
      .filter((file) => !/[\\/](node_modules|dist|bin)[\\/]/.test(file))
      .map((file) => ({ path: relative(root, file).split(sep).join("/"), text: readFileSync(file, "utf8") })),
  );
}

export interface Import {
  readonly from: string;
  /** Gone after compilation. */
  readonly typeOnly: boolean;
}

/** Every node of a file's syntax tree. */
export function nodes({ path, text }: Source): ts.Node[] {
  const file = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
  const found: ts.Node[] = [];
  const visit = (node: ts.Node): void => {
    found.push(node);
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
}

/** Whatever way a file has to get at another one. */
export function imports(source: Source): Import[] {
  return nodes(source).flatMap((node): Import[] => {
    if (ts.isImportDeclaration(node) && ts.isStringLiteral(node.moduleSpecifier)) {
      const clause = node.importClause;
      const named = clause?.namedBindings;
      const typeOnly =
        clause !== undefined &&
        (clause.isTypeOnly ||
          (clause.name === undefined &&
            named !== undefined &&
            ts.isNamedImports(named) &&
            named.elements.length > 0 &&
            named.elements.every((element) => element.isTypeOnly)));
      return [{ from: node.moduleSpecifier.text, typeOnly }];
    }
    if (
      ts.isExportDeclaration(node) &&
      node.moduleSpecifier !== undefined &&
      ts.isStringLiteral(node.moduleSpecifier)
    ) {
      return [{ from: node.moduleSpecifier.text, typeOnly: node.isTypeOnly }];
    }
    if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument) && ts.isStringLiteral(node.argument.literal)) {
      return [{ from: node.argument.literal.text, typeOnly: true }];
    }
    if (ts.isCallExpression(node)) {
      const [argument] = node.arguments;
      const loads =
        node.expression.kind === ts.SyntaxKind.ImportKeyword ||
        (ts.isIdentifier(node.expression) && node.expression.text === "require");
      if (!loads) return [];
      const from = argument !== undefined && ts.isStringLiteralLike(argument) ? argument.text : "(computed)";
      return [{ from, typeOnly: false }];
    }
    return [];
  });
}
