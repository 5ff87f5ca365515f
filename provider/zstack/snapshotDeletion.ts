import { RefusedError } from "../core/errors";
import { sameStack } from "../core/identity";
import type { Call } from "../core/kind";
import { Deadline, growingPauses, spoken } from "../http/clock";
import type { ZStackApi } from "./api";
import { type Affected, ownersOf } from "./owners";
import {
  ancestors,
  descendants,
  SnapshotForest,
  type SnapshotInventory,
  type SnapshotNode,
  snapshotSchema,
} from "./snapshotTree";
import { markDeferred, markOwned, marksOf, tagsOf } from "./tags";

// @API DELETE /v1/volume-snapshots/{uuid}

const path = "/v1/volume-snapshots";
export const snapshotResourceType = "VolumeSnapshotVO";

/** Seconds a server allows the deletion of a snapshot by itself. */
const serverLimit = 6 * 3600;

/**
 * Deletes a snapshot without taking anything along that was not declared: alone if nothing depends on it, later if
 * only this stack's objects do, not at all if a foreign one does. Missing is done.
 */
export async function deleteSnapshot(api: ZStackApi, call: Call, uuid: string): Promise<void> {
  const snapshot = await api.one(path, snapshotSchema, uuid);
  if (snapshot === undefined) return sweepVolume(api, call, call.inputs["volumeUuid"]);
  const node = await settledNode(api, call, snapshot);
  if (node === undefined) return vanished(api, call, snapshot);
  if (call.inputs["deletionPolicy"] === "cascade") {
    await send(api, call, uuid, undefined);
    return sweepAbove(api, call, node);
  }
  const scope = await scopeFor(api, call, node);
  const affected = await takenAlong(api, call, node, scope);
  if (affected.length === 0) {
    await send(api, call, uuid, scope);
    return sweepAbove(api, call, node);
  }
  refuseForeign(uuid, affected);
  await defer(api, call, snapshot, affected.length);
}

