import { Deadline } from "../../http/clock";
import { notYet, waitFor } from "../../http/waitFor";
import type { RequestContext } from "../contract/resourceDefinition";
import { type DrillDefinition, drillContext } from "./definition";
import { clearDrill } from "./leftovers";

/** Seconds within which a running creation shows its object. */
const appearanceLimit = 600;

/**
 * Takes away what interrupted or failed runs of the drill have left, and waits for a creation that still runs. Makes nothing.
 *
 * @param before the request as it would be under the names that the resource had before
 * @param labels owner labels that objects of the drill may carry besides its own
 */
export async function endDrill<T>(
  definition: DrillDefinition<T>,
  ctx: RequestContext,
  before: readonly RequestContext[],
  labels: readonly string[],
): Promise<void> {
  for (const one of [...before, ctx]) {
    await appearance(definition, one);
    await clearDrill(definition, one, "all", one === ctx ? labels : []);
  }
}

/** Waits until objects whose creation runs have shown. */
async function appearance<T>(definition: DrillDefinition<T>, ctx: RequestContext): Promise<void> {
  const { restored } = definition;
  const drilling = drillContext(definition, ctx);
  const look = async () => {
    const attempts = (await restored.attempts?.(drilling)) ?? [];
    const running = attempts.filter(({ state }) => state === "running").length;
    if (running === 0) return true;
    // After the jobs: what is finished in the meantime is listed.
    return (await restored.find(drilling)).length >= running || notYet;
  };
  const late = (): true => {
    ctx.runtime.say(
      `${ctx.label}: warning: an interrupted restore drill is still creating a ${restored.noun}, which does not show. ` +
        `See "pulumi-snapshots orphans" later.`,
    );
    return true;
  };
  await waitFor(new Deadline(ctx.runtime.clock, appearanceLimit), look, { late });
}
