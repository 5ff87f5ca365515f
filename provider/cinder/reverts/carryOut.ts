// One restore in place, from the safety volume to its end, and what became of one that was interrupted.

import { EngineGoneError } from "../../core/contract/errors";
import type { RequestContext } from "../../core/contract/resourceDefinition";
import type { EarlierOutcome, Outcome } from "../../core/reverts/definition";
import { formatMark, type Mark } from "../../core/reverts/mark";
import { Deadline, formatDuration, wallClock } from "../../http/clock";
import { AmbiguousError, FinalError, messageOf, RefusedError } from "../../http/errors";
import { NotYet, waitFor } from "../../http/waitFor";
import type { CinderApi } from "../client/client";
import { rowOf } from "../models/objectType";
import { volumePath } from "../models/paths";
import { type CinderRow, moment, type VolumeRow } from "../models/rows";
import { gone } from "../ownership/changeMetadata";
import { apiOf } from "../resource/base";
import { progressLines } from "../resource/progressLines";
import { resolve } from "./checks";
import { shownOf } from "./evidence";
import { askedFact, lastingFacts, metadataFact, pointFact, safetyFact, shownFact, volumeFact } from "./facts";
import type { CinderRevert } from "./kind";
import { type Carrier, type CinderMark, isMark, readMarks, writeMark } from "./marks";
import { ended, isUnderWay, judge, untold } from "./outcome";
import { keepOutdated, takeSafetyVolume } from "./safetyVolume";

/** Default timeout of a restore, in seconds. */
export const revertLimit = 3 * 3600;

/** Seconds within which a request without an answer must show. */
const appearanceLimit = 30;

/** Seconds from one row to the other at the end of a restore. */
const closingLimit = 30;

/** Milliseconds that tell two changes apart where the service's times are to the second. */
const timeResolution = 2000;

/** Seconds to wait for that: the clocks of its servers may differ. */
const datingLimit = 60;

/** How often a request without an answer is sent. */
const mostSends = 2;

/** Another run restores the same: its marks are not ours to clear. */
class OverlapError extends RefusedError {
  constructor(volume: string) {
    super(
      "operation-in-progress",
      `volumeId: another run is restoring volume ${volume} from the same restore point. Wait until it has ended.`,
    );
  }
}

/** Makes a safety volume, sends the request and waits for its end. Repeated after `unsent`, it continues where it was. */
export async function carryOut<P extends CinderRow>(
  kind: CinderRevert<P>,
  ctx: RequestContext,
  started: Mark,
): Promise<Outcome> {
  const api = apiOf(ctx);
  const deadline = ctx.deadline(revertLimit);
  let mark = started;
  // A failed run clears the mark. One that another run continues by now is not its own.
  const refused = async (error: unknown): Promise<Outcome> => {
    const isRefusal = error instanceof RefusedError || error instanceof FinalError;
    if (!isRefusal || error instanceof OverlapError) throw error;
    const marks = await marksOf(api, kind.target(ctx), mark);
    if (marks !== undefined && isContinued(marks, mark)) throw new OverlapError(kind.target(ctx));
    return { outcome: "failed", error };
  };
  try {
    const { volume } = await resolve(kind, api, ctx);
    await assertOurs(api, volume.id, started);
    const identity = started.facts[safetyFact];
    if (identity !== undefined) await takeSafetyVolume(api, ctx, volume, identity, deadline);
    mark = await announce(kind, ctx, started);
  } catch (error) {
    return await refused(error);
  }
  const condition = async (): Promise<void> => {
    if (!(await ctx.runtime.engineAlive())) throw new EngineGoneError(`the restore of volume ${kind.target(ctx)}`);
    await resolve(kind, api, ctx);
    // Without the mark, which a failed run may have cleared, the next run would restore once more.
    if ((await assertOurs(api, kind.target(ctx), mark)).length === 0) throw new OverlapError(kind.target(ctx));
  };
  const marks = { onVolume: mark, onPoint: undefined };
  for (let lost = 0; ; ) {
    let error: unknown;
    try {
      await kind.send(api, ctx, condition, deadline);
    } catch (reason) {
      error = reason;
    }
    if (error === undefined) return outcome(await followed(kind, ctx, marks, { deadline, accepted: true }));
    const isLost = error instanceof AmbiguousError;
    if (!isLost && lost === 0) return refused(error);
    if (isLost) ctx.runtime.say(`${ctx.label}: ${messageOf(error)}. Checking whether the volume is restored anyway.`);
    const seen = await followed(kind, ctx, marks, { deadline, accepted: false });
    if (seen.outcome !== "unsent") return outcome(seen);
    if (!isLost) return refused(error);
    lost += 1;
    if (lost === mostSends) return { outcome: "unknown", reason: `${messageOf(error)}, ${mostSends} times` };
  }
}

const outcome = (earlier: EarlierOutcome): Outcome =>
  earlier.outcome === "unsent" ? { outcome: "unknown", reason: "the service does not show the request" } : earlier;

/** Marks of the same event on the volume; undefined if there is no such volume. */
async function marksOf(api: CinderApi, id: string, { event }: Mark): Promise<Mark[] | undefined> {
  const marks = await readMarks(api, { type: volumePath, id }, id);
  return marks?.filter((one) => one.event === event);
}

/** Whether another run continues, or has ended, what this mark has begun. */
const isContinued = (marks: readonly Mark[], mark: Mark): boolean =>
  marks.some(({ phase }) => phase === "done") ||
  marks.some((one) => one.phase === "started" && formatMark(one) !== formatMark(mark));

