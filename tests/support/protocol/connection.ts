import { createRequire } from "node:module";
import type { JsonObject } from "../providerProcess";

// The engine's side of the protocol, out of the same packages that provider processes themselves use.
const ofPulumi = createRequire(require.resolve("@pulumi/pulumi"));
export const grpc = ofPulumi("@grpc/grpc-js") as typeof import("@grpc/grpc-js");
const { Struct } = ofPulumi(
  "google-protobuf/google/protobuf/struct_pb",
) as typeof import("google-protobuf/google/protobuf/struct_pb");
export const { Empty } = ofPulumi(
  "google-protobuf/google/protobuf/empty_pb",
) as typeof import("google-protobuf/google/protobuf/empty_pb");
export const { ResourceProviderClient, ResourceProviderService } = ofPulumi(
  "@pulumi/pulumi/proto/provider_grpc_pb",
) as typeof import("@pulumi/pulumi/proto/provider_grpc_pb");
export const messages = ofPulumi(
  "@pulumi/pulumi/proto/provider_pb",
) as typeof import("@pulumi/pulumi/proto/provider_pb");
const { Status } = ofPulumi("@pulumi/pulumi/proto/status_pb") as typeof import("@pulumi/pulumi/proto/status_pb");

type ServiceError = import("@grpc/grpc-js").ServiceError;
type Failed = Pick<ServiceError, "details" | "message"> & { readonly metadata?: ServiceError["metadata"] | undefined };
type Answer<R> = (error: ServiceError | null, response: R) => void;
type Client = InstanceType<typeof ResourceProviderClient>;

/** Starts a server on a free port of a loopback address, and says which. */
export const listenOnLoopback = (server: InstanceType<typeof grpc.Server>, host = "127.0.0.1"): Promise<number> =>
  new Promise((resolve, reject) => {
    server.bindAsync(`${host}:0`, grpc.ServerCredentials.createInsecure(), (error, bound) =>
      error === null ? resolve(bound) : reject(error),
    );
  });

export const struct = (values: JsonObject) => Struct.fromJavaScript(JSON.parse(JSON.stringify(values)));
export const plain = (values: { toJavaScript(): object } | undefined): JsonObject =>
  (values?.toJavaScript() ?? {}) as JsonObject;

/** What the engine makes of an error: with an id, it keeps the resource as one whose initialisation failed. */
export function failure({ details: said, message: text, metadata }: Failed): Error {
  const [details] = metadata?.get("grpc-status-details-bin") ?? [];
  const message = said === "" ? text : said;
  if (!(details instanceof Buffer)) return new Error(message);
  const [packed] = Status.deserializeBinary(details).getDetailsList();
  const partial = messages.ErrorResourceInitFailed.deserializeBinary(packed?.getValue_asU8() ?? new Uint8Array());
  const [reasons, properties] = [partial.getReasonsList(), plain(partial.getProperties())];
  return Object.assign(new Error(message), { id: partial.getId(), reasons, properties });
}

/** The engine's connection to a provider process. */
export class Connection {
  private readonly client: Client;
  private readonly open = new Set<{ cancel(): void }>();

  constructor(port: number) {
    this.client = new ResourceProviderClient(`127.0.0.1:${port}`, grpc.credentials.createInsecure());
  }

  close(): void {
    for (const call of this.open) call.cancel();
    this.client.close();
  }

  call<R>(send: (client: Client, done: Answer<R>) => { cancel(): void }): Promise<R> {
    return new Promise((resolve, reject) => {
      const call = send(this.client, (error, response) => {
        this.open.delete(call);
        if (error === null) resolve(response);
        else reject(failure(error));
      });
      this.open.add(call);
    });
  }
}
