import { EngineGoneError, HeldError, UnfinishedError } from "../../core/contract/errors";
import type { Observed, RequestContext, ResumableCreate } from "../../core/contract/resourceDefinition";
import { failedJob } from "../../core/contract/stateKeys";
import type { OwnershipTags } from "../../core/identity/identity";
import { anyHolder } from "../../core/lifecycle/holder";
import { Deadline } from "../../http/clock";
import { AmbiguousError, ClosingError, messageOf } from "../../http/errors";
import { atOnce, NotYet, notYet, waitFor } from "../../http/waitFor";
import type { CinderApi } from "../client/client";
import {
  type CinderType,
  findByIdentity,
  getObject,
  hasFailed,
  isLeaving,
  isResumable,
  isUsable,
  type ObservedCinder,
  observedFrom,
  oldestFirst,
  ownershipIn,
} from "../models/objectType";
import type { CinderRow } from "../models/rows";
import { deleteObject, deletionLimit, type OnRefusal } from "./delete";
import { createFailed, creatingJob, unfinished, waitForTerminal } from "./wait";

/** Seconds within which an object must appear whose creation got no response. */
const appearanceLimit = 30;

/** What one creation asks for. */
export interface CreateRequest<T extends CinderRow> {
  readonly type: CinderType<T>;
  /** Objects of the identity that existed when the call began. */
  readonly existing: ReadonlySet<string>;
  readonly deadline: Deadline;
  /** How an object is not what is declared; undefined if it is. */
  readonly mismatch: (observed: ObservedCinder<T>) => string | undefined;
  /** Sends the request once; the id of what it made. */
  post(): Promise<string>;
}

/**
 * Creates exactly one object, although every request creates another one: after a lost response the object is searched
 * before the request is repeated, and of several objects all runs keep the same one.
 */
export async function createOnce<T extends CinderRow>(
  api: CinderApi,
  ctx: RequestContext,
  request: CreateRequest<T>,
): Promise<ObservedCinder<T>> {
  const { type, deadline } = request;
  const own = new Set<string>();
  let id = await sendCreate(api, ctx, request, own);
  const look = async () => {
    try {
      const row = await waitForTerminal(api, ctx, type, id, deadline);
      // Again after the wait, right before the owner tag: an overlapping run sees and chooses the same.
      const {
        usable: [best, ...others],
        failed,
      } = await findAfterLostAnswer(api, ctx, request, own);
      if (best === undefined) {
        if (row !== undefined && hasFailed(row)) throw await createFailed(api, type, row);
        throw new UnfinishedError(
          id,
          failedJob,
          `${type.noun} ${id} was deleted outside Pulumi before it was ready. The next \`pulumi up\` creates another one.`,
        );
      }
      if (best.ready) {
        await deleteLeftovers(api, ctx, type, [...others, ...failed], own);
        return best;
      }
      // The list is behind the object itself, or an overlapping run has made the one to keep.
      if (best.id === id) return new NotYet(best.object.status);
      id = best.id;
      return atOnce;
    } catch (error) {
      throw unfinished(type, id, error);
    }
  };
  return waitFor(deadline, look, {
    late: (status) => {
      throw unfinished(type, id, new Error(`lists still show status "${status}"`));
    },
  });
}

/** Objects of the identity that appeared during this request: the usable ones, the one to keep first, and the failed ones. */
async function findAfterLostAnswer<T extends CinderRow>(
  api: CinderApi,
  ctx: RequestContext,
  { type, existing, mismatch }: CreateRequest<T>,
  own: ReadonlySet<string>,
): Promise<{ usable: ObservedCinder<T>[]; failed: ObservedCinder<T>[] }> {
  const found = await findByIdentity(api, type, ctx);
  // Anybody in the project can write metadata: an object that differs from the declaration is not ours.
  const isOurs = (one: ObservedCinder<T>): boolean => own.has(one.id) || mismatch(one) === undefined;
  const ours = found.filter((one) => !existing.has(one.id) && !isLeaving(one.object) && isOurs(one));
  const free = ours.filter(({ ownership }) => ownership.retained === undefined && ownership.deferred === undefined);
  const ownedFirst = (one: ObservedCinder<T>): number => (one.ownership.owner === undefined ? 1 : 0);
  return {
    usable: free
      .filter((one) => !hasFailed(one.object))
      .sort((a, b) => ownedFirst(a) - ownedFirst(b) || oldestFirst(a.object, b.object)),
    failed: free.filter((one) => hasFailed(one.object)),
  };
}

