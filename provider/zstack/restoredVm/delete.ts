import { HeldError } from "../../core/contract/errors";
import { readersOf } from "../../core/contract/readers";
import type { RequestContext } from "../../core/contract/resourceDefinition";
import { RefusedError } from "../../http/errors";
import type { ZStackApi } from "../client/client";
import { type VmInventory, vmsPath } from "../models/vm";
import { type VolumeInventory, volumesPath } from "../models/volume";
import { refuseHeld } from "../ownership/ownerTag";
import { apiOf } from "../resource/base";
import { getVolume } from "../resource/vmTarget";
import { detach } from "../restore/attachments";
import { refuseAttached, refuseForeignVolumes, refuseSnapshots } from "../restore/dependents";
import { expunge, recycle } from "../restore/requests";
import { stopVm } from "../reverts/vmPower";
import { type Attached, attachedToOld, notHeld } from "./dataVolumes";
import { dataVolumeType, restoredVmType as type } from "./objectType";
import { restoredVmProperties } from "./properties";

const { recorded } = readersOf(restoredVmProperties);
const { noun } = type;

/** States of a VM that has its disks in use. */
const inUse: readonly string[] = ["Running", "Paused"];

/**
 * Moves the VM and the data volumes that were made with it to the recycle bin, and out of it where that is declared. The server
 * detaches all data volumes of a VM that it deletes, and keeps them; so those go first, and the VM, which state and refreshes
 * know, goes last.
 */
export async function deleteVm(ctx: RequestContext, uuid: string): Promise<void> {
  const api = apiOf(ctx);
  const what = `${noun} ${uuid}`;
  const row = await type.byUuid(api, uuid);
  const vm = row === undefined || type.gone(row) ? undefined : row;
  const known = recorded(ctx.outputs).dataVolumeUuids ?? [];
  const { made, foreign, doubtful } = vm === undefined ? unattached : await attachedToOld(api, ctx, vm, known);
  const others = known.filter((one) => !made.some((disk) => disk.uuid === one));
  const disks = [...made, ...(await notHeld(api, ctx, others))];
  const living = disks.filter((disk) => !dataVolumeType.gone(disk));
  refuseForeignVolumes({ foreign, doubtful }, what, noun);
  const expunges = recorded(ctx.inputs).expungeOnDelete === true;
  // In the recycle bin, a volume has its snapshots still.
  const going = [...rootOf(expunges ? row : vm), ...(expunges ? disks : living).map((disk) => disk.uuid)];
  await refuseSnapshots(api, what, noun, going);
  for (const disk of living) refuseElsewhere(disk, vm?.uuid);
  if (vm !== undefined) {
    await refuseHeld(api, ctx, uuid);
    if (living.some(({ vmInstanceUuid }) => vmInstanceUuid !== undefined) && inUse.includes(vm.state))
      await stopVm(api, ctx, uuid, "cold");
  }
  for (const disk of disks) {
    await deleteDataVolume(api, ctx, disk, expunges).catch((error: unknown) => {
      // The VM is still the resource's own, and stays in the state.
      if (!(error instanceof HeldError)) throw error;
      throw new RefusedError("changed-meanwhile", `${what} is not deleted: ${error.message}. Run the command again.`);
    });
  }
  if (vm !== undefined) {
    const condition = async (): Promise<void> => {
      await refuseHeld(api, ctx, uuid);
      const now = await type.byUuid(api, uuid);
      if (now === undefined || type.gone(now)) return;
      refuseForeignVolumes(await attachedToOld(api, ctx, now, known), what, noun);
      await refuseSnapshots(api, what, noun, rootOf(now));
    };
    await recycle(api, ctx, { type, path: vmsPath, uuid }, condition);
  }
  if (!expunges || row === undefined) return;
  const refuseLoss = (): Promise<void> => refuseSnapshots(api, what, noun, rootOf(row));
  await expunge(api, ctx, { type, path: vmsPath, uuid }, "expungeVmInstance", refuseLoss);
}

const unattached: Attached = { made: [], foreign: [], doubtful: [] };

const rootOf = (vm: VmInventory | undefined): string[] => (vm?.rootVolumeUuid === undefined ? [] : [vm.rootVolumeUuid]);

function refuseElsewhere(disk: VolumeInventory, vmUuid: string | undefined): void {
  if (disk.vmInstanceUuid !== vmUuid) refuseAttached(disk, `${dataVolumeType.noun} ${disk.uuid}`, noun);
}

/** Moves the data volume to the recycle bin, and out of it with `expunges`. */
export async function deleteDataVolume(
  api: ZStackApi,
  ctx: RequestContext,
  disk: VolumeInventory,
  expunges: boolean,
): Promise<void> {
  const { uuid, vmInstanceUuid } = disk;
  const what = `${dataVolumeType.noun} ${uuid}`;
  const object = { type: dataVolumeType, path: volumesPath, uuid };
  const refuseLoss = (): Promise<void> => refuseSnapshots(api, what, noun, [uuid]);
  if (!dataVolumeType.gone(disk)) {
    if (vmInstanceUuid !== undefined) await detach(api, ctx, { noun: dataVolumeType.noun, uuid }, vmInstanceUuid);
    const condition = async (): Promise<void> => {
      await refuseHeld(api, ctx, uuid);
      await refuseLoss();
      refuseAttached(await getVolume(api, uuid), what, noun);
    };
    await recycle(api, ctx, object, condition);
  }
  if (expunges) await expunge(api, ctx, object, "expungeDataVolume", refuseLoss);
}
