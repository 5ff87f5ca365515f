import { z } from "zod";
import { Deadline } from "../../http/clock";
import { NotFoundError, RefusedError } from "../../http/errors";
import { notYet, waitFor } from "../../http/waitFor";
import type { Json } from "../../openstack/responses";
import type { CinderApi } from "../client/client";
import { retryIdempotent } from "../client/retryIdempotent";
import { type Change, isEmpty } from "../models/metadata";
import { at, type CinderPath, rowOf } from "../models/objectType";
import type { CinderRow, Metadata } from "../models/rows";

// @API POST /v3/{project_id}/snapshots/{snapshot_id}/metadata
// @API DELETE /v3/{project_id}/snapshots/{snapshot_id}/metadata/{key}
// @API PUT /v3/{project_id}/backups/{backup_id}

/** What is to change, in view of the object as it is; asked anew before each write. */
export interface MetadataPlan<T extends CinderRow> {
  change(row: T): Change;
  /** Throws when nothing may be written any more. */
  beforeWrite?(): Promise<void>;
}

/** Writes of one change, if others overwrite what it has written. */
const mostWrites = 4;

/** Seconds that they may take together. */
const writingLimit = 600;

const metadataAnswer = z.object({ metadata: z.record(z.string(), z.string()) });

const without = (metadata: Metadata, drop: readonly string[]): Metadata =>
  Object.fromEntries(Object.entries(metadata).filter(([key]) => !drop.includes(key)));

/**
 * Changes metadata if anything differs, and leaves all other keys as they are; undefined if the object is gone. `known`
 * is the object as it was last observed, if that was a moment ago.
 */
export async function changeMetadata<T extends CinderRow>(
  api: CinderApi,
  type: CinderPath<T>,
  id: string,
  plan: MetadataPlan<T>,
  known?: T,
): Promise<T | undefined> {
  if (known !== undefined && isEmpty(plan.change(known))) return known;
  try {
    return await (type.metadata === "merged" ? merge(api, type, id, plan, known) : replace(api, type, id, plan));
  } catch (error) {
    if (error instanceof NotFoundError) return undefined;
    throw error;
  }
}

/** The error of an object that no longer exists. */
export function gone<T extends CinderRow>({ noun, path }: CinderPath<T>, id: string): Error {
  return new NotFoundError(`${noun} ${id} no longer exists.`, { request: `GET ${path}/${id}` });
}

/** Each key is written by itself. */
async function merge<T extends CinderRow>(
  api: CinderApi,
  type: CinderPath<T>,
  id: string,
  plan: MetadataPlan<T>,
  known: T | undefined,
): Promise<T | undefined> {
  const row = known ?? (await rowOf(api, type, id));
  if (row === undefined) return undefined;
  const { set, drop } = plan.change(row);
  const path = `${type.path}/${id}/metadata`;
  let metadata = row.metadata;
  if (!isEmpty({ set, drop })) await plan.beforeWrite?.();
  if (Object.keys(set).length > 0) {
    metadata = (await retryIdempotent(api.runtime.clock, () => api.post(path, { metadata: set }, metadataAnswer)))
      .metadata;
  }
  for (const key of drop) {
    await retryIdempotent(api.runtime.clock, () => api.delete(`${path}/${encodeURIComponent(key)}`));
  }
  return { ...row, metadata: without(metadata, drop) };
}

/**
 * A write replaces all keys, those of others included: so it is made of what was read right before it, each time that
 * it is sent, and what came of it is compared with what was wanted, in case others have done the same meanwhile.
 */
async function replace<T extends CinderRow>(
  api: CinderApi,
  type: CinderPath<T>,
  id: string,
  plan: MetadataPlan<T>,
): Promise<T | undefined> {
  const read = (): Promise<T | undefined> => rowOf(api, type, id);
  const isDone = (row: T | undefined): boolean => row === undefined || isEmpty(plan.change(row));
  let writes = 0;
  const writeAndRead = async () => {
    let row = await read();
    if (isDone(row)) return row;
    const body = async (): Promise<Json> => {
      const now = row ?? (await read());
      row = undefined;
      if (now === undefined) throw gone(type, id);
      await plan.beforeWrite?.();
      const { set, drop } = plan.change(now);
      return { [type.member]: { metadata: without({ ...now.metadata, ...set }, drop) } };
    };
    await retryIdempotent(api.runtime.clock, () => api.put(`${type.path}/${id}`, body, undefined, at(type)));
    const written = await read();
    if (isDone(written)) return written;
    writes += 1;
    return writes === mostWrites ? overwritten() : notYet;
  };
  const overwritten = (): never => {
    throw new RefusedError(
      "changed-meanwhile",
      `Other clients keep overwriting the metadata of ${type.noun} ${id}. Run the command again later.`,
    );
  };
  return waitFor(new Deadline(api.runtime.clock, writingLimit), writeAndRead, {
    pauses: [100, 3000],
    late: overwritten,
  });
}
