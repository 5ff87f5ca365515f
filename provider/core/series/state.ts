import { inputsHiddenBy } from "../contract/properties";
import type { ResourceDefinition } from "../contract/resourceDefinition";
import { hiddenInputs, triggerDigestsName } from "../contract/stateKeys";
import type { DrillResult } from "../drills/drill";
import { type JsonObject, jsonClean } from "../json";
import { formerStacksName } from "../lifecycle/formerStacks";
import { digestOf, hasSecretTriggers } from "../lifecycle/triggers";
import type { SeriesDefinition } from "./definition";
import { internalKeys, type PointKeys } from "./properties";

/** One restore point as history shows it, with the outputs of its type. */
export interface Point extends JsonObject {
  readonly uuid: string;
  readonly name: string;
  /** Digest of the triggers that it was made for. */
  readonly triggerDigest: string;
  /** Those triggers, shortened; never of secret ones. */
  readonly triggerText?: string;
  /** What its restore drill has shown. */
  readonly drill?: DrillResult;
  /** Why its restore drill failed. */
  readonly drillProblem?: string;
  /** Why it still exists although it is no longer to be kept. */
  readonly pendingDeletionReason?: string;
  /** It is deleted together with the last object that depends on it. Kept apart in state: programs see the reason. */
  readonly waitsForDependents?: boolean;
}

/** A point whose creation has begun and is not recorded in history yet. */
export interface Pending {
  readonly uuid: string;
  readonly job: string;
  readonly name: string;
  readonly triggerDigest: string;
  readonly triggerText?: string | undefined;
  /** What its restore drill has shown already. */
  readonly drill?: DrillResult | undefined;
}

/** What state holds of a series besides its inputs. */
export interface SeriesState {
  /** From the newest to the oldest. */
  readonly history: readonly Point[];
  /** uuid of the point that was made for the present triggers. */
  readonly current?: string | undefined;
  /** Points made so far, the pending one included: the number of the last. */
  readonly count: number;
  /** uuid of the first point; tells this series from others of the same declaration. */
  readonly first?: string | undefined;
  readonly pending?: Pending | undefined;
  /** Owner labels from before a renaming after which some points may still have the old owner tag. */
  readonly former?: readonly string[] | undefined;
  /** Names that the stack had before it was renamed. */
  readonly formerStacks?: readonly string[] | undefined;
  /** Time zones in which dates of points may have been written; known only where ages were asked for. */
  readonly zones?: readonly string[] | undefined;
  /** uuids of points whose dates do not count: no reliable clock confirmed them when they were created. */
  readonly undated?: readonly string[] | undefined;
  /** uuids of points whose restore drill may have left something: it failed, and was not repeated yet. */
  readonly drills?: readonly string[] | undefined;
  /** Why the restore drill of this run failed; not kept. */
  readonly failure?: Error | undefined;
  /** uuids of points whose triggers are, or were, secret: neither their text nor their digest is shown. */
  readonly secret?: readonly string[] | undefined;
}

export const nothingYet: SeriesState = { history: [], count: 0 };

/** Hidden output: what programs do not need. */
const internalStateName = "__series";

/** What names the public form of a series' points. */
type Naming = Pick<SeriesDefinition<never>, "pointKeys">;

/** A point with its id and date under other keys. */
function withKeys(point: JsonObject, from: PointKeys, to: PointKeys): JsonObject {
  const { [from.id]: id, [from.date]: date, ...others } = point;
  return { ...others, [to.id]: id, ...(date === undefined ? {} : { [to.date]: date }) };
}

export function stateOf(outputs: JsonObject, { pointKeys = internalKeys }: Naming): SeriesState {
  const { history, current } = outputs;
  const internal = (point: JsonObject): Point => withKeys(point, pointKeys, internalKeys) as Point;
  const book = (outputs[internalStateName] ?? {}) as Partial<
    Pick<SeriesState, "count" | "first" | "pending" | "former" | "zones" | "undated" | "drills"> & {
      readonly waiting: readonly string[];
    }
  >;
  const digests = (outputs[triggerDigestsName] ?? {}) as Readonly<Record<string, string>>;
  const secret = Object.keys(digests);
  const whole = <P extends Point | Pending>(point: P): P => ({
    ...point,
    triggerDigest: digests[point.uuid] ?? point.triggerDigest ?? "",
    ...(book.waiting?.includes(point.uuid) === true ? { waitsForDependents: true } : {}),
  });
  return {
    history: Array.isArray(history) ? (history as JsonObject[]).map((point) => whole(internal(point))) : [],
    current: current == null ? undefined : internal(current as JsonObject).uuid,
    count: book.count ?? 0,
    first: book.first,
    pending: book.pending == null ? undefined : whole(book.pending),
    former: book.former ?? undefined,
    formerStacks: (outputs[formerStacksName] as readonly string[] | null | undefined) ?? undefined,
    zones: book.zones ?? undefined,
    undated: book.undated ?? undefined,
    drills: book.drills ?? undefined,
    secret: secret.length === 0 ? undefined : secret,
  };
}

