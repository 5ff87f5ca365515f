// Inventory classes of storages, backups and the few other objects that can be looked up.

import type { FieldKind, InventoryClass } from "./inventories";

const backupStorageFields: Record<string, FieldKind> = {
  hostname: "string",
  username: "string",
  sshPort: "int",
  uuid: "string",
  name: "string",
  url: "string",
  description: "string",
  totalCapacity: "long",
  availableCapacity: "long",
  type: "string",
  state: "string",
  status: "string",
  createDate: "date",
  lastOpDate: "date",
  attachedZoneUuids: "list",
};

export const imageStoreClass: InventoryClass = {
  name: "org.zstack.storage.backup.imagestore.ImageStoreBackupStorageInventory",
  fields: backupStorageFields,
};

export const sftpClass: InventoryClass = {
  name: "org.zstack.storage.backup.sftp.SftpBackupStorageInventory",
  fields: backupStorageFields,
};

export const backupStorageClass: InventoryClass = {
  name: "org.zstack.header.storage.backup.BackupStorageInventory",
  fields: backupStorageFields,
};

export const backupClass: InventoryClass = {
  name: "org.zstack.header.storage.backup.VolumeBackupInventory",
  fields: {
    uuid: "string",
    volumeUuid: "string",
    name: "string",
    description: "string",
    type: "string",
    state: "string",
    status: "string",
    size: "long",
    metadata: "string",
    groupUuid: "string",
    mode: "string",
    vmInstanceUuid: "string",
    createDate: "date",
    lastOpDate: "date",
    backupStorageRefs: "list",
  },
};

export const backupRefClass: InventoryClass = {
  name: "org.zstack.header.storage.backup.VolumeBackupStorageRefInventory",
  fields: {
    id: "long",
    volumeBackupUuid: "string",
    backupStorageUuid: "string",
    installPath: "string",
    status: "string",
    createDate: "date",
    lastOpDate: "date",
  },
};

export const primaryStorageClass: InventoryClass = {
  name: "org.zstack.header.storage.primary.PrimaryStorageInventory",
  fields: {
    uuid: "string",
    zoneUuid: "string",
    name: "string",
    url: "string",
    description: "string",
    totalCapacity: "long",
    availableCapacity: "long",
    type: "string",
    state: "string",
    status: "string",
    mountPath: "string",
    createDate: "date",
    lastOpDate: "date",
    attachedClusterUuids: "list",
  },
};

export const diskOfferingClass: InventoryClass = {
  name: "org.zstack.header.configuration.DiskOfferingInventory",
  fields: {
    uuid: "string",
    name: "string",
    description: "string",
    diskSize: "long",
    sortKey: "int",
    state: "string",
    type: "string",
    createDate: "date",
    lastOpDate: "date",
    allocatorStrategy: "string",
  },
};

export const globalConfigClass: InventoryClass = {
  name: "org.zstack.core.config.GlobalConfigInventory",
  fields: {
    id: "long",
    name: "string",
    category: "string",
    description: "string",
    defaultValue: "string",
    value: "string",
  },
};

export const longJobClass: InventoryClass = {
  name: "org.zstack.header.longjob.LongJobInventory",
  fields: {
    uuid: "string",
    name: "string",
    description: "string",
    apiId: "string",
    jobName: "string",
    jobData: "string",
    jobResult: "string",
    state: "string",
    managementNodeUuid: "string",
    createDate: "date",
    lastOpDate: "date",
    executeTime: "long",
  },
};

export const managementNodeClass: InventoryClass = {
  name: "org.zstack.header.managementnode.ManagementNodeInventory",
  fields: { uuid: "string", hostName: "string", joinDate: "date", heartBeat: "date" },
};

export const imageClass: InventoryClass = {
  name: "org.zstack.header.image.ImageInventory",
  fields: {
    uuid: "string",
    name: "string",
    description: "string",
    state: "string",
    status: "string",
    size: "long",
    actualSize: "long",
    url: "string",
    mediaType: "string",
    guestOsType: "string",
    type: "string",
    platform: "string",
    architecture: "string",
    format: "string",
    system: "boolean",
    virtio: "boolean",
    createDate: "date",
    lastOpDate: "date",
    backupStorageRefs: "list",
  },
};

export const imageRefClass: InventoryClass = {
  name: "org.zstack.header.image.ImageBackupStorageRefInventory",
  fields: {
    id: "long",
    imageUuid: "string",
    backupStorageUuid: "string",
    installPath: "string",
    status: "string",
    createDate: "date",
    lastOpDate: "date",
  },
};
