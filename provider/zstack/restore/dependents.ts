import { RefusedError } from "../../http/errors";
import { byUuids } from "../client/byUuids";
import type { ZStackApi } from "../client/client";
import type { VolumeInventory } from "../models/volume";
import { snapshotSchema, snapshotsPath } from "../models/volumeSnapshot";

// What would be lost, or lose its disk, with something that was restored.

/** What keeps an object from being deleted, and how to keep the object. */
const keep = (noun: string): string =>
  `or keep the ${noun} with deletionPolicy: "retain" (run "pulumi up" for it to take effect)`;

/** Throws if one of these volumes has snapshots. `what` is deleted, a `noun`. */
export async function refuseSnapshots(
  api: ZStackApi,
  what: string,
  noun: string,
  volumeUuids: readonly string[],
): Promise<void> {
  const all = await byUuids(api, snapshotsPath, snapshotSchema, volumeUuids, "volumeUuid");
  const snapshots = all.filter(({ status }) => status !== "Deleted");
  if (snapshots.length === 0) return;
  const names = snapshots.slice(0, 5).map((one) => `${one.uuid} "${one.name}"`);
  const more = snapshots.length > names.length ? ` and ${snapshots.length - names.length} more` : "";
  throw new RefusedError(
    "has-dependents",
    `${what} is not deleted, because its snapshots would be lost with it: ${names.join(", ")}${more}. ` +
      `Delete them first, ${keep(noun)}`,
  );
}

/** Throws if the volume is attached to a VM. */
export function refuseAttached(volume: VolumeInventory | undefined, what: string, noun: string): void {
  const vmUuid = volume?.vmInstanceUuid;
  if (vmUuid === undefined) return;
  throw new RefusedError(
    "has-dependents",
    `${what} is not deleted, because it is attached to VM ${vmUuid}, and this resource did not attach it ` +
      `there. Detach it first, ${keep(noun)}`,
  );
}

/**
 * Throws if these volumes, which are not the resource's own, are attached to the VM. Of those that are doubtful, nothing shows
 * whether they were made with it.
 */
export function refuseForeignVolumes(
  {
    foreign,
    doubtful,
  }: { readonly foreign: readonly VolumeInventory[]; readonly doubtful: readonly VolumeInventory[] },
  what: string,
  noun: string,
): void {
  if (foreign.length === 0) return;
  const names = foreign.map((one) => `${one.uuid} "${one.name}"`).join(", ");
  const which =
    doubtful.length === 0
      ? "volumes that were not made with it are attached to it"
      : "volumes are attached to it that do not certainly belong to it";
  throw new RefusedError(
    "has-dependents",
    `${what} is not deleted, because ${which}: ${names}. Detach them first, ${keep(noun)}`,
  );
}
