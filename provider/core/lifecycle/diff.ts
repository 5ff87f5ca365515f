import type { RequestContext, ResourceDefinition } from "../contract/resourceDefinition";
import type { Difference } from "../contract/resourceProvider";
import type { Settings } from "../contract/settings";
import { failedJob, secretTriggersName } from "../contract/stateKeys";
import { ownerLabel, ownerOf, parseSeed } from "../identity/identity";
import { type JsonObject, same } from "../json";
import { changedInputs, declaredInputs } from "./check";

type Compared = Pick<ResourceDefinition<unknown>, "inputs" | "outputs" | "endpoint"> &
  Partial<Pick<ResourceDefinition<unknown>, "importInput">>;

/** Compares recorded outputs with declared inputs. Asks nobody. */
export function difference(
  definition: Compared,
  settings: Settings,
  id: string,
  olds: JsonObject,
  news: JsonObject,
): Difference {
  const changed = changedInputs(definition.inputs, declaredInputs(definition, olds), news);
  // Naming the object that is there, or no longer naming it after an adoption, makes no other one.
  const named = definition.importInput === undefined ? undefined : news[definition.importInput];
  const sameObject = named === id || (named ?? null) === null;
  const replaces = changed
    .filter((name) => definition.inputs[name]?.onChange === "replace")
    .filter((name) => name !== definition.importInput || !sameObject);
  // A creation that failed after the engine had been given the id can only be made good by another object.
  if (olds["__job"] === failedJob) replaces.push("__job");
  const changes =
    changed.length > 0 ||
    replaces.length > 0 ||
    olds["__job"] !== undefined ||
    !same(olds["__timeouts"], news["__timeouts"]) ||
    // What is secret by now has to become so in the state.
    !same(olds[secretTriggersName], news[secretTriggersName]) ||
    // What the plugin has recorded lacks the text that loads the dynamic provider: without an update nobody could delete it.
    (olds["__provider"] === undefined && news["__provider"] !== undefined) ||
    movedEndpoint(definition, settings, olds);
  // The restore point that exists stays until there is a new one.
  return { changes, replaces, deleteBeforeReplace: false };
}

/** The owner labels before and after, if the stack or the resource was renamed. */
function renamedOwner({ token }: Pick<ResourceDefinition<unknown>, "token">, olds: JsonObject, news: JsonObject) {
  if (olds["__seed"] === news["__seed"]) return undefined;
  const [before = "", after = ""] = [olds, news].map((one) => ownerLabel(ownerOf(parseSeed(one["__seed"]), token)));
  return before === after ? undefined : { before, after };
}

/** What an update does to the owner tag although no property differs, as a line for each change. */
export function ownerChanges(
  definition: Pick<ResourceDefinition<unknown>, "token">,
  olds: JsonObject,
  news: JsonObject,
): string[] {
  const renamed = renamedOwner(definition, olds, news);
  return renamed === undefined ? [] : [`its owner tag changes from ${renamed.before} to ${renamed.after}`];
}

/** Whether nothing differs that the platform would have to be told: the update only rewrites the state. */
export function isOnlyRecorded(
  definition: Compared & Pick<ResourceDefinition<unknown>, "token">,
  { settings, outputs: olds, inputs: news }: Pick<RequestContext, "settings" | "outputs" | "inputs">,
): boolean {
  if (olds["__job"] !== undefined) return false;
  const changed = changedInputs(definition.inputs, declaredInputs(definition, olds), news);
  if (changed.some((name) => definition.inputs[name]?.onChange !== "record")) return false;
  if (renamedOwner(definition, olds, news) !== undefined) return false;
  const endpoint = definition.endpoint(settings);
  return endpoint === undefined || endpointOf(String(olds["__origin"] ?? "")) === endpoint;
}

/** Whether the platform has another address by now: update looks for the object there and records the new address. */
export function movedEndpoint(
  definition: Pick<ResourceDefinition<unknown>, "endpoint">,
  settings: Settings,
  olds: JsonObject,
): boolean {
  const endpoint = definition.endpoint(settings);
  const origin = olds["__origin"];
  return endpoint !== undefined && typeof origin === "string" && endpointOf(origin) !== endpoint;
}

/** `host:port` of an `__origin`. */
export function endpointOf(origin: string): string {
  return origin.split("/")[0] ?? origin;
}

/** Whether two origins can be the same platform and account; an account that is not known fits any. */
export function sameOrigin(a: string, b: string): boolean {
  const [endpointA, accountA = ""] = a.split("/");
  const [endpointB, accountB = ""] = b.split("/");
  return endpointA === endpointB && (accountA === "" || accountB === "" || accountA === accountB);
}
