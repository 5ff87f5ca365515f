// What the platform has of a declaration whose operation did not end.

import { closeConnections as closeCinder } from "../../provider/cinder/connections";
import type { Attempt, Observed } from "../../provider/core/contract/resourceDefinition";
import { tokenOfType } from "../../provider/core/contract/resourceType";
import type { Settings } from "../../provider/core/contract/settings";
import type { JsonObject } from "../../provider/core/json";
import { contextFor } from "../../provider/core/lifecycle/context";
import { type Resource, resources } from "../../provider/doors/resources";
import { codeOf, type ErrorCode } from "../../provider/http/errorCodes";
import { messageOf, RefusedError } from "../../provider/http/errors";
import { platformText } from "../../provider/http/printable";
import { closeConnections } from "../../provider/zstack/connections";
import { commandRuntime } from "../runtime";
import type { Connections } from "../state/connection";
import type { PendingOperation, StateResource } from "../state/exportedStack";
import { seedOf } from "../state/seed";

export interface FoundObject {
  readonly uuid: string;
  readonly ready: boolean;
  /** What its marks mean for the next run. */
  readonly meaning: string;
}

/** A creation without a visible object. */
export interface FoundJob {
  readonly job: string;
  readonly state: "running" | "failed";
  readonly meaning: string;
}

export interface Found {
  /** Where it was looked for. */
  readonly connection: string;
  readonly objects: readonly FoundObject[];
  readonly jobs: readonly FoundJob[];
  /** How far an action has come, which has no object of its own. */
  readonly progress: readonly string[];
  /** Why the platform could not be queried. */
  readonly error?: string;
  readonly code?: ErrorCode;
}

const definitions = new Map(Object.values<Resource>(resources).map((one) => [one.token, one]));

type Traced = Pick<Found, "objects" | "jobs" | "progress">;

async function traced(resource: StateResource, settings: Settings): Promise<Traced> {
  const definition = definitions.get(tokenOfType(resource.type) ?? "");
  const nothing = { objects: [], jobs: [], progress: [] };
  if (definition === undefined) return nothing;
  const inputs = { ...resource.inputs, __seed: seedOf(resource, () => settings) };
  if (definition.type === "action") return { ...nothing, progress: await progressOf(definition, settings, inputs) };
  const provider = definition.provider(commandRuntime);
  if (provider.traces === undefined) return nothing;
  provider.configure(settings);
  const { objects, attempts } = await provider.traces(inputs);
  return {
    progress: [],
    objects: objects.map((one) => ({ uuid: one.id, ready: one.ready, meaning: meaningOf(one) })),
    jobs: attempts.flatMap((one) => jobOf(one) ?? []),
  };
}

/** What the next run would do: of a restore in place its mark tells, of others nothing does. */
async function progressOf(definition: Resource, settings: Settings, inputs: JsonObject): Promise<string[]> {
  const { plan, token } = definition;
  if (plan === undefined) {
    return [
      token.endsWith(".RestoreDrill")
        ? "the next `pulumi up` takes away what this drill has made and not deleted yet; `pulumi-snapshots orphans` lists it"
        : "nothing tells whether it ended; the next `pulumi up` runs it again",
    ];
  }
  try {
    const clauses = await plan(contextFor({ definition, settings, runtime: commandRuntime }, "create", inputs, {}));
    if (clauses.length === 0) return ["carried out; the next `pulumi up` only records that"];
    return clauses.map((clause) => `in the next \`pulumi up\`: ${platformText(clause)}`);
  } catch (error) {
    if (!(error instanceof RefusedError)) throw error;
    return [`not begun; the next \`pulumi up\` refuses it: ${platformText(error.message)}`];
  }
}

function meaningOf({ ownership }: Observed<unknown>): string {
  if (ownership.deferred !== undefined) return `deletion postponed by ${ownership.deferred}`;
  if (ownership.retained !== undefined) return `retained by ${ownership.retained}`;
  if (ownership.owner !== undefined)
    return `owned by ${ownership.owner}: in the state, or interrupted before it was recorded`;
  return "no owner tag: the next `pulumi up` takes it over if it is at most 3 hours old and was created with the same credentials";
}

/** Of a creation that has ended well, the object itself tells. */
function jobOf({ job, state, reason = "" }: Attempt): FoundJob | undefined {
  if (state === "running") {
    return { job, state, meaning: "the creation is queued or running; the next `pulumi up` waits for it" };
  }
  return state === "failed" ? { job, state, meaning: `creation failed: ${platformText(reason)}` } : undefined;
}

/** What there is of each pending operation; one whose platform cannot be queried has the error. */
export async function findOnPlatforms(
  pending: readonly PendingOperation[],
  connections: Connections,
): Promise<Found[]> {
  const look = async ({ resource }: PendingOperation): Promise<Found> => {
    const { name, settings, inWords } = connections.of(resource);
    try {
      return { connection: name, ...(await traced(resource, settings)) };
    } catch (error) {
      const said = platformText(inWords(messageOf(error)));
      return { connection: name, objects: [], jobs: [], progress: [], code: codeOf(error), error: said };
    }
  };
  try {
    return await Promise.all(pending.map(look));
  } finally {
    await Promise.all([closeConnections(commandRuntime, 900), closeCinder(commandRuntime, 900)]);
  }
}
