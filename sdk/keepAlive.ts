// A program of the Automation API has no process of its own: its run ends as soon as nothing is asked of the engine. What the
// program would have declared after that is missing, and the engine deletes it.

import * as pulumi from "@pulumi/pulumi";
import { resolved } from "./outputs";

/** Keeps the run going until `work` has ended, and what the program does with its result has begun. */
export async function keepAlive<T>(work: () => Promise<T>): Promise<T> {
  const end = pulumi.runtime.rpcKeepAlive();
  try {
    return await work();
  } finally {
    setImmediate(end);
  }
}

/** The same for an output, which reports by itself why it fails. */
export function keepAliveFor(output: pulumi.Output<unknown>): void {
  keepAlive(() => resolved(output)).catch(() => undefined);
}
