import type { RequestContext } from "../../core/contract/resourceDefinition";
import { identityPrefix, stackPrefix } from "../../core/identity/identity";
import type { ZStackApi } from "../client/client";
import { findByIdentity, type Inventory, type ObjectType, type ObservedZStack } from "./objectType";

/** Milliseconds for which requests share what one of them has seen. */
const shared = 10_000;

interface Look<T> {
  readonly at: number;
  readonly seen: Promise<T | undefined>;
}

/** What requests that run together ask alike: one of them looks, and the others share what it has seen. */
export class SharedLook<T> {
  /** By what is looked at; undefined if only one request has asked so far. */
  private readonly looks = new WeakMap<ZStackApi, Map<string, Look<T> | undefined>>();

  /**
   * Undefined for the first request, which may be the only one, and if the look fails: each then looks for itself, and has an
   * error of its own.
   */
  async seen(api: ZStackApi, key: string, look: () => Promise<T | undefined>): Promise<T | undefined> {
    const known = this.looks.get(api) ?? new Map<string, Look<T> | undefined>();
    this.looks.set(api, known);
    if (!known.has(key)) {
      known.set(key, undefined);
      return undefined;
    }
    const now = api.runtime.clock.now();
    const before = known.get(key);
    if (before !== undefined && now - before.at < shared) return before.seen;
    const seen = look().catch(() => undefined);
    known.set(key, { at: now, seen });
    return seen;
  }
}

/** uuids of all objects of a stack; nothing if there are too many. */
const beforeCreations = new SharedLook<ReadonlySet<string>>();

/**
 * Every object of the request's identity, for a creation that also asks for the jobs of its identity: creations that run
 * together share one look at all objects of their stack. What has appeared since then comes from one of those jobs.
 *
 * @param path of the query for objects of the type
 */
export async function findForCreate<T extends Inventory>(
  api: ZStackApi,
  type: ObjectType<T>,
  ctx: RequestContext,
  path: string,
): Promise<ObservedZStack<T>[]> {
  const stack = stackPrefix(ctx.owner);
  const uuids = await beforeCreations.seen(api, `${path}?${stack}`, async () => {
    const found = await api.uuidsBeginning(path, stack);
    return found === undefined ? undefined : new Set(found);
  });
  const prefix = identityPrefix(ctx.owner, ctx.identity);
  const isMissing = uuids !== undefined && ![...uuids].some((uuid) => uuid.startsWith(prefix));
  return isMissing ? [] : findByIdentity(api, type, ctx);
}
