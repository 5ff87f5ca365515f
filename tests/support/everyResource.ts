import { tokenOfType } from "../../provider/core/contract/resourceType";
import type { ProviderRuntime } from "../../provider/core/runtime/runtime";
import { type ConfigureRequest, type DynamicProvider, providerOf } from "../../provider/doors/dynamic/dynamicProvider";
import { type Resource, resources } from "../../provider/doors/resources";

type Values = Readonly<Record<string, unknown>>;

const byToken: ReadonlyMap<string, Resource> = new Map(
  Object.values<Resource>(resources).map((resource) => [resource.token, resource]),
);

/** Token of the resource that values are of, `zstack.VolumeSnapshot`; of a seed that cannot be read, the same. */
function tokenOf({ __seed }: Values): string {
  const type = /(?:::|\$)(pulumi-nodejs:dynamic\/\w+:\w+)::/.exec(String(__seed))?.[1] ?? "";
  return tokenOfType(type) ?? "zstack.VolumeSnapshot";
}

/** All resources behind one handler, in one process and with one session, as the engine runs them. */
export function everyResource(runtime: ProviderRuntime): DynamicProvider {
  const handlers = new Map<string, DynamicProvider>();
  let configuration: ConfigureRequest | undefined;
  const of = (values: Values): DynamicProvider => {
    const token = tokenOf(values);
    const known = handlers.get(token);
    if (known !== undefined) return known;
    const resource = byToken.get(token);
    if (resource === undefined) throw new Error(`${token} is not a resource`);
    const handler = providerOf(resource.provider(runtime), runtime);
    if (configuration !== undefined) handler.configure(configuration);
    handlers.set(token, handler);
    return handler;
  };
  return {
    configure(request) {
      configuration = request;
      for (const handler of handlers.values()) handler.configure(request);
    },
    check: (olds, news) => of(news).check(olds, news),
    diff: (id, olds, news) => of(news).diff(id, olds, news),
    create: (inputs) => of(inputs).create(inputs),
    read: (id, props) => of(props).read(id, props),
    update: (id, olds, news) => of(news).update(id, olds, news),
    delete: (id, props) => of(props).delete(id, props),
  };
}
