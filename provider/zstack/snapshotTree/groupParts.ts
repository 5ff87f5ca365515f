import type { RequestContext } from "../../core/contract/resourceDefinition";
import { stackPrefix } from "../../core/identity/identity";
import { byUuids } from "../client/byUuids";
import type { ZStackApi } from "../client/client";
import { serverDate } from "../client/serverDates";
import { type SnapshotInventory, snapshotSchema, snapshotsPath } from "../models/volumeSnapshot";
import { ownershipOf, tagsOf } from "../ownership/tags";
import { commonReaders } from "../resource/inputs";
import { memberVolumes } from "../resource/verification";
import { vmOf } from "../resource/vmTarget";

// The row of a group is the last thing that its creation writes. Until then its members are snapshots in no group, with
// uuids chosen by the server: only names, volumes and descriptions show which creation they belong to.
// @API GET /v1/volume-snapshots

/**
 * Snapshots in no group that the creation of the declared group may have made, newest first, without an owner. A Ready
 * one may also remain from a group that was ungrouped.
 */
export async function membersInNoGroup(api: ZStackApi, ctx: RequestContext): Promise<SnapshotInventory[]> {
  const vm = await vmOf(api, ctx);
  if (vm === undefined) return [];
  const volumes = memberVolumes(vm);
  // The state holds the inputs of the creation.
  const declared = [ctx.outputs, ctx.inputs].map(commonReaders.recorded);
  const isMember = (one: SnapshotInventory): boolean =>
    one.groupUuid === undefined &&
    // Single snapshots of this stack have a uuid with its prefix.
    !one.uuid.startsWith(stackPrefix(ctx.owner)) &&
    declared.some(
      ({ name: group, description = "" }) =>
        group !== undefined &&
        description.trim() === (one.description ?? "") &&
        volumes.some(({ uuid, name }) => one.volumeUuid === uuid && one.name === `${group.trim()}-${name}`),
    );
  const uuids = volumes.map((one) => one.uuid);
  const rows = await byUuids(api, snapshotsPath, snapshotSchema, uuids, "volumeUuid");
  const members = rows.filter(isMember);
  const tags = await tagsOf(
    api,
    members.map((one) => one.uuid),
  );
  const isFree = ({ uuid }: SnapshotInventory): boolean => {
    const { owner, deferred, retained } = ownershipOf(tags.filter((row) => row.resourceUuid === uuid));
    return (owner ?? deferred ?? retained) === undefined;
  };
  const dateOf = (one: SnapshotInventory): number => serverDate(one.createDate) ?? 0;
  return members.filter(isFree).sort((a, b) => dateOf(b) - dateOf(a));
}
