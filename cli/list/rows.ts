// One line of the list for each restore point: what its platform shows, and what the state recorded.

import type { OwnershipTags } from "../../provider/core/identity/identity";
import type { ListedPoint, Listing, PointKind } from "../../provider/core/listing";
import { labelIn, type StackOf } from "../../provider/core/orphans";
import { type DrillRow, type ShownDrill, together } from "../stack/drills";
import type { StatePoint } from "../stack/points";
import { ownershipStatus, ownerText, type PointStatus } from "./ownership";

/** A volume, VM or backup storage; the name is missing where it no longer exists or is not visible. */
export interface Named {
  readonly id: string;
  readonly name?: string;
}

/** One volume's part of a restore point of a whole VM. */
export interface PartRow {
  readonly uuid: string;
  readonly volume: Named;
  readonly chain?: string | undefined;
  /** Of this part alone. */
  readonly drill?: DrillRow | undefined;
}

/** A restore point as `--json` prints it. */
export interface PointRow {
  readonly uuid: string;
  readonly name: string;
  readonly kind: PointKind;
  /** `zstack.VolumeSnapshotSeries`: of the resource in the state, otherwise of the platform's object. */
  readonly type: string;
  /** Logical name of its resource; undefined if no state or tag says so. */
  readonly resource?: string | undefined;
  readonly vm?: Named | undefined;
  readonly volume?: Named | undefined;
  readonly createDate?: string | undefined;
  readonly ageSeconds?: number | undefined;
  /** Bytes. */
  readonly size?: number | undefined;
  /** As the platform names it. */
  readonly status: string;
  /** Nothing is wrong with it, and its stack has verified it. */
  readonly verified: boolean;
  readonly verifiedAt?: string | undefined;
  readonly problems: readonly string[];
  /** The newest restore drill of it that succeeded, as far as the state of the stack knows. */
  readonly drill?: DrillRow | undefined;
  /** Why the restore drill of its series failed. */
  readonly drillProblem?: string | undefined;
  readonly stores: readonly Named[];
  /** Its place in its chain of snapshots or backups. */
  readonly chainDepth: number;
  readonly chain?: string | undefined;
  /** Id of the snapshot that it is based on. */
  readonly parent?: string | undefined;
  /** The volume's data are based on it now. */
  readonly latest: boolean;
  /** Restore points that build on it. */
  readonly dependents: number;
  readonly group?: string | undefined;
  readonly ownership: PointStatus;
  /** `<stack>::<resource>` of its owner tag. */
  readonly owner?: string | undefined;
  /** What keeps it from being deleted, in words. */
  readonly keptBy: readonly string[];
  readonly connection: string;
  /** Of points of whole VMs. */
  readonly parts: readonly PartRow[];
  /** A member of a group without an owner of its own: the group has a row. */
  readonly isMember: boolean;
}

/** What is known besides the platform's answer. */
export interface RowContext {
  /** The stack that the list is compared with. */
  readonly stack: StackOf | undefined;
  /** Ids in its state, groups and members of series included. */
  readonly known: ReadonlySet<string>;
  readonly recorded: ReadonlyMap<string, StatePoint>;
  /** By id of the restore point. */
  readonly drills: ReadonlyMap<string, ShownDrill>;
}

/** Rows of everything that one platform lists. A member of a group belongs to the owner of the group. */
export function rowsOf(listing: Listing, connection: string, context: RowContext): PointRow[] {
  const groups = new Map(listing.points.filter(({ kind }) => kind === "group").map((one) => [one.uuid, one]));
  return listing.points.map((point) => rowOf(point, groups.get(point.group ?? ""), listing, connection, context));
}

