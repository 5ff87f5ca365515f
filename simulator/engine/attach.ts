// Attaching data volumes to VMs.

import { notAttachable, operation, resourceMissing } from "../core/errors";
import type { VolumeRow } from "../core/model";
import type { World } from "../world";
import { newDisk } from "./disks";

const states = ["Running", "Stopped", "Paused"];

export function checkAttachable(world: World, row: VolumeRow, vmUuid: string): void {
  if (row.status !== "Ready" && row.status !== "NotInstantiated") throw notAttachable(row.status);
  const vm = world.database.tables.vmInstances.get(vmUuid);
  if (vm === undefined) throw resourceMissing("vmInstanceUuid", vmUuid, "VmInstanceVO");
  if (!states.includes(vm.state)) {
    const allowed = `allowed states are [${states.join(", ")}]`;
    const message = "org.zstack.header.vm.AttachDataVolumeToVmMsg";
    throw operation(`current vm instance state[${vm.state}] doesn't allow to proceed message[${message}], ${allowed}`);
  }
  if (vm.attachFails !== undefined) throw operation(`operation error, because:${vm.attachFails}`);
  if (row.type !== "Data") throw operation(`volume[uuid:${row.uuid}] is not a data volume, can't be attached`);
  if (row.vmInstanceUuid === undefined) return;
  throw operation(`data volume[${row.uuid}] has been attached to vm[uuid:${row.vmInstanceUuid}], can't attach again`);
}

/** The first attach of one that was made without a storage puts it on that of the VM. */
export function attach(world: World, row: VolumeRow, vmUuid: string): VolumeRow {
  const { volumes } = world.database.tables;
  const others = volumes.by("vmInstanceUuid", vmUuid);
  const used = new Set(others.map((volume) => volume.deviceId));
  let deviceId = 1;
  while (used.has(deviceId)) deviceId++;
  const primaryStorageUuid = others.find((volume) => volume.type === "Root")?.primaryStorageUuid;
  const instantiated: Partial<VolumeRow> =
    row.status === "NotInstantiated"
      ? { status: "Ready", primaryStorageUuid, ...newDisk(world.database, { ...row, primaryStorageUuid }) }
      : {};
  const lastAttachDate = world.clock.timestamp();
  return volumes.update(row, { ...instantiated, vmInstanceUuid: vmUuid, deviceId, lastAttachDate });
}
