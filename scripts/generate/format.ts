import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

export const root = join(__dirname, "../..");

/** The same files, formatted as the rest of the repository is. */
export function formatted(files: ReadonlyMap<string, string>): Map<string, string> {
  // Below the repository, so that its configuration of the formatter counts.
  const folder = mkdtempSync(join(root, ".generate-"));
  try {
    const formattable = [...files].filter(([path]) => /\.(ts|json)$/.test(path));
    for (const [path, text] of formattable) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
    const biome = join(root, "node_modules/.bin/biome");
    execFileSync(biome, ["check", "--write", "--vcs-enabled=false", folder], {
      cwd: root,
      stdio: ["ignore", "ignore", "inherit"],
    });
    return new Map(
      [...files].map(([path, text]) => [
        path,
        /\.(ts|json)$/.test(path) ? readFileSync(join(folder, path), "utf8") : text,
      ]),
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
