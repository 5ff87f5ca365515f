// Restore points as platforms list them, for commands that show what there is.

import { groupedBy } from "./groupedBy";
import type { OwnershipTags } from "./identity/identity";

export const pointKinds = ["snapshot", "group", "volume-backup", "vm-backup"] as const;

export type PointKind = (typeof pointKinds)[number];

/** One volume's part of a restore point of a whole VM. */
export interface Part {
  readonly uuid: string;
  readonly volume: string;
  /** Of a backup: the chain that it is a layer of. */
  readonly chain?: string | undefined;
}

/** A restore point as its platform shows it, with only what commands print: there may be very many of them. */
export interface ListedPoint {
  readonly uuid: string;
  readonly kind: PointKind;
  /** `zstack.VolumeSnapshot` */
  readonly token: string;
  readonly name: string;
  /** As the platform writes it. */
  readonly createDate: string | undefined;
  /** Seconds by the clock of the platform; undefined if it cannot be told. */
  readonly age: number | undefined;
  /** Id of its volume; absent for points of whole VMs, and once a volume is deleted. */
  readonly volume?: string | undefined;
  /** Id of its VM, where the platform says so itself. */
  readonly vm?: string | undefined;
  /** Bytes; undefined where the platform records none. */
  readonly size: number | undefined;
  readonly status: string;
  /** Why it cannot be restored as it is now; empty if it can. */
  readonly problems: readonly string[];
  /** Ids of the backup storages that hold a complete copy, or names of containers. */
  readonly stores: readonly string[];
  /** Id of the primary storage that holds it. */
  readonly storage?: string | undefined;
  /** Id of the snapshot that it is based on. */
  readonly parent?: string | undefined;
  /** Id of the group that it is a member of. */
  readonly group?: string | undefined;
  /** What a full backup and its increments have in common. */
  readonly chain?: string | undefined;
  /** Its place in its chain: 1 begins one. */
  readonly depth: number;
  /** Restore points that are listed and that build on it. */
  readonly dependents: number;
  /** The volume's data are based on it now. */
  readonly latest: boolean;
  readonly ownership: OwnershipTags;
  /** Beginning of its id, or metadata, by which a stack recognizes what it made. */
  readonly stackPrefix: string;
  readonly parts: readonly Part[];
}

/** A volume that has restore points. */
export interface ListedVolume {
  readonly name: string;
  /** Id of the VM that it is attached to. */
  readonly vm: string | undefined;
}

/** Where restore points are from. What no longer exists, or is not visible, is missing. */
export interface Neighbours {
  readonly volumes: ReadonlyMap<string, ListedVolume>;
  /** Names by id. */
  readonly vms: ReadonlyMap<string, string>;
  readonly stores: ReadonlyMap<string, string>;
}

/** Everything that one account sees of one platform, and of which `points` has places and dependents. */
export interface Listing extends Neighbours {
  readonly points: readonly ListedPoint[];
  /** Tokens of resources that the platform does not have at all. */
  readonly unsupported: readonly string[];
  /** Why ages cannot be relied on. */
  readonly doubt: string | undefined;
}

/** Something of which there is only so much. */
export interface Limit {
  readonly id: string;
  /** Empty if it has none. */
  readonly name: string;
  readonly used: number;
  readonly total: number;
  readonly unit: "count" | "bytes";
}

/** What limits further restore points, as far as the account may see it. */
export interface Capacity {
  readonly quotas: readonly Limit[];
  readonly storages: readonly Limit[];
  /** By volume: snapshots of its present chain, or all that it has. */
  readonly chains: readonly Limit[];
}

/** What a platform shows of one snapshot in its tree. */
export interface Ancestry {
  readonly uuid: string;
  readonly parent?: string | undefined;
}

/** Depth and number of dependents of each, by id, as far as the list shows their ancestors. */
export function placesInTrees(
  points: readonly Ancestry[],
): ReadonlyMap<string, { readonly depth: number; readonly dependents: number }> {
  const parents = new Map(points.map(({ uuid, parent }) => [uuid, parent]));
  const places = new Map(points.map(({ uuid }) => [uuid, { depth: 1, dependents: 0 }]));
  for (const { uuid } of points) {
    const own = places.get(uuid);
    // A circle, which no platform should show, ends where it began.
    const met = new Set([uuid]);
    for (let at = parents.get(uuid); at !== undefined && !met.has(at); at = parents.get(at)) {
      met.add(at);
      const above = places.get(at);
      if (above === undefined || own === undefined) break;
      above.dependents += 1;
      own.depth += 1;
    }
  }
  return places;
}

/** One layer of a chain of backups, deleted ones included: their data are still there. */
export interface Layer {
  readonly uuid: string;
  readonly chain: string;
  /** What orders the layers. */
  readonly at: number;
  /** The same for layers of one time. */
  readonly order: number;
  /** It can still be restored. */
  readonly alive: boolean;
}

/** The same for backups, which build on everything before them in their chain. */
export function placesInChains(
  layers: readonly Layer[],
): ReadonlyMap<string, { readonly depth: number; readonly dependents: number }> {
  const places = new Map<string, { depth: number; dependents: number }>();
  for (const chain of groupedBy(layers, (layer) => layer.chain).values()) {
    chain.sort((a, b) => a.at - b.at || a.order - b.order || (a.uuid < b.uuid ? -1 : 1));
    let later = 0;
    for (const [index, layer] of [...chain.entries()].reverse()) {
      places.set(layer.uuid, { depth: index + 1, dependents: later });
      if (layer.alive) later += 1;
    }
  }
  return places;
}
