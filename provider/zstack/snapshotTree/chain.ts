import type { RequestContext } from "../../core/contract/resourceDefinition";
import type { ZStackApi } from "../client/client";
import { type TagRow, tagsOf } from "../ownership/tags";
import { sendSnapshotDelete } from "./deleteRequest";
import { placed } from "./dependents";
import { findExisting } from "./idleTree";
import { descendants, type SnapshotNode } from "./tree";

// Snapshots that are all to be deleted, and that have nothing else below them, go with one deletion of the topmost.

/** The object has to stay for now, or is declared again; nothing was sent. */
export class NotDeletableError extends Error {
  constructor() {
    super("not to be deleted now");
    this.name = "NotDeletableError";
  }
}

/**
 * The highest snapshot from which everything below goes, this one included, and what is below it. Undefined if that is
 * this one alone, or if it may not go itself.
 */
export function chainAround(
  node: SnapshotNode,
  goes: (node: SnapshotNode) => boolean,
): readonly SnapshotNode[] | undefined {
  const wholeGoes = (one: SnapshotNode): boolean => [one, ...descendants(one)].every(goes);
  if (!wholeGoes(node)) return undefined;
  let top = node;
  for (let above = top.parent; above !== undefined && goes(above); above = top.parent) {
    const beside = above.children.filter((one) => one !== top);
    if (!beside.every(wholeGoes)) break;
    top = above;
  }
  return top.children.length === 0 ? undefined : [top, ...descendants(top)];
}

/** What a deletion of a chain has done. */
export interface ChainDeletion {
  readonly gone: readonly SnapshotNode[];
  /** Nothing else was on their volume. */
  readonly isLast: boolean;
}

/**
 * Deletes a chain with one request. Throws NotDeletableError if it has something in it by then that is not known to go.
 * @param chain the topmost first
 * @param goes whether one of them is still to be deleted, by its tags; asked before each send
 * @returns undefined if nothing was sent, as the topmost is gone already
 */
export async function sendChain(
  api: ZStackApi,
  ctx: RequestContext,
  chain: readonly SnapshotNode[],
  goes: (uuid: string, rows: readonly TagRow[]) => boolean,
): Promise<ChainDeletion | undefined> {
  const [top] = chain;
  if (top === undefined) return undefined;
  let isAll = false;
  const uuids = chain.map(({ inventory }) => inventory.uuid);
  const condition = async (): Promise<void> => {
    const rows = await tagsOf(api, uuids);
    // Without an engine, what this process was asked to do is not recorded.
    if (!(await ctx.runtime.engineAlive())) throw new NotDeletableError();
    const node = await placed(api, ctx, top.inventory);
    const going = new Set(
      uuids.filter((uuid) =>
        goes(
          uuid,
          rows.filter((row) => row.resourceUuid === uuid),
        ),
      ),
    );
    const isGoing = ({ inventory: one }: SnapshotNode): boolean => one.groupUuid === undefined && going.has(one.uuid);
    const whole = [node, ...descendants(node)];
    if (!whole.every(isGoing)) throw new NotDeletableError();
    isAll = whole.length === node.index.all.length;
  };
  if (!(await sendSnapshotDelete(api, ctx, top.inventory.uuid, condition, "subtree"))) return undefined;
  // The server also reports success if another client has deleted the topmost alone in the meantime.
  const left = new Set((await findExisting(api, uuids)).map(({ uuid }) => uuid));
  const gone = chain.filter(({ inventory: one }) => !left.has(one.uuid));
  return { gone, isLast: isAll && left.size === 0 };
}
