import { EngineGoneError, TakenError } from "../../core/contract/errors";
import type { RequestContext } from "../../core/contract/resourceDefinition";
import { adoptionTag, ownerTag, readOwnershipTags } from "../../core/identity/identity";
import { Deadline } from "../../http/clock";
import { NotYet, waitFor } from "../../http/waitFor";
import type { ZStackApi } from "../client/client";
import { serverDate } from "../client/serverDates";
import { refuseHeldBy } from "./holder";
import { addOwnershipTag, addTag, isOurs, removeTag, type TagRow, tagsOf, twinsOf } from "./tags";

// Several processes may write owner tags at the same time: read, write, read again. The server dates tags to the second,
// so the order of two writes is known only if they are further apart.

/** Milliseconds within which the order of two tags is not known. */
const unordered = 2000;

/** Seconds to wait for another process that wrote at the same time to give way. */
const givingWay = 15;

/** The other owner that a tag names; undefined for our own tag and for the one that is replaced. */
function rivalOf(row: TagRow, own: string, before: string | undefined): string | undefined {
  const { owner } = readOwnershipTags([row.tag]);
  return owner === undefined || row.tag === own || owner === before ? undefined : owner;
}

/**
 * Condition of each send of a deletion: throws if another resource has adopted the object since the last read.
 * @param tagged uuid of the row that carries the object's tags
 */
export async function refuseHeld(api: ZStackApi, ctx: RequestContext, uuid: string, tagged = uuid): Promise<void> {
  refuseHeldBy(ctx, uuid, await tagsOf(api, [tagged]));
}

/**
 * Writes our owner tag and removes stale ones; with `adoptionId`, takes the object over from its former owner. What others
 * have written since the object's tags were read shows after our own write.
 */
export async function writeOwnerTag(
  api: ZStackApi,
  ctx: RequestContext,
  object: {
    readonly resourceType: string;
    readonly uuid: string;
    readonly before: string | undefined;
    /** Its tags, if this request has read them. */
    readonly rows?: readonly TagRow[];
  },
  adoptionId?: string,
): Promise<readonly TagRow[]> {
  const { resourceType, uuid, before } = object;
  const own = ownerTag(ctx.owner);
  const rows = object.rows ?? (await tagsOf(api, [uuid]));
  for (const row of rows) {
    const rival = rivalOf(row, own, before);
    if (rival !== undefined) throw new TakenError(uuid, rival);
  }
  const isKept = ({ tag }: TagRow): boolean =>
    tag === own || (adoptionId === undefined && readOwnershipTags([tag]).adoptionId !== undefined);
  const stale = rows.filter((row) => isOurs(row.tag) && !isKept(row));
  const inTheWay = twinsOf(own, rows);
  for (const row of inTheWay) await removeTag(api, ctx, row);
  if (adoptionId !== undefined) await addTag(api, ctx, resourceType, uuid, adoptionTag(adoptionId));
  const isNew = !rows.some((row) => row.tag === own);
  let after: readonly TagRow[] | undefined;
  if (isNew) {
    // Checked at the last moment: a process that dies after this and before the engine records the id leaves an object
    // that no later run adopts.
    if (!(await ctx.runtime.engineAlive())) throw new EngineGoneError(uuid);
    after = await addOwnershipTag(api, ctx, resourceType, uuid, own);
  }
  if (!isNew && adoptionId === undefined && stale.length + inTheWay.length === 0) return rows;
  const { now, beaten } = await contest(api, ctx, { uuid, own, before, adoptionId, isNew, after });
  const others = now.filter(
    (row) => stale.some((one) => one.uuid === row.uuid && !inTheWay.includes(one)) || beaten.includes(row),
  );
  const claims = adoptionId === undefined ? [] : now.filter(({ tag }) => isOtherAdoption(tag, adoptionId));
  const surplus = [...new Set([...others, ...claims])];
  for (const row of surplus) await removeTag(api, ctx, row);
  return now.filter((row) => !surplus.includes(row));
}

const isOtherAdoption = (tag: string, adoptionId: string): boolean =>
  readOwnershipTags([tag]).adoptionId !== undefined && tag !== adoptionTag(adoptionId);

interface Contest {
  readonly uuid: string;
  readonly own: string;
  readonly before: string | undefined;
  readonly adoptionId: string | undefined;
  /** This request wrote our tag. */
  readonly isNew: boolean;
  /** Its tags, if a look after that has shown our tag. */
  readonly after: readonly TagRow[] | undefined;
}

/**
 * Resolves a race with others that have written their tag since the first read, by an order that is the same for all.
 * The older tag wins: the writer of the newer one reads after it and sees it. If dates do not tell, the greater uuid gives
 * way, and the other waits until it has: it may have read before our tag was there, and hold the object.
 */
async function contest(
  api: ZStackApi,
  ctx: RequestContext,
  { uuid, own, before, adoptionId, isNew, after }: Contest,
): Promise<{ now: readonly TagRow[]; beaten: readonly TagRow[] }> {
  const deadline = new Deadline(ctx.runtime.clock, givingWay);
  let shown = after;
  const look = async () => {
    const now = shown ?? (await tagsOf(api, [uuid]));
    shown = undefined;
    const mine = now.find((row) => row.tag === own);
    const rivals = now.filter((row) => rivalOf(row, own, before) !== undefined);
    const [first] = rivals;
    // Without a rival, only a user can have removed our tag.
    if (first === undefined) return { now, beaten: [] };
    const orders = rivals.map((row) => (mine === undefined ? -1 : orderOf(row, mine)));
    if (orders.every((order) => order > 0)) return { now, beaten: rivals };
    const loses =
      mine === undefined ||
      rivals.some((row, index) => (orders[index] ?? -1) < 0 || (orders[index] === 0 && row.uuid < mine.uuid));
    return loses ? giveWay({ now, first }) : new NotYet({ now, first });
  };
  const giveWay = async ({ now, first }: { readonly now: readonly TagRow[]; readonly first: TagRow }) => {
    for (const row of now) {
      const isMine = (row.tag === own && isNew) || (adoptionId !== undefined && row.tag === adoptionTag(adoptionId));
      if (isMine) await removeTag(api, ctx, row);
    }
    throw new TakenError(uuid, rivalOf(first, own, before) ?? "");
  };
  return waitFor(deadline, look, { late: giveWay });
}

/** Negative if `row` was surely written before `mine`, positive if after, 0 if dates do not tell. */
function orderOf(row: TagRow, mine: TagRow): number {
  const difference = (serverDate(row.createDate) ?? Number.NaN) - (serverDate(mine.createDate) ?? Number.NaN);
  return Math.abs(difference) > unordered ? difference : 0;
}
