import type { ZStackApi } from "../client/client";

/** What this process is doing on one server: a creation that waits in the server's queue has no row that could be seen. */
interface Gate {
  readonly making: Set<Promise<void>>;
  synchronizing: Promise<void> | undefined;
}

const gates = new WeakMap<ZStackApi, Gate>();

function gateOf(api: ZStackApi): Gate {
  const gate = gates.get(api) ?? { making: new Set(), synchronizing: undefined };
  gates.set(api, gate);
  return gate;
}

const ended = (work: Promise<unknown>): Promise<void> =>
  work.then(
    () => undefined,
    () => undefined,
  );

/** Makes a backup while no image store is synchronized. */
export async function whileNotSynchronizing<T>(api: ZStackApi, work: () => Promise<T>): Promise<T> {
  const gate = gateOf(api);
  while (gate.synchronizing !== undefined) await gate.synchronizing;
  const result = work();
  const end = ended(result);
  gate.making.add(end);
  void end.then(() => gate.making.delete(end));
  return result;
}

/** Synchronizes an image store while this process makes no backup. */
export async function whileNotMaking<T>(api: ZStackApi, work: () => Promise<T>): Promise<T> {
  const gate = gateOf(api);
  while (gate.making.size > 0 || gate.synchronizing !== undefined) {
    await Promise.all([...gate.making, gate.synchronizing]);
  }
  const result = work();
  gate.synchronizing = ended(result).then(() => {
    gate.synchronizing = undefined;
  });
  return result;
}
