import type { z } from "zod";
import type { Attempt, Observed, RequestContext, ResumableCreate } from "../../core/contract/resourceDefinition";
import { identityPrefix } from "../../core/identity/identity";
import { isObject } from "../../http/responseBody";
import { byUuids } from "../client/byUuids";
import type { JobState, ZStackApi } from "../client/client";
import { jobKey, jobUuid } from "../client/jobIds";
import { mergedByConnection } from "../client/mergedQuery";
import { chunks } from "../client/query";
import type { Json } from "../client/responses";
import { isWithinJobMemory, jobMemory, type ServerClock, serverClock } from "../client/serverClock";
import { serverDate } from "../client/serverDates";
import { ownershipOf, type TagRow, tagsOf, usersTags } from "../ownership/tags";

/** Properties of every ZStack object. */
export interface Inventory {
  readonly uuid: string;
  readonly createDate?: string | undefined;
  readonly lastOpDate?: string | undefined;
}

/** How objects of one type are queried. */
export interface ObjectType<T extends Inventory> {
  readonly noun: string;
  /** Entity that tags name, `VolumeSnapshotVO`. */
  readonly resourceType: string;
  readonly ready: (inventory: T) => boolean;
  /** A record that remains although the object no longer exists. */
  readonly gone: (inventory: T) => boolean;
  /** All objects whose uuid begins with `prefix`. */
  readonly byPrefix: (api: ZStackApi, prefix: string) => Promise<T[]>;
  readonly byUuid: (api: ZStackApi, uuid: string) => Promise<T | undefined>;
  /** The object in the result of the job that made it. */
  readonly made: (result: Json) => T | undefined;
  /** Seconds a server allows the creation by itself. Default: 3 hours. */
  readonly serverLimit?: number;
  /** It can look ready before its creation has ended: while the job runs, only the job tells. */
  readonly readyBeforeEnd?: boolean;
  /** What its creation may have written so far of an object that shows last; of others, the object itself tells. */
  readonly parts?: (api: ZStackApi, ctx: RequestContext) => Promise<readonly Inventory[]>;
  /** uuid of the row that carries the object's tags. */
  readonly tagged: (inventory: T) => string;
}

/** A type whose objects are rows of their own under one path. */
export function rowType<T extends Inventory>(
  path: string,
  schema: z.ZodType<T>,
  rest: Pick<ObjectType<T>, "noun" | "resourceType" | "ready" | "gone" | "serverLimit">,
): ObjectType<T> {
  const merged = mergedByConnection(
    async (api: ZStackApi, uuids) => {
      const [uuid, ...others] = uuids;
      if (uuid === undefined || others.length > 0) return byUuids(api, path, schema, uuids);
      const row = await api.one(path, schema, uuid);
      return row === undefined ? [] : [row];
    },
    (row) => row.uuid,
  );
  return {
    ...rest,
    byPrefix: (api, prefix) => api.query(path, schema, [{ field: "uuid", operator: "~=", value: `${prefix}%` }]),
    byUuid: async (api, uuid) => (await merged(api, [uuid]))[0],
    made: (result) => (isObject(result["inventory"]) ? schema.parse(result["inventory"]) : undefined),
    tagged: (inventory) => inventory.uuid,
  };
}

/** An inventory together with its user tags. */
export interface TaggedInventory<T extends Inventory> {
  readonly inventory: T;
  readonly rows: readonly TagRow[];
}

export type ObservedZStack<T extends Inventory> = Observed<TaggedInventory<T>>;

export function observedFrom<T extends Inventory>(
  type: ObjectType<T>,
  inventory: T,
  rows: readonly TagRow[],
): ObservedZStack<T> {
  return {
    id: inventory.uuid,
    object: { inventory, rows },
    ready: type.ready(inventory),
    ownership: ownershipOf(rows),
    tags: usersTags(rows),
  };
}

/** Every object of the request's identity, newest first. */
export async function findByIdentity<T extends Inventory>(
  api: ZStackApi,
  type: ObjectType<T>,
  ctx: RequestContext,
): Promise<ObservedZStack<T>[]> {
  const rows = await type.byPrefix(api, identityPrefix(ctx.owner, ctx.identity));
  const found = rows.filter((inventory) => !type.gone(inventory));
  if (found.length === 0) return [];
  const tags = await tagsOf(api, found.map(type.tagged));
  return found
    .map((one) =>
      observedFrom(
        type,
        one,
        tags.filter((tag) => tag.resourceUuid === type.tagged(one)),
      ),
    )
    .sort(
      (a, b) => (serverDate(b.object.inventory.createDate) ?? 0) - (serverDate(a.object.inventory.createDate) ?? 0),
    );
}

