import { z } from "zod";
import type { RequestContext } from "../../core/contract/resourceDefinition";
import { Deadline } from "../../http/clock";
import { OutcomeError, RefusedError } from "../../http/errors";
import { NotYet, waitFor } from "../../http/waitFor";
import { byUuids } from "../client/byUuids";
import type { ZStackApi } from "../client/client";
import { innermost } from "../client/responses";
import { volumesPath } from "../models/volume";
import { type GroupInventory, type GroupRef, groupPath, groupSchema, livingRefs } from "../models/volumeSnapshotGroup";
import type { Dependent } from "../ownership/resolve";
import { tagsOf } from "../ownership/tags";
import { withInterruptedDeletes } from "../resource/deadJobs";
import { tagRemainingMembers } from "./cascade";
import { sendSnapshotDelete } from "./deleteRequest";
import { DependentsError, MissingError } from "./dependents";
import {
  lookAtCascade,
  lookAtLoneMembers,
  type MemberLook,
  type RowCondition,
  stillOwnedCondition,
} from "./groupDependents";
import { findExisting } from "./idleTree";
import { type TreeRef, treeRefOf } from "./tree";

// @API GET /v1/volumes
// @API DELETE /v1/volume-snapshots/group/{uuid}
// @API DELETE /v1/volume-snapshots/ungroup/{uuid}

const resultSchema = z.object({
  snapshotUuid: z.string(),
  success: z.boolean(),
  error: z.record(z.string(), z.unknown()).optional(),
});

const volumeSchema = z.object({ uuid: z.string(), vmInstanceUuid: z.string().optional() });

/** Seconds after which a deleted group and its members must no longer be listed. */
const settling = 60;

/** Deletes a group and nothing besides its members, while `rowMayGo` allows it. Returns the trees of the members. */
export function sendGroupDelete(
  api: ZStackApi,
  ctx: RequestContext,
  group: GroupInventory,
  rowMayGo = stillOwnedCondition(ctx, group.uuid),
): Promise<TreeRef[]> {
  const look = lookAtLoneMembers(api, ctx, group, rowMayGo);
  return sendGroup(api, ctx, group, { look, rowMayGo, reach: "configured" });
}

/**
 * Deletes a group and all its members, as long as `look` allows it right before each request. The server leaves out
 * members whose volume is detached and answers 200 even if some failed, so the result is checked by reading.
 */
async function sendGroup(
  api: ZStackApi,
  ctx: RequestContext,
  group: GroupInventory,
  how: { readonly look: MemberLook; readonly rowMayGo: RowCondition; readonly reach: "configured" | "subtree" },
): Promise<TreeRef[]> {
  const { look, rowMayGo, reach } = how;
  const refs = livingRefs(group);
  const treeRefs: TreeRef[] = [];
  const mayGo = async (some: readonly GroupRef[]): Promise<void> => {
    const nodes = await look(some, isWhole);
    if (nodes.length === 0 && some !== refs) throw new MissingError(some.map((ref) => ref.volumeSnapshotUuid).join());
    treeRefs.push(...nodes.flatMap((node) => treeRefOf(node.inventory)));
  };
  const deleteSingly = async (some: readonly GroupRef[]): Promise<void> => {
    for (const ref of some) await sendSnapshotDelete(api, ctx, ref.volumeSnapshotUuid, () => mayGo([ref]), reach);
  };
  let begun = false;
  let isWhole = true;
  try {
    // While the row exists, it shows whose members these are; it is deleted together with its root snapshot.
    const detached = await detachedMembers(api, group);
    if (detached.length > 0) await mayGo(refs);
    for (const ref of detached) {
      await deleteSingly([ref]);
      begun = true;
    }
    const left = await deleteTogether(api, ctx, group, () => mayGo(refs));
    begun = true;
    isWhole = false;
    await deleteSingly(left);
  } catch (error) {
    throw begun && error instanceof DependentsError ? grownMeanwhile(group, error.dependents) : error;
  }
  const members = refs.map((ref) => ref.volumeSnapshotUuid);
  await confirmGone(api, ctx, group.uuid, members, rowMayGo);
  return treeRefs;
}

