// What becomes of VMs and of their volumes, whoever asks for it.

import type { VmInstanceRow } from "../core/model";
import type { World } from "../world";
import { forgetHistory } from "./backupChains";
import { removeGroup } from "./deletion";
import { detachment, expunge } from "./recycleBin";
import { addTag } from "./tags";

/** `NeverStop` restarts a VM that was stopped; `OnHostFailure` does not. */
export const haLevels = ["NeverStop", "OnHostFailure"] as const;

/** When the product next looks after VMs that are never to stop. */
const haScan = 10_000;
const inhibited = "inhibitHA";

export function startVm(world: World, row: VmInstanceRow): void {
  world.database.tables.vmInstances.update(row, { state: "Running", hostUuid: row.lastHostUuid });
  dropSystemTags(world, row.uuid, inhibited);
  forgetHistory(world, row.uuid);
}

/** One that is never to stop comes up again by itself, unless its high availability is suspended until the next start. */
export function stopVm(world: World, row: VmInstanceRow, stopHa: boolean): void {
  world.database.tables.vmInstances.update(row, { state: "Stopped", hostUuid: undefined });
  if (!isNeverStopped(world, row.uuid)) return;
  if (stopHa) {
    addTag(world, row.accountUuid, "System", "VmInstanceVO", row.uuid, inhibited);
    return;
  }
  world.clock.after(haScan, () => {
    const leave = world.queues.enter([`vm-${row.uuid}`], () => {
      const isThere = world.database.tables.vmInstances.get(row.uuid) === row;
      const isLeft =
        isThere && row.state === "Stopped" && isNeverStopped(world, row.uuid) && !isInhibited(world, row.uuid);
      if (isLeft) startVm(world, row);
      leave();
    });
  });
}

export function haLevelOf(world: World, vmUuid: string): string | undefined {
  return systemTags(world, vmUuid)
    .find(({ tag }) => tag.startsWith("ha::"))
    ?.tag.slice("ha::".length);
}

function isNeverStopped(world: World, vmUuid: string): boolean {
  return haLevelOf(world, vmUuid) === "NeverStop";
}

export function setHaLevel(world: World, row: VmInstanceRow, level: string | undefined): void {
  dropSystemTags(world, row.uuid, "ha::");
  if (level !== undefined) addTag(world, row.accountUuid, "System", "VmInstanceVO", row.uuid, `ha::${level}`);
}

/** Into the recycle bin: its disks but the root are detached, and stay as they are. */
export function destroyVm(world: World, row: VmInstanceRow): void {
  const { vmInstances, volumes } = world.database.tables;
  vmInstances.update(row, { state: "Destroyed", hostUuid: undefined });
  for (const volume of volumes.by("vmInstanceUuid", row.uuid)) {
    if (volume.type === "Data") volumes.update(volume, detachment(world, volume));
    else volumes.update(volume, { status: "Deleted" });
  }
}

export function expungeVm(world: World, row: VmInstanceRow): void {
  const { groups, volumes } = world.database.tables;
  for (const volume of volumes.by("vmInstanceUuid", row.uuid)) expunge(world, volume);
  for (const group of groups.by("vmInstanceUuid", row.uuid)) removeGroup(world, group.uuid);
  world.database.removeResource("vmInstances", row.uuid);
}

function isInhibited(world: World, vmUuid: string): boolean {
  return systemTags(world, vmUuid).some(({ tag }) => tag === inhibited);
}

function systemTags(world: World, vmUuid: string) {
  return world.database.tables.systemTags.by("resourceUuid", vmUuid);
}

function dropSystemTags(world: World, vmUuid: string, prefix: string): void {
  for (const row of systemTags(world, vmUuid)) {
    if (row.tag.startsWith(prefix)) world.database.tables.systemTags.remove(row.uuid);
  }
}
