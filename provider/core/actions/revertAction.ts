import type { RevertDefinition, ShownMark } from "../reverts/definition";
import { revertOnce, revertPlan } from "../reverts/revert";
import type { ActionDefinition } from "./definition";

/** What the actions that restore in place have in common on all platforms. */
export function revertAction<M extends ShownMark>(
  reverting: RevertDefinition<M>,
): Pick<ActionDefinition, "noun" | "destroys" | "run" | "plan"> {
  return {
    noun: "restore in place",
    destroys: "overwrite what was written since the restore point",
    run: (ctx) => revertOnce(reverting, ctx),
    plan: (ctx) => revertPlan(reverting, ctx),
  };
}
