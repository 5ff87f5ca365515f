import { z } from "zod";
import type { RequestContext } from "../../core/contract/resourceDefinition";
import { ownerTag, stackPrefix } from "../../core/identity/identity";
import { isReplacement } from "../../core/lifecycle/successor";
import { byUuids } from "../client/byUuids";
import type { ZStackApi } from "../client/client";
import { serverDate } from "../client/serverDates";
import { ownershipOf, tagsByPrefix } from "../ownership/tags";

const row = z.object({ uuid: z.string(), createDate: z.string().optional() });

/**
 * Whether the delete of this object belongs to a replacement: this process knows it, or there is a newer object of the
 * same declaration that nobody has asked to delete. After a crash the deletion is made up for by another process. A destroy
 * of both looks the same to that process, also because an older provider gets the delete without any check: it refuses too
 * much once, and never takes too much.
 */
export async function replaces(
  api: ZStackApi,
  ctx: RequestContext,
  path: string,
  old: { readonly uuid: string; readonly createDate?: string | undefined },
): Promise<boolean> {
  if (isReplacement(ctx, old.uuid)) return true;
  const rows = await tagsByPrefix(api, stackPrefix(ctx.owner));
  const marked = rows.filter((one) => one.tag === ownerTag(ctx.owner) && one.resourceUuid !== old.uuid);
  const live = marked
    .map((one) => one.resourceUuid)
    .filter((uuid) => {
      const { deferred, retained } = ownershipOf(rows.filter((one) => one.resourceUuid === uuid));
      return deferred === undefined && retained === undefined;
    });
  if (live.length === 0) return false;
  const made = serverDate(old.createDate);
  const others = await byUuids(api, path, row, live);
  return others.some(({ createDate }) => {
    const date = serverDate(createDate);
    return made === undefined || date === undefined || date >= made;
  });
}
