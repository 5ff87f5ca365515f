import type { Call } from "../../core/contract/resourceDefinition";
import type { Surroundings } from "../../core/runtime/runtime";
import { cinderSettings } from "../../openstack/config";
import { CinderApi } from "./client";

const connections = new WeakMap<Surroundings, Map<string, CinderApi>>();

/** The connection for these settings; all kinds and resources of a process share it, and so its token. */
export function connectionOf({ settings, around }: Pick<Call, "settings" | "around">): CinderApi {
  const wanted = cinderSettings(settings);
  const open = connections.get(around) ?? new Map<string, CinderApi>();
  connections.set(around, open);
  const key = JSON.stringify(wanted);
  const api = open.get(key) ?? new CinderApi(wanted, around);
  open.set(key, api);
  return api;
}

/** Sends nothing any more on any connection. */
export async function closeConnections(around: Surroundings, ms: number): Promise<void> {
  await Promise.all([...(connections.get(around)?.values() ?? [])].map((api) => api.close(ms)));
}
