import { RefusedError } from "../core/errors";
import type { Call } from "../core/kind";
import { Deadline, growingPauses, spoken } from "../http/clock";
import { JobLostError, type ZStackApi } from "./api";
import { type Affected, ownersOf } from "./owners";
import { descendants, SnapshotForest, type SnapshotInventory, type SnapshotNode, snapshotSchema } from "./snapshotTree";

// @API DELETE /v1/volume-snapshots/{uuid}

/** Seconds to wait for a snapshot that somebody makes on the same volume. */
const creatingLimit = 600;

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
  const deadline = new Deadline(call.around.clock, call.timeout ?? creatingLimit);
  const pauses = growingPauses(200);
  let said = false;
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
    if (!said && deadline.elapsed >= 10) {
      said = true;
      call.around.say(
        `${call.label}: waiting for volume snapshot ${creating.inventory.uuid} to be made before deleting`,
      );
    }
    await deadline.pause(pauses.next().value);
  }
}

/** For a snapshot that exists and that no tree shows: what its deletion would take along cannot be known. */
export function unseenTree(uuid: string): RefusedError {
  return new RefusedError(
    `the server does not show the tree of volume snapshot ${uuid}, so what depends on it is unknown; ` +
      `nothing was deleted. Run the command again, or delete it on the platform`,
  );
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
  await api
    .run(write, `${call.label}: deleting volume snapshot ${uuid}`, call.timeout)
    .catch(async (error: unknown) => {
      // The result is lost, not the deletion: the object tells.
      if (!(error instanceof JobLostError)) throw error;
      if ((await api.one("/v1/volume-snapshots", snapshotSchema, uuid)) !== undefined) throw error;
    });
}
