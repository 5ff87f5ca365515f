import type { Outputs } from "../contract/properties";
import type { RequestContext } from "../contract/resourceDefinition";
import type { JsonObject } from "../json";
import type { DrillDefinition } from "./definition";
import { type DrillResult, runDrill } from "./drill";
import { endDrill } from "./end";

/** How restore points of one type are drilled by whoever makes them, with the core of the platform's drill action. */
export interface PointDrill {
  /** What a drill records, as the action has it. */
  readonly outputs: Outputs;
  /** Inputs of the action that name the restore point with this id. */
  source(id: string): JsonObject;
  /** See `runDrill`. */
  run(ctx: RequestContext, before: readonly RequestContext[], labels: readonly string[]): Promise<DrillResult>;
  /** Takes away what interrupted ones have left; see `endDrill`. */
  end(ctx: RequestContext, before: readonly RequestContext[], labels: readonly string[]): Promise<void>;
}

/** @param input the input of the action that names a restore point of this type */
export function pointDrill<T>(
  definition: DrillDefinition<T>,
  { outputs: { runCount, ...outputs } }: { readonly outputs: Outputs },
  input: string,
): PointDrill {
  return {
    outputs,
    source: (id) => ({ [input]: id }),
    run: (ctx, before, labels) => runDrill(definition, ctx, before, labels),
    end: (ctx, before, labels) => endDrill(definition, ctx, before, labels),
  };
}
