import { createHash } from "node:crypto";
import { RefusedError } from "../../http/errors";
import { PartialStateError } from "../contract/errors";
import type { RequestContext, ResourceDefinition } from "../contract/resourceDefinition";
import type { JsonObject } from "../json";
import { createObject } from "../lifecycle/create";
import { otherHolder } from "../lifecycle/holder";
import { now } from "../lifecycle/verification";
import { eventOf } from "../reverts/mark";

/** What a drill makes, to see that it can be made. */
export interface DrillDefinition<T> {
  /** The resource type that it makes one object of. */
  readonly restored: ResourceDefinition<T>;
  /** The inputs that name the restore point. */
  source(inputs: JsonObject): JsonObject;
  /** Inputs of that object. */
  inputs(ctx: RequestContext): JsonObject;
  /** Deletes what interrupted drills have left in a recycle bin. */
  sweep?(ctx: RequestContext): Promise<void>;
}

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
 * finds the object by its identity, and continues with it.
 */
export async function runDrill<T>(definition: DrillDefinition<T>, ctx: RequestContext): Promise<DrillResult> {
  const { restored, sweep } = definition;
  const begun = ctx.runtime.clock.now();
  const drilling = drillContext(definition, ctx);
  await sweep?.(drilling);
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
  await restored.remove({ ...drilling, operation: "delete", outputs: outs, holder }, id);
  return { restorableAt, duration: seconds, size: outs["size"] };
}

/** The object of a drill has an identity of its own, which follows from the drill's, the restore point and the triggers. */
export function drillContext<T>({ inputs, source }: DrillDefinition<T>, ctx: RequestContext): RequestContext {
  const event = eventOf(source(ctx.inputs), ctx.inputs);
  const identity = createHash("sha256").update(`${ctx.identity}/${event}`).digest("hex");
  // One that an interrupted drill has left with its owner tag is in no state, so it is adopted.
  return { ...ctx, operation: "create", identity, outputs: {}, inputs: { ...inputs(ctx), adopt: true } };
}
