import * as pulumi from "@pulumi/pulumi";
import { zstack } from "pulumi-snapshots";

const config = new pulumi.Config();
const week = config.require("week");

const backup = new zstack.VmBackup("weekly", {
  vmInstanceUuid: zstack.getVmInstanceOutput({ name: config.require("vmName") }).uuid,
  backupStorageUuid: zstack.getBackupStorageOutput({ name: config.require("backupStorageName") }).uuid,
  description: `week ${week}`,
  userTags: ["weekly"],
  // A new week makes a new backup; the old one is deleted once the new one exists.
  triggers: [week],
});

export const groupUuid = backup.groupUuid;
export const volumeBackups = backup.backups.apply((members) => members.map((member) => member.uuid));
export const totalBytes = backup.totalSize;
