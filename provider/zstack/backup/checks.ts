import type { JsonObject } from "../../core/json";
import { FinalError, RefusedError } from "../../http/errors";
import type { ZStackApi } from "../client/client";
import { backupStoragesPath, type Storage, storageSchema } from "../models/backupStorage";
import type { VolumeInventory } from "../models/volume";
import { unseen } from "../resource/operationErrors";
import { getVm, getVolume } from "../resource/vmTarget";
import { backupReaders } from "./inputs";

/** Type of the storages that hold backups. */
export const imageStore = "ImageStoreBackupStorage";

/** States of a VM in which its volumes can be backed up. */
export const backupStates: readonly string[] = ["Running", "Paused"];

export function getStorage(api: ZStackApi, uuid: string): Promise<Storage | undefined> {
  return api.one(backupStoragesPath, storageSchema, uuid);
}

/** Throws if a backup storage is missing or of another type. */
export async function checkImageStore(api: ZStackApi, field: string, uuid: string): Promise<Storage> {
  const storage = await getStorage(api, uuid);
  if (storage === undefined) throw unseen(field, "backup storage", uuid);
  if (storage.type === imageStore) return storage;
  throw new RefusedError(
    "invalid-input",
    `${field}: backup storage ${uuid} is of type ${storage.type}, but backups need type ${imageStore}; ` +
      `give the uuid of a backup storage of that type`,
  );
}

/** Whether data can be written to the storage, and deleted from it. */
export const isUp = ({ state = "Enabled", status = "Connected" }: Storage): boolean =>
  state === "Enabled" && status === "Connected";

/** What is wrong with a storage that is not up. */
export const storageState = ({ state = "Enabled", status = "Connected" }: Storage): string =>
  state === "Enabled" ? status : state;

/** Throws if a backup storage cannot store a backup now. */
export async function checkStorage(api: ZStackApi, field: string, uuid: string): Promise<Storage> {
  return refuseDown(field, await checkImageStore(api, field, uuid));
}

/** Throws if nothing can be written to a backup storage of any type now. */
export async function checkStorageUp(api: ZStackApi, field: string, uuid: string): Promise<Storage> {
  const storage = await getStorage(api, uuid);
  if (storage === undefined) throw unseen(field, "backup storage", uuid);
  return refuseDown(field, storage);
}

function refuseDown(field: string, storage: Storage): Storage {
  if (isUp(storage)) return storage;
  const { uuid } = storage;
  const remedy = storage.state === undefined || storage.state === "Enabled" ? "reconnect it" : "enable it";
  throw new RefusedError(
    "storage-unavailable",
    `${field}: backup storage ${uuid} "${storage.name}" is ${storageState(storage)}; ${remedy} or choose another one`,
  );
}

/** Throws if a backup storage has no space left. */
export function refuseFull(field: string, storage: Storage): void {
  const { uuid, name, totalCapacity = 0, availableCapacity } = storage;
  // One that has never connected shows no capacities.
  if (totalCapacity <= 0 || availableCapacity === undefined || availableCapacity > 0) return;
  throw new RefusedError(
    "storage-full",
    `${field}: backup storage ${uuid} "${name}" has no free space; free some or choose another one`,
  );
}

/** Primary storage and replicas of a backup's inputs. */
export async function checkStorages(api: ZStackApi, inputs: JsonObject): Promise<Storage[]> {
  const { backupStorageUuid, replicas = [] } = backupReaders.declared(inputs);
  const storages = [await checkStorage(api, "backupStorageUuid", backupStorageUuid)];
  for (const uuid of replicas) storages.push(await checkStorage(api, "replicas", uuid));
  return storages;
}

/** Throws if a volume cannot be backed up now. */
export async function checkVolume(
  api: ZStackApi,
  uuid: string,
): Promise<VolumeInventory & { readonly vmInstanceUuid: string }> {
  const volume = await getVolume(api, uuid);
  if (volume === undefined) throw unseen("volumeUuid", "volume", uuid);
  const named = `volumeUuid: volume ${uuid} "${volume.name}"`;
  if (volume.isShareable) {
    throw new RefusedError(
      "invalid-input",
      `${named} is shareable, and ZStack cannot back up shareable volumes; choose another volume`,
    );
  }
  const { vmInstanceUuid } = volume;
  if (vmInstanceUuid === undefined) {
    throw new RefusedError(
      "wrong-state",
      `${named} is not attached to a VM. Only volumes of a Running or Paused VM can be backed up; ` +
        `attach it and run again`,
    );
  }
  // The server checks a VM that this account does not see.
  const state = (await getVm(api, vmInstanceUuid))?.state;
  if (state === undefined || backupStates.includes(state)) return { ...volume, vmInstanceUuid };
  throw new RefusedError(
    "wrong-state",
    `${named} belongs to VM ${vmInstanceUuid}, which is ${state}. The VM must be ` +
      `${backupStates.join(" or ")}; change its state and run again`,
  );
}

// No such resource, a state that forbids it, an argument it does not take.
const refusals: readonly (string | undefined)[] = ["SYS.1003", "SYS.1006", "SYS.1007"];

/**
 * Explains a refusal of the server. Its texts depend on its language, so our own checks are repeated; `otherwise` begins
 * the message if they find nothing.
 */
export async function explained(error: unknown, look: () => Promise<unknown>, otherwise: string): Promise<unknown> {
  if (!(error instanceof FinalError) || !refusals.includes(error.platformCode)) return error;
  const found = await look().then(
    () => undefined,
    (reason: unknown) => reason,
  );
  const [text, errorCode] = found instanceof RefusedError ? [found.message, found.code] : [otherwise, error.code];
  const facts = {
    request: error.request,
    errorCode,
    ...(error.platformCode === undefined ? {} : { platformCode: error.platformCode }),
  };
  return new FinalError(`${text} (the server says: ${error.message})`, facts, { cause: error });
}
