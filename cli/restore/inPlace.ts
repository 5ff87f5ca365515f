import type { ActionDefinition } from "../../provider/core/actions/definition";
import type { RequestContext } from "../../provider/core/contract/resourceDefinition";
import type { Settings } from "../../provider/core/contract/settings";
import { defaultOrganization, formatSeed } from "../../provider/core/identity/identity";
import type { JsonObject } from "../../provider/core/json";
import { contextFor } from "../../provider/core/lifecycle/context";
import type { RevertDefinition, ShownMark } from "../../provider/core/reverts/definition";
import { eventOf, type Mark } from "../../provider/core/reverts/mark";
import type { ProviderRuntime } from "../../provider/core/runtime/runtime";
import { RefusedError } from "../../provider/http/errors";
import type { Way } from "./way";

/** A restore in place as a resource does it, asked for by the command. */
export interface InPlace<M extends ShownMark> {
  readonly resource: ActionDefinition;
  readonly reverting: RevertDefinition<M>;
  readonly settings: Settings;
  readonly runtime: ProviderRuntime;
  readonly inputs: JsonObject;
  /** What is overwritten, by its name. */
  readonly targetName: string;
  /** How the restore point is named in marks. */
  readonly point: string;
}

/** Restores of one point by this command, of which each is one event. */
const mostRestores = 1000;

export async function inPlace<M extends ShownMark>(given: InPlace<M>): Promise<Way> {
  const { resource, reverting, settings, runtime, targetName } = given;
  const { retainAllOverride } = settings;
  if (retainAllOverride !== undefined) {
    throw new RefusedError(
      "retain-all-override",
      `${retainAllOverride} is "retain", and a restore in place can ${resource.destroys ?? "overwrite data"}. Remove that setting and run again.`,
    );
  }
  const [failure] = resource.rules(given.inputs, {});
  if (failure !== undefined) throw new RefusedError("invalid-input", failure.reason);
  const urn = `urn:pulumi:command::pulumi-snapshots::pulumi-nodejs:dynamic/${resource.token.replace(".", ":")}::${given.point}`;
  const hidden = { ...given.inputs, __seed: formatSeed("", defaultOrganization, urn) };
  const contextWith = (triggers: unknown): RequestContext =>
    contextFor({ definition: resource, settings, runtime }, "create", { ...hidden, triggers }, {});
  const found = await eventFor(reverting, contextWith);
  return {
    overwrites: targetName,
    notes: found.notes,
    plan: found.started === undefined ? await reverting.plan(found.ctx) : continued(found.started),
    restore: () => resource.run(found.ctx),
    next: (outputs) => [
      ...(outputs["safetySnapshotUuid"] === undefined
        ? []
        : [
            `What was overwritten is kept as ${String(outputs["safetySnapshotUuid"])}; delete it on the platform when it is no longer needed.`,
          ]),
      'If a stack declares the volumes, run "pulumi refresh" there.',
    ],
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
