// A volume snapshot: a restore point of one volume, kept on its primary storage in a tree with the volume's others.
// @API GET /v1/volume-snapshots
// @API GET /v1/volume-snapshots/{uuid}
// @API POST /v1/volumes/{volumeUuid}/volume-snapshots
// @API PUT /v1/volume-snapshots/{uuid}/actions
// @API DELETE /v1/volume-snapshots/{uuid}
// @API GET /v1/primary-storage

import {
  defineResource,
  type ImportedInputs,
  type ObservedInputs,
  type ShownBy,
} from "../../core/contract/defineResource";
import { type DeclaredBy, type GivenBy, type RecordedBy, readersOf } from "../../core/contract/readers";
import type { Failure, Finding, RequestContext, ResourceDefinition } from "../../core/contract/resourceDefinition";
import type { JsonObject } from "../../core/json";
import { withLocks } from "../../core/runtime/locks";
import { NotFoundError } from "../../http/errors";
import { longerThan } from "../client/jobs";
import { type SnapshotInventory, snapshotResourceType, snapshotSchema, snapshotsPath } from "../models/volumeSnapshot";
import { asLeftover } from "../ownership/holder";
import { writeRetainedTag } from "../ownership/tags";
import { beforeSnapshots } from "../preflight";
import { apiOf, commonDefinition } from "../resource/base";
import { createWithJob } from "../resource/createJob";
import { type CreateRequest, uuidsOf } from "../resource/createRequest";
import { commonRules } from "../resource/inputs";
import { getObject, type ObservedZStack, observedFrom, rowType, type TaggedInventory } from "../resource/objectType";
import { explained, factsOf } from "../resource/operationErrors";
import { readForDelete } from "../resource/readBatch";
import { findForCreate } from "../resource/sharedLook";
import {
  describedBy,
  shownDescription,
  shownTags,
  taggedBy,
  updateNameAndDescription,
  updateTags,
} from "../resource/update";
import { checkSnapshot } from "../resource/verification";
import { deleteDeferred, warnBlocked } from "../snapshotTree/deferredDeletion";
import { whileGoing } from "../snapshotTree/goingTogether";
import { withRecordedSizes } from "../snapshotTree/recordedSizes";
import { ancestors, SnapshotTreeIndex, treeRefOf } from "../snapshotTree/tree";
import { deleteSnapshot } from "./delete";
import { volumeSnapshotProperties } from "./properties";

type Snapshot = TaggedInventory<SnapshotInventory>;
type ObservedSnapshot = ObservedZStack<SnapshotInventory>;
type Properties = typeof volumeSnapshotProperties;

const noun = "volume snapshot";

export const volumeSnapshotType = rowType(snapshotsPath, snapshotSchema, {
  noun,
  resourceType: snapshotResourceType,
  ready: (inventory) => inventory.status === "Ready",
  gone: (inventory) => inventory.status === "Deleted",
});

const type = volumeSnapshotType;
const { declared } = readersOf(volumeSnapshotProperties);

/** Seconds a server allows the creation by itself. */
const serverLimit = 3 * 3600;

const volumeOf = (ctx: RequestContext): string => declared(ctx.inputs).volumeUuid;

