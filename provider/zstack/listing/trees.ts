// What only the trees of volumes show: snapshots of other accounts, which a deletion would take along all the same.

import { type ListedPoint, type Listing, placesInTrees } from "../../core/listing";
import type { ZStackApi } from "../client/client";
import { chunks } from "../client/query";
import { serverClock } from "../client/serverClock";
import { SnapshotTreeIndex } from "../snapshotTree/tree";
import { listedSnapshot } from "./snapshots";
import { tagsByObject } from "./tags";

// @API GET /v1/volume-snapshots/trees

/** Trees that are read at the same time. */
const together = 4;

/** The listing with everything that the trees of these volumes have besides. */
export async function withWholeTrees(
  api: ZStackApi,
  listing: Listing,
  volumeUuids: ReadonlySet<string>,
): Promise<Listing> {
  const known = new Set(listing.points.map(({ uuid }) => uuid));
  const clock = await serverClock(api);
  const others: ListedPoint[] = [];
  for (const some of chunks([...volumeUuids], together)) {
    for (const tree of await Promise.all(some.map((volumeUuid) => SnapshotTreeIndex.look(api, { volumeUuid })))) {
      const found = tree.all.map(({ inventory }) => inventory);
      const unlisted = found.filter(({ uuid, status }) => !known.has(uuid) && status !== "Deleted");
      const tags = await tagsByObject(api, unlisted);
      others.push(...unlisted.map((one) => listedSnapshot(one, clock, tags(one.uuid))));
    }
  }
  if (others.length === 0) return listing;
  const points = [...listing.points, ...others];
  const places = placesInTrees(points.filter(({ kind }) => kind === "snapshot"));
  return { ...listing, points: points.map((one) => ({ ...one, ...places.get(one.uuid) })) };
}