/** The tree around a snapshot, once nothing on its volume is being made. */
async function settledNode(api: ZStackApi, call: Call, snapshot: SnapshotInventory): Promise<SnapshotNode | undefined> {
  const { volumeUuid, treeUuid } = snapshot;
  const deadline = new Deadline(call.around.clock, call.timeout ?? serverLimit);
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

/** Not in the tree: gone meanwhile, or the tree does not tell what depends on it. */
async function vanished(api: ZStackApi, call: Call, snapshot: SnapshotInventory): Promise<void> {
  if ((await api.one(path, snapshotSchema, snapshot.uuid)) === undefined) {
    return sweepVolume(api, call, call.inputs["volumeUuid"]);
  }
  throw new RefusedError(
    `the server does not show the tree of volume snapshot ${snapshot.uuid}, so what depends on it is unknown; ` +
      `nothing was deleted. Take it with deletionPolicy: "cascade" if its whole subtree may go`,
  );
}

/** What the server would delete besides the snapshot itself. */
async function takenAlong(
  api: ZStackApi,
  call: Call,
  node: SnapshotNode,
  scope: "single" | undefined,
): Promise<Affected[]> {
  const below = scope === "single" ? [] : descendants(node).map((one) => one.inventory);
  return ownersOf(api, call.owner, below, [node.inventory, ...below]);
}

/** `single` only where it is configured and the server can know it: an old one ignores it and takes the subtree. */
async function scopeFor(api: ZStackApi, call: Call, node: SnapshotNode): Promise<"single" | undefined> {
  if (api.settings.deleteScope !== "single" || node.children.length === 0) return undefined;
  const version = await api.version();
  const [major = 0, minor = 0] = version.split(".").map(Number);
  if (major > 5 || (major === 5 && minor >= 4)) return "single";
  call.around.say(
    `${call.label}: zstack:deleteScope is "single", but server ${version} is not known to support it; going on without`,
  );
  return undefined;
}

async function send(api: ZStackApi, call: Call, uuid: string, scope: "single" | undefined): Promise<void> {
  const query = `deleteMode=Permissive${scope === "single" ? "&scope=single" : ""}`;
  const longer = call.timeout !== undefined && call.timeout > serverLimit ? { serverTimeout: call.timeout } : {};
  const write = { method: "DELETE" as const, path: `${path}/${uuid}?${query}`, ...longer };
  await api.run(write, `${call.label}: deleting volume snapshot ${uuid}`, call.timeout);
}

function refuseForeign(uuid: string, affected: readonly Affected[]): void {
  const foreign = affected.filter((one) => !one.ours);
  if (foreign.length === 0) return;
  const list = foreign.map(
    (one) => `${one.what} ${one.uuid} "${one.name}" (${one.owner === undefined ? "owner unknown" : `of ${one.owner}`})`,
  );
  throw new RefusedError(
    `deleting volume snapshot ${uuid} would take along ${list.length} that this stack did not declare: ${list.join(", ")}. ` +
      `Nothing was deleted. Delete those first, or keep this one with deletionPolicy: "retain", or take the whole subtree ` +
      `with deletionPolicy: "cascade" (a policy counts once \`pulumi up\` has recorded it)`,
  );
}

/** Leaves the snapshot to whoever deletes the last object that depends on it. */
async function defer(api: ZStackApi, call: Call, snapshot: SnapshotInventory, count: number): Promise<void> {
  await markDeferred(api, call, snapshotResourceType, snapshot.uuid);
  // Its last dependant may have gone between our look and our mark; then nobody else will come by.
  const node = await settledNode(api, call, snapshot);
  if (node === undefined) return;
  const affected = await takenAlong(api, call, node, undefined);
  if (affected.length === 0) {
    await send(api, call, snapshot.uuid, undefined);
    return sweepAbove(api, call, node);
  }
  if (affected.some((one) => !one.ours)) await markOwned(api, call, snapshotResourceType, snapshot.uuid);
  refuseForeign(snapshot.uuid, affected);
  call.around.say(
    `${call.label}: volume snapshot ${snapshot.uuid} goes with the last of the ${count} that depend on it in this stack`,
  );
}

/** After a deletion: ancestors that waited for it. */
async function sweepAbove(api: ZStackApi, call: Call, deleted: SnapshotNode): Promise<void> {
  for (const above of ancestors(deleted)) {
    if (!(await sweep(api, call, above.inventory))) return;
  }
}

/** The snapshot went before, perhaps in a run that could not sweep: looks at the whole volume. */
async function sweepVolume(api: ZStackApi, call: Call, volumeUuid: unknown): Promise<void> {
  if (typeof volumeUuid !== "string") return;
  for (;;) {
    const forest = await SnapshotForest.look(api, { volumeUuid });
    const leaves = forest.all.filter((node) => node.children.length === 0);
    const rows = await tagsOf(
      api,
      leaves.map((node) => node.inventory.uuid),
    );
    const waiting = leaves.find((node) => {
      const { deferred } = marksOf(rows.filter((row) => row.resourceUuid === node.inventory.uuid));
      return deferred !== undefined && sameStack(deferred, call.owner);
    });
    if (waiting === undefined || !(await sweep(api, call, waiting.inventory))) return;
  }
}

/** Deletes a deferred snapshot of this stack that nothing depends on any more. */
async function sweep(api: ZStackApi, call: Call, snapshot: SnapshotInventory): Promise<boolean> {
  const { deferred, retained } = marksOf(await tagsOf(api, [snapshot.uuid]));
  if (deferred === undefined || retained !== undefined || !sameStack(deferred, call.owner)) return false;
  const node = await settledNode(api, call, snapshot);
  // Somebody else was quicker; what is above it may still wait for us.
  if (node === undefined) return true;
  if ((await takenAlong(api, call, node, undefined)).length > 0) return false;
  await send(api, call, snapshot.uuid, undefined);
  call.around.say(`${call.label}: deferred volume snapshot ${snapshot.uuid} "${snapshot.name}" is deleted now`);
  return true;
}
