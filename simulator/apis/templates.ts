// Volume templates out of snapshots and backups.

import { type ApiError, duplicateKey, internal, operation, wrongStatus } from "../core/errors";
import { newUuid } from "../core/ids";
import type { ImageRow, SnapshotRow } from "../core/model";
import { checkLocation, refuseRestore } from "../engine/backupReverts";
import { checkStorage } from "../engine/backups";
import { storeTags } from "../engine/tags";
import { storesOf, type TemplateKind, usableStores } from "../engine/templates";
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

export const platforms = ["Linux", "Windows", "Other", "Paravirtualization", "WindowsVirtio"];

const templateParams: Record<string, ParamSpec> = {
  name: nameParam,
  description: descriptionParam,
  platform: { kind: "string", values: platforms },
  guestOsType: { kind: "string" },
  architecture: { kind: "string" },
  system: { kind: "boolean" },
  virtio: { kind: "boolean" },
  ...createParams,
};

type Guest = Pick<ImageRow, "guestOsType" | "architecture" | "platform">;

interface Template {
  kind: TemplateKind;
  size: number;
  url: string;
  /** What the image inherits where the call says nothing. */
  guest: Guest;
  /** Stores that take it; throws where there are none. */
  stores: () => string[];
  duplicate: () => ApiError;
  /** Whether the call's user tags are stored. */
  tagged: boolean;
}

function planTemplate(call: Call, template: Template): Work {
  const { world, params, account } = call;
  const uuid = params.str("resourceUuid") ?? newUuid();
  let row: ImageRow | undefined;
  const abort = () => {
    if (row === undefined) return;
    world.database.removeResource("images", uuid);
    world.database.burn(uuid);
  };
  return {
    start: () => {
      if (world.database.isTaken(uuid)) throw template.duplicate();
      row = world.database.tables.images.insert({
        ...world.database.base(uuid, account.uuid),
        name: params.need("name"),
        description: params.str("description"),
        state: "Enabled",
        status: "Creating",
        size: 0,
        actualSize: 0,
        url: template.url,
        mediaType: `${template.kind}VolumeTemplate`,
        guestOsType: params.str("guestOsType") ?? template.guest.guestOsType,
        architecture: params.str("architecture") ?? template.guest.architecture,
        platform: params.str("platform") ?? template.guest.platform,
        type: "zstack",
        format: "qcow2",
        system: params.flag("system"),
        virtio: params.flag("virtio"),
        storageUuids: [],
      });
      if (template.tagged) storeTags(call, "ImageVO", uuid);
      try {
        template.stores();
      } catch (error) {
        abort();
        throw error;
      }
    },
    abort,
    finish: () => {
      if (row === undefined) throw internal("the image was never begun");
      const { size } = template;
      const made = { status: "Ready", size, actualSize: size, storageUuids: template.stores() };
      return { inventory: imageInventory(world, world.database.tables.images.update(row, made)) };
    },
  };
}

const unhandledDuplicate = (): ApiError => {
  const method =
    "private void org.zstack.image.ImageManagerImpl.createVolumeTemplateFromVolumeSnapshot(org.zstack.header.image.AddImageMessage, java.lang.String, org.zstack.header.core.ReturnValueCompletion)";
  const text = "org.hibernate.exception.ConstraintViolationException: could not execute statement";
  return internal(`unhandled exception happened when calling ${method}, ${text}`);
};

function guestOf({ world }: Call, row: SnapshotRow): Guest {
  const { volumes, vmInstances } = world.database.tables;
  const vm = vmInstances.get(volumes.get(row.volumeUuid ?? "")?.vmInstanceUuid ?? "");
  return { guestOsType: vm?.guestOsType, architecture: vm?.architecture, platform: vm?.platform };
}

function fromSnapshot(kind: TemplateKind): Api {
  return {
    name: `Create${kind}VolumeTemplateFromVolumeSnapshot`,
    kind: "job",
    method: "POST",
    path: `/images/${kind.toLowerCase()}-volume-templates/from/volume-snapshots/{snapshotUuid}`,
    wrapper: "params",
    timeout: 72 * hours,
    params: {
      snapshotUuid: { kind: "string", required: true, resource: "VolumeSnapshotVO" },
      backupStorageUuids: { kind: "list", required: true, nonempty: true, resource: "BackupStorageVO" },
      ...templateParams,
    },
    plan: (call) => {
      const row = call.world.database.tables.snapshots.get(call.params.need("snapshotUuid"));
      if (row === undefined) throw internal("the snapshot went away");
      if (row.status !== "Ready") {
        throw wrongStatus(row, `org.zstack.header.image.APICreate${kind}VolumeTemplateFromVolumeSnapshotMsg`);
      }
      // The state is never filled into the server's text.
      if (kind === "Data" && row.state !== "Enabled") {
        throw operation(`volume snapshot[uuid:${row.uuid}] is not Enabled, its {1}`);
      }
      return planTemplate(call, {
        kind,
        size: row.size,
        url: `volumeSnapshot://${row.uuid}`,
        guest: kind === "Root" ? guestOf(call, row) : {},
        stores: () => usableStores(call.world, call.params.list("backupStorageUuids"), row.uuid, row.size),
        duplicate: unhandledDuplicate,
        tagged: true,
      });
    },
  };
}

function fromBackup(kind: TemplateKind): Api {
  return {
    name: `Create${kind}VolumeTemplateFromVolumeBackup`,
    kind: "job",
    method: "POST",
    path: `/images/${kind.toLowerCase()}-volume-templates/from/volume-template/{backupUuid}`,
    wrapper: "params",
    timeout: 72 * hours,
    closed: true,
    params: {
      backupUuid: { kind: "string", required: true, resource: "VolumeBackupVO" },
      backupStorageUuid: { kind: "string", required: true, resource: "BackupStorageVO" },
      ...templateParams,
    },
    plan: (call) => {
      const { backups, vmInstances } = call.world.database.tables;
      const row = backups.get(call.params.need("backupUuid"));
      if (row === undefined) throw internal("the backup went away");
      const storageUuids = [call.params.need("backupStorageUuid")];
      for (const store of storesOf(call.world, storageUuids)) {
        checkStorage(store, `org.zstack.header.image.APICreate${kind}VolumeTemplateMsg`);
      }
      checkLocation(call.world, row, storageUuids[0]);
      const vm = vmInstances.get(row.vmInstanceUuid ?? "");
      return planTemplate(call, {
        kind,
        size: row.size,
        url: `volumeBackup://${row.uuid}`,
        guest: { guestOsType: vm?.guestOsType, architecture: vm?.architecture, platform: vm?.platform },
        stores: () => {
          refuseRestore(row);
          return storageUuids;
        },
        duplicate: duplicateKey,
        tagged: false,
      });
    },
  };
}

export const templateApis: Api[] = [fromSnapshot("Root"), fromSnapshot("Data"), fromBackup("Root"), fromBackup("Data")];
