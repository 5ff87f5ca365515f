import type { RequestContext } from "../../core/contract/resourceDefinition";
import { isLetGo, wasAsked } from "../../core/lifecycle/deferrals";
import { isKept } from "../../core/runtime/runtime";
import { FinalError } from "../../http/errors";
import type { ZStackApi } from "../client/client";
import { otherHolderBy } from "../ownership/holder";
import { ownershipOf, type TagRow } from "../ownership/tags";
import { type ChainDeletion, chainAround, NotDeletableError, sendChain } from "./chain";
import type { SnapshotNode } from "./tree";

// The engine asks for many deletions at the same time, and those of one volume wait for each other. The first of them that
// is about to send one takes along what waits.

/** A snapshot whose deletion the engine has asked for, from then until it has its answer. */
export interface Going {
  readonly ctx: RequestContext;
  /** Another deletion has taken it along. */
  isGone: boolean;
}

const going = new WeakMap<ZStackApi, Map<string, Going>>();

/** Runs the deletion of a snapshot that nothing speaks against; other deletions may take it along until that ends. */
export async function whileGoing<T>(
  api: ZStackApi,
  ctx: RequestContext,
  uuid: string,
  work: (one: Going) => Promise<T>,
): Promise<T> {
  const all = going.get(api) ?? new Map<string, Going>();
  going.set(api, all);
  const one: Going = { ctx, isGone: false };
  // Of two state entries with the same object, the first one speaks for it.
  const isFirst = !all.has(uuid);
  if (isFirst) all.set(uuid, one);
  try {
    return await work(one);
  } finally {
    if (isFirst) all.delete(uuid);
  }
}

/** Nothing was sent: others of the same chain are to be deleted too. */
export class TogetherError extends Error {
  constructor(readonly chain: readonly SnapshotNode[]) {
    super("to be deleted together with others");
    this.name = "TogetherError";
  }
}

/** Throws TogetherError if this process was asked to delete others of the chain of this snapshot as well. */
export function refuseAlone(api: ZStackApi, ctx: RequestContext, node: SnapshotNode): void {
  const all = going.get(api);
  if (all?.has(node.inventory.uuid) !== true) return;
  const isAsked = ({ inventory: one }: SnapshotNode): boolean =>
    one.groupUuid === undefined && (all.has(one.uuid) || wasAsked(ctx.runtime, one.uuid));
  const chain = chainAround(node, isAsked);
  if (chain !== undefined) throw new TogetherError(chain);
}

/** Deletes a chain with one request. Undefined if this snapshot has to be tried alone. */
export async function deleteTogether(
  api: ZStackApi,
  ctx: RequestContext,
  uuid: string,
  chain: readonly SnapshotNode[],
): Promise<ChainDeletion | undefined> {
  const goes = (one: string, rows: readonly TagRow[]): boolean => {
    if (isKept(ctx.runtime, one)) return false;
    const asked = going.get(api)?.get(one);
    return asked === undefined ? isLetGo(ctx, one, ownershipOf(rows)) : otherHolderBy(asked.ctx, rows) === undefined;
  };
  let deletion: ChainDeletion | undefined;
  try {
    deletion = await sendChain(api, ctx, chain, goes);
  } catch (error) {
    // What the platform refuses for one of them, it may do for another.
    if (error instanceof NotDeletableError || error instanceof FinalError) return undefined;
    throw error;
  }
  for (const { inventory: one } of deletion?.gone ?? []) {
    const asked = going.get(api)?.get(one.uuid);
    if (asked !== undefined) asked.isGone = true;
    else
      ctx.runtime.say(`${ctx.label}: deleted volume snapshot ${one.uuid} "${one.name}", whose deletion was postponed`);
  }
  return deletion?.gone.some((node) => node.inventory.uuid === uuid) === true ? deletion : undefined;
}
