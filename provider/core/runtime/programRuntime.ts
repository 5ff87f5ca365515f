import { type ProviderRuntime, processRuntime } from "./runtime";

/** Milliseconds that logging out may take. */
const logoutTimeoutMs = 900;

/** The runtime of what runs in the process of a program; opened by its first use. */
export interface ProgramRuntime {
  open(): ProviderRuntime;
  /** Ends the sessions; a later use starts new ones. */
  close(): Promise<void>;
}

/**
 * Prints nothing, and ends its sessions when the program does.
 * @param disconnect ends all connections of the runtime within `ms` milliseconds
 */
export function programRuntime(disconnect: (runtime: ProviderRuntime, ms: number) => Promise<unknown>): ProgramRuntime {
  let runtime: ProviderRuntime | undefined;
  let listening = false;

  async function close(): Promise<void> {
    const last = runtime;
    runtime = undefined;
    if (last !== undefined) await disconnect(last, logoutTimeoutMs);
  }

  function open(): ProviderRuntime {
    // The process ends by itself; its sessions are ended then.
    if (!listening) process.on("beforeExit", () => void close());
    listening = true;
    runtime ??= { ...processRuntime, say: () => undefined };
    return runtime;
  }

  return { open, close };
}
