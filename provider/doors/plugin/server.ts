// The gRPC service that the engine calls: every method turns a request into a call of the core, and its result back.

import type * as grpc from "@grpc/grpc-js";
import { PluginInfo } from "@pulumi/pulumi/proto/plugin_pb";
import * as pb from "@pulumi/pulumi/proto/provider_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import type { Failure } from "../../core/contract/resourceDefinition";
import { labelOf } from "../../core/contract/resourceProvider";
import { platformOf } from "../../core/contract/resourceType";
import { triggerDigestsName } from "../../core/contract/stateKeys";
import type { JsonObject } from "../../core/json";
import type { ProviderRuntime } from "../../core/runtime/runtime";
import { RefusedError } from "../../http/errors";
import { type ImportingProvider, type ProcessHooks, providerOf } from "../dynamic/dynamicProvider";
import { previewOf } from "../previews";
import { type Resource, resources } from "../resources";
import { configurationFailures, PluginConfiguration, withSecrets, withSections } from "./configuration";
import type { EngineLog } from "./engineLog";
import { serviceError } from "./errors";
import { invoke } from "./functions";
import { differingPaths } from "./paths";
import { type Call, type DetailedChange, type DetailedDifference, ResourceCalls } from "./resourceCalls";
import { inPluginWords } from "./sections";
import { received, toStruct } from "./values";

export interface PluginOptions {
  readonly runtime: ProviderRuntime;
  readonly hooks: ProcessHooks;
  readonly log: EngineLog;
  readonly version: string;
  /** schema.json */
  readonly schema: () => string;
  /** The user has cancelled the run, or it has ended. */
  cancel(): void;
}

/** What requests about a resource have in common. */
interface AboutResource {
  getUrn(): string;
  getName(): string;
  getType(): string;
}

interface Served {
  readonly resource: Resource;
  readonly provider: ImportingProvider;
  readonly calls: ResourceCalls;
}

