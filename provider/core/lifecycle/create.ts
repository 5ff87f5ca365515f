import { EngineGoneError, PartialStateError, RefusedError, TakenError, UnfinishedError } from "../contract/errors";
import type { Call, Finding, Kind, Sighting } from "../contract/resourceDefinition";
import { claimName, settleJob } from "../contract/stateKeys";
import { ownerLabel, sameStack } from "../identity/identity";
import { jsonClean, same, type Values } from "../json";
import { isAsDeclared } from "./asDeclared";
import { shadowOf, stillThere } from "./check";
import { isOfStack } from "./deferrals";
import { carriedNames } from "./formerStacks";
import {
  lasting,
  now,
  problemsName,
  problemsOf,
  unrelaxed,
  unverified,
  verifiedAtName,
  warningOf,
} from "./verification";

export interface Created {
  id: string;
  outs: Record<string, unknown>;
}

/** An object for a create, and whether it had an owner before. */
interface Taken<T> {
  readonly sighting: Sighting<T>;
  readonly adopted: boolean;
}

/** One run of a create: observe, ensure, settle, verify, return. */
export async function createObject<T>(kind: Kind<T>, call: Call): Promise<Created> {
  const origin = await kind.origin(call);
  let taken: Taken<T>;
  try {
    taken = await observeOrMake(kind, call);
  } catch (error) {
    if (error instanceof UnfinishedError && error.id !== undefined) {
      throw await unfinished(kind, call, error, error.id, origin);
    }
    throw error;
  }
  const { sighting, adopted } = taken;
  const claim = adopted ? call.around.random(8).toString("hex") : undefined;
  return { id: sighting.id, outs: await settle(kind, call, sighting, { origin, claim }) };
}

const made = <T>(sighting: Sighting<T>): Taken<T> => ({ sighting, adopted: false });

async function observeOrMake<T>(kind: Kind<T>, call: Call): Promise<Taken<T>> {
  const adopt = call.inputs["adopt"] === true;
  const named = call.inputs[kind.namedBy];
  if (typeof named === "string") return namedObject(kind, call, named, adopt);

  const all = await kind.find(call);
  const found = all.filter((one) => one.marks.deferred === undefined && kind.leaving?.(one) !== true);
  const handedOver = (one: Sighting<T>): boolean => one.marks.owner !== undefined || one.marks.retained !== undefined;
  if (adopt) {
    // Only what was this very resource: after a rename, another one may hold an object of the identity.
    const own = ownerLabel(call.owner);
    const newest = found.find((one) => one.ready && (one.marks.owner ?? one.marks.retained) === own);
    if (newest !== undefined) return adopted(kind, call, newest);
  }
  const left = await interrupted(
    kind,
    call,
    found.filter((one) => !handedOver(one)),
  );
  if (left === undefined) nameHandedOver(kind, call, found);
  return made(left ?? (await kind.create(call, new Set(all.map((one) => one.id)))));
}

/**
 * A create cannot tell an object that state holds (a forced replacement) from one whose id was lost between its mark and
 * the engine's record: so it is never taken, but never left without a word either.
 */
function nameHandedOver<T>(kind: Kind<T>, call: Call, found: readonly Sighting<T>[]): void {
  for (const one of found.filter(({ marks }) => marks.owner === ownerLabel(call.owner))) {
    call.around.say(
      `${call.label}: ${kind.noun} ${one.id} of the same declaration exists already: the one that is being replaced, or, if ` +
        `nothing is, one that no state holds: see \`pulumi-snapshots orphans\`, or adopt it with ${kind.namedBy} and adopt: true`,
    );
  }
}

/**
 * What an earlier run made and could not hand over, as long as the platform remembers making it. Of others, `tooOld` is
 * said.
 */
