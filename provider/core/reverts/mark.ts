import { createHash } from "node:crypto";
import type { RequestContext } from "../contract/resourceDefinition";
import { ownerLabel, restoredPrefix } from "../identity/identity";
import { canonical, type JsonObject } from "../json";
import { hasSecretTriggers, stretched } from "../lifecycle/triggers";

/** What a run has noted on the object that it overwrites. */
export interface Mark {
  /** Which restore point, and which triggers; see `eventOf`. */
  readonly event: string;
  /**
   * `started`: written before anything is changed. `partly`: some volumes are as they were at the restore point, others
   * are not. `done`: all are.
   */
  readonly phase: "started" | "partly" | "done";
  /** How often it has been tried before, plus one. */
  readonly attempt: number;
  /** When it was written, ISO 8601, by the clock of the machine that ran. */
  readonly at: string;
  /** Owner label of the resource, or how another caller calls itself. */
  readonly by: string;
  /** What the platform's part needs to finish an interrupted run. */
  readonly facts: Readonly<Record<string, string>>;
}

/**
 * 16 hex digits of what is to happen to an object: the same restore point with the same triggers. Neither the resource's
 * name nor the stack is part of it, so a renamed resource does not go back a second time.
 *
 * @param source the inputs that name the restore point
 */
export function eventOf(source: JsonObject, inputs: JsonObject): string {
  return event(source, inputs["triggers"], hasSecretTriggers(inputs));
}

/**
 * The events of marks that tell of the same: a program that makes its triggers a secret, or no longer, means no other restore.
 */
export function eventsOf(source: JsonObject, inputs: JsonObject): readonly string[] {
  return [false, true].map((isSecret) => event(source, inputs["triggers"], isSecret));
}

function event(source: JsonObject, given: unknown, isSecret: boolean): string {
  const triggers = canonical(given ?? null);
  const shown = isSecret ? stretched(triggers, "a restore in place") : triggers;
  return createHash("sha256")
    .update(JSON.stringify([canonical(source), shown]))
    .digest("hex")
    .slice(0, 16);
}

/** The mark as one line: `pulumi-restored::<event>::<phase>::<attempt>::at=…&by=…`. */
export function formatMark({ event, phase, attempt, at, by, facts }: Mark): string {
  return `${restoredPrefix}${event}::${phase}::${attempt}::${new URLSearchParams({ at, by, ...facts })}`;
}

const phases: readonly Mark["phase"][] = ["started", "partly", "done"];

/** The mark that a line contains; undefined if it contains none. */
export function parseMark(line: string): Mark | undefined {
  if (!line.startsWith(restoredPrefix)) return undefined;
  const [event = "", name = "", attempt = "", rest = "", ...more] = line.slice(restoredPrefix.length).split("::");
  const phase = phases.find((one) => one === name);
  if (!/^[0-9a-f]{16}$/.test(event) || phase === undefined || !/^[1-9]\d{0,5}$/.test(attempt) || more.length > 0)
    return undefined;
  const { at = "", by = "", ...facts } = Object.fromEntries(new URLSearchParams(rest));
  return { event, phase, attempt: Number(attempt), at, by, facts };
}

/** How marks of this request name its resource. */
export const markedBy = (ctx: Pick<RequestContext, "owner">): string => ownerLabel(ctx.owner);
