// Plays several actors in every order of their requests.

/** What an actor does before each request; it goes on when it is its turn. */
export type Turn = () => Promise<void>;

export interface Played<R> {
  /** In the order of the actors; undefined for one that was stopped for good. */
  readonly results: (PromiseSettledResult<R> | undefined)[];
  /** Who made each request. */
  readonly order: readonly number[];
}

const idle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/**
 * Plays one order: `choices` says who comes next, as an index into those who wait; after that, the first one.
 * @param stops actor and request at which it stops for good
 */
async function playOne<R>(
  actors: readonly ((turn: Turn) => Promise<R>)[],
  choices: readonly number[],
  stops: { readonly actor: number; readonly request: number } | undefined,
): Promise<{ played: Played<R>; widths: number[] }> {
  const waiting = new Map<number, () => void>();
  const results: (PromiseSettledResult<R> | undefined)[] = actors.map(() => undefined);
  const counts = actors.map(() => 0);
  const order: number[] = [];
  const widths: number[] = [];
  actors.forEach((actor, index) => {
    const turn = (): Promise<void> =>
      new Promise((resolve) => {
        const count = (counts[index] ?? 0) + 1;
        counts[index] = count;
        if (stops?.actor === index && count >= stops.request) return;
        waiting.set(index, resolve);
      });
    actor(turn).then(
      (value) => {
        results[index] = { status: "fulfilled", value };
      },
      (reason: unknown) => {
        results[index] = { status: "rejected", reason };
      },
    );
  });
  for (await idle(); waiting.size > 0; await idle()) {
    const ready = [...waiting.keys()].sort((a, b) => a - b);
    widths.push(ready.length);
    const next = ready[choices[widths.length - 1] ?? 0] ?? ready[0];
    if (next === undefined) break;
    order.push(next);
    const go = waiting.get(next);
    waiting.delete(next);
    go?.();
  }
  return { played: { results, order }, widths };
}

/** Every order, depth first; the actors are made anew for each. Returns how many there were. */
export async function everyOrder<R>(
  makeActors: () => readonly ((turn: Turn) => Promise<R>)[],
  check: (played: Played<R>) => void,
  stops?: { readonly actor: number; readonly request: number },
): Promise<number> {
  let choices: number[] = [];
  for (let count = 1; ; count += 1) {
    const { played, widths } = await playOne(makeActors(), choices, stops);
    check(played);
    const next = widths.map((_, index) => choices[index] ?? 0);
    let at = next.length - 1;
    while (at >= 0 && (next[at] ?? 0) + 1 >= (widths[at] ?? 1)) at -= 1;
    if (at < 0) return count;
    choices = [...next.slice(0, at), (next[at] ?? 0) + 1];
  }
}