function rowOf(
  point: ListedPoint,
  group: ListedPoint | undefined,
  listing: Listing,
  connection: string,
  { stack, known, recorded, drills }: RowContext,
): PointRow {
  const entry = recorded.get(point.uuid);
  const tags = labelIn(point.ownership) === undefined ? (group?.ownership ?? point.ownership) : point.ownership;
  const isInState = known.has(point.uuid) || (group !== undefined && known.has(group.uuid));
  const ownership = ownershipStatus({ tags, stackPrefix: group?.stackPrefix ?? point.stackPrefix, isInState }, stack);
  const problems = problemsOf(point, entry, ownership);
  const volume = point.volume === undefined ? undefined : listing.volumes.get(point.volume);
  const vm = point.vm ?? volume?.vm;
  // A drill of a group restores its members.
  const proof = together(drills.get(point.uuid), drills.get(point.group ?? ""));
  return {
    uuid: point.uuid,
    name: point.name,
    kind: point.kind,
    type: entry?.token ?? point.token,
    resource: entry?.resource ?? resourceIn(tags),
    vm: vm === undefined ? undefined : named(vm, listing.vms.get(vm)),
    volume: point.volume === undefined ? undefined : named(point.volume, volume?.name),
    createDate: point.createDate,
    ageSeconds: point.age === undefined ? undefined : Math.round(point.age),
    size: point.size,
    status: point.status,
    verified: problems.length === 0 && isVerified(entry, tags),
    verifiedAt: entry?.verifiedAt,
    problems,
    drill: proof.drill,
    drillProblem: proof.drillProblem,
    stores: point.stores.map((uuid) => named(uuid, listing.stores.get(uuid))),
    chainDepth: point.depth,
    chain: point.chain,
    parent: point.parent,
    latest: point.latest,
    dependents: point.dependents,
    group: point.group,
    ownership,
    owner: ownerText(tags),
    keptBy: keptBy(point, entry, ownership, tags),
    connection,
    parts: point.parts.map(({ uuid, volume, chain }) => ({
      uuid,
      volume: named(volume, listing.volumes.get(volume)?.name),
      chain,
      drill: drills.get(uuid)?.drill,
    })),
    isMember: group !== undefined && labelIn(point.ownership) === undefined,
  };
}

const named = (id: string, name: string | undefined): Named =>
  name === undefined || name === "" ? { id } : { id, name };

const resourceIn = (tags: OwnershipTags): string | undefined => ownerText(tags)?.split("::").slice(1).join("::");

/** The owner tag is the last thing that a creation writes, after its verification; of its own stack, the state knows more. */
function isVerified(entry: StatePoint | undefined, { owner, retained }: OwnershipTags): boolean {
  if (entry !== undefined) return entry.verifiedAt !== undefined;
  return (owner ?? retained) !== undefined;
}

function problemsOf(point: ListedPoint, entry: StatePoint | undefined, ownership: PointStatus): readonly string[] {
  const recorded = Object.entries(entry?.problems ?? {}).map(([check, reason]) => `${check}: ${reason}`);
  const taken =
    entry !== undefined && ownership === "other-stack"
      ? ["its owner tag names another stack than the one whose state has it"]
      : [];
  return [...point.problems, ...recorded, ...taken];
}

function keptBy(
  { dependents, kind }: ListedPoint,
  entry: StatePoint | undefined,
  ownership: PointStatus,
  tags: OwnershipTags,
): readonly string[] {
  const noun = kind === "snapshot" || kind === "group" ? "newer snapshot" : "increment";
  const held = dependents === 0 ? [] : [`${dependents} ${noun}${dependents === 1 ? "" : "s"}`];
  const reason = entry?.pendingDeletionReason === undefined ? [] : ["to be pruned"];
  switch (ownership) {
    case "managed":
      return [...(reason.length > 0 ? reason : ["state"]), ...held];
    case "other-stack":
      return ["other stack", ...held];
    case "retained":
      return ["retained", ...held];
    case "unmanaged":
      // The run that was deferring it was killed.
      return [tags.deferred === undefined ? "owner tag" : "interrupted deletion", ...held];
    default:
      return held;
  }
}

/**
 * A restore point that the state has and that no platform showed.
 * @param drills by id of the restore point
 * @param listing of the platform that it should be on, for names
 */
export function absentRow(
  entry: StatePoint,
  ownership: "missing" | "unknown",
  { stack, drills }: Pick<RowContext, "drills"> & { readonly stack: StackOf },
  listing?: Listing | undefined,
): PointRow {
  const volume = entry.volume === undefined ? undefined : listing?.volumes.get(entry.volume);
  const vm = entry.vm ?? volume?.vm;
  const { organization, project, stack: name } = stack;
  return {
    uuid: entry.uuid,
    name: entry.resource,
    kind: entry.kind,
    type: entry.token,
    resource: entry.resource,
    vm: vm === undefined ? undefined : named(vm, listing?.vms.get(vm)),
    volume: entry.volume === undefined ? undefined : named(entry.volume, volume?.name),
    createDate: entry.createDate,
    // What is not there takes nothing.
    size: ownership === "missing" ? undefined : entry.size,
    status: ownership,
    verified: false,
    verifiedAt: entry.verifiedAt,
    problems: ownership === "missing" ? ["the platform does not have it"] : [],
    ...drills.get(entry.uuid),
    stores: [],
    chainDepth: 1,
    latest: false,
    dependents: 0,
    ownership,
    owner: `${organization}/${project}/${name}::${entry.resource}`,
    keptBy: ["state"],
    connection: entry.connection ?? "",
    parts: [],
    isMember: false,
  };
}
