import * as pulumi from "@pulumi/pulumi";
import { zstack } from "pulumi-snapshots";

const config = new pulumi.Config();
const week = config.require("week");

const imageStore = (name: string): pulumi.Output<string> =>
  zstack.getBackupStorageOutput({ name, type: "ImageStoreBackupStorage", state: "Enabled" }).uuid;

const backup = new zstack.VolumeBackup("weekly", {
  volumeUuid: zstack.getVolumeOutput({ name: config.require("volumeName"), status: "Ready" }).uuid,
  backupStorageUuid: imageStore(config.require("backupStorageName")),
  replicas: [imageStore(config.require("replicaStorageName"))],
  description: `week ${week}`,
  mode: "full",
  // A new week makes a new backup; the old one is deleted once the new one exists.
  triggers: [week],
});

export const uuid = backup.uuid;
export const bytes = backup.size;
export const copies = backup.replicaStorageUuids;
