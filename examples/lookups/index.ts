import * as pulumi from "@pulumi/pulumi";
import { zstack } from "pulumi-snapshots";

const config = new pulumi.Config();
const vmName = config.require("vmName");

// Plain look-ups, because the number and the names of the snapshots depend on what they find. They run in previews too,
// so that a preview shows one snapshot for each disk.
async function protect(): Promise<zstack.VolumeSnapshot[]> {
  const vm = await zstack.getVmInstance({ name: vmName });
  const disks = await zstack.getVolumes({ vmInstanceUuid: vm.uuid, type: "Data", status: "Ready" });
  return disks.map((disk) => new zstack.VolumeSnapshot(disk.name, { volumeUuid: disk.uuid }));
}

// With a value that a preview does not know yet: its result is unknown there, and looked up once it is known.
export const protectedDisks = pulumi
  .output(protect())
  .apply((snapshots) => pulumi.all(snapshots.map(({ uuid }) => zstack.getVolumeSnapshotOutput({ uuid }))))
  .apply((found) => found.map((one) => `${one.name}: ${one.createDate}`));

// Made by others: no error where there is none.
export const lastNightly = zstack
  .getVmBackups({ name: "nightly" })
  .then((backups) => backups.at(-1)?.createDate ?? "none");

export const imageStores = zstack
  .getBackupStoragesOutput({ type: "ImageStoreBackupStorage", state: "Enabled" })
  .apply((stores) => stores.map((store) => store.name).sort());
