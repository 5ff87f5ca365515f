// Functions as the engine invokes them: `snapshots:zstack:getVolumeSnapshot` finds one, `…getVolumeSnapshots` all.

import * as cinder from "../../cinder/functions";
import { resultName } from "../../core/contract/functionResult";
import type { Platform } from "../../core/contract/resourceType";
import type { JsonObject } from "../../core/json";
import { RefusedError } from "../../http/errors";
import * as zstack from "../../zstack/functions";

interface FunctionModule {
  readonly functions: object;
  findOne(found: never, filters: JsonObject, settings: JsonObject): Promise<object>;
  findAll(found: never, filters: JsonObject, settings: JsonObject): Promise<object[]>;
}

const modules: Readonly<Record<Platform, FunctionModule>> = { zstack, cinder };

/** @param settings of a platform */
export async function invoke(
  token: string,
  filters: JsonObject,
  settings: (platform: Platform) => JsonObject,
): Promise<JsonObject> {
  const [, platform, name = ""] = /^snapshots:(zstack|cinder):get(\w+)$/.exec(token) ?? [];
  if (platform === "zstack" || platform === "cinder") {
    const module = modules[platform];
    const found = [name, name.replace(/s$/, "")].find((one) => Object.hasOwn(module.functions, one));
    if (found === name) return { ...(await module.findOne(found as never, filters, settings(platform))) };
    if (found !== undefined) {
      const all = await module.findAll(found as never, filters, settings(platform));
      return { [resultName(`get${name}`)]: all };
    }
  }
  throw new RefusedError("invalid-input", `${token} is not a function of this provider`);
}

/** Ends the sessions of all functions; the program that the engine starts does not end by itself. */
export async function closeFunctions(): Promise<void> {
  await Promise.all([zstack.closeFunctions(), cinder.closeFunctions()]);
}
