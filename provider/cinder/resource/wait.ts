import { EngineGoneError, UnfinishedError } from "../../core/contract/errors";
import type { RequestContext } from "../../core/contract/resourceDefinition";
import { failedJob } from "../../core/contract/stateKeys";
import { type Deadline, formatDuration } from "../../http/clock";
import { ClosingError, messageOf } from "../../http/errors";
import { NotYet, waitFor } from "../../http/waitFor";
import type { CinderApi } from "../client/client";
import { type CinderType, hasFailed, isUsable, rowOf } from "../models/objectType";
import type { CinderRow } from "../models/rows";
import { reasonFor } from "./failureReason";
import { progressLines } from "./progressLines";

/** `__job` of an object that is still being created. */
export const creatingJob = "creating";

/** The progress that an object shows while it is created. */
function progressOf(row: CinderRow): string {
  const progress = (row as { "os-extended-snapshot-attributes:progress"?: string | null })[
    "os-extended-snapshot-attributes:progress"
  ];
  const objects = (row as { object_count?: number | null }).object_count;
  if (progress !== undefined && progress !== null && progress !== "") return `, ${progress}`;
  return objects === undefined || objects === null || objects === 0 ? "" : `, ${objects} objects written`;
}

/** Waits until the creation has ended; undefined if the object no longer exists. */
export async function waitForTerminal<T extends CinderRow>(
  api: CinderApi,
  ctx: RequestContext,
  type: CinderType<T>,
  id: string,
  deadline: Deadline,
): Promise<T | undefined> {
  const print = progressLines(ctx, deadline);
  const look = async () => {
    const row = await rowOf(api, type, id);
    return row === undefined || isUsable(type, row) || hasFailed(row) ? row : new NotYet(row);
  };
  return waitFor(deadline, look, {
    late: (row) => {
      const waited = formatDuration(deadline.elapsed);
      throw new UnfinishedError(
        id,
        creatingJob,
        `${type.noun} ${id} is still in status "${row.status}" after ${waited}. The next \`pulumi up\` continues to wait.`,
      );
    },
    progress: (row) => print(`${type.noun} ${id} has status "${row.status}"${progressOf(row)}`),
  });
}

/** The error of a failed creation: the engine keeps the object, and the next `up` creates another one. */
export async function createFailed<T extends CinderRow>(
  api: CinderApi,
  type: CinderType<T>,
  row: T,
): Promise<UnfinishedError> {
  const reason = await reasonFor(api, row);
  return new UnfinishedError(
    row.id,
    failedJob,
    `Creation of ${type.noun} ${row.id} failed (status "${row.status}")${reason}. The next \`pulumi up\` creates ` +
      `another one and then deletes this one.`,
  );
}

/** An error after the object is known: its id must reach the engine. */
export function unfinished<T extends CinderRow>(type: CinderType<T>, id: string, error: unknown): Error {
  if (error instanceof UnfinishedError || error instanceof EngineGoneError || error instanceof ClosingError)
    return error;
  const reason = messageOf(error);
  return new UnfinishedError(
    id,
    creatingJob,
    `Could not check whether ${type.noun} ${id} is ready: ${reason}. The next \`pulumi up\` checks again.`,
  );
}
