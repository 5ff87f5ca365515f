import { HeldError } from "../../core/contract/errors";
import type { RequestContext } from "../../core/contract/resourceDefinition";
import { type Deadline, formatDuration } from "../../http/clock";
import { AmbiguousError, FinalError, RefusedError } from "../../http/errors";
import { NotYet, notYet, waitFor } from "../../http/waitFor";
import { InvalidStateError } from "../../openstack/responses";
import type { CinderApi } from "../client/client";
import { at, type CinderType, ownershipIn, rowOf } from "../models/objectType";
import type { CinderRow } from "../models/rows";
import { reasonFor } from "./failureReason";
import { isPassingVolume } from "./volumeState";

/** Default timeout of a deletion, in seconds. */
export const deletionLimit = 3600;

/** Transient statuses of snapshots and backups, besides those of volumes. */
const passing = new Set(["deleting", "restoring", "updating", "unmanaging"]);

/** How often a deletion without a response is sent. */
const mostUnanswered = 5;

/** Whether the object is in a transient status. */
export const isPassing = ({ status }: CinderRow): boolean => passing.has(status) || isPassingVolume(status);

/** Decides about a refused deletion; undefined waits for a busy object and fails for any other. */
export type OnRefusal<T> = (row: T) => Promise<"kept" | "again" | undefined>;

type Holding = Pick<RequestContext, "holder">;

/** Throws HeldError if the tags of the row show that another resource holds it by now. */
export function refuseHeld<T extends CinderRow>({ holder }: Holding, type: CinderType<T>, row: T): void {
  const other = holder(ownershipIn(type, row));
  if (other !== undefined) throw new HeldError(row.id, other);
}

/**
 * Deletes one object and waits until it no longer exists, because an accepted deletion can still fail. Waits for busy
 * objects, and looks before each further request whether another resource holds it by now: the caller has looked before the
 * first one. What the type refuses to delete is asked before each. `kept` if `onRefusal` decides so; a missing object is `gone`.
 */
export async function deleteObject<T extends CinderRow>(
  api: CinderApi,
  holding: Holding,
  type: CinderType<T>,
  id: string,
  deadline: Deadline,
  onRefusal: OnRefusal<T> = async () => undefined,
): Promise<"gone" | "kept"> {
  let idle = 0;
  let lost = 0;
  let isAgain = false;
  const send = async () => {
    await type.refuseUsed?.(api, id);
    const now = isAgain ? await rowOf(api, type, id) : undefined;
    if (now !== undefined) refuseHeld(holding, type, now);
    isAgain = true;
    const sent = await api.delete(`${type.path}/${id}`, { ...at(type), deadline }).catch((error: unknown) => {
      if (error instanceof InvalidStateError || error instanceof AmbiguousError) return error;
      throw error;
    });
    if (sent === "missing") return "gone";
    if (sent === "accepted") return gone(api, type, id, deadline);
    const row = await rowOf(api, type, id);
    if (row === undefined) return "gone";
    if (sent instanceof AmbiguousError && row.status === "deleting") return gone(api, type, id, deadline);
    if (sent instanceof InvalidStateError) {
      const meaning = await onRefusal(row);
      if (meaning === "kept") return "kept";
      const isFinal = meaning === undefined && !isPassing(row);
      // What was in the way may have ended between the refusal and the look.
      idle = isFinal && row.status === "available" ? idle + 1 : 0;
      if (isFinal && idle !== 1) throw await refused(api, type, row, sent);
    } else {
      lost += 1;
      if (lost === mostUnanswered) throw sent;
    }
    return new NotYet({ row, sent });
  };
  return waitFor(deadline, send, {
    late: ({ row, sent }) => {
      throw new FinalError(
        `${type.noun} ${id} has been in status "${row.status}" for ${formatDuration(deadline.elapsed)} and cannot be ` +
          `deleted yet. Retry later or raise customTimeouts.delete.`,
        { request: sent.request, errorCode: "operation-in-progress" },
        { cause: sent },
      );
    },
  });
}

async function refused<T extends CinderRow>(
  api: CinderApi,
  type: CinderType<T>,
  row: T,
  error: InvalidStateError,
): Promise<Error> {
  return row.status === "error_deleting" ? stuck(api, type, row) : error;
}

async function stuck<T extends CinderRow>(api: CinderApi, type: CinderType<T>, row: T): Promise<Error> {
  return new RefusedError(
    "wrong-state",
    `${type.noun} ${row.id} has status "error_deleting"${await reasonFor(api, row)}. Ask an administrator to reset its ` +
      `status (os-reset_status) or delete it (os-force_delete), then run the command again.`,
  );
}

/** Waits until an accepted deletion has ended. */
async function gone<T extends CinderRow>(
  api: CinderApi,
  type: CinderType<T>,
  id: string,
  deadline: Deadline,
): Promise<"gone"> {
  const look = async () => {
    const row = await rowOf(api, type, id);
    if (row === undefined || row.status === "deleted") return "gone";
    if (row.status === "error_deleting") throw await stuck(api, type, row);
    if (row.status !== "deleting") {
      // The storage refuses late: the object comes back or remains broken, and only a message says why.
      throw new RefusedError(
        "not-confirmed",
        `Delete of ${type.noun} ${id} failed: it returned to status "${row.status}"${await reasonFor(api, row)}. Remove ` +
          `what still uses it, then run the command again.`,
      );
    }
    return notYet;
  };
  return waitFor(deadline, look, {
    late: () => {
      throw new RefusedError(
        "operation-in-progress",
        `${type.noun} ${id} is still being deleted after ${formatDuration(deadline.elapsed)}. Run the command again to ` +
          `continue waiting.`,
      );
    },
  });
}
