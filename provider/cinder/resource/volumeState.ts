import { z } from "zod";
import { EngineGoneError } from "../../core/contract/errors";
import type { RequestContext } from "../../core/contract/resourceDefinition";
import { backoff, type Deadline } from "../../http/clock";
import { FinalError, NotFoundError, RefusedError } from "../../http/errors";
import { InvalidStateError, QuotaError } from "../../openstack/responses";
import type { CinderApi } from "../client/client";

// @API GET /v3/{project_id}/volumes/{volume_id}

const volumeAnswer = z.object({ volume: z.object({ status: z.string() }) });
const snapshotAnswer = z.object({ snapshot: z.object({ status: z.string() }) });

/** Statuses of a volume that end by themselves. */
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

/** Sends a creation as soon as its volume, and the snapshot it is made from, allow it; explains what speaks against it. */
export async function retryWhileVolumeBusy<T>(
  api: CinderApi,
  ctx: RequestContext,
  noun: string,
  deadline: Deadline,
  send: () => Promise<T>,
): Promise<T> {
  const volume = String(ctx.inputs["volumeId"]);
  const pauses = backoff(200);
  let said = false;
  let idle = 0;
  for (;;) {
    try {
      return await send();
    } catch (error) {
      if (error instanceof NotFoundError) throw notSeen(volume, error);
      if (error instanceof QuotaError) throw overQuota(noun, error);
      if (!(error instanceof InvalidStateError)) throw error;
      const busy = await source(api, ctx);
      // What was in the way may have ended between the refusal and the look.
      idle = isIdle(ctx, busy) ? idle + 1 : 0;
      if ((!busy.passing && !isIdle(ctx, busy)) || idle > 1 || deadline.passed) throw refused(ctx, busy, error);
      if (!said && busy.passing) ctx.runtime.say(`${ctx.label}: waiting for ${busy.what}, which is ${busy.status}`);
      said = said || busy.passing;
    }
    await deadline.pause(pauses.next().value);
    // The run that follows waits for the same, and makes its own.
    if (!(await ctx.runtime.engineAlive())) throw new EngineGoneError(`the making of ${ctx.label}`);
  }
}

const isIdle = (ctx: RequestContext, { status }: Source): boolean =>
  status === "available" || (status === "in-use" && ctx.inputs["force"] === true);

interface Source {
  readonly what: string;
  readonly status: string;
  readonly passing: boolean;
}

/** What the restore point is made from, the busy one first. */
async function source(api: CinderApi, ctx: RequestContext): Promise<Source> {
  const { volumeId, snapshotId } = ctx.inputs;
  if (snapshotId !== undefined) {
    const status = (await api.get(`/snapshots/${String(snapshotId)}`, snapshotAnswer))?.snapshot.status ?? "gone";
    if (status !== "available") {
      return {
        what: `snapshot ${String(snapshotId)}`,
        status,
        passing: status === "creating" || status === "backing-up",
      };
    }
  }
  const status = (await api.get(`/volumes/${String(volumeId)}`, volumeAnswer))?.volume.status ?? "gone";
  return { what: `volume ${String(volumeId)}`, status, passing: passing.has(status) };
}

function facts(error: FinalError): { request: string; platformCode?: string } {
  return { request: error.request, ...(error.platformCode === undefined ? {} : { platformCode: error.platformCode }) };
}

function notSeen(volume: string, error: NotFoundError): Error {
  return new NotFoundError(
    `volumeId: this project has no volume ${volume}, or what else is named here; correct the id or use the project ` +
      `that owns it: ${error.message}`,
    facts(error),
    { cause: error },
  );
}

function overQuota(noun: string, error: QuotaError): Error {
  return new QuotaError(
    `the project's quota allows no further ${noun}: ${error.message}; delete what is no longer needed or ask for more`,
    facts(error),
    { cause: error },
  );
}

function refused(ctx: RequestContext, { what, status }: Source, error: InvalidStateError): Error {
  if (status === "in-use" && ctx.inputs["force"] !== true) {
    return new RefusedError(
      "refused",
      `volumeId: ${what} is attached, and the platform takes nothing of it as it is (${error.message}); set ` +
        `force: true to take it while the machine writes, or detach the volume first`,
    );
  }
  return new FinalError(`the platform refuses this of ${what}, which is ${status}: ${error.message}`, facts(error), {
    cause: error,
  });
}
