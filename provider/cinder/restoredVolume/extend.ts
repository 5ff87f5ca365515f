import { readersOf } from "../../core/contract/readers";
import type { RequestContext } from "../../core/contract/resourceDefinition";
import { type Deadline, formatDuration } from "../../http/clock";
import { AmbiguousError, FinalError, NotFoundError, RefusedError } from "../../http/errors";
import { notYet, waitFor } from "../../http/waitFor";
import { type InvalidStateError, QuotaError } from "../../openstack/responses";
import type { CinderApi } from "../client/client";
import { type CinderType, type ObservedCinder, observedFrom, rowOf } from "../models/objectType";
import type { VolumeRow } from "../models/rows";
import { gone } from "../ownership/changeMetadata";
import { reasonFor } from "../resource/failureReason";
import { factsOf, type Needed, retryWhileBusy } from "../resource/retryWhileBusy";
import { isPassingVolume } from "../resource/volumeState";
import { restoredVolumeProperties } from "./properties";
import { tooSmall } from "./rules";

// @API POST /v3/{project_id}/volumes/{volume_id}/action

const { declared } = readersOf(restoredVolumeProperties);

/** Default timeout of an extension, in seconds. */
export const extensionLimit = 3600;

/** Microversion from which an attached volume can be extended. */
const attachedVersion = "3.42";

/** How often an extension without a response is sent; it names the new size, so that one more does no harm. */
const mostSends = 3;

/** Throws if the volume is larger than declared. */
export function refuseShrinking(ctx: RequestContext, { object }: ObservedCinder<VolumeRow>): void {
  const { size } = declared(ctx.inputs);
  if (size === undefined || object.size == null || object.size <= size) return;
  throw new RefusedError("invalid-input", `size: ${tooSmall(size, object.size)}. Nothing was changed.`);
}

/** Extends the volume to the declared size, and waits until it has it. */
export async function extended(
  api: CinderApi,
  ctx: RequestContext,
  type: CinderType<VolumeRow>,
  observed: ObservedCinder<VolumeRow>,
): Promise<ObservedCinder<VolumeRow>> {
  const { id, object } = observed;
  const { size: wanted } = declared(ctx.inputs);
  if (wanted === undefined || object.size == null || object.size >= wanted) return observed;
  const deadline = ctx.deadline(extensionLimit);
  let sends = 0;
  let accepted = false;
  const look = async () => {
    const row = await rowOf(api, type, id);
    if (row === undefined) throw gone(type, id);
    if (row.status === "extending") return notYet;
    if (row.status === "error_extending") throw await failed(api, row, `has status "${row.status}"`);
    if ((row.size ?? 0) >= wanted) return row;
    if (accepted || sends === mostSends) throw await failed(api, row, `still has ${row.size} GiB`);
    sends += 1;
    accepted = await send(api, ctx, type, id, wanted, deadline);
    return notYet;
  };
  const row = await waitFor(deadline, look, {
    late: () => {
      throw new FinalError(
        `Volume ${id} is still being extended to ${wanted} GiB after ${formatDuration(deadline.elapsed)}. The next ` +
          "`pulumi up` continues to wait; customTimeouts.update raises the limit.",
        { request: `POST ${type.path}/${id}/action`, errorCode: "timed-out" },
      );
    },
  });
  return observedFrom(type, { ...object, size: row.size, status: row.status });
}

/** Whether the platform accepted it; false if its answer was lost. */
async function send(
  api: CinderApi,
  ctx: RequestContext,
  type: CinderType<VolumeRow>,
  id: string,
  wanted: number,
  deadline: Deadline,
): Promise<boolean> {
  const path = `${type.path}/${id}/action`;
  const status = async (): Promise<string> => (await rowOf(api, type, id))?.status ?? "gone";
  const once = async (): Promise<boolean> => {
    const attached = await api.supports(attachedVersion);
    if (!attached && (await status()) === "in-use") {
      await api.demand(attachedVersion, `size: volume ${id} is attached, and extending it`);
    }
    try {
      const body = { "os-extend": { new_size: wanted } };
      await api.post(path, body, undefined, { deadline, ...(attached ? { at: attachedVersion } : {}) });
      return true;
    } catch (error) {
      if (error instanceof AmbiguousError) return false;
      throw error;
    }
  };
  return retryWhileBusy(ctx, deadline, once, {
    async look(): Promise<Needed> {
      const now = await status();
      const idle = now === "available" || now === "in-use";
      return { what: `volume ${id}`, status: now, passing: isPassingVolume(now), idle };
    },
    notSeen: (error) => new NotFoundError(`volume ${id} no longer exists.`, factsOf(error), { cause: error }),
    overQuota: (error) =>
      new QuotaError(
        `size: the project's quota does not allow to extend volume ${id} to ${wanted} GiB: ${error.message}. Give a smaller ` +
          "size, delete what is no longer needed or ask for a higher quota.",
        factsOf(error),
        { cause: error },
      ),
    refused: (needed, error) => refused(id, needed, error),
  });
}

function refused(id: string, { status }: Needed, error: InvalidStateError): Error {
  return new FinalError(
    `size: the platform refused to extend volume ${id} (status "${status}"): ${error.message}`,
    { ...factsOf(error), errorCode: "wrong-state" },
    { cause: error },
  );
}

async function failed(api: CinderApi, row: VolumeRow, state: string): Promise<Error> {
  return new RefusedError(
    "not-confirmed",
    `size: the extension of volume ${row.id} failed, it ${state}${await reasonFor(api, row)}. Remove the cause and run ` +
      "again; an administrator can reset the status (os-reset_status).",
  );
}