export const volumeSnapshot: ResourceDefinition<Snapshot> = defineResource(volumeSnapshotProperties, {
  ...commonDefinition(type),
  findForCreate: (ctx) => findForCreate(apiOf(ctx), type, ctx, snapshotsPath),
  getForDelete: (ctx, id) => readForDelete(apiOf(ctx), type, id),

  rules(news: JsonObject, olds: JsonObject): Failure[] {
    return commonRules(volumeSnapshotProperties.inputs, news, olds);
  },

  create: createSnapshot,

  mismatch(wanted: DeclaredBy<Properties>, observed: ObservedSnapshot): string | undefined {
    const { volumeUuid } = observed.object.inventory;
    if (volumeUuid === wanted.volumeUuid) return undefined;
    const actual = volumeUuid === undefined ? "a deleted volume" : `volume ${volumeUuid}`;
    return `${noun} ${observed.id} belongs to ${actual}, not to volumeUuid ${wanted.volumeUuid}`;
  },

  unadoptable(_wanted: DeclaredBy<Properties>, observed: ObservedSnapshot): string | undefined {
    if (observed.ready) return undefined;
    return `${noun} ${observed.id} is ${observed.object.inventory.status}, not Ready`;
  },

  async update(ctx: RequestContext, observed: ObservedSnapshot, olds: GivenBy<Properties>): Promise<ObservedSnapshot> {
    const path = `${snapshotsPath}/${observed.id}/actions`;
    const result = await updateNameAndDescription(ctx, observed.object.inventory, olds, path, "updateVolumeSnapshot");
    const inventory = result === undefined ? observed.object.inventory : snapshotSchema.parse(result);
    const rows = await updateTags(ctx, type.resourceType, observed.id, observed.object.rows, olds);
    return observedFrom(type, inventory, rows);
  },

  async remove(ctx: RequestContext, id: string, observed?: ObservedSnapshot): Promise<void> {
    const api = apiOf(ctx);
    const known = observed?.object.inventory;
    const treeRefs = await whileGoing(api, ctx, id, (going) =>
      withLocks(ctx.runtime, [volumeOf(ctx)], async () =>
        // Whoever took it along looks at its tree afterwards.
        going.isGone ? [] : deleteSnapshot(api, ctx, id, known),
      ),
    );
    await deleteDeferred(api, ctx, treeRefs);
  },

  async retain(ctx: RequestContext, id: string): Promise<void> {
    const api = apiOf(ctx);
    const observed = await getObject(api, type, id);
    if (observed === undefined) return;
    await writeRetainedTag(api, ctx, type.resourceType, id);
    const [treeRef] = treeRefOf(observed.object.inventory);
    const node = treeRef === undefined ? undefined : (await SnapshotTreeIndex.look(api, treeRef)).get(id);
    if (node !== undefined)
      await warnBlocked(
        api,
        ctx,
        ancestors(node).map((above) => above.inventory),
      );
  },

  async inspect(ctx: RequestContext, observed: ObservedSnapshot): Promise<ObservedSnapshot> {
    const { inventory, rows } = observed.object;
    const [inspected = inventory] = await withRecordedSizes(apiOf(ctx), [inventory]);
    return observedFrom(type, inspected, rows);
  },

  verify(_call: RequestContext, observed: ObservedSnapshot): Finding[] {
    return checkSnapshot(`${noun} ${observed.id}`, observed.object.inventory);
  },

  toOutputs(observed: ObservedSnapshot, before: RecordedBy<Properties>): ShownBy<Properties> {
    const { inventory } = observed.object;
    return {
      uuid: inventory.uuid,
      volumeType: inventory.volumeType ?? before.volumeType,
      primaryStorageUuid: inventory.primaryStorageUuid ?? before.primaryStorageUuid,
      format: inventory.format ?? before.format,
      // Later snapshots and size requests change what the server shows; the size at creation is kept.
      size: before.size ?? inventory.size,
      createDate: before.createDate ?? inventory.createDate,
    };
  },

  importedInputs(observed: ObservedSnapshot): ImportedInputs<Properties> {
    const { volumeUuid, name, description } = observed.object.inventory;
    return { volumeUuid, name, ...describedBy(description), ...taggedBy(observed.tags) };
  },

  toInputs(observed: ObservedSnapshot, given: DeclaredBy<Properties>): ObservedInputs<Properties> {
    const { inventory } = observed.object;
    return {
      name: inventory.name,
      ...shownDescription(inventory.description, given.description),
      ...shownTags(observed.tags, given.userTags),
    };
  },
});

async function createSnapshot(ctx: RequestContext, existing: ReadonlySet<string>): Promise<ObservedSnapshot> {
  const { name, description, userTags = [] } = declared(ctx.inputs);
  const params = { name, ...(description === undefined ? {} : { description }) };
  const api = apiOf(ctx);
  const request: CreateRequest<SnapshotInventory> = {
    type,
    ...uuidsOf(ctx),
    existing,
    mismatch: (observed) => volumeSnapshot.mismatch(ctx, observed),
    preflight: () => beforeSnapshots(api, ctx, [volumeOf(ctx)]),
    write: (uuid) => ({
      method: "POST",
      path: `/v1/volumes/${volumeOf(ctx)}/volume-snapshots`,
      body: {
        params: { ...params, resourceUuid: uuid },
        ...(userTags.length > 0 ? { userTags } : {}),
      },
      ...longerThan(ctx, serverLimit),
    }),
    // Never with its dependents, whatever the policy of this resource is.
    clean: async (uuid) =>
      void (await deleteSnapshot(
        api,
        { ...asLeftover(ctx), inputs: { ...ctx.inputs, deletionPolicy: "delete" } },
        uuid,
      )),
  };
  try {
    // The server works on one snapshot of a volume at a time; waiting here keeps queueing out of the timeout.
    return await withLocks(ctx.runtime, [volumeOf(ctx)], () => createWithJob(api, ctx, request));
  } catch (error) {
    if (!(error instanceof NotFoundError)) throw explained(error, "volumeUuid", `volume ${volumeOf(ctx)}`);
    const text = `volumeUuid: volume ${volumeOf(ctx)} does not exist or is not visible to this account; correct the uuid or use the account that owns it`;
    throw new NotFoundError(`${text}: ${error.message}`, factsOf(error), { cause: error });
  }
}
