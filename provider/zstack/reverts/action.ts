import type { ActionDefinition } from "../../core/actions/definition";
import type { RevertDefinition } from "../../core/reverts/definition";
import { revertOnce, revertPlan } from "../../core/reverts/revert";
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
    noun: "restore in place",
    destroys: "overwrite what was written since the restore point",
    endpoint: (settings) => zstackEndpoint(settings),
    origin: (ctx) => apiOf(ctx).origin(),
    run: (ctx) => revertOnce(reverting, ctx),
    plan: (ctx) => revertPlan(reverting, ctx),
    targetExists: (ctx) => kind.exists(apiOf(ctx), kind.target(ctx)),
  };
}
