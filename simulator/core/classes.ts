// The inventory classes and their fields, in the order the server writes them.

import type { InventoryClass } from "./inventories";

export const snapshotClass: InventoryClass = {
  name: "org.zstack.header.storage.snapshot.VolumeSnapshotInventory",
  fields: {
    uuid: "string",
    name: "string",
    description: "string",
    type: "string",
    volumeUuid: "string",
    treeUuid: "string",
    parentUuid: "string",
    primaryStorageUuid: "string",
    primaryStorageInstallPath: "string",
    volumeType: "string",
    format: "string",
    latest: "boolean",
    size: "long",
    distance: "int",
    state: "string",
    status: "string",
    createDate: "date",
    lastOpDate: "date",
    backupStorageRefs: "list",
    groupUuid: "string",
  },
  primitives: ["distance"],
};

export const snapshotBackupRefClass: InventoryClass = {
  name: "org.zstack.header.storage.snapshot.VolumeSnapshotBackupStorageRefInventory",
  fields: { volumeSnapshotUuid: "string", backupStorageUuid: "string", installPath: "string" },
};

export const treeClass: InventoryClass = {
  name: "org.zstack.header.storage.snapshot.VolumeSnapshotTreeInventory",
  fields: {
    uuid: "string",
    volumeUuid: "string",
    current: "boolean",
    status: "string",
    tree: "object",
    createDate: "date",
    lastOpDate: "date",
  },
};

export const leafClass: InventoryClass = {
  name: "org.zstack.header.storage.snapshot.VolumeSnapshotTree$SnapshotLeafInventory",
  fields: { inventory: "object", parentUuid: "string", children: "list" },
};

export const groupClass: InventoryClass = {
  name: "org.zstack.header.storage.snapshot.group.VolumeSnapshotGroupInventory",
  fields: {
    uuid: "string",
    snapshotCount: "int",
    name: "string",
    description: "string",
    vmInstanceUuid: "string",
    createDate: "date",
    lastOpDate: "date",
    volumeSnapshotRefs: "list",
  },
};

export const groupRefClass: InventoryClass = {
  name: "org.zstack.header.storage.snapshot.group.VolumeSnapshotGroupRefInventory",
  fields: {
    volumeSnapshotUuid: "string",
    volumeSnapshotGroupUuid: "string",
    deviceId: "int",
    snapshotDeleted: "boolean",
    volumeUuid: "string",
    volumeName: "string",
    volumeType: "string",
    volumeSnapshotInstallPath: "string",
    volumeSnapshotName: "string",
    createDate: "date",
    lastOpDate: "date",
    volumeLastAttachDate: "date",
  },
};

export const volumeClass: InventoryClass = {
  name: "org.zstack.header.volume.VolumeInventory",
  fields: {
    uuid: "string",
    name: "string",
    description: "string",
    primaryStorageUuid: "string",
    vmInstanceUuid: "string",
    diskOfferingUuid: "string",
    rootImageUuid: "string",
    installPath: "string",
    type: "string",
    format: "string",
    size: "long",
    actualSize: "long",
    deviceId: "int",
    state: "string",
    status: "string",
    createDate: "date",
    lastOpDate: "date",
    isShareable: "boolean",
    lastDetachDate: "date",
    lastVmInstanceUuid: "string",
    lastAttachDate: "date",
  },
};

export const vmClass: InventoryClass = {
  name: "org.zstack.header.vm.VmInstanceInventory",
  fields: {
    uuid: "string",
    name: "string",
    description: "string",
    zoneUuid: "string",
    clusterUuid: "string",
    imageUuid: "string",
    hostUuid: "string",
    lastHostUuid: "string",
    instanceOfferingUuid: "string",
    rootVolumeUuid: "string",
    platform: "string",
    architecture: "string",
    defaultL3NetworkUuid: "string",
    type: "string",
    hypervisorType: "string",
    memorySize: "long",
    cpuNum: "int",
    cpuSpeed: "long",
    allocatorStrategy: "string",
    createDate: "date",
    lastOpDate: "date",
    state: "string",
    internalId: "long",
    vmNics: "list",
    allVolumes: "list",
    vmCdRoms: "list",
    guestOsType: "string",
  },
};

export const nicClass: InventoryClass = {
  name: "org.zstack.header.vm.VmNicInventory",
  fields: {
    uuid: "string",
    vmInstanceUuid: "string",
    l3NetworkUuid: "string",
    mac: "string",
    hypervisorType: "string",
    driverType: "string",
    usedIps: "list",
    internalName: "string",
    deviceId: "int",
    type: "string",
    state: "string",
    createDate: "date",
    lastOpDate: "date",
  },
};

export const cdRomClass: InventoryClass = {
  name: "org.zstack.header.vm.cdrom.VmCdRomInventory",
  fields: {
    uuid: "string",
    vmInstanceUuid: "string",
    deviceId: "int",
    name: "string",
    createDate: "date",
    lastOpDate: "date",
  },
};

const tagFields = {
  uuid: "string",
  resourceUuid: "string",
  resourceType: "string",
  tag: "string",
  type: "string",
  createDate: "date",
  lastOpDate: "date",
} as const;

export const userTagClass: InventoryClass = {
  name: "org.zstack.header.tag.UserTagInventory",
  fields: { ...tagFields, tagPatternUuid: "string", tagPattern: "object" },
};

export const systemTagClass: InventoryClass = {
  name: "org.zstack.header.tag.SystemTagInventory",
  fields: { inherent: "boolean", ...tagFields },
};

export const tagPatternClass: InventoryClass = {
  name: "org.zstack.tag2.TagPatternInventory",
  fields: {
    uuid: "string",
    name: "string",
    value: "string",
    description: "string",
    color: "string",
    type: "string",
    createDate: "date",
    lastOpDate: "date",
  },
};

export const sessionClass: InventoryClass = {
  name: "org.zstack.header.identity.SessionInventory",
  fields: {
    uuid: "string",
    accountUuid: "string",
    userUuid: "string",
    expiredDate: "date",
    createDate: "date",
    noSessionEvaluation: "boolean",
  },
};
