// Compiles sdk/, provider/, simulator/, the command line and the plugin to dist/: what the package ships.
import { execFileSync } from "node:child_process";
import { chmodSync, existsSync, mkdtempSync, renameSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { bundle } from "./bundle.mjs";
import { buildPlugin } from "./plugin.mjs";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const tsc = join(root, "node_modules/typescript-7/bin/tsc");
const dist = join(root, "dist");

// Built beside and moved into place: a failed build leaves the old one, and whoever runs it meanwhile keeps its files.
const fresh = mkdtempSync(join(root, ".dist-"));
try {
  execFileSync(process.execPath, [tsc, "-p", join(root, "tsconfig.build.json"), "--outDir", fresh], {
    stdio: "inherit",
    cwd: root,
  });
  const command = join(fresh, "cli/main.js");
  if (existsSync(command)) chmodSync(command, 0o755);
  await buildPlugin(join(fresh, "plugin"));
  // Beside it stand the modules of which it is made, for the command line.
  const door = join(fresh, "provider/doors/dynamic/index.js");
  await bundle(
    join(root, "provider/doors/dynamic/index.ts"),
    door,
    "Bundles undici, yaml and zod under their licenses.",
  );
  const old = `${fresh}-old`;
  if (existsSync(dist)) renameSync(dist, old);
  renameSync(fresh, dist);
  rmSync(old, { recursive: true, force: true });
  chmodSync(dist, 0o755);
} finally {
  rmSync(fresh, { recursive: true, force: true });
}
