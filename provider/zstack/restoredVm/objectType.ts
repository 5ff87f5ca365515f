import { type VmInventory, vmResourceType, vmSchema, vmsPath } from "../models/vm";
import { type VolumeInventory, volumeResourceType, volumeSchema, volumesPath } from "../models/volume";
import { rowType } from "../resource/objectType";

/** A VM as the server lists it, and what a run knows besides. */
export type RestoredVmInventory = VmInventory & {
  /** Data volumes that were made with it, where this run looked. */
  readonly made?: readonly string[];
  /** How many the source has, where this run saw it. */
  readonly expected?: number | undefined;
  /** Volumes that are attached to it and were not made with it, where this run looked. */
  readonly foreign?: readonly VolumeInventory[];
};

/** Seconds for which a server is asked to try. */
export const restoreLimit = 24 * 3600;

/** States of a VM whose creation is over. */
export const finalStates: readonly string[] = ["Running", "Paused", "Stopped"];

export const restoredVmType = {
  ...rowType<RestoredVmInventory>(vmsPath, vmSchema, {
    noun: "restored VM",
    resourceType: vmResourceType,
    ready: ({ state }) => state !== "Created" && state !== "Starting",
    // In the recycle bin.
    gone: ({ state }) => state === "Destroyed" || state === "Expunging",
    serverLimit: restoreLimit,
  }),
  // Its data volumes come last.
  readyBeforeEnd: true,
};

/** A data volume that was made with a VM. */
export const dataVolumeType = rowType(volumesPath, volumeSchema, {
  noun: "data volume",
  resourceType: volumeResourceType,
  ready: (inventory) => inventory.status === "Ready",
  gone: (inventory) => inventory.status === "Deleted",
});

/** Volumes of the VM that are neither its root nor its memory. */
export const dataVolumesAt = ({ allVolumes }: VmInventory): VolumeInventory[] =>
  allVolumes.filter(({ type }) => type !== "Root" && type !== "Memory");
