// What can be built from Go modules: the CLI itself, and programs beside it that a downloaded CLI brings along.
import { fileURLToPath } from "node:url";
import { PINNED } from "./versions.mjs";

const moduleDirectory = fileURLToPath(new URL(".", import.meta.url));

/**
 * @typedef {object} Program
 * @property {string} file its name on disk
 * @property {string} title in messages
 * @property {string} effort what building it takes, the first time
 * @property {string} mainPackage
 * @property {string} [versionVariable] the linker sets it to `version`
 * @property {string} [version]
 * @property {string} moduleDirectory of the go.mod that pins its modules
 */

/** @type {Program} */
export const cli = {
  file: "pulumi",
  title: `the Pulumi CLI ${PINNED}`,
  effort: "about 260 MB of modules, then about 8 minutes on 2 cores (up to 18 on busy ones)",
  mainPackage: "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi",
  versionVariable: "github.com/pulumi/pulumi/sdk/v3/go/common/version.Version",
  version: `v${PINNED}`,
  moduleDirectory,
};

/** Runs programs in YAML; its version is the one in go.mod. @type {Program} */
export const yamlHost = {
  file: "pulumi-language-yaml",
  title: "the language host for YAML",
  effort: "about half a minute after the CLI, about 4 minutes without what that has compiled",
  mainPackage: "github.com/pulumi/pulumi-yaml/cmd/pulumi-language-yaml",
  moduleDirectory,
};
