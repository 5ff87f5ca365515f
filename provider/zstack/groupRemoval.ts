import { z } from "zod";
import { isLetGo } from "../core/deferrals";
import { RefusedError } from "../core/errors";
import type { Call } from "../core/kind";
import { Deadline, growingPauses } from "../http/clock";
import { innermost } from "./answers";
import type { ZStackApi } from "./api";
import { byUuids } from "./byUuids";
import { markLeftMembers, nothingHeld } from "./cascade";
import { withInterruptedDeletes } from "./deadJobs";
import { DependentsError, MissingError } from "./dependents";
import { type GroupInventory, type GroupRef, groupPath, groupSchema, livingRefs } from "./groupInventory";
import { type Affected, judgeFor } from "./owners";
import { type Place, placeOf } from "./places";
import { existing, sendSnapshotDelete, settledNodes, takenAlong } from "./snapshotRemoval";
import type { SnapshotNode } from "./snapshotTree";
import { marksOf, type TagRow, tagsOf } from "./tags";

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
 * Everything besides the group itself that the deletion of these members would touch: what is below them, other groups
 * that rely on that, and members that somebody else holds by now, be it another resource of this stack. Nothing is asked
 * for after the trees where nothing is found.
 */
async function touched(
  api: ZStackApi,
  call: Call,
  refs: readonly GroupRef[],
  uuid: string,
): Promise<{ nodes: SnapshotNode[]; affected: Affected[] }> {
  const rows = await tagsOf(
    api,
    refs.map((ref) => ref.volumeSnapshotUuid),
  );
  const nodes = await memberNodes(api, call, refs);
  return { nodes, affected: [...heldMembers(call, nodes, rows), ...(await takenAlong(api, call, nodes, uuid))] };
}

/** Members that somebody holds by themselves. */
function heldMembers(call: Call, nodes: readonly SnapshotNode[], rows: readonly TagRow[]): readonly Affected[] {
  // Members are made at once: one without a mark is not on its way to get one.
  const judge = judgeFor(call, rows, () => false);
  const isHeld = ({ uuid }: { uuid: string }): boolean => {
    const marks = marksOf(rows.filter((row) => row.resourceUuid === uuid));
    // A delete that failed half-way leaves its mark on what the program declares.
    if (marks.retained !== undefined || call.around.wanted.has(uuid)) return true;
    return marks.owner !== undefined && !isLetGo(call, uuid, marks);
  };
  return nodes
    .map((node) => node.inventory)
    .filter(isHeld)
    .map((one) => ({ what: "volume snapshot" as const, name: one.name, ...judge(one, undefined) }));
}

/** The same for members that were looked up in their trees. */
export async function groupTakesAlong(
  api: ZStackApi,
  call: Call,
  nodes: readonly SnapshotNode[],
  uuid: string,
): Promise<Affected[]> {
  const rows = await tagsOf(
    api,
    nodes.map((node) => node.inventory.uuid),
  );
  return [...heldMembers(call, nodes, rows), ...(await takenAlong(api, call, nodes, uuid))];
}

/**
 * Looks at members of a group right before they are deleted, and throws if they must not be. `isWhole`: the row of the
 * group is there, with its marks.
 */
export type MemberLook = (refs: readonly GroupRef[], isWhole: boolean) => Promise<readonly SnapshotNode[]>;

/** They go, and nothing with them. */
export function membersGoAlone(api: ZStackApi, call: Call, group: GroupInventory): MemberLook {
  return async (refs) => {
    const { nodes, affected } = await touched(api, call, refs, group.uuid);
    if (affected.length > 0) throw new DependentsError(affected);
    return nodes;
  };
}

/** They go with all that is below them, but for what is of this stack. */
function membersGoWithAll(api: ZStackApi, call: Call, group: GroupInventory): MemberLook {
  return (refs) =>
    nothingHeld(
      () => memberNodes(api, call, refs),
      (nodes) => groupTakesAlong(api, call, nodes, group.uuid),
    );
}

/**
 * Deletes a group and all its members, as long as `look` allows it right before each request. The server leaves out
 * members whose volume is detached and answers 200 even where some failed, so that it is not believed but looked after.
 * Returns where they were.
 */
