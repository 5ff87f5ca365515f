// `pulumi-snapshots simulator`: starts a simulator and stops it on a signal.

import { messageOf } from "../../provider/http/errors";
import { type SimulatorOptions, startSimulator } from "../../simulator";
import { CliError } from "../errors";

/** Runs until a signal comes. @returns the exit code */
export async function run(options: SimulatorOptions): Promise<number> {
  const simulator = await reported(() => startSimulator(options));
  const stop = signalled();
  process.stdout.write(`${JSON.stringify({ event: "ready", url: simulator.url, pid: process.pid })}\n`);
  await stop;
  await reported(() => simulator.close());
  return 0;
}

/** The simulator knows nothing of the codes that errors of commands have. */
async function reported<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw new CliError("simulator-failed", messageOf(error), { cause: error });
  }
}

function signalled(): Promise<void> {
  return new Promise((resolve) => {
    const signals = ["SIGINT", "SIGTERM"] as const;
    const handler = () => {
      for (const signal of signals) process.off(signal, handler);
      resolve();
    };
    for (const signal of signals) process.on(signal, handler);
  });
}
