import { RefusedError } from "../../http/errors";
import type { RequestContext, ResourceDefinition } from "../contract/resourceDefinition";
import type { ReadResult } from "../contract/resourceProvider";
import { pendingFinalize } from "../contract/stateKeys";
import { ownerLabel } from "../identity/identity";
import { jsonClean } from "../json";
import { isOwned } from "./holder";
import { assertMissing } from "./origin";
import { toState } from "./state";

/**
 * An object that no state knows yet. With `take` it becomes this resource's own: what belongs to another one is refused.
 * Without, it is only looked at. Nothing is written: previews import as well, so that the next `up` writes the owner tag.
 */
export async function importObject<T>(
  definition: ResourceDefinition<T>,
  ctx: RequestContext,
  id: string,
  take: boolean,
): Promise<ReadResult> {
  const observed = await definition.get(ctx, id);
  if (observed === undefined) {
    await assertMissing(definition, ctx, id);
    return {};
  }
  const holder = observed.ownership.owner ?? observed.ownership.deferred;
  if (take && holder !== undefined && holder !== ownerLabel(ctx.owner)) {
    throw new RefusedError(
      "object-taken",
      `${definition.noun} ${id} belongs to ${holder}, not to ${ownerLabel(ctx.owner)}. Release it there first (deletionPolicy: ` +
        `"retain", then remove that resource). If only the organization differs, set snapshots:organization.`,
    );
  }
  const inputs = jsonClean(definition.importedInputs(observed));
  const [incomplete] = take ? definition.rules(inputs, {}) : [];
  if (incomplete !== undefined) {
    // The program has to give it, and would then seem to declare another object, which replaces this one.
    throw new RefusedError(
      "invalid-input",
      `${definition.noun} ${id} does not show all that the program has to declare (${incomplete.reason}), so the next ` +
        `"pulumi up" would replace it, and delete it. Adopt it instead: declare it with adopt: true and ` +
        `${definition.importInput}: "${id}". Nothing was changed.`,
    );
  }
  const due = !take || isOwned(ctx, observed) ? undefined : pendingFinalize;
  const origin = await definition.origin(ctx);
  const props = toState(definition, { ...ctx, inputs: { ...ctx.inputs, ...inputs } }, observed, {}, origin, due);
  return { id, props, inputs };
}
