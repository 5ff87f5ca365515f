import type { Known, Point } from "./lane";

/**
 * What is not as it has to be: exactly the declared objects, which state knows, marked, and nothing else that nobody
 * will ever delete.
 * `named` is what people were told; an object that only the open window can leave has to be named there.
 */
export function complaints(
  points: readonly Point[],
  known: readonly Known[],
  mark: string,
  { window = false, named = "" }: { readonly window?: boolean; readonly named?: string } = {},
): string[] {
  const found: string[] = [];
  for (const { id } of known.filter(({ waits }) => !waits)) {
    const own = points.find((point) => point.id === id);
    if (own === undefined) found.push(`${id} is in state and not on the platform`);
    if (own !== undefined && !own.tags.includes(mark)) found.push(`${id} has no owner mark of its own`);
    if (own?.deferred === true) found.push(`${id} is in state and waits to be deleted`);
  }
  const others = strangers(points, known);
  for (const { id, tags } of others) {
    if (!window) found.push(`${id} is on the platform and nobody's (${tags.join(", ")})`);
    else if (!tags.includes(mark)) found.push(`${id} was left in the open window without its mark`);
    else if (!named.includes(id)) found.push(`${id} was left in the open window and nobody was told`);
  }
  if (window && others.length > 1) found.push("more than one object was left in the open window");
  return found;
}

/** Points that state does not know and whose deletion is not deferred. */
export function strangers(points: readonly Point[], known: readonly Known[]): Point[] {
  return points.filter((point) => !known.some(({ id }) => id === point.id) && !point.deferred);
}
