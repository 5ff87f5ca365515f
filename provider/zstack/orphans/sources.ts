import type { RequestContext } from "../../core/contract/resourceDefinition";
import type { OrphanCandidate } from "../../core/orphans";
import type { ZStackApi } from "../client/client";
import { type ServerClock, serverClock } from "../client/serverClock";
import { backupSchema, backupsPath } from "../models/backup";
import { snapshotSchema, snapshotsPath } from "../models/volumeSnapshot";
import { groupPath, groupSchema, livingRefs } from "../models/volumeSnapshotGroup";
import type { Dependent } from "../ownership/resolve";
import { ownershipOf, type TagRow, tagsOf } from "../ownership/tags";
import { getObject, type Inventory, isKnownJob, type ObjectType } from "../resource/objectType";
import { getVolume } from "../resource/vmTarget";
import { restoredImage, restoredImageType } from "../restoredImage/resource";
import { madeWithAdopted } from "../restoredVm/dataVolumes";
import { restoredVmType } from "../restoredVm/objectType";
import { restoredVm } from "../restoredVm/resource";
import { restoredVolumeType } from "../restoredVolume/objectType";
import { restoredVolume } from "../restoredVolume/resource";
import { findDependents } from "../snapshotTree/dependents";
import { findGroupDependents } from "../snapshotTree/groupDependents";
import { groupType } from "../snapshotTree/groups";
import { type SnapshotNode, SnapshotTreeIndex, treeRefOf } from "../snapshotTree/tree";
import { vmBackupType } from "../vmBackup/objectType";
import { vmBackup } from "../vmBackup/resource";
import { volumeBackup, volumeBackupType } from "../volumeBackup/resource";
import { deleteSnapshot } from "../volumeSnapshot/delete";
import { volumeSnapshotType } from "../volumeSnapshot/resource";
import { deleteGroup } from "../volumeSnapshotGroup/delete";

/** One resource type, as a source of objects that no state contains. */
export interface OrphanSource {
  readonly token: string;
  readonly noun: string;
  byPrefix(api: ZStackApi, prefix: string): Promise<OrphanCandidate[]>;
  get(api: ZStackApi, uuid: string): Promise<OrphanCandidate | undefined>;
  /** uuid of the object whose tags are on this row. */
  ofRow(api: ZStackApi, uuid: string): Promise<string | undefined>;
  /** uuid of the row that carries the object's tags. */
  rowOf(api: ZStackApi, uuid: string): Promise<string | undefined>;
  /** uuids of rows that carry the same owner tag, because their object was made with it. */
  partsOf(api: ZStackApi, uuid: string): Promise<string[]>;
  /** Objects that its deletion would also delete. */
  waitsFor(api: ZStackApi, ctx: RequestContext, uuid: string): Promise<Dependent[]>;
  /** Deletes exactly this one, defers it, or throws; runs no other deferred deletions. */
  remove(ctx: RequestContext, api: ZStackApi, uuid: string): Promise<void>;
}

function orphanSource<T extends Inventory>(
  token: string,
  type: ObjectType<T>,
  nameOf: (inventory: T) => string,
  rest: Pick<OrphanSource, "waitsFor" | "remove"> & Partial<Pick<OrphanSource, "ofRow" | "partsOf">>,
): OrphanSource {
  const candidate = (clock: ServerClock, inventory: T, rows: readonly TagRow[]): OrphanCandidate => ({
    uuid: inventory.uuid,
    name: nameOf(inventory),
    createDate: inventory.createDate,
    ready: type.ready(inventory),
    resumable: isKnownJob(clock, type, inventory),
    ownership: ownershipOf(rows),
    token,
    noun: type.noun,
  });
  return {
    token,
    noun: type.noun,
    async byPrefix(api, prefix) {
      const found = (await type.byPrefix(api, prefix)).filter((inventory) => !type.gone(inventory));
      if (found.length === 0) return [];
      const rows = await tagsOf(api, found.map(type.tagged));
      const clock = await serverClock(api);
      return found.map((one) =>
        candidate(
          clock,
          one,
          rows.filter((row) => row.resourceUuid === type.tagged(one)),
        ),
      );
    },
    async get(api, uuid) {
      const found = await getObject(api, type, uuid);
      return found === undefined
        ? undefined
        : candidate(await serverClock(api), found.object.inventory, found.object.rows);
    },
    ofRow: async (_api, uuid) => uuid,
    partsOf: async () => [],
    async rowOf(api, uuid) {
      const inventory = await type.byUuid(api, uuid);
      return inventory === undefined ? undefined : type.tagged(inventory);
    },
    ...rest,
  };
}