/** A point with its members in one order, so that it reads the same whoever has put it together. */
function inOrder(point: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(point).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Everything that state keeps of a series. */
export function seriesOutputs(
  inputs: JsonObject,
  state: SeriesState,
  { origin, job, pointKeys = internalKeys }: Naming & { readonly origin: string; readonly job?: string | undefined },
): Record<string, unknown> {
  const { current, count, first, former, formerStacks = [], zones } = state;
  const digests = secretDigests(inputs, state);
  const shown = <P extends Point | Pending>(point: P): JsonObject => {
    const { triggerDigest, triggerText, waitsForDependents, ...others }: JsonObject = { ...point };
    return digests.has(point.uuid) ? others : { ...others, triggerDigest, triggerText };
  };
  const history = state.history.map((point) => inOrder(withKeys(shown(point), internalKeys, pointKeys)));
  const undated = state.undated?.filter((uuid) => state.history.some((point) => point.uuid === uuid));
  const waiting = state.history.filter((point) => point.waitsForDependents === true).map(({ uuid }) => uuid);
  const pending = state.pending === undefined ? undefined : shown(state.pending);
  return jsonClean({
    ...inputs,
    current: history.find((point) => point[pointKeys.id] === current),
    history,
    [internalStateName]: {
      ...{ count, first, pending, former, zones },
      undated: undated?.length === 0 ? undefined : undated,
      waiting: waiting.length === 0 ? undefined : waiting,
      drills: state.drills?.length === 0 ? undefined : state.drills,
    },
    [triggerDigestsName]: digests.size === 0 ? undefined : Object.fromEntries(digests),
    [formerStacksName]: formerStacks.length === 0 ? undefined : formerStacks,
    __origin: origin,
    __job: job,
  });
}

/**
 * Secret digests by uuid. A value that was secret once remains so, whatever the program says later:
 * with `ignoreChanges` the engine keeps the secret value, and the program does not say that it is one.
 */
function secretDigests(inputs: JsonObject, { history, pending, secret = [] }: SeriesState): Map<string, string> {
  const points = pending === undefined ? history : [pending, ...history];
  const values = points.filter(({ uuid }) => secret.includes(uuid)).map(({ triggerDigest }) => triggerDigest);
  const hidden = points.filter((point) => hasSecretTriggers(inputs) || values.includes(point.triggerDigest));
  return new Map(hidden.map(({ uuid, triggerDigest }) => [uuid, triggerDigest]));
}

/** Whether the next point is for a secret value. */
export function isForSecret(inputs: JsonObject, state: SeriesState): boolean {
  const { history, secret = [] } = state;
  const digest = digestOf(inputs["triggers"]);
  const known = history.some(({ uuid, triggerDigest }) => secret.includes(uuid) && triggerDigest === digest);
  return known || hasSecretTriggers(inputs);
}

/** Whether a point is to be created or finished, by the state alone. */
export function isBehind(outputs: JsonObject, naming: Naming): boolean {
  const state = stateOf(outputs, naming);
  return state.pending !== undefined || isDue(state, outputs["triggers"]) || owedDrill(state, outputs) !== undefined;
}

/** The point of the present triggers, if its restore drill failed and is to be repeated. */
export function owedDrill({ history, current, drills = [] }: SeriesState, inputs: JsonObject): Point | undefined {
  if (inputs["drill"] !== true) return undefined;
  return history.find(({ uuid }) => uuid === current && drills.includes(uuid));
}

/** Whether there is no point for these triggers, or only one from before a point for others. */
export function isDue({ history, current }: SeriesState, triggers: unknown): boolean {
  const [newest] = history;
  return newest === undefined || newest.uuid !== current || newest.triggerDigest !== digestOf(triggers);
}

/** Outputs of the point's own type, out of what a create or an update of one point returns. */
export function ownOutputs<T>(
  definition: Pick<ResourceDefinition<T>, "inputs" | "outputs">,
  outs: JsonObject,
): JsonObject {
  const shadowed = inputsHiddenBy(definition);
  const own = (name: string): boolean => !Object.hasOwn(definition.inputs, name) || shadowed.includes(name);
  const hidden = (name: string): boolean => name.startsWith("__") || (hiddenInputs as readonly string[]).includes(name);
  return Object.fromEntries(Object.entries(outs).filter(([name]) => own(name) && !hidden(name)));
}

/** A point of history as earlier outputs of its own type. */
export function asOutputs<T>({ idOutput }: Pick<ResourceDefinition<T>, "idOutput">, point: Point): JsonObject {
  return idOutput === undefined ? point : { ...point, [idOutput]: point.uuid };
}
