import { z } from "zod";
import type { Outcome } from "../../core/reverts/definition";
import type { Mark } from "../../core/reverts/mark";
import { FinalError } from "../../http/errors";
import { isObject } from "../../http/responseBody";
import { JobLostError, type ZStackApi } from "../client/client";
import { type Json, toApiError } from "../client/responses";
import { JobDeadError } from "../resource/deadJobs";
import { factsOf } from "../resource/operationErrors";
import { beforeFact, safetyFact, vmFact } from "./facts";
import { beforeIn, type Evidence, type Position, parseBefore, positionOf, stayedAway, wentBack } from "./position";
import { safetySnapshots } from "./safetySnapshot";
import type { Member, RevertSource } from "./source";

// How a restore in place ended, by the verdict of its job and by what the volumes show.

const resultsSchema = z.object({
  results: z
    .array(z.object({ volumeUuid: z.string(), success: z.boolean(), error: z.unknown().optional() }))
    .default([]),
});

/** A restore in place that was submitted. */
export interface Submission {
  readonly source: RevertSource;
  readonly started: Mark;
  /** What was to be restored, as messages name it. */
  readonly what: string;
}

/** By the job's result: the server reports success of a whole VM although volumes have failed. */
export function outcomeOfResult(result: Json, { source, started, what }: Submission): Outcome {
  const request = `PUT ${source.path}`;
  const read = resultsSchema.safeParse(result);
  const failed = read.success ? read.data.results.filter(({ success }) => !success) : [];
  if (failed.length === 0) return { outcome: "done" };
  const words = failed.map(({ volumeUuid, error }) => `volume ${volumeUuid}: ${wordsOf(error, request)}`).join("; ");
  const restored = source.members.filter((one) => !failed.some(({ volumeUuid }) => volumeUuid === one.volumeUuid));
  if (restored.length > 0) return { outcome: "partly", reason: mixed(restored, words) };
  const text = `${what} was not restored: ${words}.${stayed(started, source)}`;
  return { outcome: "failed", error: new FinalError(text, { request, errorCode: "refused-by-platform" }) };
}

/** By the error of the job, or of the wait for it; throws it if it says nothing about the end. */
export async function outcomeOfError(api: ZStackApi, error: unknown, submission: Submission): Promise<Outcome> {
  if (error instanceof JobLostError || error instanceof JobDeadError) return outcomeWithoutJob(api, error, submission);
  if (!(error instanceof FinalError)) throw error;
  const { source, started } = submission;
  const reason = error.message;
  const looks = await lookAt(api, submission);
  const restored = looks.filter(isRestored);
  if (isAll(restored, looks))
    return { outcome: "unknown", reason: `the server reports a failure (${reason}), and the volumes were restored` };
  if (restored.length > 0) {
    const members = restored.map(({ member }) => member);
    return { outcome: "partly", reason: mixed(members, reason) };
  }
  const facts = { ...factsOf(error), errorCode: error.code };
  return { outcome: "failed", error: new FinalError(`${reason}.${stayed(started, source)}`, facts, { cause: error }) };
}

/** By the volumes alone: the job's end will never be known. */
export async function outcomeWithoutJob(api: ZStackApi, error: Error, submission: Submission): Promise<Outcome> {
  const looks = await lookAt(api, submission);
  if (isAll(looks.filter(isRestored), looks)) return { outcome: "done" };
  const untouched = looks.filter(({ now, evidence }) => stayedAway(now, evidence));
  if (!isAll(untouched, looks)) return { outcome: "unknown", reason: error.message };
  // The server reports a job that died with it as running.
  return { outcome: "failed", error, ...(error instanceof JobDeadError ? { remembered: true } : {}) };
}

/** By the volumes alone: other credentials have sent it, so its job cannot be asked for, and may be running still. */
export async function outcomeOfOthers(api: ZStackApi, submission: Submission): Promise<Outcome> {
  const looks = await lookAt(api, submission);
  if (isAll(looks.filter(isRestored), looks)) return { outcome: "done" };
  const reason =
    "it was begun with other credentials of ZStack, and only with those its job can be asked for; use them once more";
  return { outcome: "unknown", reason };
}

/** What one volume shows now, and what the mark and the safety snapshot tell of it. */
export interface Look {
  readonly member: Member;
  readonly now: Position;
  readonly evidence: Evidence;
}

/** Looks at every volume of the restore point; there is none if the restore point is gone. */
export async function lookAt(
  api: ZStackApi,
  { source, started }: Pick<Submission, "source" | "started">,
): Promise<Look[]> {
  const safety = started.facts[safetyFact];
  const taken = safety === undefined ? undefined : await safetySnapshots(api, source.secured, safety);
  const before = parseBefore(started.facts[beforeFact]);
  return Promise.all(
    source.members.map(async (member) => ({
      member,
      now: await positionOf(api, member.volumeUuid),
      evidence: {
        before: beforeIn(before, member.volumeUuid),
        safetySnapshot: taken?.get(member.volumeUuid),
        snapshot: member.snapshotUuid,
      },
    })),
  );
}

/** Whether the volume certainly went back. */
const isRestored = ({ now, evidence }: Look): boolean => wentBack(now, evidence);

const isAll = (some: readonly Look[], all: readonly Look[]): boolean => all.length > 0 && some.length === all.length;

/** What a message adds if the VM was stopped for nothing. */
export function stayed({ facts }: Mark, { vmUuid }: RevertSource): string {
  const state = facts[vmFact];
  if (vmUuid === undefined || state === undefined || state === "Stopped") return "";
  return ` VM ${vmUuid} was ${state} before and stays stopped.`;
}

const mixed = (restored: readonly Member[], words: string): string =>
  `restored: volume ${restored.map(({ volumeUuid }) => volumeUuid).join(", ")}; not restored: ${words}`;

const wordsOf = (error: unknown, request: string): string =>
  isObject(error) ? toApiError(error, { request, status: 200 }).message : "no reason given";
