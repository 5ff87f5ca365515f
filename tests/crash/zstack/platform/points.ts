import { request } from "undici";
import { ownerLabel, ownerOf, parseSeed } from "../../../../provider/core/identity/identity";
import { digestOf } from "../../../../provider/core/lifecycle/triggers";
import { stateOf } from "../../../../provider/core/series/state";
import { volumeSnapshotSeries } from "../../../../provider/zstack/series";
import { brokenText, type Control, type Tag } from "../../../support/control";
import type { Recorded } from "../../harness/engine";
import type { Known, Point } from "../../harness/lane";
import { isSeries, type ResourceName, sources } from "./kinds";

/** The objects that the state of one resource knows. */
export function knownBy({ id, outputs }: Pick<Recorded, "id" | "outputs">): Known[] {
  if (outputs["history"] === undefined) return [{ id, waits: false }];
  const { history, pending } = stateOf(outputs, volumeSnapshotSeries);
  return [...history, ...(pending === undefined ? [] : [{ ...pending, pendingDeletionReason: undefined }])].map(
    (point) => ({
      id: point.uuid,
      waits: point.pendingDeletionReason !== undefined,
    }),
  );
}

interface Row {
  readonly uuid: string;
  readonly status?: string;
  readonly groupUuid?: string;
  readonly type?: string;
  readonly vmInstanceUuid?: string;
  readonly state?: string;
}

interface Rows {
  readonly vmInstances: Row[];
  readonly volumeSnapshots: Row[];
  readonly volumeSnapshotGroups: Row[];
  readonly volumeBackups: Row[];
  readonly volumes: Row[];
  readonly userTags: Tag[];
}

/** Whether the volume or VM is one that every simulator begins with. */
const isOfFixture = (uuid: string): boolean => /^[bc]\d0000000000400080/.test(uuid);

async function imagesOf(control: Control): Promise<Row[]> {
  const answer = await request(`${new URL(control.url).origin}/simulator/tables`);
  return ((await answer.body.json()) as { images?: Row[] }).images ?? [];
}

/** All restore points there are, and what was restored; members are part of their group, or stand for themselves where it is gone. */
export async function pointsOf(control: Control): Promise<Point[]> {
  const { vmInstances, volumes, volumeSnapshots, volumeSnapshotGroups, volumeBackups, userTags } =
    (await control.state()) as unknown as Rows;
  const given = new Set<string>(Object.values(sources).map((one) => (typeof one === "string" ? one : one.uuid)));
  const vms = vmInstances.filter((one) => one.state !== "Destroyed" && !isOfFixture(one.uuid));
  // Its root and what is attached to it is part of a VM; what it lost stands for itself.
  const disks = volumes.filter((one) => !vms.some(({ uuid }) => uuid === one.vmInstanceUuid));
  const tags = (uuid: string): string[] => userTags.filter((tag) => tag.resourceUuid === uuid).map((tag) => tag.tag);
  const groups = new Set(volumeSnapshotGroups.map((one) => one.uuid));
  const backups = volumeBackups.filter((one) => one.status !== "Deleted");
  const members = backups.filter((one) => one.groupUuid !== undefined);
  return [
    ...volumeSnapshots.filter((one) => one.groupUuid === undefined || !groups.has(one.groupUuid)),
    ...volumeSnapshotGroups,
    ...backups.filter((one) => one.groupUuid === undefined),
    ...vms,
    ...[...disks, ...(await imagesOf(control))].filter((one) => one.status !== "Deleted" && !isOfFixture(one.uuid)),
  ]
    .filter(({ uuid }) => !given.has(uuid))
    .map((one) => ({ id: one.uuid, tags: tags(one.uuid), ready: (one.status ?? "Ready") === "Ready" }))
    .concat(
      [...new Set(members.map((one) => one.groupUuid ?? ""))]
        .filter((uuid) => !given.has(uuid))
        .map((uuid) => ({
          id: uuid,
          tags: members.filter((one) => one.groupUuid === uuid).flatMap((one) => tags(one.uuid)),
          ready: members.every((one) => one.groupUuid !== uuid || one.status === "Ready"),
        })),
    )
    .map((point) => ({ ...point, deferred: point.tags.some((tag) => tag.startsWith("pulumi::deferred-delete::")) }));
}

/** `pulumi::<org>/<project>/<stack>::zstack.<kind>::<name>` of the declared resource. */
export function markOf(kind: string, seed: unknown): string {
  return `pulumi::${ownerLabel(ownerOf(parseSeed(seed), `zstack.${kind}`))}`;
}

/** What is not as it has to be in the history of a series that keeps one point. */
export function historyComplaints(kind: ResourceName, recorded: Recorded | undefined): string[] {
  if (!isSeries(kind) || recorded === undefined) return [];
  const { history, current, pending } = stateOf(recorded.outputs, volumeSnapshotSeries);
  const [newest, ...older] = history;
  const found: string[] = [];
  if (pending !== undefined) found.push(`${pending.uuid} is still pending`);
  if (newest === undefined || newest.uuid !== current || newest.pendingDeletionReason !== undefined)
    found.push("the newest is not current");
  if (newest?.triggerDigest !== digestOf(recorded.inputs["triggers"])) found.push("the newest is of other triggers");
  if (newest?.["verifiedAt"] === undefined) found.push("the newest was not verified");
  if (recorded.inputs["drill"] === true && newest?.drill === undefined) found.push("the newest was not drilled");
  for (const { uuid, pendingDeletionReason } of older)
    if (pendingDeletionReason === undefined) found.push(`${uuid} is kept, and was to go`);
  const numbers = history.map(({ name }) => Number(name.split("-").at(-1)));
  if (numbers.some((number, index) => number >= (numbers[index - 1] ?? Number.POSITIVE_INFINITY)))
    found.push(`the numbers of history are ${numbers.join(", ")}`);
  return found;
}

/** No delete may have taken away what an increment builds on. */
export async function brokenIncrements(control: Control): Promise<string[]> {
  const broken = await control.broken();
  if (broken.length === 0) return [];
  // The next case begins without them.
  await control.resetBroken();
  return [brokenText(broken)];
}
