// What a restore in place needs. It is looked at before anything is sent, and again right before the request.
// @API GET /v3/{project_id}/volumes/{volume_id}

import type { RequestContext } from "../../core/contract/resourceDefinition";
import { RefusedError } from "../../http/errors";
import type { CinderApi } from "../client/client";
import { rowOf } from "../models/objectType";
import { volumePath } from "../models/paths";
import { type CinderRow, named, type VolumeRow } from "../models/rows";
import { serversOf } from "../resource/attachments";
import { isPassing } from "../resource/delete";
import type { CinderRevert, Pair } from "./kind";

/** Volume and restore point. Throws what forbids the restore, naming the input. */
export async function resolve<P extends CinderRow>(
  kind: CinderRevert<P>,
  api: CinderApi,
  ctx: RequestContext,
): Promise<Pair<P>> {
  const [volume, point] = await Promise.all([
    rowOf(api, volumePath, kind.target(ctx)),
    rowOf(api, kind.point, kind.pointId(ctx)),
  ]);
  if (volume === undefined) throw unseen("volumeId", "volume", kind.target(ctx));
  if (point === undefined) throw unseen(kind.pointInput, kind.point.noun, kind.pointId(ctx));
  if (point.status !== "available") {
    const wait = isPassing(point) ? "wait until it is, or choose another one" : "choose another one";
    throw new RefusedError(
      "wrong-state",
      `${kind.pointInput}: ${kind.point.noun} ${named(point)} has status "${point.status}" and has to be available; ${wait}. Nothing was overwritten.`,
    );
  }
  await kind.check(api, { volume, point });
  refuseUnavailable(volume);
  return { volume, point };
}

function refuseUnavailable(volume: VolumeRow): void {
  if (volume.status === "available") return;
  const servers = serversOf(volume);
  const why =
    volume.status === "in-use"
      ? `is attached${servers === "" ? "" : ` to ${servers}`}, and the platform overwrites only detached volumes. Detach ` +
        `it ("openstack server remove volume <server> ${volume.id}")`
      : isPassing(volume)
        ? `has status "${volume.status}". Wait until it is available`
        : `has status "${volume.status}" and has to be available. An administrator can reset that (os-reset_status)`;
  throw new RefusedError(
    "wrong-state",
    `volumeId: volume ${named(volume)} ${why}, then run again. Nothing was overwritten.`,
  );
}

const unseen = (input: string, noun: string, id: string): RefusedError =>
  new RefusedError(
    "not-found",
    `${input}: ${noun} ${id} does not exist in this project. Correct the id or use the project that owns it.`,
  );
