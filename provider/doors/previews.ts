// What an action would do, for the previews of programs: the engine asks no dynamic provider for it.

import { closeConnections as closeCinder } from "../cinder/connections";
import { Settings } from "../core/contract/settings";
import type { JsonObject } from "../core/json";
import { contextFor } from "../core/lifecycle/context";
import { programRuntime } from "../core/runtime/programRuntime";
import { closeConnections } from "../zstack/connections";
import { type Resource, resources } from "./resources";

/** One for all previews of the process. */
const shared = programRuntime((runtime, ms) => Promise.all([closeConnections(runtime, ms), closeCinder(runtime, ms)]));

/**
 * @param handler of the action
 * @param inputs hidden ones included
 * @param settings of its connection
 * @returns a sentence for each thing that it would do; throws what forbids it
 */
export async function previewOf(handler: string, inputs: JsonObject, settings: JsonObject): Promise<readonly string[]> {
  const definition = Object.entries<Resource>(resources).find(([name]) => name === handler)?.[1];
  if (definition?.plan === undefined) return [];
  const runtime = shared.open();
  const read = new Settings((key) => settings[key], runtime.environment);
  return definition.plan(contextFor({ definition, settings: read, runtime }, "create", inputs, {}));
}
