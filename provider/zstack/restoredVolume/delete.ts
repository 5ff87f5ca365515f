import { readersOf } from "../../core/contract/readers";
import type { RequestContext } from "../../core/contract/resourceDefinition";
import { pendingJob } from "../../core/lifecycle/holder";
import { volumesPath } from "../models/volume";
import { refuseHeld } from "../ownership/ownerTag";
import { apiOf } from "../resource/base";
import { detach } from "../restore/attachments";
import { refuseAttached, refuseSnapshots } from "../restore/dependents";
import { expunge, recycle } from "../restore/requests";
import { restoredVolumeType as type } from "./objectType";
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
  const { noun } = type;
  const what = `${noun} ${uuid}`;
  // Another client may have moved it to the recycle bin, where its snapshots stay until it is expunged.
  const refuseLoss = (): Promise<void> => refuseSnapshots(api, what, noun, [uuid]);
  if (!type.gone(volume)) {
    const { vmInstanceUuid } = volume;
    await refuseLoss();
    if (vmInstanceUuid !== undefined && vmInstanceUuid === attachedBy(ctx))
      await detach(api, ctx, { noun, uuid }, vmInstanceUuid);
    const condition = async (): Promise<void> => {
      await refuseHeld(api, ctx, uuid);
      await refuseLoss();
      refuseAttached(await type.byUuid(api, uuid), what, noun);
    };
    await recycle(api, ctx, restored, condition);
  }
  if (recorded(ctx.inputs).expungeOnDelete === true) await expunge(api, ctx, restored, "expungeDataVolume", refuseLoss);
}

/** The VM that this resource attached the volume to, also where its last operation failed before it was recorded. */
function attachedBy({ inputs, outputs }: RequestContext): string | undefined {
  return (
    recorded(outputs).attachedVmUuid ?? (pendingJob(outputs) === undefined ? undefined : recorded(inputs).attachTo)
  );
}
