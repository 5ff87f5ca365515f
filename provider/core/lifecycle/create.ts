import { RefusedError } from "../../http/errors";
import { EngineGoneError, TakenError } from "../contract/errors";
import type { Finding, Observed, RequestContext, ResourceDefinition } from "../contract/resourceDefinition";
import type { Created } from "../contract/resourceProvider";
import { adoptionIdName, pendingFinalize } from "../contract/stateKeys";
import { ownerLabel, sameStack } from "../identity/identity";
import type { JsonObject } from "../json";
import { isAsDeclared } from "./asDeclared";
import { mergePartialInputs } from "./check";
import { isOfStack } from "./deferrals";
import { partialState, toState, unfinishedObject, unfinishedState } from "./state";
import { mergeVerification, unverified, verifiedAtName, verifyAgain, verifyNew } from "./verification";

/** An object for a create, and whether it is an adoption. */
interface Taken<T> {
  readonly observed: Observed<T>;
  readonly adopted: boolean;
}

/** What is done with an object that has passed its verification, before its owner tag is written. */
export type BeforeOwner = (id: string) => Promise<void>;

/** One run of a create: observe, ensure, finalize, verify, return. */
export async function createObject<T>(
  definition: ResourceDefinition<T>,
  ctx: RequestContext,
  beforeOwner?: BeforeOwner,
): Promise<Created> {
  const origin = await definition.origin(ctx);
  let taken: Taken<T>;
  try {
    taken = await observeOrMake(definition, ctx);
  } catch (error) {
    const unfinished = await unfinishedObject(definition, ctx, error);
    throw partialState(unfinished.id, error, unfinishedState(definition, ctx, unfinished, origin));
  }
  const { observed, adopted } = taken;
  const adoptionId = adopted ? ctx.runtime.random(8).toString("hex") : undefined;
  return {
    id: observed.id,
    outs: await finalizeCreate(definition, ctx, observed, { origin, adoptionId, beforeOwner }),
  };
}

const made = <T>(observed: Observed<T>): Taken<T> => ({ observed, adopted: false });

async function observeOrMake<T>(definition: ResourceDefinition<T>, ctx: RequestContext): Promise<Taken<T>> {
  const adopt = ctx.inputs["adopt"] === true;
  const named = ctx.inputs[definition.importInput];
  if (typeof named === "string") return namedObject(definition, ctx, named, adopt);

  const all = await (definition.findForCreate?.(ctx) ?? definition.find(ctx));
  const found = all.filter((one) => one.ownership.deferred === undefined && definition.isDeleting?.(one) !== true);
  const hasOwner = (one: Observed<T>): boolean =>
    one.ownership.owner !== undefined || one.ownership.retained !== undefined;
  if (adopt) {
    // Only of exactly this resource: after a rename, another one may hold an object of the identity.
    const own = ownerLabel(ctx.owner);
    const newest = found.find((one) => one.ready && (one.ownership.owner ?? one.ownership.retained) === own);
    if (newest !== undefined) return adopted(definition, ctx, newest);
  }
  const left = await interrupted(
    definition,
    ctx,
    found.filter((one) => !hasOwner(one)),
  );
  if (left === undefined) warnOfExisting(definition, ctx, found);
  return made(left ?? (await definition.create(ctx, new Set(all.map((one) => one.id)))));
}

/**
 * A create cannot tell an object that state holds (a forced replacement) from one whose id was lost after its owner tag was
 * written. So it is never taken over, and always named.
 */
function warnOfExisting<T>(
  definition: ResourceDefinition<T>,
  ctx: RequestContext,
  found: readonly Observed<T>[],
): void {
  for (const one of found.filter(({ ownership }) => ownership.owner === ownerLabel(ctx.owner))) {
    ctx.runtime.say(
      `${ctx.label}: ${definition.noun} ${one.id} of the same declaration already exists. If it is not being replaced, no state ` +
        `contains it: see "pulumi-snapshots orphans", or adopt it with ${definition.importInput} and adopt: true.`,
    );
  }
}

/**
 * The object that an interrupted run created, as long as the platform remembers its creation. For others, `tooOld` is
 * printed.
 */
export async function interrupted<T>(
  definition: ResourceDefinition<T>,
  ctx: RequestContext,
  untagged: readonly Observed<T>[],
  tooOld: (one: Observed<T>) => string = ({ id }) =>
    `${ctx.label}: ${definition.noun} ${id} of an interrupted run is not taken over: it is too old, or was created with ` +
    `other credentials. Adopt it with ${definition.importInput} and adopt: true, or delete it on the platform.`,
): Promise<Observed<T> | undefined> {
  const ours = untagged.filter((one) => isAsDeclared(definition, ctx, one));
  if (ours.length === 0) return undefined;
  const failed = ours.filter((one) => definition.failed?.(one) === true);
  const usable = ours.filter((one) => !failed.includes(one));
  const listResumable = await definition.listResumable(ctx, usable);
  const stale = usable.filter((one) => !listResumable.some((known) => known.observed.id === one.id));
  for (const one of stale) ctx.runtime.say(tooOld(one));
  if (failed.length > 0) await definition.deleteLeftovers?.(ctx, failed);
  for (const [index, { observed, job }] of listResumable.entries()) {
    ctx.runtime.say(`${ctx.label}: taking over ${definition.noun} ${observed.id} of an interrupted run`);
    const taken = observed.ready ? observed : await definition.resume(ctx, observed.id, job, true);
    if (taken !== undefined && taken !== "running") {
      // Some of what is declared shows only now.
      if (!isAsDeclared(definition, ctx, taken)) continue;
      // Only once one of them is usable for certain.
      const surplus = listResumable.slice(index + 1).map((one) => one.observed);
      if (surplus.length > 0) await definition.deleteLeftovers?.(ctx, surplus);
      return taken;
    }
    await definition.deleteLeftovers?.(ctx, [observed]);
  }
  return undefined;
}

