import { defaultFixture } from "../../../../simulator";
import { declareAs, type JsonObject } from "../../../support/providerProcess";
import type { Operation } from "../../harness/lane";

export const kindNames = ["VolumeSnapshot", "VolumeSnapshotGroup", "VolumeBackup", "VmBackup"] as const;
export type KindName = (typeof kindNames)[number];

/** Resources of several points. Another series is made the way another object is: its replacement has no place here. */
export const seriesNames = ["VolumeSnapshotSeries", "VmBackupSeries"] as const;
export type SeriesName = (typeof seriesNames)[number];

/** The same with a restore drill of each point: what a drill makes goes again, wherever it is interrupted. */
export const drilledNames = ["VolumeSnapshotSeriesWithDrill", "VmBackupSeriesWithDrill"] as const;
export type DrilledName = (typeof drilledNames)[number];

export const resourceNames = [...kindNames, ...seriesNames] as const;

/** What is made from a restore point that is there before: the matrix alone plays it. */
export const restoredNames = [
  "RestoredVolumeFromBackup",
  "RestoredVm",
  "RestoredVmFromBackup",
  "RestoredVolume",
  "RestoredImageFromBackup",
  "RestoredImage",
] as const;
export type RestoredName = (typeof restoredNames)[number];

export type ResourceName = (typeof resourceNames)[number] | RestoredName | DrilledName;

export function isRestored(kind: ResourceName): kind is RestoredName {
  return restoredNames.some((name) => name === kind);
}

/** The class of a kind. */
export const classOf = (kind: string): string => kind.replace(/(?:From|With)\w+$/, "");

export function isSeries(kind: ResourceName): kind is SeriesName | DrilledName {
  return [...seriesNames, ...drilledNames].some((name) => name === kind);
}

const { web1, db1 } = defaultFixture.vmInstances;
const { imageStore1, imageStore2 } = defaultFixture.backupStorages;

/** What is restored, and where it is made before. */
export const sources = {
  snapshot: { uuid: "ee000000000040008000000000000001", volumeUuid: defaultFixture.volumes.detached.uuid },
  backup: { uuid: "ee000000000040008000000000000002", volumeUuid: web1.dataVolumeUuids[0] },
  group: { uuid: "ee000000000040008000000000000003", volumeUuid: db1.rootVolumeUuid },
  vmBackup: { uuid: "ee000000000040008000000000000004", volumeUuid: db1.rootVolumeUuid },
  backupStorageUuid: imageStore1.uuid,
} as const;

/** The restore point that has to be there before, and the call that makes it. */
export function sourceOf(kind: RestoredName): { uuid: string; path: string; params: JsonObject } {
  const ofVm = classOf(kind) === "RestoredVm";
  const isBackup = kind.endsWith("FromBackup");
  const { uuid, volumeUuid } = sources[ofVm ? (isBackup ? "vmBackup" : "group") : isBackup ? "backup" : "snapshot"];
  const params = { name: "source", resourceUuid: uuid };
  if (isBackup) {
    const path = `/v1/volumes/${volumeUuid}/${ofVm ? "vm" : "volume"}-backups`;
    return { uuid, path, params: { ...params, backupStorageUuid: sources.backupStorageUuid } };
  }
  if (!ofVm) return { uuid, path: `/v1/volumes/${volumeUuid}/volume-snapshots`, params };
  return { uuid, path: "/v1/volume-snapshots/group", params: { ...params, rootVolumeUuid: volumeUuid } };
}

/** A VM that is made without network. */
const place = { cpuNum: 1, memorySize: 2 ** 30, clusterUuid: defaultFixture.clusterUuid };

const series = {
  // Its older points wait for the newer ones: the snapshots are in a chain.
  VolumeSnapshotSeries: { volumeUuid: web1.rootVolumeUuid, keepLast: 1, deletionPolicy: "delete" },
  // Its older points go at once, and leave the data that the newer ones build on.
  VmBackupSeries: {
    ...{ vmInstanceUuid: web1.uuid, backupStorageUuid: imageStore1.uuid },
    ...{ keepLast: 1, deletionPolicy: "delete" },
  },
} as const;

