/** Where a deletion may have freed something that was put off: volumes, or trees of volumes that are gone. */
export type Place = { readonly volumeUuid: string } | { readonly treeUuid: string };

export function placeOf(snapshot: { volumeUuid?: unknown; treeUuid?: unknown }): Place[] {
  if (typeof snapshot.volumeUuid === "string") return [{ volumeUuid: snapshot.volumeUuid }];
  return typeof snapshot.treeUuid === "string" ? [{ treeUuid: snapshot.treeUuid }] : [];
}
