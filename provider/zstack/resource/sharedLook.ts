import type { RequestContext } from "../../core/contract/resourceDefinition";
import { identityPrefix, stackPrefix } from "../../core/identity/identity";
import type { ZStackApi } from "../client/client";
import { findByIdentity, type Inventory, type ObjectType, type ObservedZStack } from "./objectType";

/** Milliseconds for which creations share what one of them has seen. */
const shared = 10_000;

interface Look {
  readonly at: number;
  /** uuids of all objects of the stack; undefined if there are too many. */
  readonly uuids: Promise<ReadonlySet<string> | undefined>;
}

/** By type and stack; a stack with a single creation so far has none. */
type Looks = Map<string, Look | undefined>;

const looks = new WeakMap<ZStackApi, Looks>();

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
  const uuids = await lookAtStack(api, ctx, path);
  const prefix = identityPrefix(ctx.owner, ctx.identity);
  const isMissing = uuids !== undefined && ![...uuids].some((uuid) => uuid.startsWith(prefix));
  return isMissing ? [] : findByIdentity(api, type, ctx);
}

function lookAtStack(api: ZStackApi, ctx: RequestContext, path: string): Look["uuids"] {
  const prefix = stackPrefix(ctx.owner);
  const key = `${path}?${prefix}`;
  const known: Looks = looks.get(api) ?? new Map();
  looks.set(api, known);
  if (!known.has(key)) {
    known.set(key, undefined);
    return Promise.resolve(undefined);
  }
  const now = ctx.runtime.clock.now();
  const before = known.get(key);
  if (before !== undefined && now - before.at < shared) return before.uuids;
  const uuids = api.uuidsBeginning(path, prefix).then(
    (found) => (found === undefined ? undefined : new Set(found)),
    // Each of them then looks for itself, and has an error of its own.
    () => undefined,
  );
  known.set(key, { at: now, uuids });
  return uuids;
}
