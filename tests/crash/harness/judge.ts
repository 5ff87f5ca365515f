import { ownerLabel, ownerOf, parseSeed } from "../../../provider/core/identity";
import type { Control, Tag } from "../../support/control";

/** A restore point on the platform, however many rows it has. */
export interface Point {
  readonly uuid: string;
  readonly tags: readonly string[];
}

interface Row {
  readonly uuid: string;
  readonly status?: string;
  readonly groupUuid?: string;
  readonly type?: string;
}

interface Rows {
  readonly volumeSnapshots: Row[];
  readonly volumeSnapshotGroups: Row[];
  readonly volumeBackups: Row[];
  readonly userTags: Tag[];
}

/** All restore points there are; members are part of their group, or stand for themselves where it is gone. */
export async function pointsOf(control: Control): Promise<Point[]> {
  const { volumeSnapshots, volumeSnapshotGroups, volumeBackups, userTags } = (await control.state()) as unknown as Rows;
  const tags = (uuid: string): string[] => userTags.filter((tag) => tag.resourceUuid === uuid).map((tag) => tag.tag);
  const groups = new Set(volumeSnapshotGroups.map((one) => one.uuid));
  const backups = volumeBackups.filter((one) => one.status !== "Deleted");
  const members = backups.filter((one) => one.groupUuid !== undefined);
  return [
    ...volumeSnapshots.filter((one) => one.groupUuid === undefined || !groups.has(one.groupUuid)),
    ...volumeSnapshotGroups,
    ...backups.filter((one) => one.groupUuid === undefined),
  ]
    .map((one) => ({ uuid: one.uuid, tags: tags(one.uuid) }))
    .concat(
      [...new Set(members.map((one) => one.groupUuid ?? ""))].map((uuid) => ({
        uuid,
        tags: members.filter((one) => one.groupUuid === uuid).flatMap((one) => tags(one.uuid)),
      })),
    );
}

/** `pulumi::<org>/<project>/<stack>::zstack.<kind>::<name>` of the declared resource. */
export function markOf(kind: string, seed: unknown): string {
  return `pulumi::${ownerLabel(ownerOf(parseSeed(seed), `zstack.${kind}`))}`;
}

export const isDeferred = (point: Point): boolean =>
  point.tags.some((tag) => tag.startsWith("pulumi::deferred-delete::"));

/**
 * What is not as it has to be: exactly the declared object, which state knows by `id`, marked, and nothing else that
 * nobody will ever delete.
 * `named` is what people were told; an object that only the open window can leave has to be named there.
 */
export function complaints(
  points: readonly Point[],
  id: string | undefined,
  mark: string,
  window: boolean,
  named: string,
): string[] {
  const found: string[] = [];
  const own = points.find((point) => point.uuid === id);
  if (id !== undefined && own === undefined) found.push(`${id} is in state and not on the platform`);
  if (own !== undefined && !own.tags.includes(mark)) found.push(`${own.uuid} has no owner mark`);
  if (own !== undefined && isDeferred(own)) found.push(`${own.uuid} is in state and waits to be deleted`);
  for (const point of points) {
    if (point.uuid === id || isDeferred(point)) continue;
    if (!window) found.push(`${point.uuid} is on the platform and nobody's (${point.tags.join(", ")})`);
    else if (!point.tags.includes(mark)) found.push(`${point.uuid} was left in the open window without its mark`);
    else if (!named.includes(point.uuid)) found.push(`${point.uuid} was left in the open window and nobody was told`);
  }
  if (window && points.filter((point) => point.uuid !== id && !isDeferred(point)).length > 1) {
    found.push("more than one object was left in the open window");
  }
  return found;
}
