import type { ActionDefinition } from "../../core/actions/definition";
import { revertAction as coreRevertAction } from "../../core/actions/revertAction";
import type { RevertDefinition } from "../../core/reverts/definition";
import { cinderEndpoint } from "../../openstack/config";
import { rowOf } from "../models/objectType";
import { volumePath } from "../models/paths";
import type { CinderRow } from "../models/rows";
import { apiOf } from "../resource/base";
import type { CinderRevert } from "./kind";
import type { CinderMark } from "./marks";

/** What the actions that restore in place have in common. */
export function revertAction<P extends CinderRow>(
  kind: CinderRevert<P>,
  reverting: RevertDefinition<CinderMark>,
): Omit<ActionDefinition, "token" | "description" | "api" | "inputs" | "outputs" | "example"> {
  return {
    ...coreRevertAction(reverting),
    rules: () => [],
    endpoint: (settings) => cinderEndpoint(settings),
    origin: (ctx) => apiOf(ctx).origin(),
    targetExists: async (ctx) => (await rowOf(apiOf(ctx), volumePath, kind.target(ctx))) !== undefined,
  };
}
