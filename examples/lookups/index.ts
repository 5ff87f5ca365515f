import * as pulumi from "@pulumi/pulumi";
import { zstack } from "pulumi-snapshots";

const config = new pulumi.Config();
const vmName = config.require("vmName");

// Plain functions, because the number and the names of the snapshots depend on their results. They run in previews too, so a
// preview shows one snapshot for each disk.
async function protect(): Promise<zstack.VolumeSnapshot[]> {
  const vm = await zstack.getVmInstance({ name: vmName });
  const disks = await zstack.getVolumes({ vmInstanceUuid: vm.uuid, type: "Data", status: "Ready" });
  return disks.map((disk) => new zstack.VolumeSnapshot(disk.name, { volumeUuid: disk.uuid }));
}

// The uuid is unknown in a preview, and so is the result of this form.
export const protectedDisks = pulumi
  .output(protect())
  .apply((snapshots) => pulumi.all(snapshots.map(({ uuid }) => zstack.getVolumeSnapshotOutput({ uuid }))))
  .apply((found) => found.map((one) => `${one.name}: ${one.createDate}`));

// Backups of others; no error if there are none.
export const lastNightly = zstack
  .getVmBackups({ name: "nightly" })
  .then((backups) => backups.at(-1)?.createDate ?? "none");

export const imageStores = zstack
  .getBackupStoragesOutput({ type: "ImageStoreBackupStorage", state: "Enabled" })
  .apply((stores) => stores.map((store) => store.name).sort());
