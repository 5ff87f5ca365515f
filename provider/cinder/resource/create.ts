import { EngineGoneError, UnfinishedError } from "../../core/contract/errors";
import type { Observed, RequestContext, ResumableCreate } from "../../core/contract/resourceDefinition";
import { failedJob } from "../../core/contract/stateKeys";
import type { OwnershipTags } from "../../core/identity/identity";
import { backoff, Deadline } from "../../http/clock";
import { AmbiguousError, ClosingError } from "../../http/errors";
import type { CinderApi } from "../client/client";
import { ownershipOf } from "../models/metadata";
import {
  type CinderType,
  findByIdentity,
  getObject,
  hasFailed,
  isLeaving,
  isUsable,
  isYoung,
  type ObservedCinder,
  observedFrom,
  oldestFirst,
} from "../models/objectType";
import type { CinderRow } from "../models/rows";
import { deleteObject, deletionLimit, type OnRefusal } from "./delete";
import { createFailed, creatingJob, unfinished, waitForTerminal } from "./wait";

/** Seconds in which an object whose creation got no answer has to come up. */
const comingUp = 30;

/** What one creation asks for. */
export interface CreateRequest<T extends CinderRow> {
  readonly type: CinderType<T>;
  /** Objects of the identity that existed when the call began. */
  readonly seen: ReadonlySet<string>;
  readonly deadline: Deadline;
  /** How an object is not what is declared; undefined if it is. */
  readonly mismatch: (observed: ObservedCinder<T>) => string | undefined;
  /** Sends the request once; the id of what it made. */
  post(): Promise<string>;
}

/**
 * Makes one object, although the platform takes every request for a new one: an answer that is lost is looked for
 * before the request is repeated, and of several that came up meanwhile everybody keeps the same one.
 */
export async function createOnce<T extends CinderRow>(
  api: CinderApi,
  ctx: RequestContext,
  making: CreateRequest<T>,
): Promise<ObservedCinder<T>> {
  const { type, deadline } = making;
  const own = new Set<string>();
  const pauses = backoff(200);
  for (let id = await posted(api, ctx, making, own); ; ) {
    try {
      const row = await waitForTerminal(api, ctx, type, id, deadline);
      // Once more after the wait, and last before the mark: an overlapping run sees the same, and chooses the same.
      const {
        sound: [best, ...others],
        failed,
      } = await findAfterLostAnswer(api, ctx, making, own);
      if (best === undefined) {
        if (row !== undefined && hasFailed(row)) throw await createFailed(api, type, row);
        throw new UnfinishedError(
          id,
          failedJob,
          `${type.noun} ${id} has gone before it was ready, deleted by somebody else; the next \`pulumi up\` makes another`,
        );
      }
      if (best.ready) {
        await deleteLeftovers(api, ctx, type, [...others, ...failed], own);
        return best;
      }
      if (best.id === id) {
        // The list is behind the object itself.
        if (deadline.passed) throw new Error(`lists still show it as ${best.object.status}`);
        await deadline.pause(pauses.next().value);
      }
      id = best.id;
    } catch (error) {
      throw unfinished(type, id, error);
    }
  }
}

/** What of the identity came up during this call: what may be kept, the one to keep first, and what has failed. */
async function findAfterLostAnswer<T extends CinderRow>(
  api: CinderApi,
  ctx: RequestContext,
  { type, seen, mismatch }: CreateRequest<T>,
  own: ReadonlySet<string>,
): Promise<{ sound: ObservedCinder<T>[]; failed: ObservedCinder<T>[] }> {
  const found = await findByIdentity(api, type, ctx);
  // Metadata can be written by anybody in the project: what is not what was asked for is not ours, whatever they say.
  const isOurs = (one: ObservedCinder<T>): boolean => own.has(one.id) || mismatch(one) === undefined;
  const ours = found.filter((one) => !seen.has(one.id) && !isLeaving(one.object) && isOurs(one));
  const free = ours.filter(({ marks }) => marks.retained === undefined && marks.deferred === undefined);
  const settled = (one: ObservedCinder<T>): number => (one.marks.owner === undefined ? 1 : 0);
  return {
    sound: free
      .filter((one) => !hasFailed(one.object))
      .sort((a, b) => settled(a) - settled(b) || oldestFirst(a.object, b.object)),
    failed: free.filter((one) => hasFailed(one.object)),
  };
}

