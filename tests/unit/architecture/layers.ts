import { isBuiltin } from "node:module";
import { posix } from "node:path";
import { imports, type Source } from "./sources";

interface Layer {
  /** Folders, or single modules, that may be imported. */
  readonly layers: readonly string[];
  /** Folders of which only types may be imported. */
  readonly types?: readonly string[];
  readonly packages: readonly string[];
}

/** The table of docs/architecture.md, section Folders. */
const table: Readonly<Record<string, Layer>> = {
  "sdk/policy": { layers: ["sdk/policy", "provider/core/contract/resourceType"], packages: ["@pulumi/policy"] },
  sdk: {
    // The seed and the names of hidden values and of settings are what both sides have to agree on; look-ups and previews run in the program.
    layers: [
      "sdk",
      "provider/core/identity",
      "provider/core/contract/stateKeys",
      "provider/core/contract/settingNames",
      "provider/core/contract/functionResult",
      "provider/doors/previews",
      "provider/zstack/functions",
      "provider/cinder/functions",
    ],
    types: ["provider"],
    packages: ["@pulumi/pulumi"],
  },
  "provider/doors/connections.ts": {
    layers: ["provider/core/contract", "provider/zstack", "provider/openstack", "provider/cinder"],
    packages: [],
  },
  "provider/doors/resources.ts": { layers: ["provider/core", "provider/zstack", "provider/cinder"], packages: [] },
  "provider/doors/previews.ts": {
    layers: ["provider/doors/resources", "provider/core", "provider/http/errors", "provider/zstack", "provider/cinder"],
    packages: [],
  },
  "provider/doors/dynamic": {
    // Of http only what every message needs: how time is said, and how texts are shown.
    layers: [
      "provider/doors/dynamic",
      "provider/doors/resources",
      "provider/core",
      "provider/zstack",
      "provider/cinder",
      "provider/http/clock",
      "provider/http/errorCodes",
      "provider/http/errors",
      "provider/http/printable",
      "provider/http/redact",
    ],
    packages: ["@pulumi/pulumi/proto"],
  },
  "provider/doors/plugin": {
    layers: [
      "provider/doors/plugin",
      "provider/doors/resources",
      "provider/doors/connections",
      "provider/doors/previews",
      "provider/doors/dynamic/dynamicProvider",
      "provider/doors/dynamic/outputStreams",
      "provider/doors/dynamic/shutdown",
      "provider/core",
      "provider/zstack",
      "provider/cinder",
      "provider/openstack",
      "provider/http/clock",
      "provider/http/log",
      "provider/http/errors",
      "provider/http/responseBody",
    ],
    packages: ["@pulumi/pulumi/proto", "@grpc/grpc-js", "google-protobuf"],
  },
  "provider/zstack/client": { layers: ["provider/zstack/client", "provider/http"], packages: ["zod"] },
  "provider/zstack/models": {
    layers: ["provider/zstack/models", "provider/zstack/client", "provider/http"],
    packages: ["zod"],
  },
  "provider/cinder/client": {
    layers: ["provider/cinder/client", "provider/openstack", "provider/http"],
    packages: ["zod"],
  },
  "provider/core": { layers: ["provider/core", "provider/http"], packages: ["zod"] },
  "provider/http": { layers: ["provider/http"], packages: ["undici", "zod"] },
  "provider/zstack": { layers: ["provider/zstack", "provider/core", "provider/http"], packages: ["zod"] },
  "provider/openstack": { layers: ["provider/openstack", "provider/core", "provider/http"], packages: ["yaml", "zod"] },
  "provider/cinder": {
    layers: ["provider/cinder", "provider/openstack", "provider/core", "provider/http"],
    packages: ["zod"],
  },
  simulator: { layers: ["simulator"], packages: [] },
  // The package asks for its own version by its name.
  cli: {
    layers: ["cli", "provider", "simulator"],
    packages: ["commander", "zod", "pulumi-snapshots", "fast-string-truncated-width", "d3-scale", "yaml"],
  },
};

/**
 * The rooms of a folder (folders, or files of its own), from the lowest floor to the highest. A room imports lower floors
 * and itself, so that no resource's folder imports another resource's.
 */
const floors: Readonly<Record<string, readonly (readonly string[])[]>> = {
  "provider/core": [
    ["json", "groupedBy", "unknown", "runtime"],
    ["identity", "secrets"],
    ["contract"],
    ["lifecycle", "functions"],
    ["reverts"],
    ["drills"],
    ["series", "actions", "orphans", "listing"],
  ],
  "provider/zstack": [
    ["client", "settingTable"],
    ["models", "config"],
    ["connections"],
    ["ownership"],
    ["resource"],
    ["snapshotTree", "backup", "reverts"],
    ["preflight", "restore"],
    [
      "volumeSnapshot",
      "volumeSnapshotGroup",
      "volumeBackup",
      "vmBackup",
      "backupStorageSync",
      "restoredVolume",
      "restoredImage",
      "restoredVm",
      "volumeRevert",
      "vmRevert",
      "functions",
    ],
    ["restoreDrill"],
    ["series", "orphans", "listing"],
  ],
  "provider/cinder": [
    ["client", "settingTable"],
    ["models", "connections"],
    ["ownership"],
    ["resource"],
    ["reverts"],
    ["volumeSnapshot", "volumeBackup", "restoredVolume", "volumeRevert", "volumeRestore", "functions"],
    ["restoreDrill"],
    ["series", "orphans", "listing"],
  ],
};

/** Rooms that a file imports and that are on no lower floor than its own. */
function upstairs(path: string, target: string): boolean {
  const building = Object.keys(floors).find((folder) => within(path, folder) && within(target, folder));
  if (building === undefined) return false;
  const roomOf = (file: string): string => (file.slice(building.length + 1).split("/")[0] ?? "").replace(/\.ts$/, "");
  const floorOf = (room: string): number => (floors[building] ?? []).findIndex((rooms) => rooms.includes(room));
  const [from, to] = [roomOf(path), roomOf(target)];
  return from !== to && (floorOf(from) < 0 || floorOf(to) < 0 || floorOf(to) >= floorOf(from));
}

const within = (path: string, folder: string): boolean => path === folder || path.startsWith(`${folder}/`);

/** What a file imports and must not, each in a sentence. */
export function violations(source: Source): string[] {
  const name = Object.keys(table).find((folder) => within(source.path, folder));
  const layer = name === undefined ? undefined : table[name];
  if (layer === undefined) return [`${source.path} is in no folder of docs/architecture.md`];
  return imports(source).flatMap(({ from, typeOnly }) => {
    if (from.startsWith("node:") && isBuiltin(from)) return [];
    const bad = `${source.path} imports ${from}`;
    if (!from.startsWith(".")) return layer.packages.some((one) => within(from, one)) ? [] : [bad];
    const target = posix.join(posix.dirname(source.path), from);
    if (upstairs(source.path, target)) return [bad];
    if (layer.layers.some((one) => within(target, one))) return [];
    return typeOnly && (layer.types ?? []).some((one) => within(target, one)) ? [] : [bad];
  });
}