/** Deletes a group with everything below its members, unless this stack owns some of that. Returns the trees it touched. */
export async function sendGroupCascade(
  api: ZStackApi,
  ctx: RequestContext,
  group: GroupInventory,
  rowMayGo = stillOwnedCondition(ctx, group.uuid),
): Promise<TreeRef[]> {
  const look = lookAtCascade(api, ctx, group, rowMayGo);
  const nodes = await look(livingRefs(group), true);
  const left = await tagRemainingMembers(api, ctx, nodes, group.uuid);
  return [...(await sendGroup(api, ctx, group, { look, rowMayGo, reach: "subtree" })), ...left];
}

/** Deletes a group in one request, and returns the members that the server has left out. */
async function deleteTogether(
  api: ZStackApi,
  ctx: RequestContext,
  group: GroupInventory,
  condition: () => Promise<void>,
): Promise<GroupRef[]> {
  const what = `${ctx.label}: deleting volume snapshot group ${group.uuid}`;
  const path = `${groupPath}/${group.uuid}?deleteMode=Permissive`;
  const answer = await withInterruptedDeletes(ctx, `volume snapshot group ${group.uuid}`, () =>
    api.run({ method: "DELETE", path, condition }, what, ctx.timeout),
  );
  const results = z.array(resultSchema).catch([]).parse(answer["results"]);
  const failed = results.filter((one) => !one.success);
  if (failed.length > 0) {
    const reasons = failed.map((one) => `${one.snapshotUuid} (${innermost(one.error ?? {})})`);
    throw new OutcomeError(
      "partly-deleted",
      `volume snapshot group ${group.uuid} was deleted only in part: the server could not delete volume snapshots ` +
        `${reasons.join(", ")}. Resolve the cause and run the command again.`,
    );
  }
  return livingRefs(group).filter((ref) => !results.some((one) => one.snapshotUuid === ref.volumeSnapshotUuid));
}

/** For snapshots that were created below a member since the whole group was checked. */
function grownMeanwhile(group: GroupInventory, dependents: readonly Dependent[]): RefusedError {
  const names = dependents.map((one) => `${one.what} ${one.uuid} "${one.name}"`);
  return new RefusedError(
    "partly-deleted",
    `volume snapshot group ${group.uuid} may have been deleted only in part: in the meantime ${names.join(", ")} ` +
      `came to depend on its remaining members. Run the command again.`,
  );
}

/** Members that the deletion of the group leaves out; a root snapshot is left to the end. */
async function detachedMembers(api: ZStackApi, group: GroupInventory): Promise<GroupRef[]> {
  const refs = livingRefs(group).filter((ref) => ref.volumeType !== "Root");
  const volumes = await byUuids(
    api,
    volumesPath,
    volumeSchema,
    refs.map((ref) => ref.volumeUuid),
  );
  const attached = volumes.filter((one) => one.vmInstanceUuid === group.vmInstanceUuid).map((one) => one.uuid);
  return refs.filter((ref) => !attached.includes(ref.volumeUuid));
}

async function confirmGone(
  api: ZStackApi,
  ctx: RequestContext,
  uuid: string,
  members: readonly string[],
  rowMayGo: RowCondition,
): Promise<void> {
  const look = async () => {
    const left = await findExisting(api, members);
    const row = await api.one(groupPath, groupSchema, uuid);
    return left.length === 0 ? row : new NotYet(left);
  };
  const row = await waitFor(new Deadline(ctx.runtime.clock, settling), look, {
    late: (left) => {
      const names = left.map((one) => `${one.uuid} "${one.name}" (${one.status})`);
      throw new OutcomeError(
        "not-confirmed",
        `the server reports volume snapshot group ${uuid} as deleted, but its members still exist: ` +
          `${names.join(", ")}. Run the command again.`,
      );
    },
  });
  // If the root volume was changed or detached, the row outlives its members.
  if (row !== undefined) await ungroup(api, ctx, uuid, rowMayGo);
}

/** Removes the row of a group, while `rowMayGo` allows it, and keeps its members as plain snapshots. */
export async function ungroup(
  api: ZStackApi,
  ctx: RequestContext,
  uuid: string,
  rowMayGo = stillOwnedCondition(ctx, uuid),
): Promise<void> {
  const condition = async (): Promise<void> => rowMayGo(await tagsOf(api, [uuid]));
  const write = { method: "DELETE" as const, path: `/v1/volume-snapshots/ungroup/${uuid}`, condition };
  await api.run(write, `${ctx.label}: ungrouping volume snapshot group ${uuid}`, ctx.timeout);
}
