import { codeOf } from "../../http/errorCodes";
import { ClosingError, messageOf, RefusedError } from "../../http/errors";
import { platformText } from "../../http/printable";
import { EngineGoneError } from "../contract/errors";
import type { RequestContext } from "../contract/resourceDefinition";
import { secretTriggersName } from "../contract/stateKeys";
import type { DrillResult } from "../drills/drill";
import { formerRequests } from "../drills/formerRequests";
import { refuseUnderOverride } from "../lifecycle/override";
import { ownLabels, type SeriesContext } from "./context";
import type { Point, SeriesState } from "./state";

/** What a point shows of its restore drill. */
export const drillOf = ({ drill, drillProblem }: Pick<Point, "drill" | "drillProblem">) => ({
  ...(drill === undefined ? {} : { drill }),
  ...(drillProblem === undefined ? {} : { drillProblem }),
});

/** The restore drill of one point in this run. */
export class Proof<T> {
  /** What it has shown. */
  drill: DrillResult | undefined;
  /** Why it failed. */
  failure: Error | undefined;

  /** @param known what an earlier run has recorded of it */
  constructor(
    private readonly at: SeriesContext<T>,
    private readonly name: string,
    known?: DrillResult,
  ) {
    this.drill = known;
  }

  /** Runs it if it is declared and has not been run. That it fails is no error of the point, which exists. */
  async run(uuid: string): Promise<void> {
    const { series, definition, ctx } = this.at;
    if (ctx.inputs["drill"] !== true || this.drill !== undefined) return;
    try {
      this.drill = await series.drill.run(...requestsOf(this.at, uuid));
    } catch (error) {
      if (error instanceof EngineGoneError || error instanceof ClosingError) throw error;
      const reason =
        `the restore drill of ${definition.noun} ${uuid} "${this.name}" failed: ${messageOf(error)}. The ${definition.noun} ` +
        `is kept, and older ones are kept until its drill has succeeded. The next "pulumi up" repeats only the drill.`;
      this.failure = new RefusedError(codeOf(error), reason, { cause: error });
    }
  }

  /** What the point shows of it. */
  get shown(): Pick<Point, "drill" | "drillProblem"> {
    if (this.drill !== undefined) return { drill: this.drill };
    return this.failure === undefined ? {} : { drillProblem: platformText(messageOf(this.failure.cause)) };
  }

  /** State of the series with the point's entry, and with what is still to be done about its drill. */
  noted(state: SeriesState, uuid: string): SeriesState {
    const others = (state.drills ?? []).filter((one) => one !== uuid);
    const history = state.history.map((point) => {
      const { drill: _, drillProblem: __, ...rest } = point;
      return point.uuid === uuid ? ({ ...rest, ...this.shown } as Point) : point;
    });
    return {
      ...state,
      history,
      failure: this.failure,
      drills: this.failure === undefined ? others : [uuid, ...others],
    };
  }
}

/**
 * The request of the engine as one for the drill action of this point, the same under the names that the series had before, and
 * all its owner labels. A point is drilled once, whatever the triggers. Throws under the retain-all override.
 */
function requestsOf<T>(
  at: SeriesContext<T>,
  uuid: string,
): [request: RequestContext, before: readonly RequestContext[], labels: readonly string[]] {
  const { series, ctx, id } = at;
  refuseUnderOverride({ noun: "restore drill", destroys: "delete what it makes" }, ctx.settings);
  const hidden = Object.entries(ctx.inputs).filter(([input]) => input.startsWith("__") && input !== secretTriggersName);
  const inputs = { ...Object.fromEntries(hidden), ...series.drill.source(uuid) };
  const request: RequestContext = { ...ctx, identity: id, inputs };
  // A series keeps its id when it is renamed.
  return [request, formerRequests(request, () => id), ownLabels(at)];
}

/**
 * Takes away what interrupted or failed drills of the series have left. Returns why that failed, after a line; under the
 * retain-all override, that it is set.
 */
export async function endDrills<T>(at: SeriesContext<T>, state: SeriesState): Promise<string | undefined> {
  const { series, ctx } = at;
  const { first, current = first, drills: [one = current] = [] } = state;
  if (one === undefined) return undefined;
  try {
    await series.drill.end(...requestsOf(at, one));
    return undefined;
  } catch (error) {
    if (error instanceof EngineGoneError || error instanceof ClosingError) throw error;
    ctx.runtime.say(`${ctx.label}: warning: what its restore drills left is kept: ${messageOf(error)}`);
    return messageOf(error);
  }
}
