import type { Properties } from "../contract/properties";
import type { RequestContext, ResourceDefinition } from "../contract/resourceDefinition";
import type { JsonObject } from "../json";

/**
 * Something that is done when it is declared, and done again when an input with `onChange: "update"` changes. It leaves no
 * object: deleting it does nothing.
 */
export interface ActionDefinition
  extends Properties,
    Pick<ResourceDefinition<unknown>, "noun" | "rules" | "endpoint" | "origin"> {
  /** What the action can destroy, as a clause: the retain-all override stops such an action. */
  readonly destroys?: string;
  /** Does it, and returns the outputs of this run. Throws if it was not done. */
  run(ctx: RequestContext): Promise<JsonObject>;
  /** What it would do now, a sentence each, for the previews of programs; empty if nothing. Throws what forbids it. */
  plan?(ctx: RequestContext): Promise<readonly string[]>;
  /** Whether what it is done to still exists. If not, a refresh removes the action from the state. */
  targetExists(ctx: RequestContext): Promise<boolean>;
}