async function nodesAt(api: ZStackApi, snapshots: readonly { uuid: string; volumeUuid?: string; treeUuid?: string }[]) {
  const nodes: SnapshotNode[] = [];
  for (const one of snapshots) {
    const [place] = treeRefOf(one);
    const node = place === undefined ? undefined : (await SnapshotTreeIndex.look(api, place)).get(one.uuid);
    if (node !== undefined) nodes.push(node);
  }
  return nodes;
}

const nothing = async (): Promise<Dependent[]> => [];

export const orphanSources: readonly OrphanSource[] = [
  orphanSource("zstack.VolumeSnapshot", volumeSnapshotType, (one) => one.name, {
    async waitsFor(api, ctx, uuid) {
      const snapshot = await api.one(snapshotsPath, snapshotSchema, uuid);
      return snapshot === undefined ? [] : findDependents(api, ctx, await nodesAt(api, [snapshot as { uuid: string }]));
    },
    remove: async (ctx, api, uuid) => void (await deleteSnapshot(api, ctx, uuid)),
  }),
  orphanSource("zstack.VolumeSnapshotGroup", groupType, (one) => one.name, {
    async waitsFor(api, ctx, uuid) {
      const group = await api.one(groupPath, groupSchema, uuid);
      if (group === undefined) return [];
      const members = livingRefs(group).map((ref) => ({ uuid: ref.volumeSnapshotUuid, volumeUuid: ref.volumeUuid }));
      return findGroupDependents(api, ctx, await nodesAt(api, members), uuid);
    },
    remove: async (ctx, api, uuid) => void (await deleteGroup(api, ctx, uuid)),
  }),
  orphanSource("zstack.VolumeBackup", volumeBackupType, (one) => one.name, {
    waitsFor: nothing,
    remove: (ctx, _api, uuid) => volumeBackup.remove(ctx, uuid),
  }),
  orphanSource("zstack.VmBackup", vmBackupType, (one) => one.members[0]?.name ?? "", {
    waitsFor: nothing,
    async ofRow(api, uuid) {
      return (await api.one(backupsPath, backupSchema, uuid))?.groupUuid;
    },
    remove: (ctx, _api, uuid) => vmBackup.remove(ctx, uuid),
  }),
  orphanSource("zstack.RestoredVolume", restoredVolumeType, (one) => one.name, {
    waitsFor: nothing,
    remove: (ctx, _api, uuid) => restoredVolume.remove(ctx, uuid),
  }),
  orphanSource("zstack.RestoredImage", restoredImageType, (one) => one.name, {
    waitsFor: nothing,
    remove: (ctx, _api, uuid) => restoredImage.remove(ctx, uuid),
  }),
  orphanSource("zstack.RestoredVm", restoredVmType, (one) => one.name, {
    waitsFor: nothing,
    // Its data volumes carry the same owner tag.
    ofRow: async (api, uuid) => (await getVolume(api, uuid))?.vmInstanceUuid ?? uuid,
    async partsOf(api, uuid) {
      const found = await getObject(api, restoredVmType, uuid);
      return found === undefined ? [] : madeWithAdopted(api, found.object.inventory, found.ownership);
    },
    remove: (ctx, _api, uuid) => restoredVm.remove(ctx, uuid),
  }),
];

/** The source whose objects carry this token in their tags: points of a series carry that of the series. */
export function sourceOfToken(token: string | undefined): OrphanSource | undefined {
  return orphanSources.find((one) => token === one.token || token === `${one.token}Series`);
}
