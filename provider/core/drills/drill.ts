import { RefusedError } from "../../http/errors";
import { PartialStateError } from "../contract/errors";
import type { RequestContext } from "../contract/resourceDefinition";
import { ownerLabel } from "../identity/identity";
import type { JsonObject } from "../json";
import { createObject } from "../lifecycle/create";
import { otherHolder } from "../lifecycle/holder";
import { now } from "../lifecycle/verification";
import { type DrillDefinition, drillContext } from "./definition";
import { clearDrill, takeAway, takingAway } from "./leftovers";

/** What a drill has shown. */
export interface DrillResult extends JsonObject {
  /** When the object was verified, ISO 8601. */
  readonly restorableAt: string;
  /** Seconds until then. */
  readonly duration: number;
  /** In the platform's unit. */
  readonly size: unknown;
}

/**
 * Restores to a new object, verifies it, and takes it away again. Wherever it is interrupted, the next run of the same drill
 * finds the object by its identity: it continues with one that was made of the same restore point for the same triggers, and
 * takes away any other.
 *
 * @param before the request as it would be under the names that the resource had before
 * @param labels owner labels that objects of the drill may carry besides those
 */
export async function runDrill<T>(
  definition: DrillDefinition<T>,
  ctx: RequestContext,
  before: readonly RequestContext[] = [],
  labels: readonly string[] = [],
): Promise<DrillResult> {
  const { restored } = definition;
  const begun = ctx.runtime.clock.now();
  const drilling = drillContext(definition, ctx);
  for (const one of before) await clearDrill(definition, one, "all");
  await clearDrill(definition, ctx, "others", labels);
  ctx.runtime.say(
    `${ctx.label}: restore drill: making a ${restored.noun}, to see that the restore point can be restored`,
  );
  const { id, outs } = await createObject(restored, drilling).catch((error: unknown) => {
    // What is unfinished is no object of the drill's: the engine would take its id, and its inputs, for those of the drill.
    throw error instanceof PartialStateError ? new RefusedError(error.code, error.message, { cause: error }) : error;
  });
  const restorableAt = now();
  const seconds = Math.round((ctx.runtime.clock.now() - begun) / 1000);
  // The object has the adoption that its own outputs record.
  const holder: RequestContext["holder"] = (ownership) =>
    otherHolder({ owner: ctx.owner, outputs: outs }, { ownership });
  const removed = restored.remove({ ...drilling, operation: "delete", outputs: outs, holder }, id);
  await takingAway(`${restored.noun} ${id}, which the restore drill has made and verified,`, removed);
  // A creation of an earlier run that showed no object before has been waited for by now.
  await takeAway(definition, drilling, "all", [ownerLabel(ctx.owner), ...labels]);
  return { restorableAt, duration: seconds, size: outs["size"] };
}
