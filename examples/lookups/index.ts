import * as pulumi from "@pulumi/pulumi";
import { zstack } from "pulumi-snapshots";

const config = new pulumi.Config();

// Look-ups run in previews too, so that a preview shows how many disks there are.
export = async () => {
  const vm = await zstack.getVmInstance({ name: config.require("vmName") });
  const disks = await zstack.getVolumes({ vmInstanceUuid: vm.uuid, type: "Data", status: "Ready" });
  const snapshots = disks.map((disk) => new zstack.VolumeSnapshot(disk.name, { volumeUuid: disk.uuid }));

  // With values that a preview does not know yet: its result is unknown there, and looked up once they are known.
  const newest = snapshots.map((snapshot) =>
    zstack.getVolumeSnapshotOutput({ volumeUuid: snapshot.volumeUuid, uuid: snapshot.uuid, status: "Ready" }),
  );

  // Made by others: no error where there is none.
  const nightly = await zstack.getVmBackups({ vmInstanceUuid: vm.uuid, name: "nightly" });
  const stores = await zstack.getBackupStorages({ type: "ImageStoreBackupStorage", state: "Enabled" });

  return {
    vm: vm.uuid,
    protectedDisks: pulumi.all(newest).apply((found) => found.map((one) => `${one.name}: ${one.createDate}`)),
    lastNightly: nightly.at(-1)?.createDate ?? "none",
    imageStores: stores.map((store) => store.name).sort(),
  };
};
