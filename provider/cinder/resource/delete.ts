import { backoff, type Deadline, formatDuration } from "../../http/clock";
import { AmbiguousError, RefusedError } from "../../http/errors";
import { InvalidStateError } from "../../openstack/responses";
import type { CinderApi } from "../client/client";
import { at, type CinderType, rowOf } from "../models/objectType";
import type { CinderRow } from "../models/rows";
import { reasonFor } from "./failureReason";

/** Seconds that a deletion may take where nothing is said. */
export const deletionLimit = 3600;

/** Statuses that end by themselves. */
const passing = new Set(["creating", "deleting", "backing-up", "restoring", "updating", "unmanaging"]);

/** Times that a deletion without an answer is sent. */
const unanswered = 5;

/** Whether its state ends by itself. */
export const isPassing = (row: CinderRow): boolean => passing.has(row.status);

/** What the platform's refusal of a deletion means; undefined waits for a busy object, and is an error of any other. */
export type OnRefusal<T> = (row: T) => Promise<"kept" | "again" | undefined>;

/**
 * Deletes one object and sees to it that it is gone: an accepted deletion can still fail. Busy objects are waited for.
 * `kept` where `onRefusal` says so; a missing object is gone.
 */
export async function deleteObject<T extends CinderRow>(
  api: CinderApi,
  type: CinderType<T>,
  id: string,
  deadline: Deadline,
  onRefusal: OnRefusal<T> = async () => undefined,
): Promise<"gone" | "kept"> {
  const pauses = backoff(200);
  let idle = 0;
  for (let lost = 0; ; ) {
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
      const stands = meaning === undefined && !isPassing(row);
      // What was in the way may have ended between the refusal and the look.
      idle = stands && row.status === "available" ? idle + 1 : 0;
      if (stands && idle !== 1) throw await refused(api, type, row, sent);
    } else {
      lost += 1;
      if (lost === unanswered) throw sent;
    }
    if (deadline.passed) {
      throw new Error(
        `${type.noun} ${id} is ${row.status} since ${formatDuration(deadline.elapsed)} and cannot be deleted; ` +
          `run again when that has ended, or set customTimeouts.delete to wait longer`,
        { cause: sent },
      );
    }
    await deadline.pause(pauses.next().value);
  }
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
    "refused",
    `${type.noun} ${row.id} is error_deleting${await reasonFor(api, row)}; only an administrator can take it on from ` +
      `here (action os-reset_status or os-force_delete), then run again`,
  );
}

/** Waits until an accepted deletion has ended. */
async function gone<T extends CinderRow>(
  api: CinderApi,
  type: CinderType<T>,
  id: string,
  deadline: Deadline,
): Promise<"gone"> {
  const pauses = backoff(200);
  for (;;) {
    const row = await rowOf(api, type, id);
    if (row === undefined || row.status === "deleted") return "gone";
    if (row.status === "error_deleting") throw await stuck(api, type, row);
    if (row.status !== "deleting") {
      // The storage refuses late: the object comes back, or stays broken, and only a message says why.
      throw new Error(
        `${type.noun} ${id} was to be deleted and is ${row.status} again${await reasonFor(api, row)}; ` +
          `remove what still uses it, then run again`,
      );
    }
    if (deadline.passed) {
      throw new Error(
        `${type.noun} ${id} is still deleting after ${formatDuration(deadline.elapsed)}; run again to go on waiting`,
      );
    }
    await deadline.pause(pauses.next().value);
  }
}
