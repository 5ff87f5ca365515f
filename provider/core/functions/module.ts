// Functions run in the process of the program, because the engine cannot call functions of a dynamic provider.

import { codeOf } from "../../http/errorCodes";
import { RefusedError } from "../../http/errors";
import { outgoing } from "../../http/printable";
import { Settings } from "../contract/settings";
import type { JsonObject } from "../json";
import { programRuntime } from "../runtime/programRuntime";
import type { ProviderRuntime } from "../runtime/runtime";
import type { PlatformFunction } from "./definition";
import { inOrder, single } from "./select";

/** What the functions of a platform share. */
interface Platform<Api> {
  /** Name in programs: `zstack`, `cinder`. */
  readonly name: string;
  connect(settings: Settings, runtime: ProviderRuntime): Api;
  /** Ends all connections of the runtime within `ms` milliseconds. */
  disconnect(runtime: ProviderRuntime, ms: number): Promise<void>;
  /** The connection, for messages: `on cloud:8080`. */
  where(api: Api): Promise<string>;
  /** What to do if nothing matches, for messages. */
  readonly missing: string;
}

/** The functions of a platform by what they find; settings are those of the stack, e.g. `zstack:host`. */
export function functionModule<Api, Results>(
  functions: { readonly [F in keyof Results]: PlatformFunction<Api, Results[F]> },
  platform: Platform<Api>,
) {
  type Found = keyof Results & string;
  /** Shared by all functions of the process, and so one session for each account. */
  const shared = programRuntime((runtime, ms) => platform.disconnect(runtime, ms));

  function connected(settings: JsonObject): Api {
    const runtime = shared.open();
    return platform.connect(new Settings((key) => settings[key], runtime.environment), runtime);
  }

  /** All matches, oldest first, equally old ones by id. */
  async function findAll<F extends Found>(found: F, filters: JsonObject, settings: JsonObject): Promise<Results[F][]> {
    return withFunctionErrors(`${platform.name}.get${found}s`, async () => {
      const { run } = functions[found].search(filters);
      return inOrder(await run(connected(settings))).map((one) => one.result);
    });
  }

  /** The only match; with `mostRecent`, the newest of several. */
  async function findOne<F extends Found>(found: F, args: JsonObject, settings: JsonObject): Promise<Results[F]> {
    return withFunctionErrors(`${platform.name}.get${found}`, async () => {
      const { mostRecent, ...filters } = args;
      if (mostRecent !== undefined && typeof mostRecent !== "boolean") {
        throw new RefusedError("invalid-input", `mostRecent is ${JSON.stringify(mostRecent)}; give true or false`);
      }
      const { wanted, run } = functions[found].search(filters);
      const api = connected(settings);
      const matches = await run(api);
      return single(matches, mostRecent === true, {
        noun: functions[found].noun,
        filters: wanted,
        where: await platform.where(api),
        missing: platform.missing,
        plural: `get${found}s`,
      });
    });
  }

  return { findOne, findAll, closeFunctions: shared.close };
}

/** What JavaScript throws by itself is a mistake of this package, and its place matters. */
const isMistake = (error: unknown): boolean =>
  error instanceof TypeError || error instanceof ReferenceError || error instanceof RangeError;

/** The error of a function says which one failed, and holds neither credential nor request. */
export async function withFunctionErrors<Result>(call: string, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    const said = error instanceof Error ? error.message || error.name : String(error);
    const text = outgoing(`${call}: ${said}`);
    // A new error, so that no request, no credential and no cause is printed with it.
    throw Object.assign(isMistake(error) ? new TypeError(text) : new Error(text), { code: codeOf(error) });
  }
}
