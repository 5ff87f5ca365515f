// A request as the engine would make it for a resource that a command declares.

import type { RequestContext, ResourceDefinition } from "../../provider/core/contract/resourceDefinition";
import type { Settings } from "../../provider/core/contract/settings";
import { defaultOrganization, formatSeed } from "../../provider/core/identity/identity";
import type { JsonObject } from "../../provider/core/json";
import { contextFor } from "../../provider/core/lifecycle/context";
import type { ProviderRuntime } from "../../provider/core/runtime/runtime";
import { RefusedError } from "../../provider/http/errors";

export interface CommandConnection {
  readonly settings: Settings;
  readonly runtime: ProviderRuntime;
}

/**
 * Throws RefusedError if the inputs contradict each other.
 * @param name logical name, as owner tags and marks contain it
 */
export function commandContext(
  definition: Pick<ResourceDefinition<unknown>, "token" | "inputs" | "rules">,
  { settings, runtime }: CommandConnection,
  name: string,
  inputs: JsonObject,
): RequestContext {
  const [failure] = definition.rules(inputs, {});
  if (failure !== undefined) throw new RefusedError("invalid-input", failure.reason);
  const type = `pulumi-nodejs:dynamic/${definition.token.replace(".", ":")}`;
  const urn = `urn:pulumi:command::pulumi-snapshots::${type}::${name}`;
  const declared = { ...inputs, __seed: formatSeed("", defaultOrganization, urn) };
  return contextFor({ definition, settings, runtime }, "create", declared, {});
}