/** What is declared of each kind, apart from what all kinds have. */
const targets: Readonly<Record<ResourceName, JsonObject>> = {
  VolumeSnapshot: { volumeUuid: web1.rootVolumeUuid },
  VolumeSnapshotGroup: { vmInstanceUuid: db1.uuid },
  VolumeBackup: { volumeUuid: web1.dataVolumeUuids[0], backupStorageUuid: imageStore1.uuid },
  VmBackup: { vmInstanceUuid: db1.uuid, backupStorageUuid: imageStore1.uuid },
  ...series,
  VolumeSnapshotSeriesWithDrill: { ...series.VolumeSnapshotSeries, drill: true },
  VmBackupSeriesWithDrill: { ...series.VmBackupSeries, drill: true },
  RestoredVolume: { volumeSnapshotUuid: sources.snapshot.uuid, attachTo: web1.uuid },
  RestoredVolumeFromBackup: { volumeBackupUuid: sources.backup.uuid, attachTo: web1.uuid },
  RestoredVm: { volumeSnapshotGroupUuid: sources.group.uuid, ...place },
  RestoredVmFromBackup: { vmBackupUuid: sources.vmBackup.uuid, ...place },
  RestoredImage: {
    volumeSnapshotUuid: sources.snapshot.uuid,
    mediaType: "DataVolumeTemplate",
    backupStorageUuids: [imageStore1.uuid, imageStore2.uuid],
  },
  RestoredImageFromBackup: {
    volumeBackupUuid: sources.backup.uuid,
    mediaType: "RootVolumeTemplate",
    backupStorageUuids: [imageStore1.uuid],
  },
};

/** Inputs that change in place. */
const changes: Readonly<Record<ResourceName, JsonObject>> = {
  VolumeSnapshot: { description: "second", userTags: ["b"] },
  VolumeSnapshotGroup: { description: "second", userTags: ["b"] },
  VolumeBackup: { replicas: [imageStore2.uuid], userTags: ["b"] },
  VmBackup: { replicas: [imageStore2.uuid], userTags: ["b"] },
  VolumeSnapshotSeries: { triggers: ["next"] },
  VmBackupSeries: { triggers: ["next"] },
  VolumeSnapshotSeriesWithDrill: { triggers: ["next"] },
  VmBackupSeriesWithDrill: { triggers: ["next"] },
  RestoredVolume: { description: "second", userTags: ["b"], attachTo: db1.uuid },
  RestoredVolumeFromBackup: { name: "renamed", userTags: ["b"], attachTo: db1.uuid },
  RestoredVm: { description: "second", userTags: ["b"] },
  RestoredVmFromBackup: { name: "renamed", userTags: ["b"] },
  RestoredImage: { userTags: ["b"] },
  RestoredImageFromBackup: { userTags: ["b"] },
};

const argsOf = (kind: ResourceName): JsonObject => ({ ...targets[kind], description: "first", userTags: ["a"] });

/** What the SDK hands over for these arguments. */
export const inputsOf = (kind: ResourceName, args: JsonObject, timeouts?: JsonObject): JsonObject => ({
  ...declareAs(classOf(kind), "point", args, timeouts === undefined ? {} : { timeouts }),
  __provider: `exports.handler=()=>require("pulumi-snapshots/dynamic").zstack${classOf(kind)};`,
});

/** What a program passes to the class of a kind, where one resource goes through all operations in turn. */
export function argsInTurn(kind: ResourceName, operation: Operation): JsonObject {
  if (operation === "create") return argsOf(kind);
  return { ...argsOf(kind), ...changes[kind], ...(operation === "update" ? {} : { triggers: ["next"] }) };
}

/** What a program declares before and after an operation, the way the engine hands it over. */
export function declaredFor(
  kind: ResourceName,
  operation: Operation,
  timeouts?: JsonObject,
): { before: JsonObject; after: JsonObject } {
  const inputs = (more: JsonObject): JsonObject => inputsOf(kind, { ...argsOf(kind), ...more }, timeouts);
  const before = inputs({});
  if (operation === "replace") return { before, after: inputs({ triggers: ["next"] }) };
  return { before, after: operation === "update" ? inputs(changes[kind]) : before };
}
