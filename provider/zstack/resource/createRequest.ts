import type { RequestContext } from "../../core/contract/resourceDefinition";
import { freshUuid, identityPrefix, ownerLabel } from "../../core/identity/identity";
import { ClosingError } from "../../http/errors";
import type { Write, ZStackApi } from "../client/client";
import { isAbandoned } from "./deadJobs";
import { findByIdentity, getObject, type Inventory, type ObjectType, type ObservedZStack } from "./objectType";

/** Seconds a server allows most creations by itself. */
export const usualLimit = 3 * 3600;

/** What one creation asks for. */
export interface CreateRequest<T extends Inventory> {
  readonly type: ObjectType<T>;
  /** The uuid that the object is to have. */
  readonly uuid: string;
  /** Another one, since a uuid whose creation did not end may be used up; undefined where the program chose the uuid. */
  readonly fresh: (() => string) | undefined;
  /** Objects of the identity that existed when the call began. */
  readonly seen: ReadonlySet<string>;
  /** How an object is not what is declared; undefined if it is. */
  readonly mismatch: (observed: ObservedZStack<T>) => string | undefined;
  /** Looks whether the server is going to take it; refuses where it is not. */
  readonly preflight: () => Promise<void>;
  readonly write: (uuid: string) => Write;
  /** Deletes what a creation that never ends has left, under the rules of every deletion. */
  readonly clean: (uuid: string) => Promise<void>;
  /** The same for what is no object of this type. */
  readonly cleanParts?: () => Promise<void>;
}

/** The uuids that the objects of this call may have. */
export function uuidsOf(ctx: RequestContext): Pick<CreateRequest<Inventory>, "uuid" | "fresh"> {
  const { resourceUuid } = ctx.inputs;
  const fresh = (): string => freshUuid(identityPrefix(ctx.owner, ctx.identity), ctx.runtime.random);
  return typeof resourceUuid === "string" ? { uuid: resourceUuid, fresh: undefined } : { uuid: fresh(), fresh };
}

/**
 * Whether what a job of our identity made is what this call is to make: nobody else's by now, with a uuid that was chosen
 * for this declaration, and of everything that is declared. If not, that is said, and the next attempt is due.
 */
export function fits<T extends Inventory>(
  ctx: RequestContext,
  making: CreateRequest<T>,
  observed: ObservedZStack<T>,
): boolean {
  const { id, marks } = observed;
  const foreign = marks.owner !== undefined && marks.owner !== ownerLabel(ctx.owner);
  const chosen = id === making.uuid || id.startsWith(identityPrefix(ctx.owner, ctx.identity));
  const why = foreign
    ? `it belongs to ${marks.owner}`
    : chosen
      ? making.mismatch(observed)
      : "its uuid was not chosen for this declaration";
  if (why !== undefined) {
    ctx.runtime.say(
      `${ctx.label}: ${making.type.noun} ${id} is not taken over, although a job of this declaration made it: ${why}`,
    );
  }
  return why === undefined;
}

/** Objects of the identity that nobody was given; the oldest first. */
export async function freeOf<T extends Inventory>(
  api: ZStackApi,
  ctx: RequestContext,
  making: CreateRequest<T>,
): Promise<ObservedZStack<T>[]> {
  const found = await findByIdentity(api, making.type, ctx);
  // A uuid that the program chose says nothing of the declaration.
  const chosen = making.fresh === undefined ? await getObject(api, making.type, making.uuid) : undefined;
  if (chosen !== undefined && !found.some(({ id }) => id === chosen.id)) found.push(chosen);
  const takeIfUnowned = found.filter(({ marks }) => marks.owner === undefined && marks.retained === undefined);
  return takeIfUnowned.filter((one) => making.mismatch(one) === undefined).reverse();
}

/** Those of them that are still being made, or never get ready. */
async function unreadyOf<T extends Inventory>(
  api: ZStackApi,
  ctx: RequestContext,
  making: CreateRequest<T>,
): Promise<ObservedZStack<T>[]> {
  return (await freeOf(api, ctx, making)).filter(({ ready }) => !ready);
}

/** Takes away the records of creations that never end. What has to be kept is named. */
export async function cleanUp<T extends Inventory>(
  api: ZStackApi,
  ctx: RequestContext,
  making: CreateRequest<T>,
): Promise<void> {
  const limit = Math.max(making.type.serverLimit ?? usualLimit, ctx.timeout ?? 0);
  for (const { id, object } of await unreadyOf(api, ctx, making)) {
    if (!(await isAbandoned(api, object.inventory, limit))) continue;
    const what = `${making.type.noun} ${id}, which never gets ready,`;
    const { retainAllOverride } = ctx.settings;
    if (retainAllOverride !== undefined) {
      ctx.runtime.say(`${ctx.label}: ${what} is kept because ${retainAllOverride} is "retain"`);
      continue;
    }
    try {
      await making.clean(id);
      ctx.runtime.say(`${ctx.label}: deleted ${making.type.noun} ${id}, which would never have been ready`);
    } catch (error) {
      if (error instanceof ClosingError) throw error;
      const reason = error instanceof Error ? error.message : String(error);
      ctx.runtime.say(`${ctx.label}: ${what} could not be deleted: ${reason}`);
    }
  }
  await making.cleanParts?.();
}
