// The native plugin in one folder: a bundle without dependencies, its schema, and launchers for the engine.
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { bundle } from "./bundle.mjs";
import { root } from "./project.mjs";

const license =
  "Bundles @grpc/grpc-js, @pulumi/pulumi (protocol), google-protobuf, undici, yaml and zod under their licenses.";

/** @param {string} folder */
export async function buildPlugin(folder) {
  mkdirSync(folder, { recursive: true });
  await bundle(join(root, "provider/doors/plugin/main.ts"), join(folder, "index.js"), license);
  const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  writeFileSync(join(folder, "version.json"), `${JSON.stringify({ version })}\n`);
  const schema = JSON.parse(readFileSync(join(root, "schema.json"), "utf8"));
  writeFileSync(join(folder, "schema.json"), JSON.stringify({ ...schema, version }));
  const launcher = join(folder, "pulumi-resource-snapshots");
  writeFileSync(launcher, '#!/usr/bin/env node\nrequire("./index.js");\n');
  chmodSync(launcher, 0o755);
  writeFileSync(`${launcher}.cmd`, '@node "%~dp0index.js" %*\r\n');
}
