// All queryable resources of the simulator.

import {
  cdRomClass,
  groupClass,
  groupRefClass,
  leafClass,
  nicClass,
  snapshotClass,
  systemTagClass,
  tagPatternClass,
  treeClass,
  userTagClass,
  vmClass,
  volumeClass,
} from "../core/classes";
import { shuffle, uuidFor } from "../core/ids";
import { type Inventory, type InventoryClass, render } from "../core/inventories";
import type {
  BackupStorageRow,
  GroupRefRow,
  GroupRow,
  ImageRow,
  SnapshotRow,
  TagRow,
  TreeRow,
  VmInstanceRow,
  VolumeRow,
} from "../core/model";
import {
  backupClass,
  backupRefClass,
  backupStorageClass,
  diskOfferingClass,
  globalConfigClass,
  imageClass,
  imageRefClass,
  imageStoreClass,
  longJobClass,
  managementNodeClass,
  primaryStorageClass,
  sftpClass,
} from "../core/storageClasses";
import type { BaseRow } from "../core/table";
import { imagePath } from "../engine/templates";
import type { World } from "../world";
import { everybody, type Join, own, type Registry, type Resource } from "./resources";

type Only = ReadonlySet<string> | undefined;

/** The membership of an existing snapshot; one that was lost belongs to an earlier snapshot of that uuid. */
function liveRef(world: World, snapshotUuid: string): GroupRefRow[] {
  const ref = world.database.tables.groupRefs.get(snapshotUuid);
  return ref === undefined || ref.snapshotDeleted ? [] : [ref];
}

export function snapshotInventory(world: World, row: SnapshotRow, only?: Only): Inventory {
  const groupUuid = liveRef(world, row.uuid)[0]?.volumeSnapshotGroupUuid;
  return render(snapshotClass, row, { backupStorageRefs: [], groupUuid }, only);
}

export function volumeInventory(row: VolumeRow, only?: Only): Inventory {
  return render(volumeClass, row, {}, only);
}

export function vmInventory(world: World, row: VmInstanceRow, only?: Only): Inventory {
  const volumes = world.database.tables.volumes.by("vmInstanceUuid", row.uuid);
  return render(
    vmClass,
    row,
    {
      vmNics: row.vmNics.map((nic) => render(nicClass, nic)),
      allVolumes: shuffle(volumes).map((volume) => volumeInventory(volume)),
      vmCdRoms: row.vmCdRoms.map((rom) => render(cdRomClass, rom)),
    },
    only,
  );
}

export function groupInventory(world: World, row: GroupRow, only?: Only): Inventory {
  const refs = world.database.tables.groupRefs.by("volumeSnapshotGroupUuid", row.uuid);
  return render(groupClass, row, { volumeSnapshotRefs: shuffle(refs).map((ref) => render(groupRefClass, ref)) }, only);
}

export function treeInventory(world: World, row: TreeRow, only?: Only): Inventory {
  const { snapshots } = world.database.tables;
  const leaf = (snapshot: SnapshotRow): Inventory =>
    render(leafClass, snapshot, {
      inventory: snapshotInventory(world, snapshot),
      children: shuffle(snapshots.by("parentUuid", snapshot.uuid)).map(leaf),
    });
  const root = snapshots.by("treeUuid", row.uuid).find((snapshot) => snapshot.parentUuid === undefined);
  // The tree is built after the columns were selected: it is there whatever `fields` says.
  const columns = only === undefined ? undefined : new Set([...only, "tree"]);
  return render(treeClass, row, { tree: root === undefined ? undefined : leaf(root) }, columns);
}

export function backupInventory(world: World, row: BaseRow, only?: Only): Inventory {
  const refs = world.database.tables.backupRefs.by("volumeBackupUuid", row.uuid);
  return render(backupClass, row, { backupStorageRefs: refs.map((ref) => render(backupRefClass, ref)) }, only);
}

