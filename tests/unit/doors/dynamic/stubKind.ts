import { z } from "zod";
import { input } from "../../../../provider/core/contract/properties";
import { Lifecycle } from "../../../../provider/core/lifecycle/lifecycle";
import type { ProviderRuntime } from "../../../../provider/core/runtime/runtime";
import { type ProcessHooks, providerOf } from "../../../../provider/doors/dynamic/dynamicProvider";
import { volumeSnapshot } from "../../../../provider/zstack/volumeSnapshot/resource";
import { FakeClock } from "../../../support/clock";

type SnapshotKind = typeof volumeSnapshot;

export const seed = "/acme/urn:pulumi:dev::shop::pulumi-nodejs:dynamic/stub:Stub::web";

/** A kind of which every call to the platform ends in `failure`. */
export function failingKind(failure: () => unknown): SnapshotKind {
  const fail = async (): Promise<never> => {
    throw failure();
  };
  return {
    ...volumeSnapshot,
    token: "stub.Stub",
    noun: "stub",
    inputs: { volumeUuid: input(z.string(), { onChange: "replace", description: "" }) },
    rules: () => {
      throw failure();
    },
    endpoint: () => {
      throw failure();
    },
    origin: fail,
    evidenceOfExistence: fail,
    find: fail,
    get: fail,
    getForDelete: fail,
    getCached: fail,
    listResumable: fail,
    create: fail,
    resume: fail,
    writeOwner: fail,
    update: fail,
    remove: fail,
    retain: fail,
  };
}

export function provider(
  kind: SnapshotKind,
  clock = new FakeClock(),
  hooks?: ProcessHooks,
  debug?: (line: string) => void,
) {
  const runtime: ProviderRuntime = {
    clock,
    environment: {},
    random: (bytes) => Buffer.alloc(bytes),
    say: () => undefined,
    ...(debug === undefined ? {} : { debug }),
    createdInThisProcess: new Set(),
    keptByProgram: new Set<string>(),
    engineAlive: async () => true,
  };
  return providerOf(new Lifecycle(kind, runtime), runtime, hooks);
}
