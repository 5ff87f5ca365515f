import type { z } from "zod";
import { identityPrefix, jobUuid } from "../core/identity";
import type { Call, Sighting, Unsettled } from "../core/kind";
import { isObject, type Json } from "./answers";
import type { ZStackApi } from "./api";
import { chunks } from "./query";
import { serverDate } from "./session";
import { marksOf, type TagRow, tagsByPrefix, tagsOf, usersTags } from "./tags";

/** What all kinds of ZStack objects have. */
export interface Inventory {
  readonly uuid: string;
  readonly createDate?: string | undefined;
}

/** How objects of one type are asked for. */
export interface ObjectType<T extends Inventory> {
  /** `/v1/volume-snapshots` */
  readonly path: string;
  /** Entity that tags name, `VolumeSnapshotVO`. */
  readonly resourceType: string;
  readonly schema: z.ZodType<T>;
  readonly ready: (inventory: T) => boolean;
  /** A row that lingers although the object is gone. */
  readonly gone: (inventory: T) => boolean;
}

/** An inventory together with its user tags. */
export interface Seen<T extends Inventory> {
  readonly inventory: T;
  readonly rows: readonly TagRow[];
}

export type ZStackSighting<T extends Inventory> = Sighting<Seen<T>>;

export function sightingOf<T extends Inventory>(
  type: ObjectType<T>,
  inventory: T,
  rows: readonly TagRow[],
): ZStackSighting<T> {
  return {
    id: inventory.uuid,
    object: { inventory, rows },
    ready: type.ready(inventory),
    marks: marksOf(rows),
    tags: usersTags(rows),
  };
}

/** Every object of the call's identity, newest first. */
export async function findByIdentity<T extends Inventory>(
  api: ZStackApi,
  type: ObjectType<T>,
  call: Call,
): Promise<ZStackSighting<T>[]> {
  const prefix = identityPrefix(call.owner, call.identity);
  const found = (
    await api.query(type.path, type.schema, [{ field: "uuid", operator: "~=", value: `${prefix}%` }])
  ).filter((inventory) => !type.gone(inventory));
  if (found.length === 0) return [];
  const rows = await tagsByPrefix(api, prefix);
  return found
    .map((one) =>
      sightingOf(
        type,
        one,
        rows.filter((row) => row.resourceUuid === one.uuid),
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
): Promise<ZStackSighting<T> | undefined> {
  const inventory = await api.one(type.path, type.schema, uuid);
  if (inventory === undefined || type.gone(inventory)) return undefined;
  return sightingOf(type, inventory, await tagsOf(api, [uuid]));
}

/** Attempts that one identity can have within the server's memory. */
export const mostAttempts = 50;

/** The uuid that a finished job made. */
export function madeUuid(result: Json): string | undefined {
  const inventory = result["inventory"];
  return isObject(inventory) && typeof inventory["uuid"] === "string" ? inventory["uuid"] : undefined;
}

/** Seconds a server remembers jobs for sure. */
const jobMemory = 3 * 3600;

/**
 * Which unmarked objects come from a job within the server's memory, newest attempt first. Some servers answer for
 * older jobs too, so that the object's own age counts as well.
 */
export async function rememberedObjects<T extends Inventory>(
  api: ZStackApi,
  call: Call,
  all: readonly ZStackSighting<T>[],
): Promise<Unsettled<Seen<T>>[]> {
  const now = api.serverNow();
  const unmarked = all.filter((one) => {
    const made = serverDate(one.object.inventory.createDate);
    return now === undefined || made === undefined || now - made < jobMemory * 1000;
  });
  if (unmarked.length === 0) return [];
  const known: Unsettled<Seen<T>>[] = [];
  const attempts = Array.from({ length: mostAttempts }, (_, index) => jobUuid(call.identity, index + 1));
  // Attempts need not begin at 1: the server forgets the oldest first.
  for (const some of chunks(attempts, 10)) {
    const states = await Promise.all(some.map(async (job) => ({ job, state: await api.job(job) })));
    for (const { job, state } of states) {
      const uuid = state.state === "done" ? madeUuid(state.result) : undefined;
      const sighting =
        state.state === "running"
          ? unmarked.find((one) => !one.ready && !known.some((other) => other.sighting.id === one.id))
          : unmarked.find((one) => one.id === uuid);
      if (sighting !== undefined) known.unshift({ sighting, job });
    }
    if (known.length >= unmarked.length) break;
  }
  return known;
}
