import type { RequestContext } from "../../core/contract/resourceDefinition";
import { freshUuid, identityPrefix, ownerLabel } from "../../core/identity/identity";
import { ClosingError, messageOf } from "../../http/errors";
import type { Write, ZStackApi } from "../client/client";
import { isAbandoned } from "./deadJobs";
import { commonReaders } from "./inputs";
import { findByIdentity, getObject, type Inventory, type ObjectType, type ObservedZStack } from "./objectType";

/** Seconds a server allows most creations by itself. */
export const usualLimit = 3 * 3600;

/** The request of one creation. */
export interface CreateRequest<T extends Inventory> {
  readonly type: ObjectType<T>;
  /** The uuid that the object is to have. */
  readonly uuid: string;
  /** For objects whose uuid the server chooses: they are created with `uuid` in what they show, and found by that. */
  readonly serverChoice?: {
    /** The uuid of the object that was created with this `uuid`. */
    readonly locate: (uuid: string) => Promise<string | undefined>;
    /** Whether it was created with a `uuid` of this resource. */
    readonly isOwn: (observed: ObservedZStack<T>) => boolean;
  };
  /** Generates another uuid, since the uuid of an unfinished creation may be used up; undefined if the program chose the uuid. */
  readonly fresh: (() => string) | undefined;
  /** Objects of the identity that existed when this request began. */
  readonly existing: ReadonlySet<string>;
  /** How an object differs from the declaration; undefined if it does not. */
  readonly mismatch: (observed: ObservedZStack<T>) => string | undefined;
  /** Throws if the server would certainly refuse the creation. */
  readonly preflight: () => Promise<void>;
  readonly write: (uuid: string) => Write;
  /** Deletes the record of a creation that can never finish, by the rules of every deletion. */
  readonly clean: (uuid: string) => Promise<void>;
  /** The same for records of other types. */
  readonly cleanParts?: () => Promise<void>;
}

/** The uuids that objects of this request may have. */
export function uuidsOf(ctx: RequestContext): Pick<CreateRequest<Inventory>, "uuid" | "fresh"> {
  const { resourceUuid } = commonReaders.declared(ctx.inputs);
  const fresh = (): string => freshUuid(identityPrefix(ctx.owner, ctx.identity), ctx.runtime.random);
  return resourceUuid === undefined ? { uuid: fresh(), fresh } : { uuid: resourceUuid, fresh: undefined };
}

/**
 * Whether an object that a job of our identity created satisfies this request: not owned by others, with a uuid of this
 * resource, and as declared. If not, prints why; the next attempt is due.
 */
export function fits<T extends Inventory>(
  ctx: RequestContext,
  request: CreateRequest<T>,
  observed: ObservedZStack<T>,
): boolean {
  const { id, ownership } = observed;
  const foreign = ownership.owner !== undefined && ownership.owner !== ownerLabel(ctx.owner);
  const isOwn = request.serverChoice?.isOwn ?? (({ id }) => id.startsWith(identityPrefix(ctx.owner, ctx.identity)));
  const chosen = id === request.uuid || isOwn(observed);
  const why = foreign
    ? `it belongs to ${ownership.owner}`
    : chosen
      ? request.mismatch(observed)
      : "its uuid does not belong to this resource";
  if (why !== undefined) {
    ctx.runtime.say(
      `${ctx.label}: ${request.type.noun} ${id} is not adopted, although a job of this resource created it: ${why}`,
    );
  }
  return why === undefined;
}

/** Objects of the identity without an owner, oldest first. */
export async function findUnowned<T extends Inventory>(
  api: ZStackApi,
  ctx: RequestContext,
  request: CreateRequest<T>,
): Promise<ObservedZStack<T>[]> {
  const found = await findByIdentity(api, request.type, ctx);
  // A uuid that the program chose does not contain the identity.
  const chosen = request.fresh === undefined ? await getObject(api, request.type, request.uuid) : undefined;
  if (chosen !== undefined && !found.some(({ id }) => id === chosen.id)) found.push(chosen);
  const unowned = found.filter(({ ownership }) => ownership.owner === undefined && ownership.retained === undefined);
  return unowned.filter((one) => request.mismatch(one) === undefined).reverse();
}

/** Those of them that are still being created or can never become ready. */
async function findUnready<T extends Inventory>(
  api: ZStackApi,
  ctx: RequestContext,
  request: CreateRequest<T>,
): Promise<ObservedZStack<T>[]> {
  return (await findUnowned(api, ctx, request)).filter(({ ready }) => !ready);
}

/** Deletes the records of creations that can never finish, and prints what is kept. */
export async function cleanUp<T extends Inventory>(
  api: ZStackApi,
  ctx: RequestContext,
  request: CreateRequest<T>,
): Promise<void> {
  const limit = Math.max(request.type.serverLimit ?? usualLimit, ctx.timeout ?? 0);
  for (const { id, object } of await findUnready(api, ctx, request)) {
    if (!(await isAbandoned(api, object.inventory, limit))) continue;
    const what = `${request.type.noun} ${id}`;
    const { retainAllOverride } = ctx.settings;
    if (retainAllOverride !== undefined) {
      ctx.runtime.say(
        `${ctx.label}: ${what} can never become ready; it is kept because ${retainAllOverride} is "retain"`,
      );
      continue;
    }
    try {
      await request.clean(id);
      ctx.runtime.say(`${ctx.label}: deleted ${what}, which could never become ready`);
    } catch (error) {
      if (error instanceof ClosingError) throw error;
      const reason = messageOf(error);
      ctx.runtime.say(`${ctx.label}: ${what} can never become ready and could not be deleted: ${reason}`);
    }
  }
  await request.cleanParts?.();
}
