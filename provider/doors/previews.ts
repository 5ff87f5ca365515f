// What an action would do. The engine asks the plugin for it in each preview; a dynamic provider is not asked, and the program is.

import { closeConnections as closeCinder } from "../cinder/connections";
import { Settings } from "../core/contract/settings";
import type { JsonObject } from "../core/json";
import { contextFor } from "../core/lifecycle/context";
import { programRuntime } from "../core/runtime/programRuntime";
import type { ProviderRuntime } from "../core/runtime/runtime";
import { isUnknown } from "../core/unknown";
import { messageOf } from "../http/errors";
import { closeConnections } from "../zstack/connections";
import { type Resource, resources } from "./resources";

/** One for all previews of the process. */
const shared = programRuntime((runtime, ms) => Promise.all([closeConnections(runtime, ms), closeCinder(runtime, ms)]));

/** Codes of what the program has to correct; everything else may be otherwise by the time of the update. */
const mistakes: readonly unknown[] = ["not-as-declared", "invalid-input"];

/** Where an action would be carried out. */
interface Place {
  readonly definition: Resource;
  readonly settings: JsonObject;
  readonly runtime: ProviderRuntime;
}

/**
 * What an action would do, as a preview says it. What is not known yet is not looked at.
 *
 * @param inputs hidden ones included
 * @returns a sentence for each thing; throws what the program has to correct
 */
export async function previewOf(
  { definition, settings, runtime }: Place,
  inputs: JsonObject,
): Promise<readonly string[]> {
  if (definition.plan === undefined || isUnknown(inputs) || isUnknown(settings)) return [];
  const read = new Settings((key) => settings[key], runtime.environment);
  try {
    const lines = await definition.plan(contextFor({ definition, settings: read, runtime }, "create", inputs, {}));
    return lines.map((line) => `in the update: ${line}`);
  } catch (error) {
    const { code } = error as Error & { readonly code?: unknown };
    if (mistakes.includes(code)) throw error;
    return [messageOf(error)];
  }
}

/**
 * The same for a program.
 *
 * @param handler of the action
 */
export async function previewInProgram(
  handler: string,
  inputs: JsonObject,
  settings: JsonObject,
): Promise<readonly string[]> {
  const definition = Object.entries<Resource>(resources).find(([name]) => name === handler)?.[1];
  return definition === undefined ? [] : previewOf({ definition, settings, runtime: shared.open() }, inputs);
}
