import type { RequestContext } from "../../core/contract/resourceDefinition";
import { jobKey, jobUuid } from "../client/jobIds";
import { apiOf } from "../resource/base";

/** What names the target of a restore in place. */
interface Targeting {
  target(ctx: RequestContext): string;
}

/** The same for all that restore this target from this restore point: the server takes each id once. */
export function jobOf(kind: Targeting, ctx: RequestContext, event: string, attempt: number): string {
  return jobUuid(jobKey(apiOf(ctx).settings.credentials), `restore/${kind.target(ctx)}/${event}`, attempt);
}

/** See `keyFact`; no job has an id that begins so. */
export const keyOf = (kind: Targeting, ctx: RequestContext): string => jobOf(kind, ctx, "", 0).slice(0, 12);
