import { z } from "zod";
import { type Owner, sameStack, stackPrefix } from "../core/identity";
import type { ZStackApi } from "./api";
import { chunks, uuidsPerQuery } from "./query";
import type { SnapshotInventory } from "./snapshotTree";
import { marksOf, type TagRow, tagsOf } from "./tags";

// @API GET /v1/volume-snapshots/group

const groupSchema = z.object({ uuid: z.string(), name: z.string().default("") });

/** Something that a deletion would take along. */
export interface Affected {
  readonly what: "volume snapshot" | "snapshot group";
  readonly uuid: string;
  readonly name: string;
  /** Label of the owner where one is written; undefined where nobody is known. */
  readonly owner: string | undefined;
  /** Declared, or about to be, by the stack that deletes. */
  readonly ours: boolean;
}

/**
 * Who owns the snapshots and the groups they are members of. Own mark first, then the group's; without a mark only a
 * uuid of the stack counts (an object that is being created right now); everything else is foreign.
 */
export async function ownersOf(
  api: ZStackApi,
  owner: Owner,
  snapshots: readonly SnapshotInventory[],
  groupsOf: readonly SnapshotInventory[],
): Promise<Affected[]> {
  const groupUuids = [...new Set(groupsOf.map((one) => one.groupUuid).filter((uuid) => uuid !== undefined))];
  const uuids = [...new Set([...snapshots.map((one) => one.uuid), ...groupUuids])];
  if (uuids.length === 0) return [];
  const [rows, groups] = await Promise.all([tagsOf(api, uuids), groupNames(api, groupUuids)]);
  const judge = judgeFor(owner, rows);
  return [
    ...snapshots.map((one) => ({
      what: "volume snapshot" as const,
      name: one.name,
      ...judge(one.uuid, one.groupUuid),
    })),
    ...groupUuids.map((uuid) => ({
      what: "snapshot group" as const,
      name: groups.find((group) => group.uuid === uuid)?.name ?? "",
      ...judge(uuid, undefined),
    })),
  ];
}

async function groupNames(api: ZStackApi, uuids: readonly string[]): Promise<z.infer<typeof groupSchema>[]> {
  const pages = await Promise.all(
    chunks(uuids, uuidsPerQuery).map((some) =>
      api.query("/v1/volume-snapshots/group", groupSchema, [{ field: "uuid", operator: "?=", value: some.join(",") }]),
    ),
  );
  return pages.flat();
}

function judgeFor(
  deleting: Owner,
  rows: readonly TagRow[],
): (uuid: string, group: string | undefined) => Pick<Affected, "uuid" | "owner" | "ours"> {
  const marks = (uuid: string) => marksOf(rows.filter((row) => row.resourceUuid === uuid));
  return (uuid, group) => {
    for (const one of group === undefined ? [uuid] : [uuid, group]) {
      const { owner, deferred, retained } = marks(one);
      const label = owner ?? deferred;
      // Given up: from then on it is nobody's to take along.
      if (retained !== undefined) return { uuid, owner: `${retained} (retained)`, ours: false };
      if (label !== undefined) return { uuid, owner: label, ours: sameStack(label, deleting) };
    }
    const prefix = stackPrefix(deleting);
    return { uuid, owner: undefined, ours: uuid.startsWith(prefix) || (group?.startsWith(prefix) ?? false) };
  };
}
