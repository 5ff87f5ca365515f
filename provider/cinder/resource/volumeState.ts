import { z } from "zod";
import { EngineGoneError } from "../../core/contract/errors";
import type { RequestContext } from "../../core/contract/resourceDefinition";
import type { Deadline } from "../../http/clock";
import { FinalError, NotFoundError, RefusedError } from "../../http/errors";
import { NotYet, waitFor } from "../../http/waitFor";
import { InvalidStateError, QuotaError } from "../../openstack/responses";
import type { CinderApi } from "../client/client";
import { commonReaders } from "./inputs";

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
  let printed = false;
  let idle = 0;
  let waited = false;
  const attempt = async () => {
    // The run that follows waits for the same, and makes its own.
    if (waited && !(await ctx.runtime.engineAlive())) throw new EngineGoneError(`the creation of ${ctx.label}`);
    waited = true;
    try {
      return await send();
    } catch (error) {
      if (error instanceof NotFoundError) throw notSeen(volume, error);
      if (error instanceof QuotaError) throw overQuota(noun, error);
      if (!(error instanceof InvalidStateError)) throw error;
      const busy = await source(api, volume, snapshotId);
      // What was in the way may have ended between the refusal and the look.
      idle = isIdle(ctx, busy) ? idle + 1 : 0;
      if ((!busy.passing && !isIdle(ctx, busy)) || idle > 1) throw refused(ctx, noun, busy, error);
      return new NotYet({ busy, error });
    }
  };
  return waitFor(deadline, attempt, {
    late: ({ busy, error }) => {
      throw refused(ctx, noun, busy, error);
    },
    progress: ({ busy }) => {
      if (!printed && busy.passing) ctx.runtime.say(`${ctx.label}: waiting for ${busy.what} (status "${busy.status}")`);
      printed = printed || busy.passing;
    },
  });
}

const isIdle = (ctx: RequestContext, { status }: Source): boolean =>
  status === "available" || (status === "in-use" && commonReaders.declared(ctx.inputs).force === true);

interface Source {
  readonly what: string;
  readonly status: string;
  readonly passing: boolean;
}

/** What the restore point is made from, the busy one first. */
async function source(api: CinderApi, volume: string, snapshotId: string | undefined): Promise<Source> {
  if (snapshotId !== undefined) {
    const status = (await api.get(`/snapshots/${snapshotId}`, snapshotAnswer))?.snapshot.status ?? "gone";
    if (status !== "available") {
      return {
        what: `snapshot ${snapshotId}`,
        status,
        passing: status === "creating" || status === "backing-up",
      };
    }
  }
  const status = (await api.get(`/volumes/${volume}`, volumeAnswer))?.volume.status ?? "gone";
  return { what: `volume ${volume}`, status, passing: passing.has(status) };
}

function facts(error: FinalError): { request: string; platformCode?: string } {
  return { request: error.request, ...(error.platformCode === undefined ? {} : { platformCode: error.platformCode }) };
}

function notSeen(volume: string, error: NotFoundError): Error {
  return new NotFoundError(
    `volumeId: volume ${volume}, or another object named in the inputs, does not exist in this project: ` +
      `${error.message}. Correct the id or use the project that owns it.`,
    facts(error),
    { cause: error },
  );
}

function overQuota(noun: string, error: QuotaError): Error {
  return new QuotaError(
    `The project's quota allows no further ${noun}: ${error.message}. Delete objects that are no longer needed or ask ` +
      `for a higher quota.`,
    facts(error),
    { cause: error },
  );
}

function refused(ctx: RequestContext, noun: string, { what, status }: Source, error: InvalidStateError): Error {
  if (status === "in-use" && commonReaders.declared(ctx.inputs).force !== true) {
    return new RefusedError(
      "wrong-state",
      `volumeId: ${what} is attached (${error.message}). Set force: true to create the ${noun} while the volume is in ` +
        `use, or detach the volume.`,
    );
  }
  return new FinalError(
    `The platform refused to create the ${noun}: ${what} has status "${status}": ${error.message}`,
    { ...facts(error), errorCode: "wrong-state" },
    { cause: error },
  );
}
