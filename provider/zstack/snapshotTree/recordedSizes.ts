import { z } from "zod";
import { bestEffort } from "../client/bestEffort";
import { byUuids } from "../client/byUuids";
import type { ZStackApi } from "../client/client";
import type { SnapshotInventory } from "../models/volumeSnapshot";

// @API GET /v1/primary-storage

const storageSchema = z.object({ uuid: z.string(), type: z.string() });

/** Types of primary storage on which the server records the size of a volume snapshot; on Ceph it records 0. */
const recording: ReadonlySet<string> = new Set(["LocalStorage", "NFS", "SharedMountPoint", "SharedBlock"]);

const known = new WeakMap<ZStackApi, Map<string, string>>();

/**
 * Sets `sizeUnknown` on snapshots whose recorded size of 0 is meaningless. Reads a primary storage once per run, and only
 * if a snapshot on it has size 0; if its type is unknown, so is the size.
 */
export async function withRecordedSizes(
  api: ZStackApi,
  snapshots: readonly SnapshotInventory[],
): Promise<SnapshotInventory[]> {
  const empty = snapshots.filter((one) => one.size === 0);
  if (empty.length === 0) return [...snapshots];
  const types = known.get(api) ?? new Map<string, string>();
  known.set(api, types);
  const unseen = new Set(empty.flatMap(({ primaryStorageUuid: uuid }) => (uuid === undefined ? [] : [uuid])));
  for (const uuid of types.keys()) unseen.delete(uuid);
  const rows = await bestEffort(() => byUuids(api, "/v1/primary-storage", storageSchema, [...unseen]));
  for (const { uuid, type } of rows ?? []) types.set(uuid, type);
  return snapshots.map((one) => {
    if (one.size !== 0 || recording.has(types.get(one.primaryStorageUuid ?? "") ?? "")) return one;
    return { ...one, sizeUnknown: true };
  });
}
