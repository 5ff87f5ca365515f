import type { RequestContext } from "../../core/contract/resourceDefinition";
import type { ShownMark } from "../../core/reverts/definition";
import { formatMark, type Mark, parseMark } from "../../core/reverts/mark";
import type { ZStackApi } from "../client/client";
import { addTag, removeTag, type TagRow, tagsOf } from "../ownership/tags";

// Marks of restores in place are user tags of the volume or VM that was overwritten.

/** What carries the marks. */
export interface Marked {
  /** Entity that tags name: `VolumeVO`, `VmInstanceVO`. */
  readonly resourceType: string;
  readonly uuid: string;
}

/** A mark and its tag. */
export interface TagMark extends ShownMark {
  readonly row: TagRow;
}

export async function readMarks(api: ZStackApi, { uuid }: Marked): Promise<TagMark[]> {
  return (await tagsOf(api, [uuid])).flatMap((row) => {
    const mark = parseMark(row.tag);
    return mark === undefined ? [] : [{ mark, row }];
  });
}

/** Writes a mark; one that ends a restore replaces those that began it. */
export async function writeMark(api: ZStackApi, ctx: RequestContext, marked: Marked, mark: Mark): Promise<TagMark> {
  const tag = formatMark(mark);
  await addTag(api, ctx, marked.resourceType, marked.uuid, tag);
  const rows = await readMarks(api, marked);
  const ended = rows.filter((one) => one.mark.event === mark.event && one.mark.phase === "started");
  if (mark.phase !== "started") for (const { row } of ended) await removeTag(api, ctx, row);
  // Only a user can have removed it again; what is left to do does not depend on it.
  return rows.find(({ row }) => row.tag === tag) ?? { mark, row: { uuid: "", resourceUuid: marked.uuid, tag } };
}

export async function clearMark(api: ZStackApi, ctx: RequestContext, { row }: TagMark): Promise<void> {
  if (row.uuid !== "") await removeTag(api, ctx, row);
}
