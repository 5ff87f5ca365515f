import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { formatted, root } from "./format";
import { functionFiles, functionSchemaEntries } from "./functions";
import { models } from "./model";
import { referencePages } from "./reference";
import { schemaFile } from "./schema";
import { typescriptFiles } from "./typescript";

/** Contents of the generated files that are not what the definitions say, by path. */
export function staleFiles(): Map<string, string> {
  const all = models();
  const files = [
    ...all.flatMap((model) => [...typescriptFiles(model)]),
    ...functionFiles(),
    ...referencePages(all),
    ...schemaFile(all, functionSchemaEntries()),
  ];
  const stale = [...formatted(new Map(files))].filter(([path, text]) => {
    const file = join(root, path);
    return !existsSync(file) || readFileSync(file, "utf8") !== text;
  });
  return new Map(stale);
}
