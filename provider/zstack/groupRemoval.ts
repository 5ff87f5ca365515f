import { z } from "zod";
import { sameStack } from "../core/identity";
import type { Call } from "../core/kind";
import { Deadline, growingPauses } from "../http/clock";
import { innermost } from "./answers";
import type { ZStackApi } from "./api";
import { type GroupInventory, groupPath, groupSchema, livingRefs } from "./groupInventory";
import { type Affected, ownersOf } from "./owners";
import { chunks, uuidsPerQuery } from "./query";
import { sendSnapshotDelete, settledNode, takenAlong, unseenTree } from "./snapshotRemoval";
import { type SnapshotInventory, type SnapshotNode, snapshotSchema } from "./snapshotTree";
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

/** The members' places in their trees, once nothing on their volumes is being made. */
export async function memberNodes(api: ZStackApi, call: Call, group: GroupInventory): Promise<SnapshotNode[]> {
  const nodes: SnapshotNode[] = [];
  for (const ref of livingRefs(group)) {
    const node = await settledNode(api, call, { uuid: ref.volumeSnapshotUuid, volumeUuid: ref.volumeUuid });
    if (node !== undefined) nodes.push(node);
    else if ((await existing(api, [ref.volumeSnapshotUuid])).length > 0) throw unseenTree(ref.volumeSnapshotUuid);
  }
  return nodes;
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
    const isGoing = deferred !== undefined && sameStack(deferred, call.owner);
    return retained !== undefined || (owner !== undefined && !isGoing);
  });
  return [...(await ownersOf(api, call.owner, held, [])), ...(await takenAlong(api, call, nodes, uuid))];
}

/** Snapshots with these uuids that still exist. */
export async function existing(api: ZStackApi, uuids: readonly string[]): Promise<SnapshotInventory[]> {
  const pages = await Promise.all(
    chunks(uuids, uuidsPerQuery).map((some) =>
      api.query("/v1/volume-snapshots", snapshotSchema, [{ field: "uuid", operator: "?=", value: some.join(",") }]),
    ),
  );
  return pages.flat().filter((one) => one.status !== "Deleted");
}

/**
 * Deletes a group and all its members. The server leaves out members whose volume is detached and answers 200 even
 * where some failed, so that it is not believed but looked after.
 */
export async function sendGroupDelete(api: ZStackApi, call: Call, group: GroupInventory): Promise<void> {
  // While the row is there, whoever looks knows whose members these are; with its root snapshot it goes.
  const detached = await detachedMembers(api, group);
  for (const left of await existing(api, detached)) await sendSnapshotDelete(api, call, left.uuid);
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
  const members = livingRefs(group).map((ref) => ref.volumeSnapshotUuid);
  const skipped = members.filter((uuid) => !results.some((one) => one.snapshotUuid === uuid));
  for (const left of await existing(api, skipped)) await sendSnapshotDelete(api, call, left.uuid);
  await confirmGone(api, call, group.uuid, members);
}

/** Members that the deletion of the group leaves out; a root snapshot is left to the end. */
async function detachedMembers(api: ZStackApi, group: GroupInventory): Promise<string[]> {
  const refs = livingRefs(group).filter((ref) => ref.volumeType !== "Root");
  const value = refs.map((ref) => ref.volumeUuid).join(",");
  if (refs.length === 0) return [];
  const volumes = await api.query("/v1/volumes", volumeSchema, [{ field: "uuid", operator: "?=", value }]);
  const attached = volumes.filter((one) => one.vmInstanceUuid === group.vmInstanceUuid).map((one) => one.uuid);
  return refs.filter((ref) => !attached.includes(ref.volumeUuid)).map((ref) => ref.volumeSnapshotUuid);
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
