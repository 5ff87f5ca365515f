import { readersOf } from "../../core/contract/readers";
import type { RequestContext } from "../../core/contract/resourceDefinition";
import { pendingJob } from "../../core/lifecycle/holder";
import { RefusedError } from "../../http/errors";
import type { ZStackApi } from "../client/client";
import { snapshotSchema } from "../models/volumeSnapshot";
import { refuseHeld } from "../ownership/ownerTag";
import { apiOf } from "../resource/base";
import { expunge, recycle } from "../restore/requests";
import { detach } from "./attachment";
import { type RestoredInventory, restoredVolumeType as type, volumesPath } from "./objectType";
import { restoredVolumeProperties } from "./properties";

const { recorded } = readersOf(restoredVolumeProperties);

/**
 * Moves the volume to the recycle bin, and out of it where that is declared. The server detaches a volume from a running VM
 * and does not say so, so that is asked before every send; snapshots of it would be lost with it.
 */
export async function deleteVolume(ctx: RequestContext, uuid: string): Promise<void> {
  const api = apiOf(ctx);
  const volume = await type.byUuid(api, uuid);
  if (volume === undefined) return;
  const restored = { type, path: volumesPath, uuid };
  if (!type.gone(volume)) {
    const { vmInstanceUuid } = volume;
    await refuseSnapshots(api, uuid);
    if (vmInstanceUuid !== undefined && vmInstanceUuid === attachedBy(ctx))
      await detach(api, ctx, uuid, vmInstanceUuid);
    const condition = async (): Promise<void> => {
      await refuseHeld(api, ctx, uuid);
      await refuseSnapshots(api, uuid);
      refuseAttached(await type.byUuid(api, uuid));
    };
    await recycle(api, ctx, restored, condition);
  }
  if (recorded(ctx.inputs).expungeOnDelete === true) await expunge(api, ctx, restored, "expungeDataVolume");
}

/** The VM that this resource attached the volume to, also where its last operation failed before it was recorded. */
function attachedBy({ inputs, outputs }: RequestContext): string | undefined {
  return (
    recorded(outputs).attachedVmUuid ?? (pendingJob(outputs) === undefined ? undefined : recorded(inputs).attachTo)
  );
}

async function refuseSnapshots(api: ZStackApi, uuid: string): Promise<void> {
  const condition = { field: "volumeUuid", operator: "=", value: uuid } as const;
  const all = await api.query("/v1/volume-snapshots", snapshotSchema, [condition]);
  const snapshots = all.filter(({ status }) => status !== "Deleted");
  if (snapshots.length === 0) return;
  const names = snapshots.slice(0, 5).map((one) => `${one.uuid} "${one.name}"`);
  const more = snapshots.length > names.length ? ` and ${snapshots.length - names.length} more` : "";
  throw new RefusedError(
    "has-dependents",
    `${type.noun} ${uuid} is not deleted, because its snapshots would be lost with it: ${names.join(", ")}${more}. ` +
      `Delete them first, or keep the volume with deletionPolicy: "retain" (run "pulumi up" for it to take effect)`,
  );
}

function refuseAttached(volume: RestoredInventory | undefined): void {
  const vmUuid = volume?.vmInstanceUuid;
  if (volume === undefined || vmUuid === undefined) return;
  throw new RefusedError(
    "has-dependents",
    `${type.noun} ${volume.uuid} is not deleted, because it is attached to VM ${vmUuid}, and this resource did not attach it ` +
      `there. Detach it first, or keep the volume with deletionPolicy: "retain" (run "pulumi up" for it to take effect)`,
  );
}
