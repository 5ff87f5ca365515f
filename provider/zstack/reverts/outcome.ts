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
import { beforeIn, type Evidence, parseBefore, positionOf, stayedAway, wentBack } from "./position";
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
  const isVerdict = error instanceof FinalError;
  if (!isVerdict && !(error instanceof JobLostError) && !(error instanceof JobDeadError)) throw error;
  if (!isVerdict) return outcomeWithoutJob(api, error, submission);
  const { source, started } = submission;
  const reason = error.message;
  const restored = await restoredMembers(api, submission);
  const all = isAll(restored, source);
  if (all)
    return { outcome: "unknown", reason: `the server reports a failure (${reason}), and the volumes were restored` };
  if (restored.length > 0) return { outcome: "partly", reason: mixed(restored, reason) };
  const facts = { ...factsOf(error), errorCode: error.code };
  return { outcome: "failed", error: new FinalError(`${reason}.${stayed(started, source)}`, facts, { cause: error }) };
}

/** By the volumes alone: the job's end will never be known. */
export async function outcomeWithoutJob(api: ZStackApi, error: Error, submission: Submission): Promise<Outcome> {
  if (await isRestored(api, submission)) return { outcome: "done" };
  const evidence = await evidenceOf(api, submission);
  const { members } = submission.source;
  const positions = await Promise.all(members.map(({ volumeUuid }) => positionOf(api, volumeUuid)));
  const untouched = members.every((member, index) => {
    const now = positions[index];
    return now !== undefined && stayedAway(now, evidence(member));
  });
  // The server reports a job that died with it as running.
  const remembered = error instanceof JobDeadError ? { remembered: true as const } : {};
  if (members.length > 0 && untouched) return { outcome: "failed", error, ...remembered };
  return { outcome: "unknown", reason: error.message };
}

/** Whether every volume certainly went back. */
async function isRestored(api: ZStackApi, submission: Submission): Promise<boolean> {
  return isAll(await restoredMembers(api, submission), submission.source);
}

const isAll = (restored: readonly Member[], { members }: RevertSource): boolean =>
  members.length > 0 && restored.length === members.length;

/** Members whose volumes certainly went back. */
async function restoredMembers(api: ZStackApi, submission: Submission): Promise<Member[]> {
  const evidence = await evidenceOf(api, submission);
  const shown = await Promise.all(
    submission.source.members.map(async (member) => {
      const position = await positionOf(api, member.volumeUuid);
      return wentBack(position, evidence(member)) ? [member] : [];
    }),
  );
  return shown.flat();
}

/** What the mark and the safety snapshot tell of each volume. */
export async function evidenceOf(
  api: ZStackApi,
  { source, started }: Pick<Submission, "source" | "started">,
): Promise<(member: Member) => Evidence> {
  const safety = started.facts[safetyFact];
  const taken = safety === undefined ? undefined : await safetySnapshots(api, source.secured, safety);
  const before = parseBefore(started.facts[beforeFact]);
  return ({ volumeUuid, snapshotUuid }) => ({
    before: beforeIn(before, volumeUuid),
    safetySnapshot: taken?.get(volumeUuid),
    snapshot: snapshotUuid,
  });
}

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
