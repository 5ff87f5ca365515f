import type { RequestContext } from "../../core/contract/resourceDefinition";
import type { ZStackApi } from "../client/client";

const versions = new WeakMap<ZStackApi, Promise<string>>();

/** The server's version, asked for once. */
function versionOf(api: ZStackApi, ctx: RequestContext): Promise<string> {
  const known = versions.get(api);
  if (known !== undefined) return known;
  const asked = api.version();
  versions.set(api, asked);
  asked.then(
    (version) => {
      if (knowsSingle(version)) return;
      ctx.runtime.say(
        `zstack:deleteScope "single" is ignored: server ${version} does not support it (5.4 and later do)`,
      );
    },
    // The caller gets the error, and the next call asks again.
    () => versions.delete(api),
  );
  return asked;
}

function knowsSingle(version: string): boolean {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  return major > 5 || (major === 5 && minor >= 4);
}

/** `single` only if it is configured and the server supports it: older ones ignore it and delete the subtree. */
export async function deleteScope(api: ZStackApi, ctx: RequestContext): Promise<"single" | undefined> {
  if (api.settings.deleteScope !== "single") return undefined;
  return knowsSingle(await versionOf(api, ctx)) ? "single" : undefined;
}
