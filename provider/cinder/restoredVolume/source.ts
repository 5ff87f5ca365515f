// What a volume is made from: one snapshot, or one backup.

import { z } from "zod";
import { readersOf } from "../../core/contract/readers";
import type { RequestContext } from "../../core/contract/resourceDefinition";
import type { Deadline } from "../../http/clock";
import { FinalError, NotFoundError, RefusedError } from "../../http/errors";
import type { InvalidStateError } from "../../openstack/responses";
import type { CinderApi } from "../client/client";
import type { VolumeRow } from "../models/rows";
import { sourceBackupOf } from "../models/volumeTags";
import { factsOf, type Needed, overQuota, retryWhileBusy } from "../resource/retryWhileBusy";
import { restoredVolumeProperties } from "./properties";

// @API GET /v3/{project_id}/snapshots/{snapshot_id}
// @API GET /v3/{project_id}/backups/{backup_id}

const { declared } = readersOf(restoredVolumeProperties);

type Declared = Pick<ReturnType<typeof declared>, "snapshotId" | "backupId">;

/** The restore point that is declared as the source. */
export interface SourceOf {
  readonly input: "snapshotId" | "backupId";
  readonly member: "snapshot" | "backup";
  readonly id: string;
}

export function sourceOf({ snapshotId, backupId }: Declared): SourceOf {
  if (snapshotId !== undefined) return { input: "snapshotId", member: "snapshot", id: snapshotId };
  if (backupId !== undefined) return { input: "backupId", member: "backup", id: backupId };
  throw new RefusedError("invalid-input", "snapshotId, backupId: the source is missing; give one of them");
}

/** How a volume shows that it is from another source; undefined if it does not. */
export function otherSource({ input, id }: SourceOf, row: VolumeRow): string | undefined {
  const shown = { snapshotId: row.snapshot_id ?? undefined, backupId: sourceBackupOf(row) };
  if (row.source_volid != null) return `was copied from volume ${row.source_volid}, not made from ${input} ${id}`;
  if (input === "backupId") {
    if (shown.snapshotId !== undefined) return `was made from snapshot ${shown.snapshotId}, not from backupId ${id}`;
    // Shown only once the data are complete.
    return shown.backupId === undefined || shown.backupId === id
      ? undefined
      : `was written from backup ${shown.backupId}, not from backupId ${id}`;
  }
  if (shown.backupId !== undefined) return `was written from backup ${shown.backupId}, not from snapshotId ${id}`;
  return shown.snapshotId === id
    ? undefined
    : `was made from snapshot ${shown.snapshotId ?? "(none)"}, not from snapshotId ${id}`;
}

const passing: Readonly<Record<SourceOf["member"], readonly string[]>> = {
  snapshot: ["creating", "backing-up", "restoring"],
  backup: ["creating", "restoring"],
};

/** Whether a creation waits until the source has another status. */
export const isPassingSource = (member: SourceOf["member"], status: string): boolean =>
  passing[member].includes(status);

const stateSchema = z.object({ status: z.string(), size: z.number().nullish() });

/** Sends the create once the source is idle; the error names the input that prevents it. */
export function retryWhileSourceBusy<T>(
  api: CinderApi,
  ctx: RequestContext,
  deadline: Deadline,
  send: () => Promise<T>,
): Promise<T> {
  const source = sourceOf(declared(ctx.inputs));
  const what = `${source.member} ${source.id}`;
  let size: number | undefined;
  return retryWhileBusy(ctx, deadline, send, {
    async look(): Promise<Needed> {
      const answer = await api.get(`/${source.member}s/${source.id}`, z.record(z.literal(source.member), stateSchema));
      const row = answer?.[source.member];
      size = row?.size ?? undefined;
      const status = row?.status ?? "gone";
      return { what, status, passing: isPassingSource(source.member, status), idle: status === "available" };
    },
    notSeen: (error) => notSeen(source, error),
    overQuota: (error) => overQuota("volume", error),
    refused: (needed, error) => refused(ctx, source, { ...needed, size }, error),
  });
}

function notSeen({ input, member, id }: SourceOf, error: NotFoundError): Error {
  const field = /volume type/i.test(error.message) ? "volumeType" : input;
  const what = field === "volumeType" ? "the volume type" : `${member} ${id}`;
  return new NotFoundError(
    `${field}: ${what} does not exist in this project: ${error.message}. Correct it or use the project that has it.`,
    factsOf(error),
    { cause: error },
  );
}

function refused(
  ctx: RequestContext,
  { input }: SourceOf,
  { what, status, idle, size }: Needed & { readonly size: number | undefined },
  error: InvalidStateError,
): Error {
  const { size: wanted } = declared(ctx.inputs);
  if (idle && size !== undefined && wanted !== undefined && wanted < size) {
    return new RefusedError(
      "invalid-input",
      `size: ${wanted} GiB is smaller than the ${size} GiB of ${what}. Give at least ${size}, or remove size.`,
      { cause: error },
    );
  }
  const field = idle ? fieldIn(error.message) : `${input}: `;
  const state = idle ? "" : `: ${what} has status "${status}"`;
  return new FinalError(
    `${field}the platform refused to create the volume${state}: ${error.message}`,
    { ...factsOf(error), errorCode: idle ? "refused-by-platform" : "wrong-state" },
    { cause: error },
  );
}

/** The input that the platform's words are about. */
function fieldIn(message: string): string {
  if (/availability zone/i.test(message)) return "availabilityZone: ";
  return /volume[_ ]type/i.test(message) ? "volumeType: " : "";
}