/** The marks of the event, unless another run continues or has ended what this mark has begun. */
async function assertOurs(api: CinderApi, id: string, mark: Mark): Promise<Mark[]> {
  const marks = await marksOf(api, id, mark);
  if (marks === undefined) throw gone(volumePath, id);
  if (isContinued(marks, mark)) throw new OverlapError(id);
  return marks;
}

/** Notes on both objects what the service shows of them, which the request will change. */
async function announce<P extends CinderRow>(kind: CinderRevert<P>, ctx: RequestContext, started: Mark): Promise<Mark> {
  const api = apiOf(ctx);
  const id = kind.target(ctx);
  const volume = await dated(ctx, { type: volumePath, id });
  const { point } = await resolve(kind, api, ctx);
  await assertOurs(api, id, started);
  const facts = {
    ...lastingFacts(started),
    [askedFact]: new Date(serviceTime(api)).toISOString(),
    [volumeFact]: volume.updated_at ?? "",
    [shownFact]: shownOf(volume, point),
  };
  if (kind.replacesMetadata) {
    const metadata = Object.fromEntries(Object.entries(volume.metadata).filter(([key]) => !isOfEvent(key, started)));
    const ofPoint = { ...facts, [metadataFact]: JSON.stringify(metadata) };
    await writeMark(api, { type: kind.point, id: point.id }, id, { ...started, facts: ofPoint });
  }
  const row = await dated(ctx, { type: kind.point, id: point.id });
  const mark: Mark = { ...started, facts: { ...facts, [pointFact]: row.updated_at ?? "" } };
  await writeMark(api, { type: volumePath, id }, id, mark);
  return mark;
}

/** The row, once its time tells every later change from the last one. */
async function dated<T extends CinderRow>(ctx: RequestContext, { type, id }: Carrier<T>): Promise<T> {
  const api = apiOf(ctx);
  const look = async () => {
    const row = await rowOf(api, type, id);
    if (row === undefined) throw gone(type, id);
    const age = (api.clock.now() ?? Number.NaN) - moment(row.updated_at);
    return isToTheSecond(row.updated_at) && age < timeResolution ? new NotYet(row) : row;
  };
  return waitFor<T, T>(new Deadline(ctx.runtime.clock, datingLimit), look, { late: (row) => row });
}

const serviceTime = (api: CinderApi): number => api.clock.now() ?? wallClock.now();

const isOfEvent = (key: string, { event }: Mark): boolean => isMark(key) && key.includes(event);

const isToTheSecond = (time: string | null | undefined): boolean => time != null && !/\.\d*[1-9]/.test(time);

interface Following {
  readonly deadline: Deadline;
  /** The service has accepted the request. */
  readonly accepted: boolean;
}

/** Waits until the volume is not being overwritten, and for a request without an answer until it must have shown. */
async function followed<P extends CinderRow>(
  kind: CinderRevert<P>,
  ctx: RequestContext,
  marks: Pick<CinderMark, "onVolume" | "onPoint">,
  { deadline, accepted }: Following,
): Promise<EarlierOutcome> {
  const api = apiOf(ctx);
  const id = kind.target(ctx);
  const appearing = new Deadline(ctx.runtime.clock, appearanceLimit);
  let isCertain = accepted;
  let closing: Deadline | undefined;
  const look = async () => {
    const [volume, point] = await Promise.all([rowOf(api, volumePath, id), rowOf(api, kind.point, kind.pointId(ctx))]);
    if (volume === undefined) throw gone(volumePath, id);
    if (isUnderWay(kind, volume, point) || (isCertain && volume.status === kind.busy)) {
      isCertain = true;
      return new NotYet<VolumeRow>(volume);
    }
    if (isCertain && volume.status === "available" && point?.status === "restoring") {
      // The platform ends with the restore point. A status that stays has been reset by an administrator, in the middle.
      closing ??= new Deadline(ctx.runtime.clock, closingLimit);
      return closing.passed ? untold(kind, volume, point) : new NotYet<VolumeRow>(volume);
    }
    if (isCertain) return ended(kind, api, volume);
    const seen = await judge(kind, api, marks, volume, point);
    return seen.outcome === "unsent" && isRecent(api, marks) && !appearing.passed && !deadline.passed
      ? new NotYet<VolumeRow>(volume)
      : seen;
  };
  const print = progressLines(ctx, deadline);
  return waitFor(deadline, look, {
    progress: ({ status }) => print(`volume ${id} has status "${status}"`),
    late: ({ status }) => {
      throw new FinalError(
        `Volume ${id} still has status "${status}" after ${formatDuration(deadline.elapsed)}. The next \`pulumi up\` ` +
          "continues to wait; customTimeouts raises the limit.",
        { request: `GET /volumes/${id}`, errorCode: "timed-out" },
      );
    },
  });
}

/** Whether a request that was sent a moment ago may still be on its way. */
function isRecent(api: CinderApi, { onVolume, onPoint }: Pick<CinderMark, "onVolume" | "onPoint">): boolean {
  const asked = (onVolume ?? onPoint)?.facts[askedFact];
  return asked !== undefined && !(Math.abs(serviceTime(api) - Date.parse(asked)) > 2 * appearanceLimit * 1000);
}

export async function outcomeOf<P extends CinderRow>(
  kind: CinderRevert<P>,
  ctx: RequestContext,
  shown: CinderMark,
): Promise<EarlierOutcome> {
  const seen = await followed(kind, ctx, shown, { deadline: ctx.deadline(revertLimit), accepted: false });
  const identity = shown.mark.facts[safetyFact];
  if (seen.outcome !== "unsent" || identity === undefined) return seen;
  return { ...seen, outdated: await keepOutdated(apiOf(ctx), ctx, kind.target(ctx), identity) };
}
