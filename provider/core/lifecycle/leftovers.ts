import type { Call, Kind, Sighting } from "../contract/resourceDefinition";

/**
 * What an interrupted creation of the same declaration left beside the object that state holds: nobody was given it, and
 * once that one is marked, nobody takes it. Asked for before the mark, as later ones are somebody's who is at work.
 */
export async function leftBeside<T>(kind: Kind<T>, call: Call, id: string): Promise<Sighting<T>[]> {
  if (kind.discard === undefined) return [];
  const others = (await kind.find(call)).filter(
    (one) =>
      one.id !== id &&
      one.marks.owner === undefined &&
      one.marks.deferred === undefined &&
      one.marks.retained === undefined &&
      kind.mismatch(call, one) === undefined,
  );
  const failed = others.filter((one) => kind.failed?.(one) === true);
  const known = await kind.remembered(
    call,
    others.filter((one) => !failed.includes(one) && kind.leaving?.(one) !== true),
  );
  return [...failed, ...known.map(({ sighting }) => sighting)];
}
