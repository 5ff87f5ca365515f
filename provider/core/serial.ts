const queues = new WeakMap<object, Map<string, Promise<void>>>();

/** Runs `work` after everything that was given the same key in the same process (`scope`) before it has ended. */
export async function oneAtATime<T>(scope: object, key: string, work: () => Promise<T>): Promise<T> {
  const tails = queues.get(scope) ?? new Map<string, Promise<void>>();
  queues.set(scope, tails);
  const before = tails.get(key) ?? Promise.resolve();
  const result = before.then(work);
  const tail = result.then(
    () => undefined,
    () => undefined,
  );
  tails.set(key, tail);
  void tail.then(() => {
    if (tails.get(key) === tail) tails.delete(key);
  });
  return result;
}
