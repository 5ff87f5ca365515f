import type { ResourceDefinition } from "../contract/resourceDefinition";
import type { Difference } from "../contract/resourceProvider";
import type { Settings } from "../contract/settings";
import { failedJob, secretTriggersName } from "../contract/stateKeys";
import { ownerLabel, ownerOf, parseSeed } from "../identity/identity";
import { type JsonObject, same } from "../json";
import { changedInputs, declaredInputs } from "./check";
import { recordedProblems } from "./verification";

/** Compares recorded outputs with declared inputs; asks nobody. */
export function difference<T>(
  definition: ResourceDefinition<T>,
  settings: Settings,
  id: string,
  olds: JsonObject,
  news: JsonObject,
): Difference {
  const changed = changedInputs(definition.inputs, declaredInputs(definition, olds), news);
  // Naming the object that is there, or no longer naming it after an adoption, makes no other one.
  const sameObject = news[definition.importInput] === id || (news[definition.importInput] ?? null) === null;
  const replaces = changed
    .filter((name) => definition.inputs[name]?.onChange === "replace")
    .filter((name) => name !== definition.importInput || !sameObject);
  // A creation that failed after the engine had been given the id can only be made good by another object.
  if (olds["__job"] === failedJob) replaces.push("__job");
  const changes =
    changed.length > 0 ||
    replaces.length > 0 ||
    olds["__job"] !== undefined ||
    recordedProblems(olds, news).length > 0 ||
    otherOwner(definition, olds["__seed"], news["__seed"]) ||
    !same(olds["__timeouts"], news["__timeouts"]) ||
    // What is secret by now has to become so in the state.
    !same(olds[secretTriggersName], news[secretTriggersName]) ||
    movedEndpoint(definition, settings, olds);
  // The restore point that exists stays until there is a new one.
  return { changes, replaces, deleteBeforeReplace: false };
}

function otherOwner<T>(definition: ResourceDefinition<T>, before: unknown, after: unknown): boolean {
  return ownerChange(definition, before, after) !== undefined;
}

/** What an update has to do where no property differs, because the stack or the resource was renamed. */
export function ownerChange<T>(definition: ResourceDefinition<T>, before: unknown, after: unknown): string | undefined {
  if (before === after) return undefined;
  const [old, now] = [before, after].map((seed) => ownerLabel(ownerOf(parseSeed(seed), definition.token)));
  return old === now ? undefined : `its owner tag changes from ${old} to ${now}`;
}

/** Another address of the same platform: update looks for the object there and records the new address. */
function movedEndpoint<T>(definition: ResourceDefinition<T>, settings: Settings, olds: JsonObject): boolean {
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
