import type { ActionDefinition } from "../../provider/core/actions/definition";
import type { RequestContext } from "../../provider/core/contract/resourceDefinition";
import type { JsonObject } from "../../provider/core/json";
import { refuseUnderOverride } from "../../provider/core/lifecycle/override";
import type { RevertDefinition, ShownMark } from "../../provider/core/reverts/definition";
import { eventOf, type Mark } from "../../provider/core/reverts/mark";
import { RefusedError } from "../../provider/http/errors";
import { type CommandConnection, commandContext } from "./context";
import type { Target } from "./options";
import type { Way } from "./way";

/** A restore in place as a resource does it, asked for by the command. */
export interface InPlace<M extends ShownMark> extends CommandConnection {
  readonly resource: ActionDefinition;
  readonly reverting: RevertDefinition<M>;
  readonly inputs: JsonObject;
  /** What is overwritten, by its name. */
  readonly targetName: string;
  /** How the restore point is named in marks. */
  readonly point: string;
  /** Lines about what is overwritten. */
  readonly notes: readonly string[];
  /** What is to be done afterwards. */
  readonly next: Way["next"];
}

/** What the target of a restore point is that no longer exists. */
export const targetGone = (noun: string, id: string, target: Target): RefusedError =>
  new RefusedError(
    "not-found",
    `${noun} ${id} of the restore point no longer exists, so it cannot be restored in place. Restore to a new one with --to ${target}`,
  );

/** Restores of one point by this command, of which each is one event. */
const mostRestores = 1000;

export async function inPlace<M extends ShownMark>(given: InPlace<M>): Promise<Way> {
  const { resource, reverting, settings, runtime, targetName } = given;
  refuseUnderOverride(resource, settings);
  const contextWith = (triggers: unknown): RequestContext =>
    commandContext(resource, { settings, runtime }, given.point, { ...given.inputs, triggers });
  const found = await eventFor(reverting, contextWith);
  return {
    overwrites: targetName,
    notes: [...given.notes, ...found.notes],
    plan: found.started === undefined ? await reverting.plan(found.ctx) : continued(found.started),
    restore: () => resource.run(found.ctx),
    next: given.next,
  };
}

/** The first event of this command that is not done: an interrupted one is continued. */
async function eventFor<M extends ShownMark>(
  reverting: RevertDefinition<M>,
  contextWith: (triggers: unknown) => RequestContext,
): Promise<{ ctx: RequestContext; notes: string[]; started: Mark | undefined }> {
  const marks = (await reverting.marks(contextWith(0))) ?? [];
  const notes: string[] = [];
  for (let count = 1; count <= mostRestores; count += 1) {
    const ctx = contextWith(["pulumi-snapshots restore", count]);
    const event = eventOf(reverting.source(ctx.inputs), ctx.inputs);
    const ours = marks.filter(({ mark }) => mark.event === event).map(({ mark }) => mark);
    const done = ours.find(({ phase }) => phase === "done");
    if (done === undefined) return { ctx, notes, started: ours.find(({ phase }) => phase === "started") };
    notes.push(`It was restored from this restore point already, at ${done.at}.`);
  }
  throw new RefusedError("too-many-attempts", `the command has restored from this restore point ${mostRestores} times`);
}

const continued = ({ at }: Mark): Way["plan"] => ({
  summary: `continuing the restore that began at ${at}`,
  steps: [`Look how the restore that began at ${at} ended, and complete it.`],
});
