import { createRequire } from "node:module";
import { ownAddress } from "../loopback";
import { Empty, grpc, listenOnLoopback } from "./connection";

const ofPulumi = createRequire(require.resolve("@pulumi/pulumi"));
const { EngineService } = ofPulumi(
  "@pulumi/pulumi/proto/engine_grpc_pb",
) as typeof import("@pulumi/pulumi/proto/engine_grpc_pb");

export interface ListeningEngine {
  /** `host:port` */
  readonly address: string;
  close(): Promise<void>;
}

/** An engine that takes the lines that a plugin writes to its log. */
export async function listeningEngine(write: (line: string) => void): Promise<ListeningEngine> {
  const server = new grpc.Server();
  server.addService(EngineService, {
    log(
      call: { readonly request: { getMessage(): string } },
      done: (error: null, answer: InstanceType<typeof Empty>) => void,
    ): void {
      write(call.request.getMessage());
      done(null, new Empty());
    },
  });
  const host = ownAddress();
  const port = await listenOnLoopback(server, host);
  return {
    address: `${host}:${port}`,
    close: async () => server.forceShutdown(),
  };
}
