import type { ZStackApi } from "../client/client";
import { type VolumeInventory, volumeResourceType, volumeSchema, volumesPath } from "../models/volume";
import { type ObjectType, rowType } from "../resource/objectType";
import { creationName } from "../restore/names";

/** A volume as the server lists it, and what a run knows besides. */
export type RestoredInventory = VolumeInventory & {
  /** The VM that this request attached it to, or found it attached to as declared. */
  readonly attachedVmUuid?: string;
};

/** Seconds a server allows the creation by itself. */
export const restoreLimits = { snapshot: 3 * 3600, backup: 72 * 3600 } as const;

const rows = rowType<RestoredInventory>(volumesPath, volumeSchema, {
  noun: "restored volume",
  resourceType: volumeResourceType,
  ready: (inventory) => inventory.status === "Ready",
  // In the recycle bin.
  gone: (inventory) => inventory.status === "Deleted",
  serverLimit: restoreLimits.backup,
});

const named = (api: ZStackApi, prefix: string): Promise<RestoredInventory[]> =>
  api.query(volumesPath, volumeSchema, [{ field: "name", operator: "~=", value: `${creationName(prefix)}%` }]);

/** A data volume; the uuid, or the name that it was created with, carries the identity. */
export const restoredVolumeType: ObjectType<RestoredInventory> = {
  ...rows,
  async byPrefix(api, prefix) {
    const [byUuid, byName] = await Promise.all([rows.byPrefix(api, prefix), named(api, prefix)]);
    const others = byName.filter(({ uuid }) => !byUuid.some((one) => one.uuid === uuid));
    return [...byUuid, ...others].filter(({ type }) => type === "Data");
  },
};
