import { randomBytes } from "node:crypto";
import { connect } from "node:net";
import { type Clock, type StoppableClock, systemClock } from "../../http/clock";
import { type Log, logAt, logVariable } from "../../http/log";

/** Everything outside that a provider process touches, in one place that tests replace. */
export interface ProviderRuntime extends Log {
  readonly clock: Clock;
  readonly environment: Readonly<Record<string, string | undefined>>;
  random(bytes: number): Buffer;
  /** Ids that `create` returned in this process: nothing in this process deletes them. */
  readonly createdInThisProcess: Set<string>;
  /** Ids that the engine compared with the program in this process and did not replace. */
  readonly keptByProgram: Set<string>;
  /** Whether the engine still exists to record the answer. */
  engineAlive(): Promise<boolean>;
}

/** Whether a request to this process created or kept the object: then it is never deleted together with another one. */
export const isKept = (
  { keptByProgram, createdInThisProcess }: Pick<ProviderRuntime, "keptByProgram" | "createdInThisProcess">,
  id: string,
): boolean => keptByProgram.has(id) || createdInThisProcess.has(id);

/** Host and port of the engine, which the launcher passes as an argument. */
export function engineAddress(argv: readonly string[]): { host: string; port: number } | undefined {
  for (const argument of argv.slice(2).reverse()) {
    const parts = /^(?:\[([^\]]+)\]|([A-Za-z0-9.-]+)):(\d{1,5})$/.exec(argument);
    if (parts !== null) return { host: parts[1] ?? parts[2] ?? "127.0.0.1", port: Number(parts[3]) };
  }
  return undefined;
}

/** What an attempt to connect shows; `silent` may only mean a busy machine. */
export type EngineState = "alive" | "refused" | "silent";

/** The parent process does not tell: it is a shell that survives the engine. */
export async function connectionTo(host: string, port: number): Promise<EngineState> {
  return new Promise((resolve) => {
    const socket = connect({ host, port });
    const end = (state: EngineState): void => {
      socket.destroy();
      resolve(state);
    };
    socket.setTimeout(5000, () => end("silent"));
    socket.once("connect", () => end("alive"));
    socket.once("error", (error: NodeJS.ErrnoException) => end(error.code === "ECONNREFUSED" ? "refused" : "silent"));
  });
}

/** The engine that started this process; `alive` if no engine did. */
export async function engineState(): Promise<EngineState> {
  const engine = engineAddress(process.argv);
  return engine === undefined ? "alive" : connectionTo(engine.host, engine.port);
}

export const processRuntime: ProviderRuntime & { readonly clock: StoppableClock } = {
  clock: systemClock,
  environment: process.env,
  random: randomBytes,
  createdInThisProcess: new Set(),
  keptByProgram: new Set(),
  ...logAt(process.env[logVariable], (line) => console.log(line)),
  engineAlive: async () => (await engineState()) === "alive",
};