export async function sendGroupDelete(
  api: ZStackApi,
  call: Call,
  group: GroupInventory,
  look: MemberLook,
  reach: "configured" | "subtree" = "configured",
): Promise<Place[]> {
  const refs = livingRefs(group);
  const places: Place[] = [];
  const mayGo = async (some: readonly GroupRef[]): Promise<void> => {
    const nodes = await look(some, isWhole);
    if (nodes.length === 0 && some !== refs) throw new MissingError(some.map((ref) => ref.volumeSnapshotUuid).join());
    places.push(...nodes.flatMap((node) => placeOf(node.inventory)));
  };
  const deleteSingly = async (some: readonly GroupRef[]): Promise<void> => {
    for (const ref of some) await sendSnapshotDelete(api, call, ref.volumeSnapshotUuid, () => mayGo([ref]), reach);
  };
  let begun = false;
  let isWhole = true;
  try {
    // While the row is there, whoever looks knows whose members these are; with its root snapshot it goes.
    const detached = await detachedMembers(api, group);
    if (detached.length > 0) await mayGo(refs);
    for (const ref of detached) {
      await deleteSingly([ref]);
      begun = true;
    }
    const left = await deleteTogether(api, call, group, () => mayGo(refs));
    begun = true;
    isWhole = false;
    await deleteSingly(left);
  } catch (error) {
    throw begun && error instanceof DependentsError ? grown(group, error.affected) : error;
  }
  const members = refs.map((ref) => ref.volumeSnapshotUuid);
  await confirmGone(api, call, group.uuid, members);
  return places;
}

/** Deletes a group with all that is below its members, unless that is of this stack. Returns where it has left something. */
export async function sendGroupCascade(
  api: ZStackApi,
  call: Call,
  group: GroupInventory,
  before: (isWhole: boolean) => Promise<void> = async () => undefined,
): Promise<Place[]> {
  const withAll = membersGoWithAll(api, call, group);
  const look: MemberLook = async (refs, isWhole) => {
    await before(isWhole);
    return withAll(refs, isWhole);
  };
  const nodes = await look(livingRefs(group), true);
  const left = await markLeftMembers(api, call, nodes, group.uuid);
  return [...(await sendGroupDelete(api, call, group, look, "subtree")), ...left];
}

/** Deletes a group in one request, and returns the members that the server has left out. */
async function deleteTogether(
  api: ZStackApi,
  call: Call,
  group: GroupInventory,
  condition: () => Promise<void>,
): Promise<GroupRef[]> {
  const what = `${call.label}: deleting volume snapshot group ${group.uuid}`;
  const path = `${groupPath}/${group.uuid}?deleteMode=Permissive`;
  const answer = await withInterruptedDeletes(call, `volume snapshot group ${group.uuid}`, () =>
    api.run({ method: "DELETE", path, condition }, what, call.timeout),
  );
  const results = z.array(resultSchema).catch([]).parse(answer["results"]);
  const failed = results.filter((one) => !one.success);
  if (failed.length > 0) {
    const reasons = failed.map((one) => `${one.snapshotUuid} (${innermost(one.error ?? {})})`);
    throw new Error(
      `volume snapshot group ${group.uuid} is deleted only in part; left are volume snapshots ${reasons.join(", ")}. ` +
        `Remove what is in the way and run the command again`,
    );
  }
  return livingRefs(group).filter((ref) => !results.some((one) => one.snapshotUuid === ref.volumeSnapshotUuid));
}

/** For what has come below a member since the look at the whole group. */
function grown(group: GroupInventory, affected: readonly Affected[]): RefusedError {
  const names = affected.map((one) => `${one.what} ${one.uuid} "${one.name}"`);
  return new RefusedError(
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
      await ungroup(api, call, uuid, async () => undefined);
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
export async function ungroup(api: ZStackApi, call: Call, uuid: string, condition: () => Promise<void>): Promise<void> {
  const write = { method: "DELETE" as const, path: `/v1/volume-snapshots/ungroup/${uuid}`, condition };
  await api.run(write, `${call.label}: ungrouping ${uuid}`, call.timeout);
}