/** Sends the create; the id is added to `own` if the response named it. */
async function sendCreate<T extends CinderRow>(
  api: CinderApi,
  ctx: RequestContext,
  request: CreateRequest<T>,
  own: Set<string>,
): Promise<string> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      const id = await request.post();
      own.add(id);
      return id;
    } catch (error) {
      if (!(error instanceof AmbiguousError)) throw error;
      ctx.runtime.say(`${ctx.label}: ${error.message}. Checking whether the ${request.type.noun} was created anyway.`);
      const id = await awaitLateObject(api, ctx, request, own);
      if (id !== undefined) return id;
      // Without time to search, a second request could create a duplicate.
      if (attempt === 2 || request.deadline.passed) {
        throw new UnfinishedError(
          undefined,
          creatingJob,
          `${error.message}. No ${request.type.noun} was found so far. The next \`pulumi up\` takes it over if it appears.`,
        );
      }
      if (!(await ctx.runtime.engineAlive())) throw new EngineGoneError(`the creation of ${ctx.label}`);
    }
  }
}

async function awaitLateObject<T extends CinderRow>(
  api: CinderApi,
  ctx: RequestContext,
  request: CreateRequest<T>,
  own: ReadonlySet<string>,
): Promise<string | undefined> {
  const limit = new Deadline(ctx.runtime.clock, appearanceLimit);
  const look = async () => {
    const [best] = (await findAfterLostAnswer(api, ctx, request, own)).usable;
    return best !== undefined || request.deadline.passed ? best?.id : notYet;
  };
  return waitFor(limit, look, { late: () => undefined });
}

/** Untagged objects that are recent enough to be taken over, oldest first. */
export function listResumableObjects<T extends CinderRow>(
  api: CinderApi,
  ctx: RequestContext,
  type: CinderType<T>,
  untagged: readonly ObservedCinder<T>[],
): ResumableCreate<T>[] {
  return untagged
    .filter((one) => isResumable(api, ctx, type, one.object))
    .sort((a, b) => oldestFirst(a.object, b.object))
    .map((observed) => ({ observed, job: creatingJob }));
}

/**
 * Deletes leftovers: objects of the same identity that an interrupted or overlapping run created and that have no owner
 * tag. What cannot be deleted is printed. A run whose engine has ended deletes only what it created itself (`own`); the
 * next run may be about to take over the rest.
 */
export async function deleteLeftovers<T extends CinderRow>(
  api: CinderApi,
  ctx: RequestContext,
  type: CinderType<T>,
  left: readonly Observed<T>[],
  own: ReadonlySet<string> = new Set(),
): Promise<void> {
  const held = (ownership: OwnershipTags): boolean => anyHolder(ownership) !== undefined;
  for (const { id } of left) {
    const now = await getObject(api, type, id);
    if (now === undefined || held(now.ownership)) continue;
    if (!own.has(id) && !(await ctx.runtime.engineAlive())) continue;
    const what = `leftover ${type.noun} ${id} (status "${now.object.status}") of an interrupted run`;
    if (ctx.settings.retainAllOverride !== undefined) {
      ctx.runtime.say(`${ctx.label}: kept ${what} because ${ctx.settings.retainAllOverride} is "retain"`);
      continue;
    }
    try {
      // During the wait for a busy object another run may take it over.
      const keepIfHeld: OnRefusal<T> = async (row) => (held(ownershipIn(type, row)) ? "kept" : undefined);
      const deadline = new Deadline(ctx.runtime.clock, deletionLimit);
      const gone = await deleteObject(api, { holder: anyHolder }, type, id, deadline, keepIfHeld);
      if (gone === "gone") ctx.runtime.say(`${ctx.label}: deleted ${what}`);
    } catch (error) {
      if (error instanceof ClosingError) throw error;
      if (error instanceof HeldError) continue;
      const reason = messageOf(error);
      ctx.runtime.say(`${ctx.label}: warning: could not delete ${what}: ${reason}. Delete it on the platform.`);
    }
  }
}

/** The result of a creation whose object is recorded. */
export async function resumed<T extends CinderRow>(
  api: CinderApi,
  ctx: RequestContext,
  type: CinderType<T>,
  id: string,
  wait: boolean,
): Promise<ObservedCinder<T> | "running" | undefined> {
  if (!wait) {
    const now = await getObject(api, type, id);
    if (now === undefined || hasFailed(now.object)) return undefined;
    return isUsable(type, now.object) ? now : "running";
  }
  const row = await waitForTerminal(api, ctx, type, id, ctx.deadline(type.limit));
  return row === undefined || hasFailed(row) ? undefined : observedFrom(type, row);
}
