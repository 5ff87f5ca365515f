// A clone of the volume, made right before it is overwritten. A snapshot would not do: it would be the newest one, and Cinder
// reverts to the newest one only.
// @API POST /v3/{project_id}/volumes
// @API GET /v3/{project_id}/volumes/detail

import { z } from "zod";
import { UnfinishedError } from "../../core/contract/errors";
import type { RequestContext } from "../../core/contract/resourceDefinition";
import { failedJob } from "../../core/contract/stateKeys";
import type { Deadline } from "../../http/clock";
import { FinalError } from "../../http/errors";
import { QuotaError } from "../../openstack/responses";
import type { CinderApi } from "../client/client";
import { type Change, identityMetadata, ownershipOf, retainedBy } from "../models/metadata";
import { findByIdentity, hasFailed, isLeaving, type ObservedCinder, rowOf, taggedOf } from "../models/objectType";
import { moment, named, type VolumeRow } from "../models/rows";
import { changeMetadata, gone } from "../ownership/changeMetadata";
import { createOnce, deleteLeftovers } from "../resource/create";
import { volumeType as type } from "../resource/volumeType";
import { waitForTerminal } from "../resource/wait";

const createResponse = z.object({ volume: z.object({ id: z.string().min(1) }) });

/** The request as it would be for the safety volume alone. */
const contextOf = (ctx: RequestContext, identity: string): RequestContext => ({
  ...ctx,
  operation: "create",
  identity,
});

/** The safety volume of this identity; undefined if it was not made, or is gone. */
export async function safetyVolume(
  api: CinderApi,
  ctx: RequestContext,
  identity: string,
): Promise<ObservedCinder<VolumeRow> | undefined> {
  const found = await findByIdentity(api, type, contextOf(ctx, identity));
  return found.filter(({ object }) => !hasFailed(object) && !isLeaving(object)).at(-1);
}

/** Makes the safety volume, or finds the one that an interrupted run has made, and waits until its data are complete. */
export async function takeSafetyVolume(
  api: CinderApi,
  ctx: RequestContext,
  volume: VolumeRow,
  identity: string,
  deadline: Deadline,
): Promise<string> {
  const clone = contextOf(ctx, identity);
  const made = (await safetyVolume(api, ctx, identity)) ?? (await cloned(api, clone, volume, deadline));
  const row = made.ready ? made.object : await waitForTerminal(api, clone, type, made.id, deadline);
  if (row === undefined) throw gone(type, made.id);
  if (hasFailed(row)) throw await failed(api, clone, volume, `it has status "${row.status}"`);
  await keep(api, ctx, row);
  return row.id;
}

/**
 * Keeps the safety volume of an interrupted run if the volume has changed since; whether it has: each attachment changes the
 * status of a volume, and dates its row.
 */
export async function keepOutdated(
  api: CinderApi,
  ctx: RequestContext,
  volume: string,
  identity: string,
): Promise<boolean> {
  const [copy, row] = await Promise.all([safetyVolume(api, ctx, identity), rowOf(api, type, volume)]);
  if (copy === undefined || row === undefined || row.updated_at == null) return false;
  if (moment(row.updated_at) < moment(copy.object.created_at)) return false;
  await keep(api, ctx, copy.object);
  return true;
}

/** Nobody's: no state holds it, and nothing deletes it. */
async function keep(api: CinderApi, ctx: RequestContext, row: VolumeRow): Promise<void> {
  const change = (now: VolumeRow): Change =>
    ownershipOf(now.metadata).retained === undefined
      ? retainedBy(taggedOf(type, now), ctx.owner)
      : { set: {}, drop: [] };
  if ((await changeMetadata(api, type, row.id, { change }, row)) === undefined) throw gone(type, row.id);
}

async function cloned(
  api: CinderApi,
  clone: RequestContext,
  volume: VolumeRow,
  deadline: Deadline,
): Promise<ObservedCinder<VolumeRow>> {
  clone.runtime.say(`${clone.label}: cloning volume ${named(volume)}, to be safe`);
  const request = {
    type,
    existing: new Set<string>(),
    deadline,
    mismatch: ({ id, object }: ObservedCinder<VolumeRow>) =>
      object.source_volid === volume.id ? undefined : `volume ${id} is no clone of volume ${volume.id}`,
    async post(): Promise<string> {
      const body = {
        source_volid: volume.id,
        name: `before-restore-${volume.name ?? ""}`.slice(0, 255).trim(),
        ...(volume.size == null ? {} : { size: volume.size }),
        metadata: { ...identityMetadata(clone.owner, clone.identity) },
      };
      return (await api.post("/volumes", { volume: body }, createResponse, { deadline })).volume.id;
    },
  };
  try {
    return await createOnce(api, clone, request);
  } catch (error) {
    if (error instanceof UnfinishedError && error.job !== failedJob) throw error;
    if (!(error instanceof UnfinishedError) && !(error instanceof FinalError)) throw error;
    // An overlapping run may have made it, or has this one as its own by now.
    const other = await safetyVolume(api, clone, clone.identity);
    if (other !== undefined) return other;
    throw await failed(api, clone, volume, error.message, error);
  }
}

/** What is left of a clone that failed is of no use. */
async function failed(
  api: CinderApi,
  clone: RequestContext,
  volume: VolumeRow,
  why: string,
  cause?: Error,
): Promise<Error> {
  const left = await findByIdentity(api, type, clone);
  await deleteLeftovers(
    api,
    clone,
    type,
    left.filter(({ object }) => hasFailed(object)),
  );
  const text =
    `safetyVolume: volume ${named(volume)} was not cloned: ${why}. Nothing was overwritten. Remove the cause, or set ` +
    "safetyVolume: false to restore without a copy of what is lost.";
  return cause instanceof QuotaError
    ? new QuotaError(text, { request: cause.request, errorCode: "quota-exceeded" }, { cause })
    : new FinalError(text, { request: "POST /volumes", errorCode: "creation-failed" }, { cause });
}
