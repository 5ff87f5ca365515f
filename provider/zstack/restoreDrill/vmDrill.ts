import { readersOf } from "../../core/contract/readers";
import type { RequestContext } from "../../core/contract/resourceDefinition";
import { type DrillDefinition, mismatchOf, sourceIn } from "../../core/drills/definition";
import { otherThan, takingAwayEarlier } from "../../core/drills/leftovers";
import { identityPrefix, ownerLabel, ownerTag } from "../../core/identity/identity";
import type { JsonObject } from "../../core/json";
import { RefusedError } from "../../http/errors";
import type { VolumeInventory } from "../models/volume";
import { ownershipOf, tagsBeginning, tagsOf } from "../ownership/tags";
import { apiOf } from "../resource/base";
import type { TaggedInventory } from "../resource/objectType";
import { getVm } from "../resource/vmTarget";
import { savedVmUuid } from "../restore/vmSources";
import { restoreVm } from "../restoredVm/create";
import { existing } from "../restoredVm/dataVolumes";
import { deleteDataVolume } from "../restoredVm/delete";
import { type RestoredVmInventory, restoredVmType } from "../restoredVm/objectType";
import { restoredVm } from "../restoredVm/resource";
import { sourceOf } from "../restoredVm/source";
import { commonDrillInputs } from "./names";
import { restoreDrillProperties, vmSources } from "./properties";

const { declared, recorded } = readersOf(restoreDrillProperties);

/** As little as a VM that is never used can have. */
const sizes = { cpuNum: 1, memorySize: 1024 ** 3 } as const;

const mismatch = mismatchOf(restoredVm);

/** A VM is restored from a snapshot group or a VM backup: without network, and not started. */
export const vmDrill: DrillDefinition<TaggedInventory<RestoredVmInventory>> = {
  restored: {
    ...restoredVm,
    noun: "VM",
    mismatch,
    create: async (ctx, existing) => restoreVm(await placed(ctx), existing, (observed) => mismatch(ctx, observed)),
    toOutputs(observed, olds, inputs) {
      const { allVolumes } = observed.object.inventory;
      const size = allVolumes.reduce((sum, volume) => sum + (volume.size ?? 0), 0);
      return { ...restoredVm.toOutputs(observed, olds, inputs), size };
    },
  },

  source: (values) => sourceIn(declared(values), vmSources),

  inputs(ctx: RequestContext): JsonObject {
    const { volumeSnapshotGroupUuid, vmBackupUuid, backupStorageUuid, clusterUuid } = declared(ctx.inputs);
    const given = { volumeSnapshotGroupUuid, vmBackupUuid, backupStorageUuid, clusterUuid };
    return commonDrillInputs(ctx, { ...given, ...sizes, strategy: "CreateStopped" });
  },

  sweep,
};

/** The same with a cluster: by default that of the VM that was saved. */
async function placed(ctx: RequestContext): Promise<RequestContext> {
  if (recorded(ctx.inputs).clusterUuid !== undefined) return ctx;
  const api = apiOf(ctx);
  const saved = await savedVmUuid(api, sourceOf(ctx.inputs));
  // The creation says that it does not see its source.
  if (saved === undefined) return ctx;
  const vm = saved === "" ? undefined : await getVm(api, saved);
  if (vm?.clusterUuid !== undefined) return { ...ctx, inputs: { ...ctx.inputs, clusterUuid: vm.clusterUuid } };
  throw new RefusedError(
    "invalid-input",
    "clusterUuid: the VM that was saved is gone, or in no cluster; give the cluster to make the new VM in",
  );
}

/**
 * What an interrupted drill has left with its owner tag may lack what its removal has taken already, so that it proves nothing:
 * it is deleted, and the drill begins anew.
 */
async function sweep(ctx: RequestContext): Promise<void> {
  const api = apiOf(ctx);
  const prefix = identityPrefix(ctx.owner, ctx.identity);
  const removal: RequestContext = { ...ctx, operation: "delete", holder: otherThan([ownerLabel(ctx.owner)]) };
  for (const { uuid } of await restoredVmType.byPrefix(api, prefix)) {
    if (ownershipOf(await tagsOf(api, [uuid])).owner !== ownerLabel(ctx.owner)) continue;
    await takingAwayEarlier(`${restoredVm.noun} ${uuid}`, restoredVm.remove(removal, uuid));
  }
  const own = ownerTag(ctx.owner);
  const tagged = (await tagsBeginning(api, own)).filter(({ tag }) => tag === own);
  const volumes = await existing(
    api,
    tagged.map(({ resourceUuid }) => resourceUuid),
  );
  for (const volume of volumes.filter((one) => isLoose(one, prefix))) {
    await takingAwayEarlier(`data volume ${volume.uuid}`, deleteDataVolume(api, removal, volume, true));
  }
}

/**
 * Whether the removal of a VM of this drill has detached the volume. The owner tag does not tell alone: the drills of two
 * components can have the same name, and stacks of two backends the same label.
 */
const isLoose = ({ type, vmInstanceUuid, lastVmInstanceUuid }: VolumeInventory, prefix: string): boolean =>
  type === "Data" && vmInstanceUuid === undefined && lastVmInstanceUuid?.startsWith(prefix) === true;