export function imageInventory(world: World, row: ImageRow, only?: Only): Inventory {
  const { createDate, lastOpDate } = row;
  const refs = row.storageUuids.map((backupStorageUuid, index) => {
    const installPath = imagePath(world.database.tables.backupStorages.get(backupStorageUuid), row);
    const status = row.deletedOn?.includes(backupStorageUuid) === true ? "Deleted" : "Ready";
    const columns = { imageUuid: row.uuid, backupStorageUuid, installPath, status, createDate, lastOpDate };
    return render(imageRefClass, { id: index + 1, ...columns });
  });
  return render(imageClass, row, { backupStorageRefs: refs }, only);
}

const byStorageType: Record<string, InventoryClass> = {
  ImageStoreBackupStorage: imageStoreClass,
  SftpBackupStorage: sftpClass,
};

const one = <R extends BaseRow>(row: R | undefined): R[] => (row === undefined ? [] : [row]);
const get = (
  world: World,
  table: "volumes" | "vmInstances" | "trees" | "primaryStorages" | "snapshots",
  uuid?: string,
) => (uuid === undefined ? [] : one<BaseRow>(world.database.tables[table].get(uuid)));

const volumeJoin: Join = {
  to: "volumes",
  rows: (world, row) => get(world, "volumes", (row as SnapshotRow).volumeUuid),
};
const vmJoin: Join = {
  to: "vmInstances",
  rows: (world, row) => get(world, "vmInstances", (row as VolumeRow).vmInstanceUuid),
};
const primaryJoin: Join = {
  to: "primaryStorages",
  rows: (world, row) => get(world, "primaryStorages", (row as VolumeRow).primaryStorageUuid),
};
const nothing: Join["rows"] = () => [];

function simple(
  inventory: InventoryClass,
  table: Resource["table"],
  zql: string,
  visible: Resource["visible"],
  more: Partial<Resource> = {},
): Resource {
  return {
    inventory,
    table,
    zql,
    entity: inventory.name.replace(/Inventory$/, "VO"),
    visible,
    joins: {},
    render: (_world, row, only) => render(inventory, row, {}, only),
    ...more,
  };
}

