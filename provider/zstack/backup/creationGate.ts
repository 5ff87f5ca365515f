import type { ZStackApi } from "../client/client";

/** What this process is doing on one server: a creation in the server's queue has no row yet. */
interface Gate {
  readonly creations: Set<Promise<void>>;
  synchronizing: Promise<void> | undefined;
}

const gates = new WeakMap<ZStackApi, Gate>();

function gateOf(api: ZStackApi): Gate {
  const gate = gates.get(api) ?? { creations: new Set(), synchronizing: undefined };
  gates.set(api, gate);
  return gate;
}

const ended = (work: Promise<unknown>): Promise<void> =>
  work.then(
    () => undefined,
    () => undefined,
  );

/** Creates a backup while no image store is being synchronized. */
export async function whileNotSynchronizing<T>(api: ZStackApi, work: () => Promise<T>): Promise<T> {
  const gate = gateOf(api);
  while (gate.synchronizing !== undefined) await gate.synchronizing;
  const result = work();
  const end = ended(result);
  gate.creations.add(end);
  void end.then(() => gate.creations.delete(end));
  return result;
}

/** Synchronizes an image store while this process creates no backup. */
export async function whileNotCreating<T>(api: ZStackApi, work: () => Promise<T>): Promise<T> {
  const gate = gateOf(api);
  while (gate.creations.size > 0 || gate.synchronizing !== undefined) {
    await Promise.all([...gate.creations, gate.synchronizing]);
  }
  const result = work();
  gate.synchronizing = ended(result).then(() => {
    gate.synchronizing = undefined;
  });
  return result;
}
