import type { Settings } from "../core/contract/settings";
import type { ProviderRuntime } from "../core/runtime/runtime";
import { ZStackApi } from "./client/client";
import { zstackSettings } from "./config";

const connections = new WeakMap<ProviderRuntime, Map<string, ZStackApi>>();

/** The connection for these settings; all resources of a process share it, and so its session. */
export function connection(settings: Settings, runtime: ProviderRuntime): ZStackApi {
  const resolved = zstackSettings(settings);
  const open = connections.get(runtime) ?? new Map<string, ZStackApi>();
  connections.set(runtime, open);
  const key = JSON.stringify(resolved);
  const api = open.get(key) ?? new ZStackApi(resolved, runtime);
  open.set(key, api);
  return api;
}

/** Ends every session within `ms` milliseconds. */
export async function closeConnections(runtime: ProviderRuntime, ms: number): Promise<void> {
  await Promise.all([...(connections.get(runtime)?.values() ?? [])].map((api) => api.close(ms)));
}
