import { RefusedError } from "../core/errors";
import type { Call } from "../core/kind";
import { Deadline, growingPauses, spoken } from "../http/clock";
import type { ZStackApi } from "./api";
import { type Affected, ownersOf } from "./owners";
import { descendants, SnapshotForest, type SnapshotInventory, type SnapshotNode } from "./snapshotTree";

// @API DELETE /v1/volume-snapshots/{uuid}

/** Seconds a server allows the deletion of a snapshot by itself. */
export const deletionLimit = 6 * 3600;

export const snapshotResourceType = "VolumeSnapshotVO";
export const groupResourceType = "VolumeSnapshotGroupVO";

/** The tree around a snapshot, once nothing on its volume is being made; undefined where no tree shows it. */
export async function settledNode(
  api: ZStackApi,
  call: Call,
  snapshot: Pick<SnapshotInventory, "uuid" | "volumeUuid" | "treeUuid">,
): Promise<SnapshotNode | undefined> {
  const { volumeUuid, treeUuid } = snapshot;
  const deadline = new Deadline(call.around.clock, call.timeout ?? deletionLimit);
  const pauses = growingPauses(200);
  for (;;) {
    const by = volumeUuid !== undefined ? { volumeUuid } : { treeUuid: treeUuid ?? "" };
    const forest = await SnapshotForest.look(api, by);
    const creating = forest.creating;
    if (creating === undefined || creating.inventory.uuid === snapshot.uuid) return forest.get(snapshot.uuid);
    if (deadline.passed) {
      throw new RefusedError(
        `volume snapshot ${creating.inventory.uuid} "${creating.inventory.name}" of the same volume is still being made ` +
          `after ${spoken(deadline.elapsed)}, and deleting now could take it along; nothing was deleted, run the command again later`,
      );
    }
    await deadline.pause(pauses.next().value);
  }
}

/** What the server would delete besides these snapshots, and the group `own` they may be members of. */
export async function takenAlong(
  api: ZStackApi,
  call: Call,
  nodes: readonly SnapshotNode[],
  own?: string,
): Promise<Affected[]> {
  const going = new Set(nodes.map((node) => node.inventory.uuid));
  const below = nodes.flatMap(descendants).filter((node) => !going.has(node.inventory.uuid));
  const all = [...nodes, ...below].map((node) => node.inventory);
  const others = all.filter((one) => one.groupUuid !== own);
  return ownersOf(
    api,
    call.owner,
    below.map((node) => node.inventory),
    others,
  );
}

/** The error for what may not be taken along; nothing where all of it is this stack's. */
export function refuseForeign(what: string, affected: readonly Affected[]): void {
  const foreign = affected.filter((one) => !one.ours);
  if (foreign.length === 0) return;
  const list = foreign.map(
    (one) => `${one.what} ${one.uuid} "${one.name}" (${one.owner === undefined ? "owner unknown" : `of ${one.owner}`})`,
  );
  throw new RefusedError(
    `deleting ${what} would take along ${list.length} that this stack did not declare: ${list.join(", ")}. ` +
      `Nothing was deleted. Delete those first, or keep this one with deletionPolicy: "retain", or take the whole subtree ` +
      `with deletionPolicy: "cascade" (a policy counts once \`pulumi up\` has recorded it)`,
  );
}

export async function sendSnapshotDelete(api: ZStackApi, call: Call, uuid: string, scope?: "single"): Promise<void> {
  const query = `deleteMode=Permissive${scope === undefined ? "" : `&scope=${scope}`}`;
  const longer = call.timeout !== undefined && call.timeout > deletionLimit ? { serverTimeout: call.timeout } : {};
  const write = { method: "DELETE" as const, path: `/v1/volume-snapshots/${uuid}?${query}`, ...longer };
  await api.run(write, `${call.label}: deleting volume snapshot ${uuid}`, call.timeout);
}
