import type { RequestContext } from "../core/contract/resourceDefinition";
import type { ProviderRuntime } from "../core/runtime/runtime";
import { cinderSettings } from "../openstack/config";
import { CinderApi } from "./client/client";

const connections = new WeakMap<ProviderRuntime, Map<string, CinderApi>>();

/** The connection for these settings. All resources of a process share it and its token. */
export function connectionOf({ settings, runtime }: Pick<RequestContext, "settings" | "runtime">): CinderApi {
  const connection = cinderSettings(settings);
  const open = connections.get(runtime) ?? new Map<string, CinderApi>();
  connections.set(runtime, open);
  const key = JSON.stringify(connection);
  const api = open.get(key) ?? new CinderApi(connection, runtime);
  open.set(key, api);
  return api;
}

/** Stops sending requests on all connections. */
export async function closeConnections(runtime: ProviderRuntime, ms: number): Promise<void> {
  await Promise.all([...(connections.get(runtime)?.values() ?? [])].map((api) => api.close(ms)));
}
