import { z } from "zod";
import type { RequestContext } from "../../core/contract/resourceDefinition";
import { stackPrefix } from "../../core/identity/identity";
import { isLetGo, isOfStack } from "../../core/lifecycle/deferrals";
import { isKept } from "../../core/runtime/runtime";
import { byUuids } from "../client/byUuids";
import type { ZStackApi } from "../client/client";
import { isWithinJobMemory, serverClock } from "../client/serverClock";
import type { SnapshotInventory } from "../models/volumeSnapshot";
import { ownershipOf, type TagRow, tagsOf } from "./tags";

// @API GET /v1/volume-snapshots/group

const groupSchema = z.object({ uuid: z.string(), name: z.string().default(""), createDate: z.string().optional() });

interface Candidate {
  readonly uuid: string;
  readonly createDate?: string | undefined;
}

/** The stack that deletes. */
type Deleting = Pick<RequestContext, "owner" | "formerStacks" | "runtime">;

/** An object that a deletion would delete as well. */
export interface Dependent {
  readonly what: "volume snapshot" | "snapshot group";
  readonly uuid: string;
  readonly name: string;
  /** Label of the owner; undefined if unknown. */
  readonly owner: string | undefined;
  /** Declared, or about to be, by the stack that deletes. */
  readonly ours: boolean;
  /** Of the stack that deletes, and not about to be deleted by it: not even a cascade deletes it. */
  readonly held: boolean;
}

/**
 * The owners of the snapshots and of their groups. The own tag takes precedence over the group's; without a tag, only a
 * uuid of the stack counts (an object that is being created right now); everything else is foreign.
 */
export async function resolveOwners(
  api: ZStackApi,
  deleting: Deleting,
  snapshots: readonly SnapshotInventory[],
  groupsOf: readonly SnapshotInventory[],
): Promise<Dependent[]> {
  const groupUuids = [...new Set(groupsOf.map((one) => one.groupUuid).filter((uuid) => uuid !== undefined))];
  const uuids = [...new Set([...snapshots.map((one) => one.uuid), ...groupUuids])];
  if (uuids.length === 0) return [];
  const [rows, groups] = await Promise.all([
    tagsOf(api, uuids),
    byUuids(api, "/v1/volume-snapshots/group", groupSchema, groupUuids),
  ]);
  const isUntagged = (uuid: string): boolean => {
    const ownership = ownershipOf(rows.filter((row) => row.resourceUuid === uuid));
    return (ownership.owner ?? ownership.deferred ?? ownership.retained) === undefined;
  };
  const needsAge = uuids.some((uuid) => uuid.startsWith(stackPrefix(deleting.owner)) && isUntagged(uuid));
  const clock = needsAge ? await serverClock(api) : undefined;
  const resolve = ownershipResolver(deleting, rows, (date) => clock !== undefined && isWithinJobMemory(clock, date));
  const groupOf = (uuid: string | undefined): (Candidate & { name: string }) | undefined =>
    uuid === undefined ? undefined : (groups.find((group) => group.uuid === uuid) ?? { uuid, name: "" });
  return [
    ...snapshots.map((one) => ({
      what: "volume snapshot" as const,
      name: one.name,
      ...resolve(one, groupOf(one.groupUuid)),
    })),
    ...groupUuids
      .flatMap((uuid) => groupOf(uuid) ?? [])
      .map((group) => ({ what: "snapshot group" as const, name: group.name, ...resolve(group, undefined) })),
  ];
}

/** Resolves the owner of single objects from these tags and from those of their group. */
export function ownershipResolver(
  deleting: Deleting,
  rows: readonly TagRow[],
  resumable: (date: string | undefined) => boolean,
): (one: Candidate, group: Candidate | undefined) => Pick<Dependent, "uuid" | "owner" | "ours" | "held"> {
  const ownership = (uuid: string) => ownershipOf(rows.filter((row) => row.resourceUuid === uuid));
  const prefix = stackPrefix(deleting.owner);
  return ({ uuid, createDate }, group) => {
    const both = group === undefined ? [uuid] : [uuid, group.uuid];
    const kept = isKept(deleting.runtime, uuid);
    const foreign = (owner: string | undefined) => ({ uuid, owner, ours: false, held: kept });
    for (const one of both) {
      const found = ownership(one);
      const label = found.owner ?? found.deferred;
      // Retained: no deletion may include it.
      if (found.retained !== undefined) return foreign(`${found.retained} (retained)`);
      if (label === undefined) continue;
      if (!isOfStack(deleting, label)) return foreign(label);
      return { uuid, owner: label, ours: true, held: kept || !isLetGo(deleting, one, found) };
    }
    if (!both.some((one) => one.startsWith(prefix))) return foreign(undefined);
    if (resumable(group?.createDate ?? createDate)) {
      return { uuid, owner: undefined, ours: true, held: true };
    }
    // No run is creating it any more, and none will delete it.
    return foreign("an interrupted run of this stack, not in its state");
  };
}
