import { z } from "zod";
import type { RequestContext } from "../../core/contract/resourceDefinition";
import type { Deadline } from "../../http/clock";
import { FinalError, NotFoundError, RefusedError } from "../../http/errors";
import type { InvalidStateError } from "../../openstack/responses";
import type { CinderApi } from "../client/client";
import { commonReaders } from "./inputs";
import { factsOf, type Needed, overQuota, retryWhileBusy } from "./retryWhileBusy";

// @API GET /v3/{project_id}/volumes/{volume_id}

const volumeAnswer = z.object({ volume: z.object({ status: z.string() }) });
const snapshotAnswer = z.object({ snapshot: z.object({ status: z.string() }) });

/** Transient statuses of a volume. */
const passing = new Set([
  "creating",
  "backing-up",
  "restoring-backup",
  "extending",
  "retyping",
  "uploading",
  "downloading",
  "reverting",
  "attaching",
  "detaching",
  "reserved",
  "maintenance",
]);

/** Whether a volume in this status will be in another one by itself. */
export const isPassingVolume = (status: string): boolean => passing.has(status);

/**
 * Sends a create once its volume, and the snapshot it is made from, are idle; the error says what prevents it.
 *
 * @param snapshotId of that snapshot
 */
export async function retryWhileVolumeBusy<T>(
  api: CinderApi,
  ctx: RequestContext,
  noun: string,
  deadline: Deadline,
  send: () => Promise<T>,
  snapshotId?: string,
): Promise<T> {
  const volume = commonReaders.declared(ctx.inputs).volumeId;
  return retryWhileBusy(ctx, deadline, send, {
    look: () => source(api, ctx, volume, snapshotId),
    notSeen: (error) => notSeen(volume, error),
    overQuota: (error) => overQuota(noun, error),
    refused: (needed, error) => refused(ctx, noun, needed, error),
  });
}

/** What the restore point is made from, the busy one first. */
async function source(
  api: CinderApi,
  ctx: RequestContext,
  volume: string,
  snapshotId: string | undefined,
): Promise<Needed> {
  if (snapshotId !== undefined) {
    const status = (await api.get(`/snapshots/${snapshotId}`, snapshotAnswer))?.snapshot.status ?? "gone";
    if (status !== "available") {
      return {
        what: `snapshot ${snapshotId}`,
        status,
        passing: status === "creating" || status === "backing-up",
        idle: false,
      };
    }
  }
  const status = (await api.get(`/volumes/${volume}`, volumeAnswer))?.volume.status ?? "gone";
  const idle = status === "available" || (status === "in-use" && commonReaders.declared(ctx.inputs).force === true);
  return { what: `volume ${volume}`, status, passing: isPassingVolume(status), idle };
}

function notSeen(volume: string, error: NotFoundError): Error {
  return new NotFoundError(
    `volumeId: volume ${volume}, or another object named in the inputs, does not exist in this project: ` +
      `${error.message}. Correct the id or use the project that owns it.`,
    factsOf(error),
    { cause: error },
  );
}

function refused(ctx: RequestContext, noun: string, { what, status }: Needed, error: InvalidStateError): Error {
  if (status === "in-use" && commonReaders.declared(ctx.inputs).force !== true) {
    return new RefusedError(
      "wrong-state",
      `volumeId: ${what} is attached (${error.message}). Set force: true to create the ${noun} while the volume is in ` +
        `use, or detach the volume.`,
    );
  }
  return new FinalError(
    `The platform refused to create the ${noun}: ${what} has status "${status}": ${error.message}`,
    { ...factsOf(error), errorCode: "wrong-state" },
    { cause: error },
  );
}
