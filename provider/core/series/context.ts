import type { Observed, RequestContext, ResourceDefinition } from "../contract/resourceDefinition";
import { ownerLabel, ownerOf, parseSeed } from "../identity/identity";
import type { SeriesDefinition } from "./definition";
import { stateOf } from "./state";

/** One request of the engine to a series. */
export interface SeriesContext<T> {
  readonly series: SeriesDefinition<T>;
  /** The points' definition, with token, inputs and outputs of the series. */
  readonly definition: ResourceDefinition<T>;
  /** The request as the engine made it. */
  readonly ctx: RequestContext;
  readonly id: string;
  readonly origin: string;
}

/** Owner labels that a point of this series may carry: the declared one first, then those before a renaming. */
export function ownLabels<T>({ series, ctx }: SeriesContext<T>): string[] {
  const before = ctx.outputs["__seed"];
  const labels = [ownerLabel(ctx.owner), ...(stateOf(ctx.outputs, series).former ?? [])];
  if (before !== undefined) labels.push(ownerLabel(ownerOf(parseSeed(before), series.token)));
  return [...new Set(labels)];
}

/** Who has the object by now, if not this series: another resource holds it or has retained it. */
export function otherOwner<T>(
  at: SeriesContext<T>,
  { ownership: { owner, retained } }: Observed<T>,
): string | undefined {
  const holder = owner ?? retained;
  if (holder === undefined || ownLabels(at).includes(holder)) return undefined;
  return owner === undefined ? `was retained by ${holder}` : `belongs to ${holder} now`;
}
