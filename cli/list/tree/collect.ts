import type { ProviderRuntime } from "../../../provider/core/runtime/runtime";
import type { StackWithPoints } from "../../stack/pulumiStack";
import { type Collected, withWholeTrees } from "../collect";
import type { PointRow } from "../rows";
import { sorted } from "../selection";
import { singleScopes } from "./scope";
import { SnapshotTrees, type VolumeTree, volumeTrees } from "./trees";

/** Ids of the volumes that these rows are of; "" where a snapshot has outlived its volume, and names none. */
export function volumesOf(rows: readonly PointRow[]): ReadonlySet<string> {
  return new Set(
    rows.flatMap(({ kind, volume, parts }) => {
      const own = kind === "snapshot" || volume !== undefined ? [volume?.id ?? ""] : [];
      return [...own, ...parts.map((part) => part.volume.id)];
    }),
  );
}

/** The whole trees of the volumes of these rows, whoever owns what is in them. */
export async function treesOf(
  rows: readonly PointRow[],
  collected: Collected,
  stack: StackWithPoints | undefined,
  runtime: ProviderRuntime,
): Promise<{ readonly trees: readonly VolumeTree[]; readonly snapshots: SnapshotTrees }> {
  const uuids = volumesOf(rows);
  const whole = await withWholeTrees(collected, stack, uuids);
  const present = whole.rows.filter(({ ownership }) => ownership !== "missing" && ownership !== "unknown");
  const snapshots = new SnapshotTrees(present, await singleScopes(collected.platforms, runtime));
  const trees = volumeTrees(sorted(present, undefined), snapshots).filter(({ volume }) => uuids.has(volume.id));
  return { trees, snapshots };
}
