// A volume snapshot: a restore point of one volume, kept on its primary storage in a tree with the volume's others.
// @API GET /v1/volume-snapshots
// @API GET /v1/volume-snapshots/{uuid}
// @API POST /v1/volumes/{volumeUuid}/volume-snapshots
// @API PUT /v1/volume-snapshots/{uuid}/actions
// @API DELETE /v1/volume-snapshots/{uuid}
// @API GET /v1/primary-storage

import type { Call, Failure, Fields, Finding, Kind } from "../../core/contract/resourceDefinition";
import type { Values } from "../../core/json";
import { verifyField } from "../../core/lifecycle/verification";
import { oneAtATime } from "../../core/runtime/locks";
import { NotFoundError } from "../../http/errors";
import { asLeftover } from "../ownership/held";
import { markRetained } from "../ownership/tags";
import { beforeSnapshots } from "../preflight";
import { apiOf, objectKind } from "../resource/base";
import { makeByJob } from "../resource/createJob";
import { uuidsOf } from "../resource/createRequest";
import { commonFields, commonRules, deletionPolicy, uuid } from "../resource/inputs";
import { getObject, rowType, type Seen, sightingOf, type ZStackSighting } from "../resource/objectType";
import { explained, factsOf } from "../resource/operationErrors";
import { changeText, inDeclaredOrder, updateTags } from "../resource/update";
import { snapshotSoundness } from "../resource/verification";
import { nameWaiting, sweep } from "../snapshotTree/deferredDeletion";
import { snapshotResourceType } from "../snapshotTree/dependents";
import { withRecordedSizes } from "../snapshotTree/recordedSizes";
import { ancestors, SnapshotForest, type SnapshotInventory, snapshotSchema } from "../snapshotTree/tree";
import { placeOf } from "../snapshotTree/treeRef";
import { deleteSnapshot } from "./delete";

type Snapshot = Seen<SnapshotInventory>;
type SnapshotSighting = ZStackSighting<SnapshotInventory>;

const noun = "volume snapshot";

const fields: Fields = {
  volumeUuid: { schema: uuid, change: "replace" },
  ...commonFields,
  deletionPolicy: deletionPolicy("delete", "retain", "cascade"),
  verify: verifyField("status", "size"),
};

export const volumeSnapshotType = rowType("/v1/volume-snapshots", snapshotSchema, {
  noun,
  resourceType: snapshotResourceType,
  ready: (inventory) => inventory.status === "Ready",
  gone: (inventory) => inventory.status === "Deleted",
});

const type = volumeSnapshotType;

/** Seconds a server allows the creation by itself. */
const serverLimit = 3 * 3600;

const volumeOf = (call: Call): string => String(call.inputs["volumeUuid"]);