async function namedObject<T>(
  definition: ResourceDefinition<T>,
  ctx: RequestContext,
  uuid: string,
  adopt: boolean,
): Promise<Taken<T>> {
  const observed = await definition.get(ctx, uuid);
  if (observed === undefined) {
    if (!adopt) return made(await definition.create(ctx, new Set()));
    throw new RefusedError(
      "not-found",
      `${definition.importInput}: ${definition.noun} ${uuid} does not exist. Correct the id, or remove ${definition.importInput} and adopt to create a new one.`,
    );
  }
  if (adopt) return adopted(definition, ctx, observed);
  const { owner, retained, deferred } = observed.ownership;
  if (owner === undefined && retained === undefined && deferred === undefined) {
    const own = await interrupted(definition, ctx, [observed]);
    if (own !== undefined) return made(own);
  }
  throw new RefusedError(
    "already-exists",
    `${definition.importInput}: ${definition.noun} ${uuid} already exists. Set adopt: true to manage it with this resource, ` +
      `or choose an unused id.`,
  );
}

function adopted<T>(definition: ResourceDefinition<T>, ctx: RequestContext, observed: Observed<T>): Taken<T> {
  const { owner, deferred } = observed.ownership;
  const isOthers =
    owner === undefined ? deferred !== undefined && !isOfStack(ctx, deferred) : !sameStack(owner, ctx.owner);
  if (isOthers) {
    throw new RefusedError(
      "object-taken",
      `adopt: ${definition.noun} ${observed.id} belongs to ${owner ?? deferred}. Release it there first ` +
        `(deletionPolicy: "retain", then remove that resource).`,
    );
  }
  const mismatch = definition.unadoptable(ctx, observed) ?? definition.mismatch(ctx, observed);
  if (mismatch !== undefined) throw new RefusedError("not-as-declared", `adopt: ${mismatch}`);
  ctx.runtime.say(`${ctx.label}: adopting ${definition.noun} ${observed.id}`);
  return { observed, adopted: true };
}

/** What the last steps know besides the object. */
interface Finalizing {
  readonly origin: string;
  /** A new adoption, if the object had an owner before. */
  readonly adoptionId?: string | undefined;
  /** Outputs recorded before; empty for a create. */
  readonly outputs?: JsonObject;
  /** Inputs declared before; empty for a create. */
  readonly declared?: JsonObject;
  /** Not for an adoption, whose owner tag comes first. */
  readonly beforeOwner?: BeforeOwner | undefined;
}

/**
 * The last steps of every create, and of an update that resumes one. The owner tag is the very last, and only while the
 * engine lives: an object without it was never given to an engine. An adopted object gets it first.
 */
export async function finalizeCreate<T>(
  definition: ResourceDefinition<T>,
  ctx: RequestContext,
  observed: Observed<T>,
  finalizing: Finalizing,
): Promise<Record<string, unknown>> {
  const { origin, adoptionId, outputs = {}, declared = {}, beforeOwner } = finalizing;
  const held = adoptionId ?? (typeof outputs[adoptionIdName] === "string" ? outputs[adoptionIdName] : undefined);
  const hold = held === undefined ? {} : { [adoptionIdName]: held };
  const verified = outputs[verifiedAtName] !== undefined;
  let latest = observed;
  let marked = false;
  let found: Finding[] = [];
  const writeOwner = async (): Promise<void> => {
    if (!(await ctx.runtime.engineAlive())) throw new EngineGoneError(`${definition.noun} ${latest.id}`);
    // An adoption that state holds and the object lost is written again; otherwise its own delete would not recognize it.
    latest = await definition.writeOwner(
      ctx,
      latest,
      adoptionId ?? (latest.ownership.adoptionId === undefined ? held : undefined),
    );
    marked = true;
  };
  try {
    if (adoptionId !== undefined) await writeOwner();
    latest = await definition.update(ctx, latest, declared);
    if (!verified && definition.inspect !== undefined) latest = await definition.inspect(ctx, latest);
    found = verified ? verifyAgain(definition, ctx, latest) : verifyNew(definition, ctx, latest);
    if (!verified && found.length > 0) throw new RefusedError("verification-failed", unverified(found));
    if (!marked) {
      await beforeOwner?.(latest.id);
      await writeOwner();
    }
  } catch (error) {
    if (error instanceof EngineGoneError || error instanceof TakenError) throw error;
    // The engine gets the id in any case, so the owner tag is tried once more.
    if (!marked)
      await writeOwner().catch((second: unknown) => {
        if (second instanceof EngineGoneError || second instanceof TakenError) throw second;
      });
    const inputs = mergePartialInputs(definition, declared, ctx.inputs);
    const properties = {
      ...toState(definition, { ...ctx, inputs }, latest, outputs, origin, pendingFinalize),
      ...hold,
    };
    throw partialState(latest.id, error, properties);
  }
  return { ...toState(definition, ctx, latest, mergeVerification(ctx, outputs, found), origin), ...hold };
}
