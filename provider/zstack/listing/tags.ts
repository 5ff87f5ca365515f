import { groupedBy } from "../../core/groupedBy";
import type { ZStackApi } from "../client/client";
import { tagsOf } from "../ownership/tags";

/** The user tags of these objects, by uuid. */
export async function tagsByObject(
  api: ZStackApi,
  objects: readonly { readonly uuid: string }[],
): Promise<(uuid: string) => readonly string[]> {
  const rows = await tagsOf(
    api,
    objects.map(({ uuid }) => uuid),
  );
  const tags = groupedBy(rows, ({ resourceUuid }) => resourceUuid);
  return (uuid) => (tags.get(uuid) ?? []).map(({ tag }) => tag);
}
