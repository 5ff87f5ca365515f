import { readersOf } from "../../core/contract/readers";
import type { RequestContext } from "../../core/contract/resourceDefinition";
import { identityPrefix, ownerLabel } from "../../core/identity/identity";
import type { Write, ZStackApi } from "../client/client";
import { longerThan } from "../client/jobs";
import { volumesPath } from "../models/volume";
import { asLeftover } from "../ownership/holder";
import { apiOf } from "../resource/base";
import { createWithJob } from "../resource/createJob";
import { type CreateRequest, uuidsOf } from "../resource/createRequest";
import type { ObservedZStack } from "../resource/objectType";
import { explained } from "../resource/operationErrors";
import { creationName, locateByName } from "../restore/names";
import { explainedUuid } from "../restore/requests";
import { checkBackupSource, checkSnapshotSource } from "../restore/sources";
import { checkVm } from "./attachment";
import { deleteVolume } from "./delete";
import { type RestoredInventory, restoredVolumeType, restoreLimits } from "./objectType";
import { restoredVolumeProperties } from "./properties";

const { declared } = readersOf(restoredVolumeProperties);

type Request = CreateRequest<RestoredInventory>;
type Restoring = Pick<Request, "type" | "preflight" | "write"> & Partial<Pick<Request, "serverChoice">>;

/** Creates the volume from its source, exactly once. */
export async function restoreVolume(
  ctx: RequestContext,
  existing: ReadonlySet<string>,
  mismatch: Request["mismatch"],
): Promise<ObservedZStack<RestoredInventory>> {
  const api = apiOf(ctx);
  const { volumeSnapshotUuid, volumeBackupUuid, attachTo } = declared(ctx.inputs);
  const [field, uuid, restoring] =
    volumeSnapshotUuid === undefined
      ? (["volumeBackupUuid", volumeBackupUuid ?? "", fromBackup(api, ctx, volumeBackupUuid ?? "")] as const)
      : (["volumeSnapshotUuid", volumeSnapshotUuid, fromSnapshot(api, ctx, volumeSnapshotUuid)] as const);
  const request: Request = {
    ...restoring,
    ...uuidsOf(ctx),
    existing,
    mismatch,
    preflight: async () => {
      await restoring.preflight();
      if (attachTo !== undefined) await checkVm(api, attachTo);
    },
    clean: (left) => deleteVolume(asLeftover(ctx), left),
  };
  try {
    return await createWithJob(api, ctx, request);
  } catch (error) {
    throw explained(explainedUuid(ctx, error), field, uuid);
  }
}

function fromSnapshot(api: ZStackApi, ctx: RequestContext, source: string): Restoring {
  const { name, description, userTags = [] } = declared(ctx.inputs);
  return {
    type: { ...restoredVolumeType, serverLimit: restoreLimits.snapshot },
    preflight: async () => void (await checkSnapshotSource(api, "volumeSnapshotUuid", source)),
    write: (uuid): Write => ({
      method: "POST",
      path: `${volumesPath}/data/from/volume-snapshots/${source}`,
      body: {
        params: { name, ...(description === undefined ? {} : { description }), resourceUuid: uuid },
        ...(userTags.length > 0 ? { userTags } : {}),
      },
      ...longerThan(ctx, restoreLimits.snapshot),
    }),
  };
}

/** The server ignores a uuid and user tags here: the name carries the identity until the owner tag does. */
function fromBackup(api: ZStackApi, ctx: RequestContext, source: string): Restoring {
  const { description, backupStorageUuid, primaryStorageUuid } = declared(ctx.inputs);
  const prefix = creationName(identityPrefix(ctx.owner, ctx.identity));
  return {
    type: restoredVolumeType,
    serverChoice: {
      locate: (uuid) => locateByName(api, volumesPath, uuid),
      // One that has its owner tag has its declared name.
      isOwn: ({ object, ownership }) =>
        object.inventory.name.startsWith(prefix) || ownership.owner === ownerLabel(ctx.owner),
    },
    preflight: async () => void (await checkBackupSource(api, "volumeBackupUuid", source, backupStorageUuid)),
    write: (uuid): Write => ({
      method: "POST",
      path: `${volumesPath}/data-volume/from/volume-template/${source}`,
      body: {
        params: {
          name: creationName(uuid),
          ...(description === undefined ? {} : { description }),
          ...(backupStorageUuid === undefined ? {} : { backupStorageUuid }),
          ...(primaryStorageUuid === undefined ? {} : { primaryStorageUuid }),
        },
      },
      ...longerThan(ctx, restoreLimits.backup),
    }),
  };
}
