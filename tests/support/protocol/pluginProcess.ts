import { closeConnections as closeCinder } from "../../../provider/cinder/connections";
import { confirmDeferrals } from "../../../provider/core/lifecycle/deferrals";
import type { ProviderRuntime } from "../../../provider/core/runtime/runtime";
import { EngineLog } from "../../../provider/doors/plugin/engineLog";
import { pluginService } from "../../../provider/doors/plugin/server";
import { closeConnections as closeZStack } from "../../../provider/zstack/connections";
import { type JsonObject, organization, type ProcessOptions, runtimeOf } from "../providerProcess";
import { grpc, ResourceProviderService } from "./connection";
import { PluginClient } from "./plugin";

/** The plugin as the engine would start it, in this process, and a client that calls it over the network. */
export class PluginProcess {
  private constructor(
    /** What it has said. */
    readonly lines: readonly string[],
    private readonly runtime: ProviderRuntime,
    private readonly server: InstanceType<typeof grpc.Server>,
    readonly handler: PluginClient,
  ) {}

  static async start(
    configuration: JsonObject,
    options: Omit<ProcessOptions, "configuration"> = {},
  ): Promise<PluginProcess> {
    const lines: string[] = [];
    const runtime = runtimeOf(options, lines);
    const server = new grpc.Server();
    const service = pluginService({
      ...{ runtime, log: new EngineLog(undefined), version: "0.0.0", schema: () => "{}" },
      hooks: { started: () => undefined, orphaned: () => undefined },
      cancel: () => undefined,
    });
    server.addService(ResourceProviderService, service);
    const port = await new Promise<number>((resolve, reject) => {
      server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, bound) =>
        error === null ? resolve(bound) : reject(error),
      );
    });
    const started = new PluginProcess(lines, runtime, server, new PluginClient(port));
    try {
      await started.handler.configure({ "snapshots:organization": organization, ...configuration });
    } catch (error) {
      await started.end();
      throw error;
    }
    return started;
  }

  /** The engine has recorded all answers, and the run is over. */
  async runEnds(): Promise<void> {
    await confirmDeferrals(this.runtime);
  }

  async end(): Promise<void> {
    this.handler.close();
    this.server.forceShutdown();
    await Promise.all([closeZStack, closeCinder].map((close) => close(this.runtime, 500)));
  }
}
