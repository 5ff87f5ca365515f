// A synchronization of an image store: the server compares its records with what the store holds. It creates no object:
// it runs when it is declared and whenever its triggers change, and deleting it does nothing.
// @API PUT /v1/vm-backups/imageStore/{imageStoreUuid}/actions
// @API PUT /v1/volume-backups/imageStore/{imageStoreUuid}/actions
// @API GET /v1/backup-storage/{uuid}
// @API GET /v1/volume-backups

import { z } from "zod";
import type { ActionDefinition } from "../../core/actions/definition";
import { readersOf } from "../../core/contract/readers";
import type { RequestContext } from "../../core/contract/resourceDefinition";
import { Deadline } from "../../http/clock";
import { FinalError, RefusedError } from "../../http/errors";
import { NotYet, waitFor } from "../../http/waitFor";
import { checkImageStore, explained, getStorage } from "../backup/checks";
import { whileNotCreating } from "../backup/creationGate";
import { allCreationsInProgress, named } from "../backup/deleteSafety";
import { longerThan } from "../client/jobs";
import { zstackEndpoint } from "../config";
import { apiOf } from "../resource/base";
import { restartedMeanwhile } from "../resource/deadJobs";
import { backupStorageSyncProperties } from "./properties";

const resultSchema = z.object({
  result: z.object({ newBackupCount: z.number().optional(), deletedBackupCount: z.number().optional() }),
});
type Counts = z.infer<typeof resultSchema>["result"];

const requests = {
  vm: ["/v1/vm-backups/imageStore", "syncVmBackup"],
  volume: ["/v1/volume-backups/imageStore", "syncVolumeBackup"],
} as const;

/** Seconds a server allows the action by itself. */
const serverLimit = 30 * 60;

/** Seconds to wait for backups that are being created. */
const waitLimit = 600;

const { declared } = readersOf(backupStorageSyncProperties);

const storeOf = (ctx: RequestContext): string => declared(ctx.inputs).imageStoreUuid;

export const backupStorageSync: ActionDefinition = {
  ...backupStorageSyncProperties,
  noun: "synchronization",
  destroys: "remove backup records",
  rules: () => [],
  endpoint: (settings) => zstackEndpoint(settings),
  origin: (ctx) => apiOf(ctx).origin(),

  async run(ctx) {
    await checkImageStore(apiOf(ctx), "imageStoreUuid", storeOf(ctx));
    return whileNotCreating(apiOf(ctx), () => synchronize(ctx));
  },

  async targetExists(ctx) {
    return (await getStorage(apiOf(ctx), storeOf(ctx))) !== undefined;
  },
};

/** The server removes records of backups that are being created on other stores: they have no copy yet. */
async function refuseDuringCreations(ctx: RequestContext, limit = 0): Promise<void> {
  const api = apiOf(ctx);
  const look = async () => {
    const creations = await allCreationsInProgress(api);
    return creations.length === 0 ? undefined : new NotYet(creations);
  };
  await waitFor(new Deadline(ctx.runtime.clock, limit), look, {
    late: (creations) => {
      throw new RefusedError(
        "operation-in-progress",
        `imageStoreUuid: ${named(creations)} is still being created, and a synchronization can remove such records. Nothing ` +
          `was done. Run again once that has ended. ${restartedMeanwhile(api)} In that case delete the record on the platform first.`,
      );
    },
  });
}

async function synchronize(ctx: RequestContext): Promise<Counts> {
  const [api, store] = [apiOf(ctx), storeOf(ctx)];
  const [path, action] = requests[declared(ctx.inputs).scope];
  const write = {
    method: "PUT" as const,
    path: `${path}/${store}/actions`,
    body: { [action]: {} },
    condition: () => refuseDuringCreations(ctx),
    ...longerThan(ctx, serverLimit),
  };
  await refuseDuringCreations(ctx, Math.min(ctx.timeout ?? waitLimit, waitLimit));
  const result = await api
    .run(write, `${ctx.label}: synchronizing backup storage ${store}`, ctx.timeout)
    .catch(async (error: unknown) => {
      if (error instanceof FinalError && error.platformCode === "ID.1002") throw administratorsOnly(error);
      const look = () => checkImageStore(api, "imageStoreUuid", store);
      throw await explained(error, look, `imageStoreUuid: backup storage ${store} could not be synchronized`);
    });
  const read = resultSchema.safeParse(result);
  // It has run; a response without counts is no reason to run it again.
  return read.success ? read.data.result : {};
}

function administratorsOnly(error: FinalError): FinalError {
  return new FinalError(
    `only administrators can synchronize a backup storage; use an administrator's account for this resource, or remove it ` +
      `(the server says: ${error.message})`,
    { request: error.request, platformCode: "ID.1002", errorCode: "not-permitted" },
    { cause: error },
  );
}
