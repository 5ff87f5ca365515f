import { z } from "zod";
import { mergedByConnection, type Queryable } from "../client/mergedQuery";
import { chunks } from "../client/query";
import { type SnapshotInventory, snapshotSchema } from "../models/volumeSnapshot";

// Parsed level by level: a chain may be deeper than the call stack.
const leafSchema = z.object({ inventory: snapshotSchema, children: z.array(z.unknown()).default([]) });
const treeSchema = z.object({
  uuid: z.string(),
  volumeUuid: z.string().optional(),
  tree: z.unknown().optional(),
});
type TreeRow = z.infer<typeof treeSchema>;

const path = "/v1/volume-snapshots/trees";

/**
 * Volumes whose trees are read with one query. Deletions that run together share it; more of them would make the time
 * between the server's look at a tree and the deletion that it allows longer than a single look does.
 */
const volumesPerQuery = 10;

async function treesOf(api: Queryable, volumeUuids: readonly string[]): Promise<TreeRow[]> {
  const found = chunks(volumeUuids, volumesPerQuery).map((some) =>
    api.query(path, treeSchema, [
      { field: "volumeUuid", operator: some.length === 1 ? "=" : "?=", value: some.join(",") },
    ]),
  );
  return (await Promise.all(found)).flat();
}

const merged = mergedByConnection(treesOf, (row) => row.volumeUuid);

/** One snapshot in its tree. */
export interface SnapshotNode {
  readonly inventory: SnapshotInventory;
  readonly parent: SnapshotNode | undefined;
  readonly children: readonly SnapshotNode[];
  /** What the same look has shown. */
  readonly index: SnapshotTreeIndex;
}

/** All snapshots of one volume or one tree, of every account: what a deletion would touch. */
export class SnapshotTreeIndex {
  private readonly nodes = new Map<string, SnapshotNode>();

  private constructor(trees: readonly TreeRow[]) {
    for (const { tree } of trees) if (tree !== undefined && tree !== null) this.plant(tree);
  }

  /** Trees of a volume, or a single tree if the volume no longer exists. */
  static async look(api: Queryable, by: { volumeUuid: string } | { treeUuid: string }): Promise<SnapshotTreeIndex> {
    const trees =
      "volumeUuid" in by
        ? await merged(api, [by.volumeUuid])
        : await api.query(path, treeSchema, [{ field: "uuid", operator: "=", value: by.treeUuid }]);
    return new SnapshotTreeIndex(trees);
  }

  get(uuid: string): SnapshotNode | undefined {
    return this.nodes.get(uuid);
  }

  get all(): readonly SnapshotNode[] {
    return [...this.nodes.values()];
  }

  /** Snapshots that the server is working on: more may be queued behind them, and new ones have no place in the tree yet. */
  get unfinished(): readonly SnapshotNode[] {
    return this.all.filter(({ inventory: { status } }) => status !== "Ready" && status !== "Deleted");
  }

  private plant(tree: unknown): void {
    const waiting: { leaf: unknown; parent: SnapshotNode | undefined; siblings: SnapshotNode[] }[] = [
      { leaf: tree, parent: undefined, siblings: [] },
    ];
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      const { inventory, children: leaves } = leafSchema.parse(next.leaf);
      const children: SnapshotNode[] = [];
      const node: SnapshotNode = { inventory, parent: next.parent, children, index: this };
      this.nodes.set(inventory.uuid, node);
      next.siblings.push(node);
      for (const leaf of leaves) waiting.push({ leaf, parent: node, siblings: children });
    }
  }
}

/** Everything below a snapshot: the server deletes it together with the snapshot. */
export function descendants(node: SnapshotNode): SnapshotNode[] {
  const found: SnapshotNode[] = [];
  const waiting = [...node.children];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    found.push(next);
    waiting.push(...next.children);
  }
  return found;
}

/** From the parent up to the root. */
export function ancestors(node: SnapshotNode): SnapshotNode[] {
  const found: SnapshotNode[] = [];
  for (let at = node.parent; at !== undefined; at = at.parent) found.push(at);
  return found;
}

/** Where a deletion may have made a deferred deletion possible: volumes, or trees of volumes that no longer exist. */
export type TreeRef = { readonly volumeUuid: string } | { readonly treeUuid: string };

export function treeRefOf(snapshot: { volumeUuid?: unknown; treeUuid?: unknown }): TreeRef[] {
  if (typeof snapshot.volumeUuid === "string") return [{ volumeUuid: snapshot.volumeUuid }];
  return typeof snapshot.treeUuid === "string" ? [{ treeUuid: snapshot.treeUuid }] : [];
}
