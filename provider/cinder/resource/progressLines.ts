import type { RequestContext } from "../../core/contract/resourceDefinition";
import { type Deadline, formatDuration } from "../../http/clock";

/** Seconds between two progress lines. */
const progressInterval = 60;

/** Prints what a wait shows, once a minute, with the time since its deadline began. */
export function progressLines(ctx: RequestContext, deadline: Deadline): (line: string) => void {
  let printedAt = deadline.elapsed;
  return (line) => {
    if (deadline.elapsed - printedAt < progressInterval) return;
    printedAt = deadline.elapsed;
    ctx.runtime.say(`${ctx.label}: ${line} after ${formatDuration(deadline.elapsed)}`);
  };
}
