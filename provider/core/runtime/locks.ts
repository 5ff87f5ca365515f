const queues = new WeakMap<object, Map<string, Promise<void>>>();

/**
 * Runs `work` after everything that was given one of the same keys in the same process (`scope`) before it has ended.
 * All keys are taken at once, so that two works cannot wait for each other.
 */
export async function withLocks<T>(scope: object, keys: readonly string[], work: () => Promise<T>): Promise<T> {
  const tails = queues.get(scope) ?? new Map<string, Promise<void>>();
  queues.set(scope, tails);
  const result = Promise.all(keys.map((key) => tails.get(key))).then(work);
  const tail = result.then(
    () => undefined,
    () => undefined,
  );
  for (const key of keys) tails.set(key, tail);
  void tail.then(() => {
    for (const key of keys) if (tails.get(key) === tail) tails.delete(key);
  });
  return result;
}