/** The id of what was made, which is put to `own` where the answer said it. */
async function posted<T extends CinderRow>(
  api: CinderApi,
  ctx: RequestContext,
  making: CreateRequest<T>,
  own: Set<string>,
): Promise<string> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      const id = await making.post();
      own.add(id);
      return id;
    } catch (error) {
      if (!(error instanceof AmbiguousError)) throw error;
      ctx.runtime.say(`${ctx.label}: ${error.message}; looking whether the ${making.type.noun} comes up`);
      const id = await lookedFor(api, ctx, making, own);
      if (id !== undefined) return id;
      // Without the time to look, a second one could be one too many.
      if (attempt === 2 || making.deadline.passed) {
        throw new UnfinishedError(
          undefined,
          creatingJob,
          `${error.message}; nothing has come up so far, and the next \`pulumi up\` takes over what still does`,
        );
      }
      if (!(await ctx.runtime.engineAlive())) throw new EngineGoneError(`the making of ${ctx.label}`);
    }
  }
}

async function lookedFor<T extends CinderRow>(
  api: CinderApi,
  ctx: RequestContext,
  making: CreateRequest<T>,
  own: ReadonlySet<string>,
): Promise<string | undefined> {
  const limit = new Deadline(ctx.runtime.clock, comingUp);
  const pauses = backoff(200);
  for (;;) {
    const [best] = (await findAfterLostAnswer(api, ctx, making, own)).sound;
    if (best !== undefined || limit.passed || making.deadline.passed) return best?.id;
    await limit.pause(pauses.next().value);
  }
}

/** Which of the unmarked objects are young enough to be taken over, the oldest first. */
export function listResumableObjects<T extends CinderRow>(
  api: CinderApi,
  ctx: RequestContext,
  type: CinderType<T>,
  unmarked: readonly ObservedCinder<T>[],
): ResumableCreate<T>[] {
  return unmarked
    .filter((one) => isYoung(api, ctx, type, one.object))
    .sort((a, b) => oldestFirst(a.object, b.object))
    .map((observed) => ({ observed, job: creatingJob }));
}

/**
 * Deletes what an interrupted or overlapping run made of the same identity and gave to nobody. Whatever stays in spite
 * of it is named. A run whose engine is gone has nothing to keep instead: it takes away what it made itself (`own`),
 * and leaves the rest to the run that follows, which may be about to mark it.
 */
export async function deleteLeftovers<T extends CinderRow>(
  api: CinderApi,
  ctx: RequestContext,
  type: CinderType<T>,
  left: readonly Observed<T>[],
  own: ReadonlySet<string> = new Set(),
): Promise<void> {
  const held = ({ owner, retained }: OwnershipTags): boolean => owner !== undefined || retained !== undefined;
  for (const { id } of left) {
    const now = await getObject(api, type, id);
    if (now === undefined || held(now.marks)) continue;
    if (!own.has(id) && !(await ctx.runtime.engineAlive())) continue;
    const what = `${type.noun} ${id} (${now.object.status}), which an interrupted run left`;
    if (ctx.settings.retainAllOverride !== undefined) {
      ctx.runtime.say(`${ctx.label}: ${what}, stays, because ${ctx.settings.retainAllOverride} is "retain"`);
      continue;
    }
    try {
      // While one that is still being made is waited for, somebody may have been given it.
      const stays: OnRefusal<T> = async (row) => (held(ownershipOf(row.metadata)) ? "kept" : undefined);
      const gone = await deleteObject(api, type, id, new Deadline(ctx.runtime.clock, deletionLimit), stays);
      if (gone === "gone") ctx.runtime.say(`${ctx.label}: deleted ${what}`);
    } catch (error) {
      if (error instanceof ClosingError) throw error;
      const reason = error instanceof Error ? error.message : String(error);
      ctx.runtime.say(`${ctx.label}: ${what}, could not be deleted (${reason}); delete it on the platform`);
    }
  }
}

/** What became of a creation whose object is recorded. */
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