export async function interrupted<T>(
  kind: Kind<T>,
  call: Call,
  unmarked: readonly Sighting<T>[],
  tooOld: (one: Sighting<T>) => string = ({ id }) =>
    `${call.label}: ${kind.noun} ${id} of an interrupted run is not taken over: it is too old, or was made with other ` +
    `credentials; adopt it with ${kind.namedBy} and adopt: true, or delete it on the platform`,
): Promise<Sighting<T> | undefined> {
  const ours = unmarked.filter((one) => isAsDeclared(kind, call, one));
  if (ours.length === 0) return undefined;
  const failed = ours.filter((one) => kind.failed?.(one) === true);
  const sound = ours.filter((one) => !failed.includes(one));
  const remembered = await kind.remembered(call, sound);
  const stale = sound.filter((one) => !remembered.some((known) => known.sighting.id === one.id));
  for (const one of stale) call.around.say(tooOld(one));
  if (failed.length > 0) await kind.discard?.(call, failed);
  for (const [index, { sighting, job }] of remembered.entries()) {
    call.around.say(`${call.label}: taking over ${kind.noun} ${sighting.id} of an interrupted run`);
    const taken = sighting.ready ? sighting : await kind.resume(call, sighting.id, job, true);
    if (taken !== undefined && taken !== "running") {
      // Some of what is declared shows only now.
      if (!isAsDeclared(kind, call, taken)) continue;
      // Not before one of them is sure to be good.
      const surplus = remembered.slice(index + 1).map((one) => one.sighting);
      if (surplus.length > 0) await kind.discard?.(call, surplus);
      return taken;
    }
    await kind.discard?.(call, [sighting]);
  }
  return undefined;
}

async function namedObject<T>(kind: Kind<T>, call: Call, uuid: string, adopt: boolean): Promise<Taken<T>> {
  const sighting = await kind.get(call, uuid);
  if (sighting === undefined) {
    if (!adopt) return made(await kind.create(call, new Set()));
    throw new RefusedError(
      `${kind.namedBy}: there is no ${kind.noun} ${uuid} to adopt; correct it, or leave out ${kind.namedBy} and adopt to make a new one`,
    );
  }
  if (adopt) return adopted(kind, call, sighting);
  const { owner, retained, deferred } = sighting.marks;
  if (owner === undefined && retained === undefined && deferred === undefined) {
    const own = await interrupted(kind, call, [sighting]);
    if (own !== undefined) return made(own);
  }
  throw new RefusedError(
    `${kind.namedBy}: ${kind.noun} ${uuid} exists already; set adopt: true to manage it with this resource, ` +
      `or choose a uuid that was never used`,
  );
}

function adopted<T>(kind: Kind<T>, call: Call, sighting: Sighting<T>): Taken<T> {
  const { owner, deferred } = sighting.marks;
  const isOthers =
    owner === undefined ? deferred !== undefined && !isOfStack(call, deferred) : !sameStack(owner, call.owner);
  if (isOthers) {
    throw new RefusedError(
      `adopt: ${kind.noun} ${sighting.id} belongs to ${owner ?? deferred}; let that stack give it up first ` +
        `(deletionPolicy: "retain", then remove the resource there)`,
    );
  }
  const mismatch = kind.unadoptable(call, sighting) ?? kind.mismatch(call, sighting);
  if (mismatch !== undefined) throw new RefusedError(`adopt: ${mismatch}`);
  call.around.say(`${call.label}: adopting ${kind.noun} ${sighting.id}`);
  return { sighting, adopted: true };
}

/** What settling knows besides the object. */
interface Settling {
  readonly origin: string;
  /** A new claim, where the object had an owner before. */
  readonly claim?: string | undefined;
  /** Outputs recorded before; empty for a create. */
  readonly outputs?: Values;
  /** Inputs declared before; empty for a create. */
  readonly declared?: Values;
}

/**
 * The last steps of every create, and of an update that resumes one. The mark is the very last, and only while there is
 * an engine to take the id: an object without it was never handed over. What had an owner before is marked first.
 */