export function pluginService(options: PluginOptions): grpc.UntypedServiceImplementation {
  const { runtime, hooks, log, version } = options;
  const configuration = new PluginConfiguration();
  const served = new Map<string, Served>();
  for (const resource of Object.values<Resource>(resources)) {
    const provider = providerOf(resource.provider(runtime), runtime, hooks);
    const type = `snapshots:${resource.token.replace(".", ":")}`;
    served.set(type, { resource, provider, calls: new ResourceCalls(resource, provider) });
  }

  const servedFor = (request: AboutResource): Served => {
    const type = request.getType() || (request.getUrn().split("::")[2]?.split("$").at(-1) ?? "");
    const one = served.get(type);
    if (one !== undefined) return one;
    throw new RefusedError("invalid-input", `${type} is not a resource of this provider`);
  };
  const callsOf = (request: AboutResource): ResourceCalls => servedFor(request).calls;
  /** Says in a preview what an action will do. */
  const announce = async (request: AboutResource, inputs: JsonObject): Promise<void> => {
    const { resource } = servedFor(request);
    const settings = configuration.settings(platformOf(resource.token) ?? "zstack");
    for (const line of await previewOf({ definition: resource, settings, runtime }, inputs))
      runtime.say(`${labelOf(resource.token, inputs)}: warning: ${line}`);
  };
  const callOf = (request: AboutResource, secrets: ReadonlySet<string>, timeout = 0): Call => ({
    seed: configuration.seed(request.getUrn()),
    name: request.getName() || request.getUrn().split("::").slice(3).join("::"),
    hasSecretTriggers: secrets.has("triggers"),
    timeout,
  });

  function unary<Q, A>(
    work: (request: Q) => Promise<A> | A,
    urnOf: (request: Q) => string = () => "",
    secretsOf: (request: Q) => ReadonlySet<string> = () => new Set(),
  ) {
    return (call: grpc.ServerUnaryCall<Q, A>, callback: grpc.sendUnaryData<A>): void => {
      const answer = async (): Promise<void> => {
        try {
          const result = await work(call.request);
          await log.flushed();
          callback(null, result);
        } catch (error) {
          await log.flushed();
          callback(serviceError(error, secretsOf(call.request)));
        }
      };
      void log.about(urnOf(call.request), answer);
    };
  }
  const about = <Q extends AboutResource, A>(
    work: (request: Q) => Promise<A> | A,
    secretsOf?: (request: Q) => ReadonlySet<string>,
  ) => unary(work, (request: Q) => request.getUrn(), secretsOf);

  return {
    handshake: unary((_: pb.ProviderHandshakeRequest) => new pb.ProviderHandshakeResponse().setAcceptSecrets(true)),
    attach: unary(() => new Empty()),
    getPluginInfo: unary(() => new PluginInfo().setVersion(version)),
    getSchema: unary((_: pb.GetSchemaRequest) => new pb.GetSchemaResponse().setSchema(options.schema())),
    getMapping: unary(() => new pb.GetMappingResponse()),
    getMappings: unary(() => new pb.GetMappingsResponse()),

    checkConfig: about((request: pb.CheckRequest) => {
      const inputs = withSections(received(request.getNews()).values);
      const failures = configurationFailures(inputs, request.getName(), runtime.environment);
      return checked(failures, withSecrets(inputs));
    }),
    diffConfig: about((request: pb.DiffRequest) => {
      const olds = withSections(received(request.getOldInputs() ?? request.getOlds()).values);
      const differing = differingPaths(olds, withSections(received(request.getNews()).values));
      const paths = [...differing].map(([path, change]): [string, DetailedChange] => [
        path === "" ? "zstack" : path,
        { change, replaces: false, isInput: true },
      ]);
      // Another address or account does not replace a provider: each object records where it was made.
      return different({ changes: paths.length > 0, replaces: [], deleteBeforeReplace: false, paths: new Map(paths) });
    }),
    configure: unary((request: pb.ConfigureRequest) => {
      configuration.set(received(request.getArgs()).values, request.getName() ?? "");
      for (const { resource, provider } of served.values())
        provider.configure({ config: { get: configuration.reader(platformOf(resource.token) ?? "zstack") } });
      const answer = new pb.ConfigureResponse();
      answer.setSupportspreview(true);
      // Whether triggers are secret decides about the identity of an object, as through the other door.
      answer.setAcceptsecrets(true);
      return answer;
    }),

    invoke: unary(async (request: pb.InvokeRequest) => {
      const found = await invoke(request.getTok(), received(request.getArgs()).values, (platform) =>
        configuration.settings(platform),
      );
      return new pb.InvokeResponse().setReturn(toStruct(found));
    }),

    check: about(async (request: pb.CheckRequest) => {
      const [olds, news] = [received(request.getOlds()), received(request.getNews())];
      const call = callOf(request, news.secrets);
      const { inputs, failures } = await callsOf(request).check(call, olds.values, news.values);
      return checked(failures, inputs, news.secrets);
    }),
    diff: about(async (request: pb.DiffRequest) => {
      const [olds, news] = [received(request.getOlds()), received(request.getNews())];
      configuration.assertOrganization(olds.values["__seed"]);
      const call = callOf(request, news.secrets);
      return different(await callsOf(request).diff(call, request.getId(), olds.values, news.values));
    }),
    create: about(
      async (request: pb.CreateRequest) => {
        const calls = callsOf(request);
        const { values, secrets } = received(request.getProperties());
        const hidden = secretOutputs(secrets);
        const answer = new pb.CreateResponse();
        const call = callOf(request, secrets, request.getTimeout());
        if (request.getPreview()) {
          await announce(request, calls.whole(call, "create", values));
          return answer.setProperties(toStruct(calls.preview(values, {}), hidden));
        }
        const { id, outputs } = await calls.create(call, values);
        return answer.setId(id).setProperties(toStruct(outputs, hidden));
      },
      secretsOf((request) => request.getProperties()),
    ),
    read: about(async (request: pb.ReadRequest) => {
      const isImport = request.getProperties() === undefined && request.getInputs() === undefined;
      const [state, inputs] = [received(request.getProperties()), received(request.getInputs())];
      const call = callOf(request, inputs.secrets);
      const found = await callsOf(request).read(call, request.getId(), isImport ? undefined : state.values);
      const answer = new pb.ReadResponse();
      if (found === undefined) return answer;
      answer.setProperties(toStruct(found.outputs, secretOutputs(state.secrets)));
      return answer.setId(found.id).setInputs(toStruct(found.inputs, inputs.secrets));
    }),
    update: about(
      async (request: pb.UpdateRequest) => {
        const calls = callsOf(request);
        const [olds, news] = [received(request.getOlds()), received(request.getNews())];
        configuration.assertOrganization(olds.values["__seed"]);
        const hidden = secretOutputs(news.secrets);
        const answer = new pb.UpdateResponse();
        const call = callOf(request, news.secrets, request.getTimeout());
        if (request.getPreview()) {
          await announce(request, calls.whole(call, "update", news.values));
          return answer.setProperties(toStruct(calls.preview(news.values, olds.values), hidden));
        }
        return answer.setProperties(
          toStruct(await calls.update(call, request.getId(), olds.values, news.values), hidden),
        );
      },
      secretsOf((request) => request.getNews()),
    ),
    delete: about(async (request: pb.DeleteRequest) => {
      const { values, secrets } = received(request.getProperties());
      await callsOf(request).delete(callOf(request, secrets, request.getTimeout()), request.getId(), values);
      return new Empty();
    }),
    cancel: unary(() => {
      options.cancel();
      return new Empty();
    }),
  };
}

