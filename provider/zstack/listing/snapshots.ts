import { readOwnershipTags, stackPrefixIn } from "../../core/identity/identity";
import { type ListedPoint, placesInTrees } from "../../core/listing";
import type { ZStackApi } from "../client/client";
import type { ServerClock } from "../client/serverClock";
import { type SnapshotInventory, snapshotSchema, snapshotsPath } from "../models/volumeSnapshot";
import { type GroupInventory, groupPath, groupSchema, livingRefs, missingVolumes } from "../models/volumeSnapshotGroup";
import { checkSnapshot } from "../resource/verification";
import { withRecordedSizes } from "../snapshotTree/recordedSizes";
import { ageOf, shownName } from "./shown";
import { tagsByObject } from "./tags";

// @API GET /v1/volume-snapshots
// @API GET /v1/volume-snapshots/group

/** All volume snapshots, members of groups included, and all groups. */
export async function listSnapshots(api: ZStackApi, clock: ServerClock): Promise<ListedPoint[]> {
  const groups: ListedPoint[] = [];
  for await (const page of api.pages(groupPath, groupSchema)) {
    const tags = await tagsByObject(api, page);
    groups.push(...page.map((group) => listedGroup(group, clock, tags(group.uuid))));
  }
  const found: ListedPoint[] = [];
  for await (const page of api.pages(snapshotsPath, snapshotSchema)) {
    const rows = page.filter(({ status }) => status !== "Deleted");
    const tags = await tagsByObject(api, rows);
    for (const one of await withRecordedSizes(api, rows)) found.push(listedSnapshot(one, clock, tags(one.uuid)));
  }
  const places = placesInTrees(found);
  const snapshots = found.map((one) => ({ ...one, ...places.get(one.uuid) }));
  const byUuid = new Map(snapshots.map((one) => [one.uuid, one]));
  return [...snapshots, ...groups.map((group) => withMembers(group, byUuid))];
}

/** @param tags user tags of the snapshot */
export function listedSnapshot(one: SnapshotInventory, clock: ServerClock, tags: readonly string[]): ListedPoint {
  return {
    uuid: one.uuid,
    kind: "snapshot",
    token: "zstack.VolumeSnapshot",
    name: shownName(one.name),
    createDate: one.createDate,
    age: ageOf(clock, one.createDate),
    volume: one.volumeUuid,
    size: one.sizeUnknown === true ? undefined : one.size,
    status: shownName(one.status),
    problems: checkSnapshot("it", one).map(({ reason }) => shownName(reason)),
    stores: [],
    storage: one.primaryStorageUuid,
    parent: one.parentUuid,
    group: one.groupUuid,
    depth: 1,
    dependents: 0,
    latest: one.latest === true,
    ownership: readOwnershipTags(tags),
    stackPrefix: stackPrefixIn(one.uuid),
    parts: [],
  };
}

function listedGroup(group: GroupInventory, clock: ServerClock, tags: readonly string[]): ListedPoint {
  const missing = missingVolumes(group, []);
  return {
    uuid: group.uuid,
    kind: "group",
    token: "zstack.VolumeSnapshotGroup",
    name: shownName(group.name),
    createDate: group.createDate,
    age: ageOf(clock, group.createDate),
    vm: group.vmInstanceUuid,
    size: undefined,
    status: "Ready",
    problems: missing.length === 0 ? [] : [shownName(`it has no snapshot of ${missing.join(", ")}`)],
    stores: [],
    depth: 1,
    dependents: 0,
    latest: false,
    ownership: readOwnershipTags(tags),
    stackPrefix: stackPrefixIn(group.uuid),
    parts: livingRefs(group).map((ref) => ({ uuid: ref.volumeSnapshotUuid, volume: ref.volumeUuid })),
  };
}

/** A group as its members are: it goes, and can be restored, only with all of them. */
function withMembers(group: ListedPoint, snapshots: ReadonlyMap<string, ListedPoint>): ListedPoint {
  const members = group.parts.flatMap(({ uuid }) => snapshots.get(uuid) ?? []);
  const sizes = members.flatMap(({ size }) => size ?? []);
  const depth = Math.max(1, ...members.map((one) => one.depth));
  const statuses = [...new Set(members.map(({ status }) => status))];
  return {
    ...group,
    size: sizes.length === 0 || sizes.length < members.length ? undefined : sizes.reduce((sum, one) => sum + one, 0),
    status: statuses.find((status) => status !== "Ready") ?? group.status,
    problems: [...group.problems, ...new Set(members.flatMap(({ problems }) => problems))],
    latest: members.some(({ latest }) => latest),
    depth,
    dependents: members.reduce((sum, one) => sum + one.dependents, 0),
  };
}
