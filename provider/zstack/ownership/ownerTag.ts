import { EngineGoneError, TakenError } from "../../core/contract/errors";
import type { Call } from "../../core/contract/resourceDefinition";
import { claimMark, ownerMark, readMarks } from "../../core/identity/identity";
import { Deadline, growingPauses } from "../../http/clock";
import type { ZStackApi } from "../client/client";
import { serverDate } from "../client/serverDates";
import { refuseHeldBy } from "./held";
import { addMark, addTag, isOurs, removeTag, type TagRow, tagsOf, twinsOf } from "./tags";

// Who owns an object, where several may write it at the same time: look, write, look. The server dates tags to a second,
// so that the order of two writes is known only if they are further apart than that.

/** Milliseconds within which the order of two tags is not known. */
const unordered = 2000;

/** Seconds to wait until another one that wrote at the same time has given way. */
const givingWay = 15;

/** The tag by which another one owns the object; undefined for our own, and for the one that is known and replaced. */
function rivalOf(row: TagRow, own: string, before: string | undefined): string | undefined {
  const { owner } = readMarks([row.tag]);
  return owner === undefined || row.tag === own || owner === before ? undefined : owner;
}

/**
 * The condition of each send of a deletion that its resource still holds the object: the last look before may have been
 * long ago, and nothing stops another one from adopting it meanwhile.
 * @param tagged uuid of the row that carries the object's tags
 */
export async function refuseHeld(api: ZStackApi, call: Call, uuid: string, tagged = uuid): Promise<void> {
  refuseHeldBy(call, uuid, await tagsOf(api, [tagged]));
}

/** The object is ours, handed over, and nothing else; a new claim takes it from whoever held it so far. */
export async function markOwned(
  api: ZStackApi,
  call: Call,
  object: { readonly resourceType: string; readonly uuid: string; readonly before: string | undefined },
  claim?: string,
): Promise<TagRow[]> {
  const { resourceType, uuid, before } = object;
  const own = ownerMark(call.owner);
  const rows = await tagsOf(api, [uuid]);
  for (const row of rows) {
    const rival = rivalOf(row, own, before);
    if (rival !== undefined) throw new TakenError(uuid, rival);
  }
  const isKept = ({ tag }: TagRow): boolean =>
    tag === own || (claim === undefined && readMarks([tag]).claim !== undefined);
  const stale = rows.filter((row) => isOurs(row.tag) && !isKept(row));
  const inTheWay = twinsOf(own, rows);
  for (const row of inTheWay) await removeTag(api, call, row);
  if (claim !== undefined) await addTag(api, call, resourceType, uuid, claimMark(claim));
  const isNew = !rows.some((row) => row.tag === own);
  if (isNew) {
    // Once more, at the last moment: whoever dies after this and before the engine has the id leaves an object that
    // nobody takes over.
    if (!(await call.around.engineAlive())) throw new EngineGoneError(uuid);
    await addMark(api, call, resourceType, uuid, own);
  }
  if (!isNew && claim === undefined && stale.length + inTheWay.length === 0) return rows;
  const { now, beaten } = await contest(api, call, { uuid, own, before, claim, isNew });
  const others = now.filter(
    (row) => stale.some((one) => one.uuid === row.uuid && !inTheWay.includes(one)) || beaten.includes(row),
  );
  const claims = claim === undefined ? [] : now.filter(({ tag }) => isOtherClaim(tag, claim));
  const surplus = [...new Set([...others, ...claims])];
  for (const row of surplus) await removeTag(api, call, row);
  return now.filter((row) => !surplus.includes(row));
}

const isOtherClaim = (tag: string, claim: string): boolean =>
  readMarks([tag]).claim !== undefined && tag !== claimMark(claim);

interface Contest {
  readonly uuid: string;
  readonly own: string;
  readonly before: string | undefined;
  readonly claim: string | undefined;
  /** Our tag was written by this call. */
  readonly isNew: boolean;
}

/**
 * Looks for others that have written their tag since the first look, and gives way, or not, in the same order for all.
 * The older tag stays: whoever wrote the younger one has looked since and sees it. Where dates do not tell, the one with
 * the greater uuid gives way, and the other one waits until it has: it may have looked before our tag was there, and
 * hold the object.
 */
async function contest(
  api: ZStackApi,
  call: Call,
  { uuid, own, before, claim, isNew }: Contest,
): Promise<{ now: TagRow[]; beaten: TagRow[] }> {
  const deadline = new Deadline(call.around.clock, givingWay);
  const pauses = growingPauses(200);
  for (;;) {
    const now = await tagsOf(api, [uuid]);
    const mine = now.find((row) => row.tag === own);
    const rivals = now.filter((row) => rivalOf(row, own, before) !== undefined);
    const [first] = rivals;
    // Without a rival nobody can have taken it off but a person.
    if (first === undefined) return { now, beaten: [] };
    const orders = rivals.map((row) => (mine === undefined ? -1 : orderOf(row, mine)));
    if (orders.every((order) => order > 0)) return { now, beaten: rivals };
    const yields =
      mine === undefined ||
      deadline.passed ||
      rivals.some((row, index) => (orders[index] ?? -1) < 0 || (orders[index] === 0 && row.uuid < mine.uuid));
    if (yields) {
      for (const row of now) {
        const isMine = (row.tag === own && isNew) || (claim !== undefined && row.tag === claimMark(claim));
        if (isMine) await removeTag(api, call, row);
      }
      throw new TakenError(uuid, rivalOf(first, own, before) ?? "");
    }
    await deadline.pause(pauses.next().value);
  }
}

/** Negative if `row` was surely written before `mine`, positive if after, 0 if dates do not tell. */
function orderOf(row: TagRow, mine: TagRow): number {
  const difference = (serverDate(row.createDate) ?? Number.NaN) - (serverDate(mine.createDate) ?? Number.NaN);
  return Math.abs(difference) > unordered ? difference : 0;
}