export const registry: Registry = {
  snapshots: simple(snapshotClass, "snapshots", "volumesnapshot", own, {
    joins: {
      volume: volumeJoin,
      tree: { to: "trees", rows: (world, row) => get(world, "trees", (row as SnapshotRow).treeUuid) },
      primaryStorage: primaryJoin,
      group: { to: "groupRefs", rows: (world, row) => liveRef(world, row.uuid) },
      backupStorageRefs: { to: "backupRefs", rows: nothing },
      backupStorage: { to: "backupStorages", rows: nothing },
    },
    joinedFields: {
      groupUuid: {
        kind: "string",
        values: (world, row) => liveRef(world, row.uuid).map((ref) => ref.volumeSnapshotGroupUuid),
      },
    },
    narrow: (world, { name, operator, value }) => {
      if (name !== "groupUuid" || operator !== "=") return undefined;
      const refs = world.database.tables.groupRefs.by("volumeSnapshotGroupUuid", value.toLowerCase());
      return refs.flatMap((ref) => one(world.database.tables.snapshots.get(ref.uuid)));
    },
    render: (world, row, only) => snapshotInventory(world, row as SnapshotRow, only),
  }),
  trees: simple(treeClass, "trees", "volumesnapshottree", everybody, {
    joins: {
      volume: volumeJoin,
      snapshot: { to: "snapshots", rows: (world, row) => world.database.tables.snapshots.by("treeUuid", row.uuid) },
    },
    render: (world, row, only) => treeInventory(world, row as TreeRow, only),
  }),
  groups: simple(groupClass, "groups", "volumesnapshotgroup", own, {
    joins: {
      volumeSnapshotRefs: {
        to: "groupRefs",
        rows: (world, row) => world.database.tables.groupRefs.by("volumeSnapshotGroupUuid", row.uuid),
      },
      vmInstance: vmJoin,
    },
    render: (world, row, only) => groupInventory(world, row as GroupRow, only),
  }),
  groupRefs: simple(groupRefClass, "groupRefs", "volumesnapshotgroupref", everybody, {
    joins: {
      volumeSnapshot: {
        to: "snapshots",
        rows: (world, row) => get(world, "snapshots", (row as GroupRefRow).volumeSnapshotUuid),
      },
    },
  }),
  volumes: simple(volumeClass, "volumes", "volume", own, {
    joins: {
      vmInstance: vmJoin,
      primaryStorage: primaryJoin,
      snapshot: { to: "snapshots", rows: (world, row) => world.database.tables.snapshots.by("volumeUuid", row.uuid) },
    },
    render: (_world, row, only) => volumeInventory(row as VolumeRow, only),
  }),
  vmInstances: simple(vmClass, "vmInstances", "vminstance", own, {
    joins: {
      allVolumes: { to: "volumes", rows: (world, row) => world.database.tables.volumes.by("vmInstanceUuid", row.uuid) },
      rootVolume: { to: "volumes", rows: (world, row) => get(world, "volumes", (row as VmInstanceRow).rootVolumeUuid) },
    },
    // internalId is filled in by actions only, not by queries.
    render: (world, row, only) => {
      const result = vmInventory(world, row as VmInstanceRow, only);
      delete result["internalId"];
      return result;
    },
  }),
  backups: simple(backupClass, "backups", "volumebackup", own, {
    joins: {
      volume: volumeJoin,
      vmInstance: vmJoin,
      backupStorageRefs: {
        to: "backupRefs",
        rows: (world, row) => world.database.tables.backupRefs.by("volumeBackupUuid", row.uuid),
      },
      backupStorage: {
        to: "backupStorages",
        rows: (world, row) =>
          world.database.tables.backupRefs
            .by("volumeBackupUuid", row.uuid)
            .flatMap((ref) => one(world.database.tables.backupStorages.get(ref.backupStorageUuid))),
      },
    },
    render: backupInventory,
  }),
  backupRefs: simple(backupRefClass, "backupRefs", "volumebackupstorageref", everybody),
  backupStorages: simple(backupStorageClass, "backupStorages", "backupstorage", everybody, {
    render: (_world, row, only) =>
      render(byStorageType[(row as BackupStorageRow).type] ?? backupStorageClass, row, {}, only),
  }),
  imageStores: simple(imageStoreClass, "backupStorages", "imagestorebackupstorage", (row) => {
    return (row as BackupStorageRow).type === "ImageStoreBackupStorage";
  }),
  primaryStorages: simple(primaryStorageClass, "primaryStorages", "primarystorage", everybody, {
    elsewhere: ["totalCapacity", "availableCapacity"],
  }),
  diskOfferings: simple(diskOfferingClass, "diskOfferings", "diskoffering", everybody),
  longJobs: simple(longJobClass, "longJobs", "longjob", own),
  globalConfigs: simple(globalConfigClass, "globalConfigs", "globalconfig", everybody),
  images: simple(imageClass, "images", "image", own, {
    render: (world, row, only) => imageInventory(world, row as ImageRow, only),
  }),
  userTags: simple(userTagClass, "userTags", "usertag", everybody, {
    render: (world, row, only) => {
      const pattern = world.database.tables.tagPatterns.get((row as TagRow).tagPatternUuid ?? "");
      return render(
        userTagClass,
        row,
        pattern === undefined ? {} : { tagPattern: render(tagPatternClass, pattern) },
        only,
      );
    },
  }),
  systemTags: simple(systemTagClass, "systemTags", "systemtag", everybody),
  tagPatterns: simple(tagPatternClass, "tagPatterns", "tagpattern", everybody),
  managementNodes: simple(managementNodeClass, undefined, "managementnode", everybody, {
    rows: (world) => {
      const now = world.clock.timestamp();
      const node = { hostName: "127.0.0.1", joinDate: world.joinedAt, heartBeat: now };
      return [{ ...world.database.base(uuidFor("management node"), world.administrator.uuid), ...node }];
    },
  }),
};
