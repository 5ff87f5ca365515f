import * as pulumi from "@pulumi/pulumi";
import { zstack } from "pulumi-snapshots";

const config = new pulumi.Config();

// A new date takes a backup, and deletes the eighth last one once the new one exists and is verified.
const nightly = new zstack.VmBackupSeries("nightly", {
  vmInstanceUuid: zstack.getVmInstanceOutput({ name: config.require("vmName") }).uuid,
  backupStorageUuid: zstack.getBackupStorageOutput({ name: config.require("backupStorageName") }).uuid,
  triggers: [config.require("date")],
  keepLast: 7,
  fullEvery: 7,
});

export const newest = nightly.current.createDate;
export const backups = nightly.history.apply((all) => all.length);
