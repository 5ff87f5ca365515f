import { EngineGoneError, PartialStateError } from "../../core/contract/errors";
import type { Created, Difference, ReadResult, ResourceProvider } from "../../core/contract/resourceProvider";
import { Settings } from "../../core/contract/settings";
import type { JsonObject } from "../../core/json";
import type { ProviderRuntime } from "../../core/runtime/runtime";
import { formatDuration } from "../../http/clock";
import { codeOf } from "../../http/errorCodes";
import { messageOf, RefusedError } from "../../http/errors";
import { outgoing } from "../../http/printable";

/** The part of the engine's configure request that is used. */
export interface ConfigureRequest {
  readonly config: { get(key: string): unknown };
}

/** What the dynamic-provider process calls; see `cmd/dynamic-provider` of `@pulumi/pulumi`. */
export interface DynamicProvider {
  configure(request: ConfigureRequest): void;
  check(
    olds: JsonObject,
    news: JsonObject,
  ): Promise<{ inputs: Record<string, unknown>; failures: { property: string; reason: string }[] }>;
  diff(id: string, olds: JsonObject, news: JsonObject): Promise<Difference>;
  create(inputs: JsonObject): Promise<Created>;
  read(id: string, props: JsonObject): Promise<ReadResult>;
  update(id: string, olds: JsonObject, news: JsonObject): Promise<{ outs: Record<string, unknown> }>;
  delete(id: string, props: JsonObject): Promise<void>;
}

/** A provider through which objects can be imported; the dynamic provider protocol has no call for it. */
export interface ImportingProvider extends DynamicProvider {
  import(id: string, hidden: JsonObject, take: boolean): Promise<ReadResult>;
}

/** What the process does at its ends; tests leave it out. */
export interface ProcessHooks {
  /** Called when the provider is configured, which is before anything is sent. */
  started(): void;
  /** Called when the engine asks something; the result, when that is answered. */
  called?(): () => void;
  /** The engine is gone: nobody takes an answer any more. */
  orphaned(): void;
}

/** Connects what does the work with the engine's calls. */
export function providerOf(
  lifecycle: ResourceProvider,
  runtime: ProviderRuntime,
  hooks?: ProcessHooks,
): ImportingProvider {
  const guarded = async <R>(
    operation: string,
    inputs: JsonObject,
    id: string,
    work: () => R | Promise<R>,
  ): Promise<R> => {
    const began = runtime.clock.now();
    const answered = hooks?.called?.();
    try {
      return await work();
    } catch (error) {
      if (error instanceof EngineGoneError) hooks?.orphaned();
      const named = id === "" ? lifecycle.label(inputs) : `${lifecycle.label(inputs)} (${id})`;
      const elapsed = (runtime.clock.now() - began) / 1000;
      // The engine prints the message alone.
      runtime.debug?.(`${named}: ${operation} failed, code ${codeOf(error)}`);
      throw shown(error, named, `${operation} failed${elapsed < 1 ? "" : ` after ${formatDuration(elapsed)}`}`);
    } finally {
      answered?.();
    }
  };

  return {
    // Synchronous: concurrent first calls do not wait for it.
    configure(request) {
      lifecycle.configure(new Settings((key) => request.config.get(key), runtime.environment));
      hooks?.started();
    },
    check: (olds, news) => guarded("check", news, "", () => lifecycle.check(olds, news)),
    diff: (id, olds, news) => guarded("diff", news, id, () => lifecycle.diff(id, olds, news)),
    create: (inputs) => guarded("create", inputs, "", () => lifecycle.create(inputs)),
    read: (id, props) => guarded("read", props, id, () => lifecycle.read(id, props)),
    update: (id, olds, news) => guarded("update", news, id, () => lifecycle.update(id, olds, news)),
    delete: (id, props) => guarded("delete", props, id, () => lifecycle.delete(id, props)),
    import: (id, hidden, take) =>
      guarded("import", hidden, id, () => {
        if (lifecycle.import !== undefined) return lifecycle.import(id, hidden, take);
        throw new RefusedError(
          "invalid-input",
          "it consists of several objects, or of none, and cannot be imported; declare it in the program",
        );
      }),
  };
}

/** An error as it is shown: no credential, nothing that a terminal or a pipeline would act on, never empty, no stack. */
function shown(error: unknown, what: string, failure: string): Error {
  const said = messageOf(error);
  const message = outgoing(
    `${what}: ${failure}: ${said === "" ? (error instanceof Error ? error.name : "unknown error") : said}`,
  );
  const result =
    error instanceof PartialStateError
      ? new PartialStateError(error.id, message, error.properties, { code: error.code })
      : Object.assign(new Error(message), { code: codeOf(error) });
  // The launcher prints `${error}: ${error.stack}` for some calls, besides what the engine prints itself.
  result.name = "";
  result.stack = failure;
  Object.defineProperty(result, "toString", { value: () => outgoing(what) });
  return result;
}
