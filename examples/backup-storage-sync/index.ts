import * as pulumi from "@pulumi/pulumi";
import { zstack } from "pulumi-snapshots";

const config = new pulumi.Config();
const imageStore = zstack.getBackupStorageOutput({ name: config.require("backupStorageName") });

// Backups that another management node has put onto the image store become known here.
const sync = new zstack.BackupStorageSync("remote-site", {
  imageStoreUuid: imageStore.uuid,
  scope: "vm",
  triggers: [config.require("date")],
});

export const runs = sync.runCount;
export const found = sync.newBackupCount;
export const dropped = sync.deletedBackupCount;
