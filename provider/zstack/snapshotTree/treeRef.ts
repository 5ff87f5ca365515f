/** Where a deletion may have made a deferred deletion possible: volumes, or trees of volumes that no longer exist. */
export type TreeRef = { readonly volumeUuid: string } | { readonly treeUuid: string };

export function treeRefOf(snapshot: { volumeUuid?: unknown; treeUuid?: unknown }): TreeRef[] {
  if (typeof snapshot.volumeUuid === "string") return [{ volumeUuid: snapshot.volumeUuid }];
  return typeof snapshot.treeUuid === "string" ? [{ treeUuid: snapshot.treeUuid }] : [];
}
