// `pulumi-snapshots simulator`: starts a simulator and stops it on a signal.

import { type Simulator, startSimulator } from "./index";
import { type Parsed, parseOptions, UsageError, usage } from "./options";

/** Runs until a signal comes; the result is the exit code. */
export async function main(argv: string[]): Promise<number> {
  let parsed: Parsed;
  try {
    parsed = parseOptions(argv);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    process.stderr.write(`pulumi-snapshots simulator: ${error.message}\n`);
    return 1;
  }
  if (parsed.help) {
    process.stdout.write(usage);
    return 0;
  }
  let simulator: Simulator;
  try {
    simulator = await startSimulator(parsed.options);
  } catch (error) {
    process.stderr.write(`pulumi-snapshots simulator: ${error instanceof Error ? error.message : String(error)}\n`);
    return 1;
  }
  const stop = signalled();
  process.stdout.write(`${JSON.stringify({ event: "ready", url: simulator.url, pid: process.pid })}\n`);
  await stop;
  try {
    await simulator.close();
  } catch (error) {
    process.stderr.write(`pulumi-snapshots simulator: ${error instanceof Error ? error.message : String(error)}\n`);
    return 1;
  }
  return 0;
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
