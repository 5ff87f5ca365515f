import { createRequire } from "node:module";
import type { EngineCalls } from "./engine";

// The engine's side of the protocol, out of the same packages that the provider process itself uses.
const ofPulumi = createRequire(require.resolve("@pulumi/pulumi"));
const grpc = ofPulumi("@grpc/grpc-js") as typeof import("@grpc/grpc-js");
const { Struct } = ofPulumi(
  "google-protobuf/google/protobuf/struct_pb",
) as typeof import("google-protobuf/google/protobuf/struct_pb");
const { ResourceProviderClient } = ofPulumi(
  "@pulumi/pulumi/proto/provider_grpc_pb",
) as typeof import("@pulumi/pulumi/proto/provider_grpc_pb");
const messages = ofPulumi("@pulumi/pulumi/proto/provider_pb") as typeof import("@pulumi/pulumi/proto/provider_pb");
const { Status } = ofPulumi("@pulumi/pulumi/proto/status_pb") as typeof import("@pulumi/pulumi/proto/status_pb");

type JsonObject = Record<string, unknown>;
type ServiceError = import("@grpc/grpc-js").ServiceError;
type Answer<R> = (error: ServiceError | null, response: R) => void;

const struct = (values: JsonObject) => Struct.fromJavaScript(JSON.parse(JSON.stringify(values)));
const plain = (values: { toJavaScript(): object } | undefined): JsonObject =>
  (values?.toJavaScript() ?? {}) as JsonObject;

/** What the engine makes of an error: with an id, it keeps the resource as one whose initialisation failed. */
function failure(error: ServiceError): Error {
  const [details] = error.metadata?.get("grpc-status-details-bin") ?? [];
  const message = error.details === "" ? error.message : error.details;
  if (!(details instanceof Buffer)) return new Error(message);
  const [packed] = Status.deserializeBinary(details).getDetailsList();
  const partial = messages.ErrorResourceInitFailed.deserializeBinary(packed?.getValue_asU8() ?? new Uint8Array());
  return Object.assign(new Error(message), { id: partial.getId(), properties: plain(partial.getProperties()) });
}

/** Calls a provider process as the engine does. */
export class EngineClient implements EngineCalls {
  private readonly client: InstanceType<typeof ResourceProviderClient>;
  private readonly open = new Set<{ cancel(): void }>();

  constructor(port: number) {
    this.client = new ResourceProviderClient(`127.0.0.1:${port}`, grpc.credentials.createInsecure());
  }

  /** What is under way is not waited for any more. */
  close(): void {
    for (const call of this.open) call.cancel();
    this.client.close();
  }

  async configure(configuration: JsonObject): Promise<void> {
    const request = new messages.ConfigureRequest();
    request.setArgs(struct(configuration));
    await this.call((done) => this.client.configure(request, done));
  }

  async check(olds: JsonObject, news: JsonObject): ReturnType<EngineCalls["check"]> {
    const request = new messages.CheckRequest();
    request.setOlds(struct(olds));
    request.setNews(struct(news));
    const answer = await this.call<InstanceType<typeof messages.CheckResponse>>((done) =>
      this.client.check(request, done),
    );
    const failures = answer.getFailuresList().map((one) => ({ property: one.getProperty(), reason: one.getReason() }));
    return { inputs: plain(answer.getInputs()), failures };
  }

  async diff(id: string, olds: JsonObject, news: JsonObject): ReturnType<EngineCalls["diff"]> {
    const request = new messages.DiffRequest();
    request.setId(id);
    request.setOlds(struct(olds));
    request.setNews(struct(news));
    const answer = await this.call<InstanceType<typeof messages.DiffResponse>>((done) =>
      this.client.diff(request, done),
    );
    const changes = answer.getChanges() === messages.DiffResponse.DiffChanges.DIFF_SOME;
    return { changes, replaces: answer.getReplacesList() };
  }

  async create(inputs: JsonObject): ReturnType<EngineCalls["create"]> {
    const request = new messages.CreateRequest();
    request.setProperties(struct(inputs));
    const answer = await this.call<InstanceType<typeof messages.CreateResponse>>((done) =>
      this.client.create(request, done),
    );
    return { id: answer.getId(), outs: plain(answer.getProperties()) };
  }

  async update(id: string, olds: JsonObject, news: JsonObject): ReturnType<EngineCalls["update"]> {
    const request = new messages.UpdateRequest();
    request.setId(id);
    request.setOlds(struct(olds));
    request.setNews(struct(news));
    const answer = await this.call<InstanceType<typeof messages.UpdateResponse>>((done) =>
      this.client.update(request, done),
    );
    return { outs: plain(answer.getProperties()) };
  }

  async read(id: string, props: JsonObject): ReturnType<EngineCalls["read"]> {
    const request = new messages.ReadRequest();
    request.setId(id);
    request.setProperties(struct(props));
    const answer = await this.call<InstanceType<typeof messages.ReadResponse>>((done) =>
      this.client.read(request, done),
    );
    if (answer.getId() === "") return {};
    return { id: answer.getId(), props: plain(answer.getProperties()), inputs: plain(answer.getInputs()) };
  }

  async delete(id: string, props: JsonObject): Promise<void> {
    const request = new messages.DeleteRequest();
    request.setId(id);
    request.setProperties(struct(props));
    await this.call((done) => this.client.delete(request, done));
  }

  private call<R>(send: (done: Answer<R>) => { cancel(): void }): Promise<R> {
    return new Promise((resolve, reject) => {
      const call = send((error, response) => {
        this.open.delete(call);
        if (error === null) resolve(response);
        else reject(failure(error));
      });
      this.open.add(call);
    });
  }
}
