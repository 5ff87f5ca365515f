/** Where a deletion may have freed something that was put off: volumes, or trees of volumes that are gone. */
export type TreeRef = { readonly volumeUuid: string } | { readonly treeUuid: string };

export function treeRefOf(snapshot: { volumeUuid?: unknown; treeUuid?: unknown }): TreeRef[] {
  if (typeof snapshot.volumeUuid === "string") return [{ volumeUuid: snapshot.volumeUuid }];
  return typeof snapshot.treeUuid === "string" ? [{ treeUuid: snapshot.treeUuid }] : [];
}
