// Restore points by volume: snapshots as trees, backups as chains.

import type { Named, PointRow } from "../rows";

/** Snapshots by id, and what builds on what. */
export class SnapshotTrees {
  private readonly nodes: ReadonlyMap<string, PointRow>;
  private readonly below = new Map<string, PointRow[]>();
  readonly groups: ReadonlyMap<string, PointRow>;

  /** @param singly connections through which a snapshot is deleted without what is below it */
  constructor(
    rows: readonly PointRow[],
    readonly singly: ReadonlySet<string> = new Set(),
  ) {
    const snapshots = rows.filter(({ kind }) => kind === "snapshot");
    this.nodes = new Map(snapshots.map((row) => [row.uuid, row]));
    this.groups = new Map(rows.filter(({ kind }) => kind === "group").map((row) => [row.uuid, row]));
    for (const row of snapshots) {
      if (row.parent === undefined || !this.nodes.has(row.parent)) continue;
      const siblings = this.below.get(row.parent);
      if (siblings === undefined) this.below.set(row.parent, [row]);
      else siblings.push(row);
    }
    for (const siblings of this.below.values()) siblings.sort(oldestFirst);
  }

  get(uuid: string): PointRow | undefined {
    return this.nodes.get(uuid);
  }

  /** Snapshots that build on no other one that is known. */
  get roots(): PointRow[] {
    const isRoot = ({ parent }: PointRow): boolean => parent === undefined || !this.nodes.has(parent);
    return [...this.nodes.values()].filter(isRoot).sort(oldestFirst);
  }

  children(uuid: string): readonly PointRow[] {
    return this.below.get(uuid) ?? [];
  }

  descendants(uuid: string): PointRow[] {
    const found: PointRow[] = [];
    const waiting = [...this.children(uuid)];
    const met = new Set([uuid]);
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      if (met.has(next.uuid)) continue;
      met.add(next.uuid);
      found.push(next);
      waiting.push(...this.children(next.uuid));
    }
    return found;
  }

  /** The tree below a root, parents first, each with what is drawn in front of it: only a fork indents. */
  *drawn(root: PointRow): Generator<{ readonly row: PointRow; readonly front: string }> {
    const waiting: { row: PointRow; prefix: string; connector: string }[] = [{ row: root, prefix: "", connector: "" }];
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      const { row, prefix, connector } = next;
      yield { row, front: `${prefix}${connector}${row === root ? "◉" : "●"} ` };
      const inner = prefix + (connector === "├─" ? "│ " : connector === "└─" ? "  " : "");
      const children = this.children(row.uuid);
      for (const [at, child] of [...children.entries()].reverse()) {
        const fork = children.length === 1 ? "" : at === children.length - 1 ? "└─" : "├─";
        waiting.push({ row: child, prefix: inner, connector: fork });
      }
    }
  }
}

/** What has no known age is put first. */
export const oldestFirst = (a: PointRow, b: PointRow): number =>
  (b.ageSeconds ?? Number.MAX_SAFE_INTEGER) - (a.ageSeconds ?? Number.MAX_SAFE_INTEGER) || (a.uuid < b.uuid ? -1 : 1);

/** One layer of a chain of backups: a backup of the volume, or the volume's part of a VM backup. */
export interface ChainLayer {
  readonly row: PointRow;
  /** Id of the volume's own backup. */
  readonly uuid: string;
}

/** Dates are whole seconds. */
const inChain = (a: ChainLayer, b: ChainLayer): number =>
  (b.row.ageSeconds ?? 0) - (a.row.ageSeconds ?? 0) || a.row.chainDepth - b.row.chainDepth || oldestFirst(a.row, b.row);

export interface VolumeTree {
  readonly volume: Named;
  readonly vm: Named | undefined;
  readonly connection: string;
  readonly roots: readonly PointRow[];
  /** From the oldest chain to the newest, each from its beginning. */
  readonly chains: readonly (readonly ChainLayer[])[];
}

interface Found {
  volume: Named;
  vm: Named | undefined;
  readonly connection: string;
  readonly roots: PointRow[];
  readonly chains: Map<string, ChainLayer[]>;
}

/** The volumes of these rows in the order of the rows; `snapshots` is of all rows of the platforms. */
export function volumeTrees(rows: readonly PointRow[], snapshots: SnapshotTrees): VolumeTree[] {
  const volumes = new Map<string, Found>();
  const at = (volume: Named, vm: Named | undefined, connection: string): Found => {
    const key = `${connection}\0${volume.id}`;
    const known = volumes.get(key) ?? { volume, vm, connection, roots: [], chains: new Map() };
    volumes.set(key, known);
    known.vm ??= vm;
    if (known.volume.name === undefined) known.volume = volume;
    return known;
  };
  const addLayer = (found: Found, chain: string, layer: ChainLayer): void => {
    found.chains.set(chain, [...(found.chains.get(chain) ?? []), layer]);
  };
  for (const row of rows) {
    const { uuid, volume, vm, connection, parts, kind } = row;
    if (kind === "volume-backup" && volume !== undefined)
      addLayer(at(volume, vm, connection), row.chain ?? uuid, { row, uuid });
    for (const part of parts) {
      const found = at(part.volume, vm, connection);
      if (kind === "vm-backup") addLayer(found, part.chain ?? part.uuid, { row, uuid: part.uuid });
    }
    if (kind === "snapshot") at(volume ?? { id: "" }, vm, connection);
  }
  for (const root of snapshots.roots) volumes.get(`${root.connection}\0${root.volume?.id ?? ""}`)?.roots.push(root);
  const order = (layer: ChainLayer | undefined): number => layer?.row.ageSeconds ?? 0;
  return [...volumes.values()].map(({ chains, ...found }) => ({
    ...found,
    chains: [...chains.values()].map((layers) => layers.sort(inChain)).sort((a, b) => order(b[0]) - order(a[0])),
  }));
}