export async function settle<T>(
  kind: Kind<T>,
  call: Call,
  sighting: Sighting<T>,
  settling: Settling,
): Promise<Record<string, unknown>> {
  const { origin, claim, outputs = {}, declared = {} } = settling;
  const held = claim ?? (typeof outputs[claimName] === "string" ? outputs[claimName] : undefined);
  const hold = held === undefined ? {} : { [claimName]: held };
  const verified = outputs[verifiedAtName] !== undefined;
  let seen = sighting;
  let marked = false;
  let found: Finding[] = [];
  const mark = async (): Promise<void> => {
    if (!(await call.around.engineAlive())) throw new EngineGoneError(`${kind.noun} ${seen.id}`);
    // A claim that state holds and the object lost is written again, or its own delete would not know it.
    seen = await kind.mark(call, seen, claim ?? (seen.marks.claim === undefined ? held : undefined));
    marked = true;
  };
  try {
    if (claim !== undefined) await mark();
    seen = await kind.update(call, seen, declared);
    if (!verified && kind.inspect !== undefined) seen = await kind.inspect(call, seen);
    found = unrelaxed(call.inputs, kind.verify(call, seen));
    if (verified) found = lasting(found);
    else if (found.length > 0) throw new Error(unverified(found));
    if (!marked) await mark();
  } catch (error) {
    if (error instanceof EngineGoneError || error instanceof TakenError) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    // The id goes to the engine all the same, so that the mark has to be tried once more.
    if (!marked)
      await mark().catch((second: unknown) => {
        if (second instanceof EngineGoneError || second instanceof TakenError) throw second;
      });
    const inputs = stillThere(kind, declared, call.inputs);
    const properties = { ...outputsOf(kind, { ...call, inputs }, seen, outputs, origin, settleJob), ...hold };
    throw new PartialStateError(seen.id, reason, properties, { cause: error });
  }
  return { ...outputsOf(kind, call, seen, reviewed(call, outputs, found), origin), ...hold };
}

/**
 * Earlier outputs together with what a verification has just found: a first one, and one that finds nothing any more
 * where something was wrong, give a new date.
 */
export function reviewed(call: Call, outputs: Values, found: readonly Finding[]): Values {
  const problems = problemsOf(found);
  const anew = problems === undefined && (outputs[verifiedAtName] === undefined || outputs[problemsName] !== undefined);
  // What was recorded before was said when it was compared.
  if (problems !== undefined && !same(problems, outputs[problemsName]))
    call.around.say(`${call.label}: ${warningOf(found)}`);
  return { ...outputs, [problemsName]: problems, ...(anew ? { [verifiedAtName]: now() } : {}) };
}

async function unfinished<T>(
  kind: Kind<T>,
  call: Call,
  error: UnfinishedError,
  id: string,
  origin: string,
): Promise<Error> {
  if (!(await call.around.engineAlive())) return new EngineGoneError(`${kind.noun} ${id}`);
  const properties = jsonClean({
    ...call.inputs,
    ...shadowOf(kind, call.inputs),
    ...(kind.idName === undefined ? {} : { [kind.idName]: id }),
    ...carriedNames(call),
    __origin: origin,
    __job: error.job,
  });
  return new PartialStateError(id, error.message, properties, { cause: error });
}

/** Everything that state keeps: the inputs, what the platform says, and the hidden outputs. */
export function outputsOf<T>(
  kind: Kind<T>,
  call: Call,
  sighting: Sighting<T>,
  olds: Values,
  origin: string,
  job?: string,
): Record<string, unknown> {
  return jsonClean({
    ...call.inputs,
    ...shadowOf(kind, call.inputs),
    ...kind.toOutputs(sighting, olds, call.inputs),
    [verifiedAtName]: olds[verifiedAtName],
    [problemsName]: olds[problemsName],
    ...carriedNames(call),
    __origin: origin,
    ...(job === undefined ? {} : { __job: job }),
  });
}
