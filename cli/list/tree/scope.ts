import type { ProviderRuntime } from "../../../provider/core/runtime/runtime";
import { ZStackApi } from "../../../provider/zstack/client/client";
import { deleteScope } from "../../../provider/zstack/snapshotTree/deleteRequest";
import { volumeSnapshot } from "../../../provider/zstack/volumeSnapshot/resource";
import { commandContext } from "../../restore/context";
import type { AskedPlatform } from "../collect";

/** Connections through which a snapshot is deleted without what is below it: configured, and known to the server. */
export async function singleScopes(
  platforms: readonly AskedPlatform[],
  runtime: ProviderRuntime,
): Promise<ReadonlySet<string>> {
  const found = new Set<string>();
  for (const { api, settings, connection } of platforms) {
    if (!(api instanceof ZStackApi)) continue;
    const ctx = commandContext(volumeSnapshot, { settings, runtime }, "list", {});
    if ((await deleteScope(api, ctx)) === "single") found.add(connection);
  }
  return found;
}
