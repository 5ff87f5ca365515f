import { z } from "zod";
import type { Observed, RequestContext } from "../../core/contract/resourceDefinition";
import type { OwnershipTags } from "../../core/identity/identity";
import type { CinderApi } from "../client/client";
import { identityKey, identityValue, ownershipOf, type Tagged } from "./metadata";
import { type CinderRow, type Metadata, moment } from "./rows";

/** Where objects of one type are, and how they are read. */
export interface CinderPath<T extends CinderRow> {
  readonly noun: string;
  readonly path: "/snapshots" | "/backups" | "/volumes";
  /** Name of the object in a body: `snapshot`. */
  readonly member: "snapshot" | "backup" | "volume";
  /** Name of the list in an answer: `snapshots`. */
  readonly list: "snapshots" | "backups" | "volumes";
  readonly schema: z.ZodType<T>;
  /** Microversion that every request of this type needs; undefined if the lowest is enough. */
  readonly at: string | undefined;
  /** What a write of metadata does to the keys that it does not name: `replaced` removes them. */
  readonly metadata: "merged" | "replaced";
}

/** How objects of one type are made, found and owned. */
export interface CinderType<T extends CinderRow> extends CinderPath<T> {
  /** Statuses of an object that can be used. */
  readonly usable: readonly string[];
  /** Default timeout of a creation, in seconds. */
  readonly limit: number;
  /** Every object that may have the request's identity, in any status. */
  look(api: CinderApi, ctx: RequestContext): Promise<T[]>;
  /** Throws if something would be lost with the object that its deletion is not asked for. */
  refuseUsed?(api: CinderApi, id: string): Promise<void>;
  /** Which of our tags are the object's own, and what proves it; if absent, all are. */
  readonly tags?: (row: T) => Pick<Tagged, "own" | "proof">;
}

export type ObservedCinder<T extends CinderRow> = Observed<T>;

export const isUsable = <T extends CinderRow>(type: CinderType<T>, row: T): boolean => type.usable.includes(row.status);

/** The metadata of an object, and which of our tags in it count. */
export function taggedOf<T extends CinderRow>(type: CinderType<T>, row: T): Tagged {
  const { metadata } = row;
  return { metadata, ...(type.tags?.(row) ?? { own: metadata, proof: {} }) };
}

export const ownTags = <T extends CinderRow>(type: CinderType<T>, row: T): Metadata => taggedOf(type, row).own;

export const ownershipIn = <T extends CinderRow>(type: CinderType<T>, row: T): OwnershipTags =>
  ownershipOf(ownTags(type, row));

/** A volume has the last one if its content could not be written. */
const failures: readonly string[] = ["error", "error_deleting", "error_restoring"];

/** Its creation or deletion has failed. */
export const hasFailed = (row: CinderRow): boolean => failures.includes(row.status);

/** It is being deleted; the storage may still refuse, and it comes back. */
export const isLeaving = (row: CinderRow): boolean => row.status === "deleting";

export function observedFrom<T extends CinderRow>(type: CinderType<T>, row: T): ObservedCinder<T> {
  return { id: row.id, object: row, ready: isUsable(type, row), ownership: ownershipIn(type, row), tags: [] };
}

/** Options of a request for this type. */
export function at<T extends CinderRow>(type: CinderPath<T>): { at?: string } {
  return type.at === undefined ? {} : { at: type.at };
}

export async function rowOf<T extends CinderRow>(
  api: CinderApi,
  type: CinderPath<T>,
  id: string,
): Promise<T | undefined> {
  const answer = await api.get(`${type.path}/${id}`, z.record(z.literal(type.member), type.schema), at(type));
  return answer?.[type.member];
}

export async function getObject<T extends CinderRow>(
  api: CinderApi,
  type: CinderType<T>,
  id: string,
): Promise<ObservedCinder<T> | undefined> {
  const row = await rowOf(api, type, id);
  return row === undefined ? undefined : observedFrom(type, row);
}

/** All objects of the request's identity, newest first. */
export async function findByIdentity<T extends CinderRow>(
  api: CinderApi,
  type: CinderType<T>,
  ctx: RequestContext,
): Promise<ObservedCinder<T>[]> {
  const wanted = identityValue(ctx.owner, ctx.identity);
  const rows = await type.look(api, ctx);
  return (
    rows
      // A server ignores filters that it does not know and lists everything.
      .filter((row) => ownTags(type, row)[identityKey] === wanted)
      .sort(oldestFirst)
      .reverse()
      .map((row) => observedFrom(type, row))
  );
}

/** The same order in every run. */
export function oldestFirst(a: CinderRow, b: CinderRow): number {
  const [before, after] = [moment(a.created_at), moment(b.created_at)];
  if (before !== after && !Number.isNaN(before) && !Number.isNaN(after)) return before - after;
  return a.id < b.id ? -1 : 1;
}

/** Seconds after which a leftover of an interrupted run is too old to be used as a new restore point. */
const memory = 3 * 3600;

/**
 * Whether the object is new enough to be what the program asks for now. One without a date counts as new, and one
 * that is still being made has as long as a creation may take.
 */
export function isResumable<T extends CinderRow>(
  api: CinderApi,
  ctx: RequestContext,
  type: CinderType<T>,
  row: T,
): boolean {
  const now = api.clock.now();
  const made = moment(row.created_at);
  const limit = isUsable(type, row) ? memory : Math.max(memory, ctx.timeout ?? type.limit);
  return now === undefined || Number.isNaN(made) || now - made < limit * 1000;
}