export const volumeSnapshot: Kind<Snapshot> = {
  ...objectKind(type),
  token: "zstack.VolumeSnapshot",
  fields,

  rules(news: Values, olds: Values): Failure[] {
    return commonRules(fields, news, olds);
  },

  create(call: Call, seen: ReadonlySet<string>): Promise<SnapshotSighting> {
    // The server works on one snapshot of a volume at a time anyway; waiting here keeps the deadline honest.
    return oneAtATime(call.around, [volumeOf(call)], () => make(call, seen));
  },

  mismatch(call: Call, sighting: SnapshotSighting): string | undefined {
    const { volumeUuid } = sighting.object.inventory;
    if (volumeUuid === call.inputs["volumeUuid"]) return undefined;
    const actual = volumeUuid === undefined ? "a volume that is deleted" : `volume ${volumeUuid}`;
    return `${noun} ${sighting.id} is of ${actual}, not of volumeUuid ${volumeOf(call)}`;
  },

  unadoptable(_call: Call, sighting: SnapshotSighting): string | undefined {
    if (sighting.ready) return undefined;
    return `${noun} ${sighting.id} is ${sighting.object.inventory.status}, not Ready`;
  },

  async update(call: Call, sighting: SnapshotSighting, olds: Values): Promise<SnapshotSighting> {
    const path = `/v1/volume-snapshots/${sighting.id}/actions`;
    const result = await changeText(call, sighting.object.inventory, olds, path, "updateVolumeSnapshot");
    const inventory = result === undefined ? sighting.object.inventory : snapshotSchema.parse(result);
    const rows = await updateTags(call, type.resourceType, sighting.id, sighting.object.rows, olds);
    return sightingOf(type, inventory, rows);
  },

  async remove(call: Call, id: string): Promise<void> {
    const api = apiOf(call);
    const freed = await oneAtATime(call.around, [volumeOf(call)], () => deleteSnapshot(api, call, id));
    await sweep(api, call, freed);
  },

  async retain(call: Call, id: string): Promise<void> {
    const api = apiOf(call);
    const sighting = await getObject(api, type, id);
    if (sighting === undefined) return;
    await markRetained(api, call, type.resourceType, id);
    const [place] = placeOf(sighting.object.inventory);
    const node = place === undefined ? undefined : (await SnapshotForest.look(api, place)).get(id);
    if (node !== undefined)
      await nameWaiting(
        api,
        call,
        ancestors(node).map((above) => above.inventory),
      );
  },

  async inspect(call: Call, sighting: SnapshotSighting): Promise<SnapshotSighting> {
    const { inventory, rows } = sighting.object;
    const [inspected = inventory] = await withRecordedSizes(apiOf(call), [inventory]);
    return sightingOf(type, inspected, rows);
  },

  verify(_call: Call, sighting: SnapshotSighting): Finding[] {
    return snapshotSoundness(`${noun} ${sighting.id}`, sighting.object.inventory);
  },

  toOutputs(sighting: SnapshotSighting, olds: Values): Values {
    const { inventory } = sighting.object;
    return {
      uuid: inventory.uuid,
      volumeType: inventory.volumeType ?? olds["volumeType"],
      primaryStorageUuid: inventory.primaryStorageUuid ?? olds["primaryStorageUuid"],
      format: inventory.format ?? olds["format"],
      // Others' snapshots and size requests change what the server shows later; the record of the creation stays.
      size: olds["size"] ?? inventory.size,
      createDate: olds["createDate"] ?? inventory.createDate,
    };
  },

  toInputs(sighting: SnapshotSighting, declared: Values): Values {
    const { inventory } = sighting.object;
    return {
      name: inventory.name,
      ...(declared["description"] === undefined ? {} : { description: inventory.description ?? "" }),
      ...(declared["userTags"] === undefined ? {} : { userTags: inDeclaredOrder(sighting.tags, declared["userTags"]) }),
    };
  },
};

async function make(call: Call, seen: ReadonlySet<string>): Promise<SnapshotSighting> {
  const { name, description, userTags } = call.inputs;
  const params = { name, ...(description === undefined ? {} : { description }) };
  const api = apiOf(call);
  try {
    return await makeByJob(api, call, {
      type,
      ...uuidsOf(call),
      seen,
      mismatch: (sighting) => volumeSnapshot.mismatch(call, sighting),
      preflight: () => beforeSnapshots(api, call, [volumeOf(call)]),
      write: (uuid) => ({
        method: "POST",
        path: `/v1/volumes/${volumeOf(call)}/volume-snapshots`,
        body: {
          params: { ...params, resourceUuid: uuid },
          ...(Array.isArray(userTags) && userTags.length > 0 ? { userTags } : {}),
        },
        ...(call.timeout !== undefined && call.timeout > serverLimit ? { serverTimeout: call.timeout } : {}),
      }),
      // Never with what stands on it, whatever the policy of this resource is.
      clean: async (uuid) =>
        void (await deleteSnapshot(
          api,
          { ...asLeftover(call), inputs: { ...call.inputs, deletionPolicy: "delete" } },
          uuid,
        )),
    });
  } catch (error) {
    if (!(error instanceof NotFoundError)) throw explained(error, "volumeUuid", `volume ${volumeOf(call)}`);
    const text = `volumeUuid: this account sees no volume ${volumeOf(call)}; correct the uuid or use the account that owns it`;
    throw new NotFoundError(`${text}: ${error.message}`, factsOf(error), { cause: error });
  }
}
