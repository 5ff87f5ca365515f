import type { ActionDefinition } from "../../core/actions/definition";
import { revertAction as coreRevertAction } from "../../core/actions/revertAction";
import type { RevertDefinition } from "../../core/reverts/definition";
import { zstackEndpoint } from "../config";
import { apiOf } from "../resource/base";
import type { ZStackRevert } from "./definition";
import type { TagMark } from "./marks";

/** What the actions that restore in place have in common. */
export function revertAction(
  kind: ZStackRevert,
  reverting: RevertDefinition<TagMark>,
): Omit<ActionDefinition, "token" | "description" | "api" | "inputs" | "outputs" | "example" | "rules"> {
  return {
    ...coreRevertAction(reverting),
    endpoint: (settings) => zstackEndpoint(settings),
    origin: (ctx) => apiOf(ctx).origin(),
    targetExists: (ctx) => kind.exists(apiOf(ctx), kind.target(ctx)),
  };
}
