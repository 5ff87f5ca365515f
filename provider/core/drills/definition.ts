import { createHash } from "node:crypto";
import type { Observed, RequestContext, ResourceDefinition } from "../contract/resourceDefinition";
import type { JsonObject } from "../json";
import { eventOf } from "../reverts/mark";

/** What a drill makes, to see that it can be made. */
export interface DrillDefinition<T> {
  /** The resource type that it makes one object of; it has an input `description`. */
  readonly restored: ResourceDefinition<T>;
  /** The inputs that name the restore point. */
  source(inputs: JsonObject): JsonObject;
  /** Inputs of that object. */
  inputs(ctx: RequestContext): JsonObject;
  /** Deletes what interrupted drills have left in a recycle bin. */
  sweep?(ctx: RequestContext): Promise<void>;
  /**
   * If the platform does not remember creations: why an object without an owner, with the identity of the drill, may have been
   * made by another one all the same; undefined if it cannot.
   */
  doubt?(ctx: RequestContext, observed: Observed<T>): string | undefined;
}

/** What `source` returns: these inputs, of all that are declared. */
export const sourceIn = <N extends string>(declared: Readonly<Record<N, unknown>>, names: readonly N[]): JsonObject =>
  Object.fromEntries(names.map((name) => [name, declared[name]]));

/**
 * The object of a drill has an identity of its own, which follows from the drill's alone: what an earlier attempt has made is
 * found whatever it was made of. Its description tells that.
 */
export function drillContext<T>({ inputs, source, restored }: DrillDefinition<T>, ctx: RequestContext): RequestContext {
  const identity = createHash("sha256").update(`${ctx.identity}/drill/${restored.noun}`).digest("hex");
  const description = `restore drill ${eventOf(source(ctx.inputs), ctx.inputs)}${marking(identity)}`;
  // One that an interrupted drill has left with its owner tag is in no state, so it is adopted.
  return { ...ctx, operation: "create", identity, outputs: {}, inputs: { ...inputs(ctx), description, adopt: true } };
}

const marking = (identity: string): string => ` of ${identity.slice(0, 16)}`;

/** Whether an object with this description says that it is of the drill, whatever it was made of. */
export const isOfDrill = ({ identity }: Pick<RequestContext, "identity">, description: string | undefined): boolean =>
  description?.startsWith("restore drill ") === true && description.endsWith(marking(identity));

/** For objects that do not show what they were made from: their description does. */
export function mismatchOf<T>(
  restored: Pick<ResourceDefinition<T>, "mismatch" | "toInputs">,
): ResourceDefinition<T>["mismatch"] {
  return (ctx, observed) => restored.mismatch(ctx, observed) ?? otherDrill(restored, ctx, observed);
}

/** How the object shows that it was made of another restore point, or for other triggers; undefined if it does not. */
export function otherDrill<T>(
  { toInputs }: Pick<ResourceDefinition<T>, "toInputs">,
  { inputs }: RequestContext,
  observed: Observed<T>,
): string | undefined {
  if (toInputs(observed, inputs)["description"] === inputs["description"]) return undefined;
  return "it was made of another restore point, or for other triggers";
}
