// Volume templates made from snapshots and backups. Other images are not simulated.

import { duplicateKey, internal } from "../core/errors";
import { newUuid } from "../core/ids";
import type { ImageRow } from "../core/model";
import { checkStorage } from "../engine/backups";
import { storeTags } from "../engine/tags";
import { imageInventory } from "../query/registry";
import {
  type Api,
  type Call,
  createParams,
  descriptionParam,
  hours,
  nameParam,
  type ParamSpec,
  type Work,
} from "../rest/api";

type Kind = "Root" | "Data";

const templateParams: Record<string, ParamSpec> = {
  name: nameParam,
  description: descriptionParam,
  platform: { kind: "string", values: ["Linux", "Windows", "Other", "Paravirtualization", "WindowsVirtio"] },
  guestOsType: { kind: "string" },
  architecture: { kind: "string" },
  system: { kind: "boolean" },
  virtio: { kind: "boolean" },
  ...createParams,
};

function planTemplate(call: Call, kind: Kind, size: number, storageUuids: string[]): Work {
  const { world, params, account } = call;
  for (const uuid of storageUuids) {
    const storage = world.database.tables.backupStorages.get(uuid);
    if (storage !== undefined) checkStorage(storage, `org.zstack.header.image.APICreate${kind}VolumeTemplateMsg`);
  }
  const uuid = params.str("resourceUuid") ?? newUuid();
  let row: ImageRow | undefined;
  return {
    start: () => {
      if (world.database.isTaken(uuid)) throw duplicateKey();
      row = world.database.tables.images.insert({
        ...world.database.base(uuid, account.uuid),
        name: params.need("name"),
        description: params.str("description"),
        state: "Enabled",
        status: "Creating",
        size: 0,
        actualSize: 0,
        url: `volume://${uuid}`,
        mediaType: `${kind}VolumeTemplate`,
        guestOsType: params.str("guestOsType"),
        architecture: params.str("architecture") ?? "x86_64",
        platform: params.str("platform") ?? "Linux",
        type: "zstack",
        format: "qcow2",
        system: params.flag("system"),
        virtio: params.flag("virtio"),
        storageUuids,
      });
      storeTags(call, "ImageVO", uuid);
    },
    abort: () => {
      if (row === undefined) return;
      world.database.removeResource("images", uuid);
      world.database.burn(uuid);
    },
    finish: () => {
      if (row === undefined) throw internal("the image was never begun");
      const made = { status: "Ready", size, actualSize: size };
      return { inventory: imageInventory(world.database.tables.images.update(row, made)) };
    },
  };
}

function fromSnapshot(kind: Kind): Api {
  return {
    name: `Create${kind}VolumeTemplateFromVolumeSnapshot`,
    kind: "job",
    method: "POST",
    path: `/images/${kind.toLowerCase()}-volume-templates/from/volume-snapshots/{snapshotUuid}`,
    wrapper: "params",
    timeout: 3 * hours,
    params: {
      snapshotUuid: { kind: "string", required: true, resource: "VolumeSnapshotVO" },
      backupStorageUuids: { kind: "list", required: true, nonempty: true, resource: "BackupStorageVO" },
      ...templateParams,
    },
    plan: (call) => {
      const row = call.world.database.tables.snapshots.get(call.params.need("snapshotUuid"));
      if (row === undefined) throw internal("the snapshot went away");
      return planTemplate(call, kind, row.size, call.params.list("backupStorageUuids"));
    },
  };
}

function fromBackup(kind: Kind): Api {
  return {
    name: `Create${kind}VolumeTemplateFromVolumeBackup`,
    kind: "job",
    method: "POST",
    path: `/images/${kind.toLowerCase()}-volume-templates/from/volume-template/{backupUuid}`,
    wrapper: "params",
    timeout: 72 * hours,
    params: {
      backupUuid: { kind: "string", required: true, resource: "VolumeBackupVO" },
      backupStorageUuid: { kind: "string", required: true, resource: "BackupStorageVO" },
      ...templateParams,
    },
    plan: (call) => {
      const row = call.world.database.tables.backups.get(call.params.need("backupUuid"));
      if (row === undefined) throw internal("the backup went away");
      return planTemplate(call, kind, row.size, [call.params.need("backupStorageUuid")]);
    },
  };
}

export const imageApis: Api[] = [
  fromSnapshot("Root"),
  fromSnapshot("Data"),
  fromBackup("Root"),
  fromBackup("Data"),
  { name: "QueryImage", kind: "query", method: "GET", path: "/images", resource: "images" },
  { name: "QueryImage", kind: "query", method: "GET", path: "/images/{uuid}", resource: "images" },
];
