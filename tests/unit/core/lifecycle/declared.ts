import type { Failure } from "../../../../provider/core/contract/resourceDefinition";
import { formatSeed } from "../../../../provider/core/identity/identity";
import type { JsonObject } from "../../../../provider/core/json";
import { checkInputs } from "../../../../provider/core/lifecycle/check";
import { volumeSnapshot } from "../../../../provider/zstack/volumeSnapshot/resource";

export const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
export const volumeUuid = "0f3ab1c5d2e84f6a9b7c8d9e0f1a2b3c";
export const resourceUuid = "5d1e6a7b8c9d4e0f8a1b2c3d4e5f6a7b";

export const seed = (name = "web", stack = "dev", namespace = ""): string =>
  formatSeed(namespace, "acme", `urn:pulumi:${stack}::shop::pulumi-nodejs:dynamic/zstack:VolumeSnapshot::${name}`);

/** Inputs of a volume snapshot as the SDK writes them; undefined takes one away. */
export function declared(more: JsonObject = {}): Record<string, unknown> {
  const inputs: Record<string, unknown> = {
    __provider: 'exports.handler=()=>require("pulumi-snapshots/dynamic").zstackVolumeSnapshot;',
    __seed: seed(),
    volumeUuid,
    name: "web",
    ...more,
  };
  return Object.fromEntries(Object.entries(inputs).filter(([, value]) => value !== undefined));
}

/** What check says about these inputs, given previous ones. */
export function failures(more: JsonObject, olds: JsonObject = {}): Failure[] {
  return checkInputs(volumeSnapshot, olds, declared(more)).failures;
}
