import type { ZStackApi } from "../client/client";
import { tagsOf } from "../ownership/tags";

/** The user tags of these objects, by uuid. */
export async function tagsByObject(
  api: ZStackApi,
  objects: readonly { readonly uuid: string }[],
): Promise<(uuid: string) => readonly string[]> {
  const tags = new Map<string, string[]>();
  for (const { resourceUuid, tag } of await tagsOf(
    api,
    objects.map(({ uuid }) => uuid),
  )) {
    const known = tags.get(resourceUuid);
    if (known === undefined) tags.set(resourceUuid, [tag]);
    else known.push(tag);
  }
  return (uuid) => tags.get(uuid) ?? [];
}
