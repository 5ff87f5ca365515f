import { readersOf } from "../../core/contract/readers";
import type { RequestContext } from "../../core/contract/resourceDefinition";
import { pendingFinalize } from "../../core/contract/stateKeys";
import type { JsonObject } from "../../core/json";
import { pendingJob } from "../../core/lifecycle/holder";
import { FinalError } from "../../http/errors";
import { bestEffort } from "../client/bestEffort";
import type { Write, ZStackApi } from "../client/client";
import { type VmInventory, vmsPath } from "../models/vm";
import { asLeftover } from "../ownership/holder";
import { apiOf } from "../resource/base";
import { createWithJob } from "../resource/createJob";
import { type CreateRequest, uuidsOf } from "../resource/createRequest";
import type { ObservedZStack } from "../resource/objectType";
import { explained, factsOf } from "../resource/operationErrors";
import { getVm } from "../resource/vmTarget";
import { explainedUuid } from "../restore/requests";
import { checkVmSource, dataVolumesOf, namedSource } from "../restore/vmSources";
import { nameOf, stopVm } from "../reverts/vmPower";
import { attachedToNew } from "./dataVolumes";
import { deleteVm } from "./delete";
import { dataVolumesAt, type RestoredVmInventory, restoreLimit, restoredVmType as type } from "./objectType";
import { restoredVmProperties } from "./properties";
import { sourceOf } from "./source";

const { declared, recorded } = readersOf(restoredVmProperties);

/** What is sent as it is declared. */
const sent = [
  ...(["description", "backupStorageUuid", "instanceOfferingUuid", "cpuNum", "memorySize"] as const),
  ...(["l3NetworkUuids", "defaultL3NetworkUuid", "clusterUuid", "zoneUuid", "hostUuid"] as const),
  ...(["primaryStorageUuidForRootVolume", "primaryStorageUuidForDataVolume"] as const),
] as const;

const paths = {
  volumeSnapshotGroupUuid: "volume-snapshots/group",
  vmBackupUuid: "vm-backups",
  volumeBackupUuid: "vm-backup",
} as const;

/** Creates the VM from its source, exactly once. */
export async function restoreVm(
  ctx: RequestContext,
  existing: ReadonlySet<string>,
  mismatch: CreateRequest<RestoredVmInventory>["mismatch"],
): Promise<ObservedZStack<RestoredVmInventory>> {
  const api = apiOf(ctx);
  const source = sourceOf(ctx.inputs);
  const { field, uuid } = namedSource(source);
  const expected = (await dataVolumesOf(api, source))?.expected;
  let last: string | undefined;
  const request: CreateRequest<RestoredVmInventory> = {
    type,
    ...uuidsOf(ctx),
    existing,
    mismatch: (observed) => mismatch(observed) ?? incomplete(observed, expected),
    preflight: () => checkVmSource(api, source, acceptsMissing(ctx)),
    write: (resourceUuid) => {
      last = resourceUuid;
      return creation(ctx, `${vmsPath}/from/${paths[field]}/${uuid}`, resourceUuid);
    },
    clean: (left) => deleteVm(asLeftover(ctx), left),
  };
  try {
    return await createWithJob(api, ctx, request);
  } catch (error) {
    throw await withLeft(api, explained(explainedUuid(ctx, error), field, uuid), last);
  }
}

const acceptsMissing = ({ inputs }: RequestContext): boolean => {
  const { verify } = recorded(inputs);
  return verify !== undefined && verify !== null && (verify as JsonObject)["members"] === false;
};

function creation(ctx: RequestContext, path: string, resourceUuid: string): Write {
  const given = declared(ctx.inputs);
  const { name, strategy = "CreateStopped" } = given;
  const more = Object.fromEntries(sent.map((one) => [one, given[one]]).filter(([, value]) => value !== undefined));
  return {
    method: "POST",
    path,
    body: { params: { name, ...more, strategy, resourceUuid } },
    // A group has half an hour by itself, whatever there is to copy.
    serverTimeout: Math.max(ctx.timeout ?? 0, restoreLimit),
  };
}

/** A VM that a failed creation left lacks data volumes, and looks finished. */
function incomplete(
  { id, object, ready }: ObservedZStack<RestoredVmInventory>,
  expected: number | undefined,
): string | undefined {
  const found = dataVolumesAt(object.inventory).length;
  if (!ready || expected === undefined || found >= expected) return undefined;
  return `${type.noun} ${id} has ${found} of ${expected} data volumes`;
}

/** Names the VM that a failed creation left: it is not rolled back once it is made. */
async function withLeft(api: ZStackApi, error: unknown, uuid: string | undefined): Promise<unknown> {
  if (!(error instanceof FinalError) || uuid === undefined) return error;
  const vm = await bestEffort(() => type.byUuid(api, uuid));
  if (vm === undefined || type.gone(vm)) return error;
  const text = `${error.message}. The server left ${nameOf(vm)}, which is not complete; delete it on the platform`;
  return new FinalError(text, { ...factsOf(error), errorCode: error.code }, { cause: error });
}

/** What only the first verification needs: which data volumes were made with the VM. Stops one that is not to run. */
export async function inspectNew(ctx: RequestContext, inventory: RestoredVmInventory): Promise<RestoredVmInventory> {
  const api = apiOf(ctx);
  const vm = (await getVm(api, inventory.uuid)) ?? inventory;
  const saved = await dataVolumesOf(api, sourceOf(ctx.inputs));
  const { made, foreign, doubtful } = await attachedToNew(api, ctx, vm, saved);
  if (saved === undefined && doubtful.length > 0) {
    const names = doubtful.map(({ uuid }) => uuid).join(", ");
    ctx.runtime.say(
      `${ctx.label}: warning: the restore point is gone, so nothing shows whether data volumes ${names} were made with ` +
        `${nameOf(vm)}: they are not deleted with it`,
    );
  }
  await stopUnlessWanted(api, ctx, vm);
  const uuids = made.map((volume) => volume.uuid);
  return { ...vm, made: uuids, foreign, expected: saved?.expected };
}

async function stopUnlessWanted(api: ZStackApi, ctx: RequestContext, vm: VmInventory): Promise<void> {
  if (recorded(ctx.inputs).strategy === "InstantStart" || vm.state !== "Running") return;
  // Whoever looked at it before may have started it since.
  if (pendingJob(ctx.outputs) === pendingFinalize) return;
  ctx.runtime.say(`${ctx.label}: the server started ${nameOf(vm)} in spite of strategy "CreateStopped"`);
  await stopVm(api, ctx, vm.uuid, "cold");
}
