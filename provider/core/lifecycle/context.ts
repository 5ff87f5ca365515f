import { Deadline } from "../../http/clock";
import type { RequestContext, ResourceDefinition } from "../contract/resourceDefinition";
import type { Settings } from "../contract/settings";
import { identityOf, ownerOf, parseSeed, stackLabel } from "../identity/identity";
import type { JsonObject } from "../json";
import type { ProviderRuntime } from "../runtime/runtime";
import { noteStackNames, stackNames } from "./formerStacks";
import { finishedBy, otherHolder, pendingJob } from "./holder";
import { identityInputs } from "./triggers";

/** What does the work of a request, and in which surroundings. */
export interface Requested {
  readonly definition: Pick<ResourceDefinition<unknown>, "token" | "inputs">;
  readonly settings: Settings;
  readonly runtime: ProviderRuntime;
}

/** One request of the engine, with everything that belongs to it. */
export function contextFor(
  requested: Requested,
  operation: RequestContext["operation"],
  inputs: JsonObject,
  outputs: JsonObject,
): RequestContext {
  const { definition, settings, runtime } = requested;
  const seed = parseSeed(inputs["__seed"]);
  const limits = (inputs["__timeouts"] ?? {}) as Record<string, number | undefined>;
  const known = noteStackNames(runtime, inputs, outputs);
  // What a read returns is compared with what was recorded, and must not depend on other resources.
  const names = operation === "read" ? stackNames(outputs) : [...known];
  const timeout = operation === "read" ? undefined : limits[operation];
  const owner = ownerOf(seed, definition.token);
  return {
    operation,
    settings,
    runtime,
    inputs,
    outputs,
    owner,
    formerStacks: names.filter((name) => name !== stackLabel(seed)).sort(),
    deferrals: [],
    identity: identityOf(seed, identityInputs(definition.inputs, inputs, seed.text)),
    timeout,
    holder: (ownership) =>
      otherHolder({ owner, outputs }, { ownership }) ??
      finishedBy({ owner, outputs }, { ownership }, pendingJob(outputs)),
    label: `${definition.token} "${seed.name}"`,
    deadline: (otherwise) => new Deadline(runtime.clock, timeout ?? otherwise),
  };
}
