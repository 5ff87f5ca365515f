// The layers of the test suite: from tests of single functions to the packed package under the real engine.
import { existsSync, readdirSync } from "node:fs";
import { join, sep } from "node:path";
import { root } from "../project.mjs";

/**
 * @typedef {object} Layer
 * @property {string} name
 * @property {string[]} folders below tests/
 * @property {number} timeoutMs for one test
 * @property {boolean} needsPulumi
 * @property {boolean} [startsAsInstalled] Pulumi starts provider processes as it is installed, and not from one file
 * @property {boolean} [needsLanguages] the language host for YAML has to be there
 * @property {boolean} [needsCinder] the packages of which a real Cinder is made have to be installed
 * @property {boolean} [needsBrowser] Chromium, or a browser that is driven like it, has to be there
 * @property {"plugin"} [door] through which the tests reach the provider; the dynamic provider without
 * @property {readonly string[]} [usual] files of a run without --full; all without
 * @property {"each file" | "some files" | "all files"} [sideBySide] what runs in a process of its own, two at a time with
 *   those of the other layers that have this; default: all files in one process, and nothing beside it
 */

/** @type {Layer[]} in the order in which they run */
export const layers = [
  // Alone, and so before the others: one browser takes both cores while it draws.
  { name: "browser", folders: ["browser"], timeoutMs: 30_000, needsPulumi: false, needsBrowser: true },
  {
    // The longest of all, so the first.
    name: "cinder",
    folders: ["cinder", "crash/cinder"],
    timeoutMs: 60_000,
    needsPulumi: false,
    needsCinder: true,
    // They share the lab.
    sideBySide: "all files",
  },
  { name: "unit", folders: ["unit"], timeoutMs: 60_000, needsPulumi: false, sideBySide: "all files" },
  {
    name: "simulator",
    folders: ["simulator", "integration/zstack", "perf"],
    timeoutMs: 30_000,
    needsPulumi: false,
    sideBySide: "all files",
  },
  {
    name: "deletion",
    folders: ["integration/deletion"],
    timeoutMs: 30_000,
    needsPulumi: false,
    sideBySide: "all files",
  },
  {
    // What the two layers before have shown, through the plugin's protocol.
    name: "plugin",
    folders: ["integration"],
    timeoutMs: 30_000,
    needsPulumi: false,
    door: "plugin",
    sideBySide: "all files",
    // Where the protocol matters: every resource once, every call, errors with and without a state, names of settings,
    // configuration, hidden inputs, limits, namespaces. What happens behind the calls is the same code through each door.
    usual: [
      ...["connection", "create", "declaredOutputs", "delete", "partial", "restoredVolume", "series", "sync"],
      ...["unreadableState", "update"],
    ]
      .map((name) => `integration/zstack/${name}.test.ts`)
      .concat("integration/deletion/renamedStack.test.ts", "integration/doors/lifecycle.test.ts"),
  },
  {
    name: "cinder-engine",
    folders: ["engine/cinder"],
    timeoutMs: 400_000,
    needsPulumi: true,
    needsCinder: true,
    // To start the lab takes longer than most of their tests.
    sideBySide: "all files",
  },
  { name: "crash", folders: ["crash/zstack"], timeoutMs: 600_000, needsPulumi: true, sideBySide: "each file" },
  // Many are short: a process of its own would take a tenth of what they do.
  { name: "engine", folders: ["engine/zstack"], timeoutMs: 400_000, needsPulumi: true, sideBySide: "some files" },
  {
    name: "languages",
    folders: ["languages"],
    timeoutMs: 400_000,
    needsPulumi: true,
    needsLanguages: true,
    sideBySide: "each file",
  },
  {
    name: "package",
    folders: ["package"],
    timeoutMs: 300_000,
    needsPulumi: true,
    startsAsInstalled: true,
    sideBySide: "each file",
  },
];

/**
 * @param {Layer} layer
 * @param {boolean} [full] also what is not part of the usual run
 * @returns {string[]} its test files, relative to the project
 */
export function testFiles(layer, full = true) {
  const tests = join(root, "tests");
  if (!existsSync(tests)) return [];
  return readdirSync(tests, { recursive: true, encoding: "utf8" })
    .map((file) => file.split(sep).join("/"))
    .filter((file) => file.endsWith(".test.ts") && layer.folders.some((folder) => file.startsWith(`${folder}/`)))
    .filter((file) => full || layer.usual === undefined || layer.usual.includes(file))
    .sort()
    .map((file) => join("tests", file));
}

/** Files of a process that runs some of them. */
const someFiles = 6;

/**
 * @param {Layer} layer
 * @param {readonly string[]} files its own
 * @returns {string[][]} which of them run in a process together
 */
export function processesOf({ sideBySide }, files) {
  if (sideBySide === undefined || sideBySide === "all files") return [[...files]];
  const count = sideBySide === "each file" ? files.length : Math.ceil(files.length / someFiles);
  // Neighbours are often of one kind, and take as long as each other.
  return Array.from({ length: count }, (_, at) => files.filter((_file, index) => index % count === at));
}