/** What a state encrypts of an object that is not finished: as of one that is. */
const secretsOf =
  <Q>(inputs: (request: Q) => Parameters<typeof received>[0]) =>
  (request: Q): ReadonlySet<string> =>
    secretOutputs(received(inputs(request)).secrets);

/** Outputs are secret where inputs are, and what identifies secret triggers always is. */
const secretOutputs = (inputs: ReadonlySet<string>): ReadonlySet<string> => new Set([...inputs, triggerDigestsName]);

function checked(failures: readonly Failure[], inputs: JsonObject, secrets?: ReadonlySet<string>): pb.CheckResponse {
  const list = failures.map(({ property, reason }) =>
    new pb.CheckFailure()
      // The engine prints the value of the property of a failure, secret or not. The reason names it too.
      .setProperty(secrets?.has(/^[^.[]*/.exec(property)?.[0] ?? "") === true ? "" : property)
      .setReason(inPluginWords(reason)),
  );
  return new pb.CheckResponse().setFailuresList(list).setInputs(toStruct(inputs, secrets));
}

const { Kind } = pb.PropertyDiff;

const kinds = {
  add: { update: Kind.ADD, replace: Kind.ADD_REPLACE },
  delete: { update: Kind.DELETE, replace: Kind.DELETE_REPLACE },
  update: { update: Kind.UPDATE, replace: Kind.UPDATE_REPLACE },
} as const;

function different({ changes, replaces, deleteBeforeReplace, paths }: DetailedDifference): pb.DiffResponse {
  const answer = new pb.DiffResponse();
  const { DIFF_SOME, DIFF_NONE } = pb.DiffResponse.DiffChanges;
  answer.setChanges(changes ? DIFF_SOME : DIFF_NONE);
  answer.setReplacesList([...replaces]);
  answer.setDiffsList([...new Set([...paths.keys()].map((path) => /^[^.[]+/.exec(path)?.[0] ?? path))]);
  answer.setDeletebeforereplace(deleteBeforeReplace);
  answer.setHasdetaileddiff(true);
  for (const [path, one] of paths) {
    const shown = new pb.PropertyDiff();
    shown.setKind(kinds[one.change][one.replaces ? "replace" : "update"]);
    shown.setInputdiff(one.isInput);
    answer.getDetaileddiffMap().set(path, shown);
  }
  return answer;
}
