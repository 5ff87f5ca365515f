import type { Settings } from "../../core/contract/settings";
import type { Surroundings } from "../../core/runtime/runtime";
import { ZStackApi } from "./client";
import { zstackSettings } from "./config";

const connections = new WeakMap<Surroundings, Map<string, ZStackApi>>();

/** The connection for these settings; all kinds and resources of a process share it, and so its session. */
export function connection(settings: Settings, around: Surroundings): ZStackApi {
  const wanted = zstackSettings(settings);
  const open = connections.get(around) ?? new Map<string, ZStackApi>();
  connections.set(around, open);
  const key = JSON.stringify(wanted);
  const api = open.get(key) ?? new ZStackApi(wanted, around);
  open.set(key, api);
  return api;
}

/** Ends every session within `ms` milliseconds. */
export async function closeConnections(around: Surroundings, ms: number): Promise<void> {
  await Promise.all([...(connections.get(around)?.values() ?? [])].map((api) => api.close(ms)));
}
