import { z } from "zod";
import { RefusedError } from "../core/errors";
import { sameStack } from "../core/identity";
import type { Call } from "../core/kind";
import { Deadline, growingPauses } from "../http/clock";
import { innermost } from "./answers";
import type { ZStackApi } from "./api";
import { byUuids } from "./byUuids";
import { type GroupInventory, type GroupRef, groupPath, groupSchema, livingRefs } from "./groupInventory";
import { type Affected, judgeFor } from "./owners";
import { existing, sendSnapshotDelete, settledNodes, takenAlong } from "./snapshotRemoval";
import type { SnapshotNode } from "./snapshotTree";
import { marksOf, tagsOf } from "./tags";

// @API GET /v1/volumes
// @API DELETE /v1/volume-snapshots/group/{uuid}
// @API DELETE /v1/volume-snapshots/ungroup/{uuid}

const resultSchema = z.object({
  snapshotUuid: z.string(),
  success: z.boolean(),
  error: z.record(z.string(), z.unknown()).optional(),
});

const volumeSchema = z.object({ uuid: z.string(), vmInstanceUuid: z.string().optional() });

/** Seconds until a group and its members have to be out of sight after their deletion. */
const settling = 60;

/** The members' places in their trees, at a time when nothing on any of their volumes is being made. */
export function memberNodes(api: ZStackApi, call: Call, refs: readonly GroupRef[]): Promise<SnapshotNode[]> {
  return settledNodes(
    api,
    call,
    refs.map((ref) => ({ uuid: ref.volumeSnapshotUuid, volumeUuid: ref.volumeUuid })),
  );
}

/**
 * Everything besides the group itself that its deletion would touch: what is below its members, other groups that rely
 * on that, and members that somebody else holds by now, be it another resource of this stack.
 */
export async function groupTakesAlong(
  api: ZStackApi,
  call: Call,
  nodes: readonly SnapshotNode[],
  uuid: string,
): Promise<Affected[]> {
  const members = nodes.map((node) => node.inventory);
  const rows = await tagsOf(
    api,
    members.map((one) => one.uuid),
  );
  const held = members.filter((one) => {
    const { owner, deferred, retained } = marksOf(rows.filter((row) => row.resourceUuid === one.uuid));
    // A delete that failed half-way leaves its mark on what the program declares.
    const isGoing = deferred !== undefined && sameStack(deferred, call.owner) && !call.around.wanted.has(one.uuid);
    return retained !== undefined || (owner !== undefined && !isGoing);
  });
  const judge = judgeFor(api, call.owner, rows);
  const holding = held.map((one) => ({
    what: "volume snapshot" as const,
    name: one.name,
    ...judge(one, undefined),
  }));
  return [...holding, ...(await takenAlong(api, call, nodes, uuid))];
}

/**
 * Deletes a group and all its members, at once after the look at them. The server leaves out members whose volume is
 * detached and answers 200 even where some failed, so that it is not believed but looked after.
 * @param knowingly with all that is below its members, whoever made it
 */
export async function sendGroupDelete(
  api: ZStackApi,
  call: Call,
  group: GroupInventory,
  knowingly = false,
): Promise<void> {
  const look = async (refs: readonly GroupRef[]): Promise<SnapshotNode[]> => {
    const nodes = await memberNodes(api, call, refs);
    if (!knowingly) refuseGrown(group, await groupTakesAlong(api, call, nodes, group.uuid));
    return nodes;
  };
  const deleteSingly = async (refs: readonly GroupRef[]): Promise<void> => {
    for (const ref of refs) {
      // Each takes its time, and the look before all of them is out of date by then.
      for (const { inventory } of await look([ref])) await sendSnapshotDelete(api, call, inventory.uuid);
    }
  };
  const refs = livingRefs(group);
  // While the row is there, whoever looks knows whose members these are; with its root snapshot it goes.
  const detached = await detachedMembers(api, group);
  await deleteSingly(detached);
  if (detached.length > 0) await look(refs);
  const what = `${call.label}: deleting volume snapshot group ${group.uuid}`;
  const path = `${groupPath}/${group.uuid}?deleteMode=Permissive`;
  const answer = await api.run({ method: "DELETE", path }, what, call.timeout);
  const results = z.array(resultSchema).catch([]).parse(answer["results"]);
  const failed = results.filter((one) => !one.success);
  if (failed.length > 0) {
    const reasons = failed.map((one) => `${one.snapshotUuid} (${innermost(one.error ?? {})})`);
    throw new Error(
      `volume snapshot group ${group.uuid} is deleted only in part; left are volume snapshots ${reasons.join(", ")}. ` +
        `Remove what is in the way and run the command again`,
    );
  }
  const members = refs.map((ref) => ref.volumeSnapshotUuid);
  await deleteSingly(refs.filter((ref) => !results.some((one) => one.snapshotUuid === ref.volumeSnapshotUuid)));
  await confirmGone(api, call, group.uuid, members);
}

/** For what has come below a member since the look at the whole group. */
function refuseGrown(group: GroupInventory, affected: readonly Affected[]): void {
  if (affected.length === 0) return;
  const names = affected.map((one) => `${one.what} ${one.uuid} "${one.name}"`);
  throw new RefusedError(
    `volume snapshot group ${group.uuid} may be deleted only in part: meanwhile ${names.join(", ")} came to depend on ` +
      `what is left of it; run the command again`,
  );
}

/** Members that the deletion of the group leaves out; a root snapshot is left to the end. */
async function detachedMembers(api: ZStackApi, group: GroupInventory): Promise<GroupRef[]> {
  const refs = livingRefs(group).filter((ref) => ref.volumeType !== "Root");
  const volumes = await byUuids(
    api,
    "/v1/volumes",
    volumeSchema,
    refs.map((ref) => ref.volumeUuid),
  );
  const attached = volumes.filter((one) => one.vmInstanceUuid === group.vmInstanceUuid).map((one) => one.uuid);
  return refs.filter((ref) => !attached.includes(ref.volumeUuid));
}

async function confirmGone(api: ZStackApi, call: Call, uuid: string, members: readonly string[]): Promise<void> {
  const deadline = new Deadline(call.around.clock, settling);
  const pauses = growingPauses(200);
  for (;;) {
    const left = await existing(api, members);
    const row = await api.one(groupPath, groupSchema, uuid);
    if (left.length === 0 && row === undefined) return;
    if (left.length === 0) {
      // Where the root volume was changed or detached the row outlives its members.
      await ungroup(api, call, uuid);
      return;
    }
    if (deadline.passed) {
      const names = left.map((one) => `${one.uuid} "${one.name}" (${one.status})`);
      throw new Error(
        `the server says that volume snapshot group ${uuid} is deleted, but ${names.join(", ")} still exists; ` +
          `run the command again`,
      );
    }
    await deadline.pause(pauses.next().value);
  }
}

/** Removes the row of a group and keeps its members as plain snapshots. */
export async function ungroup(api: ZStackApi, call: Call, uuid: string): Promise<void> {
  const write = { method: "DELETE" as const, path: `/v1/volume-snapshots/ungroup/${uuid}` };
  await api.run(write, `${call.label}: ungrouping ${uuid}`, call.timeout);
}
