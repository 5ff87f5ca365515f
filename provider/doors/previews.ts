// What an action would do, for the previews of programs: the engine asks no dynamic provider for it.

import { closeConnections as closeCinder } from "../cinder/connections";
import { Settings } from "../core/contract/settings";
import type { JsonObject } from "../core/json";
import { contextFor } from "../core/lifecycle/context";
import { type ProviderRuntime, processRuntime } from "../core/runtime/runtime";
import { closeConnections } from "../zstack/connections";
import { type Resource, resources } from "./resources";

/** Milliseconds that logging out may take. */
const logoutTimeoutMs = 900;

/** One for all previews of the process; the process ends by itself, and its sessions are ended then. */
let runtime: ProviderRuntime | undefined;

function connected(): ProviderRuntime {
  if (runtime !== undefined) return runtime;
  const own: ProviderRuntime = { ...processRuntime, say: () => undefined };
  runtime = own;
  process.once("beforeExit", () => {
    runtime = undefined;
    void Promise.all([closeConnections(own, logoutTimeoutMs), closeCinder(own, logoutTimeoutMs)]);
  });
  return own;
}

/**
 * @param handler of the action
 * @param inputs hidden ones included
 * @param settings of its connection
 * @returns a sentence for each thing that it would do; throws what forbids it
 */
export async function previewOf(handler: string, inputs: JsonObject, settings: JsonObject): Promise<readonly string[]> {
  const definition = Object.entries<Resource>(resources).find(([name]) => name === handler)?.[1];
  if (definition?.plan === undefined) return [];
  const own = connected();
  const read = new Settings((key) => settings[key], own.environment);
  return definition.plan(contextFor({ definition, settings: read, runtime: own }, "create", inputs, {}));
}
