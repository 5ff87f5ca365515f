import type { RequestContext } from "../../core/contract/resourceDefinition";
import type { Deadline } from "../../http/clock";
import type { CinderApi } from "../client/client";
import type { CinderType } from "../models/objectType";
import type { VolumeRow } from "../models/rows";
import { deleteObject, isPassing, type OnRefusal } from "../resource/delete";
import { refuseUsed, snapshotsOf } from "../resource/usedVolume";

/** Deletes a volume that nothing uses; never together with its snapshots. */
export async function deleteVolume(
  api: CinderApi,
  ctx: Pick<RequestContext, "holder">,
  type: CinderType<VolumeRow>,
  id: string,
  deadline: Deadline,
): Promise<"gone" | "kept"> {
  const onRefusal: OnRefusal<VolumeRow> = async (row) => {
    if (isPassing(row)) return undefined;
    const snapshots = await snapshotsOf(api, id);
    refuseUsed(row, snapshots);
    // Those that are left are being deleted.
    return snapshots.length > 0 ? "again" : undefined;
  };
  return deleteObject(api, ctx, type, id, deadline, onRefusal);
}
