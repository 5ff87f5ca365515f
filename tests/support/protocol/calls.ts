import type { JsonObject } from "../providerProcess";

/** What the engine asks of a provider process; served over gRPC, or by a handler in this process. */
export interface EngineCalls {
  check(
    olds: JsonObject,
    news: JsonObject,
  ): Promise<{ inputs: JsonObject; failures: readonly { property: string; reason: string }[] }>;
  diff(id: string, olds: JsonObject, news: JsonObject): Promise<{ changes: boolean; replaces: readonly string[] }>;
  create(inputs: JsonObject): Promise<{ id: string; outs: JsonObject }>;
  update(id: string, olds: JsonObject, news: JsonObject): Promise<{ outs: JsonObject }>;
  /** @param inputs that the state holds; the dynamic provider is not given them */
  read(
    id: string,
    props: JsonObject,
    inputs: JsonObject,
  ): Promise<{ id?: string; props?: JsonObject; inputs?: JsonObject }>;
  delete(id: string, props: JsonObject): Promise<void>;
}

/** Calls of one provider process over gRPC. */
export interface RemoteCalls extends EngineCalls {
  /** @param configuration under the keys that stack configuration has for the dynamic provider */
  configure(configuration: JsonObject): Promise<void>;
  /** The run has ended, or the user has cancelled it; the dynamic provider is not told. */
  cancel?(): Promise<void>;
  /** What is under way is not waited for any more. */
  close(): void;
}
