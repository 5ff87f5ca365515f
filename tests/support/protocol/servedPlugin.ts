import type { JsonObject } from "../../../provider/core/json";
import type { ProviderRuntime } from "../../../provider/core/runtime/runtime";
import { EngineLog } from "../../../provider/doors/plugin/engineLog";
import { pluginService } from "../../../provider/doors/plugin/server";
import type { EngineCalls } from "./calls";
import { grpc, listenOnLoopback, ResourceProviderService } from "./connection";
import { PluginClient } from "./plugin";

/**
 * Codes of errors by the beginnings of their messages: the protocol carries messages alone, and the log both. An error
 * that comes without an entry has no code.
 */
class Codes {
  private readonly logged: { readonly beginning: string; readonly code: string }[] = [];

  readonly debug = (line: string): void => {
    const [, beginning, code] = /^(.*: \w+ failed), code (\S+)$/s.exec(line) ?? [];
    if (beginning !== undefined && code !== undefined) this.logged.push({ beginning, code });
  };

  /** The error that the engine gets, with its code. */
  given(error: unknown): unknown {
    if (!(error instanceof Error)) return error;
    const at = this.logged.findIndex(({ beginning }) => error.message.startsWith(beginning));
    if (at < 0) return error;
    const [{ code } = { code: "" }] = this.logged.splice(at, 1);
    return Object.assign(error, { code });
  }
}

/** Of whoever declares the resource; a stack configures its own provider processes. */
const namespaceOf = ({ __seed }: JsonObject): string =>
  decodeURIComponent(/^[^/]*/.exec(String(__seed ?? ""))?.[0] ?? "");

/**
 * The plugin's service in this process, and the engine's side of a connection to it, which opens with the first call.
 * Stacks of several namespaces have a service each, as if they were one process: what `runtime` remembers is the same.
 */
export class ServedPlugin implements EngineCalls {
  /** Of the process. */
  readonly runtime: ProviderRuntime;
  private readonly codes = new Codes();
  private readonly servers: InstanceType<typeof grpc.Server>[] = [];
  private readonly clients = new Map<string, Promise<PluginClient>>();

  constructor(
    runtime: ProviderRuntime,
    private readonly configuration: JsonObject,
  ) {
    this.runtime = { ...runtime, debug: this.codes.debug };
  }

  readonly check: EngineCalls["check"] = (olds, news) => this.call(news, (client) => client.check(olds, news));
  readonly diff: EngineCalls["diff"] = (id, olds, news) => this.call(news, (client) => client.diff(id, olds, news));
  readonly create: EngineCalls["create"] = (inputs) => this.call(inputs, (client) => client.create(inputs));
  readonly update: EngineCalls["update"] = (id, olds, news) => this.call(news, (one) => one.update(id, olds, news));
  readonly read: EngineCalls["read"] = (id, props, inputs) => this.call(props, (one) => one.read(id, props, inputs));
  readonly delete: EngineCalls["delete"] = (id, props) => this.call(props, (client) => client.delete(id, props));

  /** Checks the configuration, and starts with it. */
  async start(): Promise<void> {
    await this.client("");
  }

  async end(): Promise<void> {
    for (const started of await Promise.allSettled(this.clients.values()))
      if (started.status === "fulfilled") started.value.close();
    for (const server of this.servers) server.forceShutdown();
  }

  private client(namespace: string): Promise<PluginClient> {
    const known = this.clients.get(namespace);
    if (known !== undefined) return known;
    const client = this.connect(namespace === "" ? {} : { "snapshots:namespace": namespace });
    this.clients.set(namespace, client);
    return client;
  }

  private async connect(place: JsonObject): Promise<PluginClient> {
    const server = new grpc.Server();
    this.servers.push(server);
    const service = pluginService({
      runtime: this.runtime,
      log: new EngineLog(undefined),
      version: "0.0.0",
      schema: () => "{}",
      hooks: { started: () => undefined, orphaned: () => undefined },
      cancel: () => undefined,
    });
    server.addService(ResourceProviderService, service);
    const port = await listenOnLoopback(server);
    const client = new PluginClient(port);
    try {
      await client.configure({ ...this.configuration, ...place });
    } catch (error) {
      client.close();
      throw error;
    }
    return client;
  }

  private async call<R>(values: JsonObject, work: (client: PluginClient) => Promise<R>): Promise<R> {
    const client = await this.client(namespaceOf(values));
    try {
      return await work(client);
    } catch (error) {
      throw this.codes.given(error);
    }
  }
}