export async function getObject<T extends Inventory>(
  api: ZStackApi,
  type: ObjectType<T>,
  uuid: string,
): Promise<ObservedZStack<T> | undefined> {
  const inventory = await type.byUuid(api, uuid);
  if (inventory === undefined || type.gone(inventory)) return undefined;
  return observedFrom(type, inventory, await tagsOf(api, [type.tagged(inventory)]));
}

/** Attempts that one identity can have within the server's memory. */
export const mostAttempts = 50;

/** Whether the job that made it may have ended within the server's memory of jobs. */
export function isKnownJob<T extends Inventory>(
  clock: ServerClock,
  { serverLimit }: ObjectType<T>,
  { createDate, lastOpDate }: T,
): boolean {
  if (isWithinJobMemory(clock, createDate)) return true;
  // A creation of hours is dated at its start and last changed at its end.
  if (serverLimit === undefined || lastOpDate === undefined) return false;
  const age = clock.age(createDate);
  return isWithinJobMemory(clock, lastOpDate) && age !== undefined && age < jobMemory + serverLimit;
}

/**
 * Objects without an owner that come from a job within the server's memory: finished ones first, newest attempts first.
 * Some servers remember jobs for longer, so the object's own age counts as well.
 */
export async function listResumableObjects<T extends Inventory>(
  api: ZStackApi,
  type: ObjectType<T>,
  ctx: RequestContext,
  all: readonly ObservedZStack<T>[],
): Promise<ResumableCreate<TaggedInventory<T>>[]> {
  if (all.length === 0) return [];
  const clock = await serverClock(api);
  // A creation may run longer than that; its job shows that it still runs.
  const untagged = all.filter((one) => !one.ready || isKnownJob(clock, type, one.object.inventory));
  if (untagged.length === 0) return [];
  const known: ResumableCreate<TaggedInventory<T>>[] = [];
  const running: string[] = [];
  for await (const states of attemptStates(api, ctx)) {
    for (const { job, state } of states) {
      if (state.state === "running") running.push(job);
      const uuid = state.state === "done" ? type.made(state.result)?.uuid : undefined;
      const observed = untagged.find((one) => one.id === uuid);
      if (observed !== undefined) known.unshift({ observed, job });
    }
    if (known.length >= untagged.length) break;
  }
  // The server does not say which object a running job creates. The object may be ready before the job ends.
  for (const isReady of [false, true]) {
    for (const observed of untagged.filter((one) => one.ready === isReady)) {
      if (known.some((other) => other.observed.id === observed.id)) continue;
      const job = running.shift();
      if (job !== undefined) {
        known.unshift({ observed: type.readyBeforeEnd === true ? { ...observed, ready: false } : observed, job });
      }
    }
  }
  return known.sort((a, b) => Number(b.observed.ready) - Number(a.observed.ready));
}

/** Every attempt of the request's identity that the server remembers, oldest first. */
export async function attemptsAt<T extends Inventory>(
  api: ZStackApi,
  type: ObjectType<T>,
  ctx: RequestContext,
): Promise<Attempt[]> {
  const found: Attempt[] = [];
  for await (const states of attemptStates(api, ctx)) {
    for (const { job, state } of states) {
      if (state.state === "running") found.push({ job, state: "running" });
      else if (state.state === "failed") found.push({ job, state: "failed", reason: state.error.message });
      else if (state.state === "done") found.push({ job, state: "done", id: type.made(state.result)?.uuid });
    }
  }
  return found;
}

/** The states of all attempts in batches; they need not begin at 1: the server forgets the oldest first. */
async function* attemptStates(api: ZStackApi, ctx: RequestContext): AsyncGenerator<{ job: string; state: JobState }[]> {
  const key = jobKey(api.settings.credentials);
  const attempts = Array.from({ length: mostAttempts }, (_, index) => jobUuid(key, ctx.identity, index + 1));
  for (const some of chunks(attempts, 10)) {
    yield Promise.all(some.map(async (job) => ({ job, state: await api.job(job) })));
  }
}

/**
 * Objects that the first attempts of the request's identity made, as far as the server remembers each: where the server
 * chooses the uuid, an object that has its final name is found by nothing else.
 */
export async function findByJobs<T extends Inventory>(
  api: ZStackApi,
  type: ObjectType<T>,
  ctx: RequestContext,
): Promise<ObservedZStack<T>[]> {
  const key = jobKey(api.settings.credentials);
  const found: ObservedZStack<T>[] = [];
  for (let attempt = 1; attempt <= mostAttempts; attempt += 1) {
    const state = await api.job(jobUuid(key, ctx.identity, attempt));
    if (state.state === "unknown") break;
    const uuid = state.state === "done" ? type.made(state.result)?.uuid : undefined;
    const observed = uuid === undefined ? undefined : await getObject(api, type, uuid);
    if (observed !== undefined) found.unshift(observed);
  }
  return found;
}
