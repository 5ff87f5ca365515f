import type { RequestContext } from "../../core/contract/resourceDefinition";
import type { Deadline } from "../../http/clock";
import { RefusedError } from "../../http/errors";
import { notYet, waitFor } from "../../http/waitFor";
import { bestEffort } from "../client/bestEffort";
import { JobTimeoutError, type ZStackApi } from "../client/client";
import { serverClock } from "../client/serverClock";
import { type CreateRequest, fits } from "./createRequest";
import type { OpenJob } from "./jobRef";
import { findByIdentity, getObject, type Inventory, isKnownJob, type ObservedZStack } from "./objectType";
import { unfinished } from "./resume";

// The object of an attempt, by the uuid that it was to have, or by what it was created with where the server chose the uuid.

/** The object of this attempt, as far as it shows. */
export async function objectOf<T extends Inventory>(
  api: ZStackApi,
  request: CreateRequest<T>,
): Promise<ObservedZStack<T> | undefined> {
  const { serverChoice, type, uuid } = request;
  const id = serverChoice === undefined ? uuid : await serverChoice.locate(uuid);
  return id === undefined ? undefined : getObject(api, type, id);
}

/** The error for an attempt that may still succeed. */
export async function unfinishedAttempt<T extends Inventory>(
  api: ZStackApi,
  ctx: RequestContext,
  request: CreateRequest<T>,
  ref: OpenJob,
  error: unknown,
  id?: string,
): Promise<Error> {
  const { serverChoice, type, uuid } = request;
  const known = id ?? (serverChoice === undefined ? uuid : await bestEffort(() => serverChoice.locate(uuid)));
  return unfinished(api, ctx, type, known, ref, error);
}

/** Finds the object of a job that was running and whose result is lost. */
export async function findAfterJobLoss<T extends Inventory>(
  api: ZStackApi,
  ctx: RequestContext,
  request: CreateRequest<T>,
  job: string,
  deadline: Deadline,
): Promise<ObservedZStack<T> | undefined> {
  const found = await findByIdentity(api, request.type, ctx);
  const fresh = found.find(
    (one) => !request.existing.has(one.id) && one.ownership.deferred === undefined && fits(ctx, request, one),
  );
  const ref = { job, handedIn: async () => undefined, recordObserved: true };
  return fresh === undefined ? undefined : waitUntilReady(api, ctx, request, ref, deadline, fresh);
}

/**
 * The object, unless it had an owner when this request began. An object that appeared or got an owner since then is of an
 * overlapping run: both get the same object.
 */
export async function takeIfUnowned<T extends Inventory>(
  api: ZStackApi,
  ctx: RequestContext,
  request: CreateRequest<T>,
  uuid: string,
): Promise<ObservedZStack<T> | undefined> {
  const observed = await getObject(api, request.type, uuid);
  if (observed === undefined) {
    if (uuid !== request.uuid) return undefined;
    throw new RefusedError(
      "uuid-used",
      `resourceUuid: ${uuid} belonged to a ${request.type.noun} that no longer exists, and a uuid cannot be reused; choose another`,
    );
  }
  if (!isKnownJob(await serverClock(api), request.type, observed.object.inventory)) return undefined;
  const { owner, deferred, retained } = observed.ownership;
  if (deferred !== undefined || retained !== undefined) return undefined;
  if (owner !== undefined && request.existing.has(uuid)) return undefined;
  return fits(ctx, request, observed) ? observed : undefined;
}

/** Polls the object until it is ready. */
export async function waitUntilReady<T extends Inventory>(
  api: ZStackApi,
  ctx: RequestContext,
  request: CreateRequest<T>,
  job: OpenJob,
  deadline: Deadline,
  first: ObservedZStack<T> | undefined,
): Promise<ObservedZStack<T>> {
  let next = async (): Promise<ObservedZStack<T> | undefined> => first;
  const id = first?.id;
  return waitFor(
    deadline,
    async () => {
      const observed = await next();
      next = () => (id === undefined ? objectOf(api, request) : getObject(api, request.type, id));
      return observed?.ready ? observed : notYet;
    },
    {
      async late() {
        throw await unfinishedAttempt(api, ctx, request, job, new JobTimeoutError(job.job, deadline), id);
      },
    },
  );
}
