// Taking existing volumes back to a restore point: what single volumes and whole VMs have in common.

import { EngineGoneError } from "../../core/contract/errors";
import type { RequestContext } from "../../core/contract/resourceDefinition";
import { freshUuid, identityPrefix } from "../../core/identity/identity";
import type { JsonObject } from "../../core/json";
import type { EarlierOutcome, Outcome, Plan, RevertDefinition } from "../../core/reverts/definition";
import { formatMark, type Mark } from "../../core/reverts/mark";
import { withLocks } from "../../core/runtime/locks";
import { type Deadline, formatDuration } from "../../http/clock";
import { FinalError, RefusedError, SessionError } from "../../http/errors";
import { bestEffort } from "../client/bestEffort";
import { JobLostError, type Submitted, type ZStackApi } from "../client/client";
import { longerThan } from "../client/jobs";
import { jobMemory, serverClock } from "../client/serverClock";
import { inGib } from "../models/size";
import type { VmInventory } from "../models/vm";
import { apiOf } from "../resource/base";
import { byNow, type JobAge, JobDeadError, momentOf, watchOf } from "../resource/deadJobs";
import { getVm } from "../resource/vmTarget";
import { beforeFact, dateFact, keyFact, safetyFact, vmFact } from "./facts";
import { revertReaders } from "./inputs";
import { jobOf, keyOf } from "./jobs";
import { clearMark, type Marked, readMarks, type TagMark, writeMark } from "./marks";
import {
  lookAt,
  outcomeOfError,
  outcomeOfOthers,
  outcomeOfResult,
  outcomeWithoutJob,
  type Submission,
  stayed,
} from "./outcome";
import { beforeOf, continues, earlierOf, formatBefore, type Position, positionOf, wentBack } from "./position";
import { keepEarlier, takeSafetySnapshot } from "./safetySnapshot";
import type { RevertSource } from "./source";
import { checkPower, nameOf, startVm, stopVm } from "./vmPower";

/** What one resource type adds. */
export interface ZStackRevert {
  /** `volume`, `VM`. */
  readonly noun: string;
  readonly targetInput: string;
  /** Entity that tags of the target name. */
  readonly resourceType: string;
  source(inputs: JsonObject): JsonObject;
  target(ctx: RequestContext): string;
  exists(api: ZStackApi, uuid: string): Promise<boolean>;
  /** The restore point and what it overwrites. Throws what forbids it, naming the input. */
  resolve(api: ZStackApi, ctx: RequestContext): Promise<RevertSource>;
  /** The same after it was used: it may be gone, and then there may be no members. */
  recall(api: ZStackApi, ctx: RequestContext): Promise<RevertSource>;
}

/** Attempts within the server's memory of jobs. */
const mostAttempts = 100;

/** Seconds by which the server's clock and its dates may differ. */
const clockTolerance = 60;

export function zstackRevert(kind: ZStackRevert): RevertDefinition<TagMark> {
  const marked = (ctx: RequestContext): Marked => markedOf(kind, ctx);
  return {
    noun: kind.noun,
    targetInput: kind.targetInput,
    source: kind.source,
    async marks(ctx) {
      const found = await readMarks(apiOf(ctx), marked(ctx));
      return found.length > 0 || (await kind.exists(apiOf(ctx), kind.target(ctx))) ? found : undefined;
    },
    writeMark: (ctx, mark) => writeMark(apiOf(ctx), ctx, marked(ctx), mark),
    clearMark: (ctx, mark) => clearMark(apiOf(ctx), ctx, mark),
    plan: (ctx, earlier) => plan(kind, ctx, earlier),
    nextAttempt: (ctx, event, ended) => nextAttempt(kind, ctx, event, ended),
    async run(ctx, started) {
      const source = await kind.resolve(apiOf(ctx), ctx);
      const volumes = source.members.map(({ volumeUuid }) => volumeUuid);
      return withLocks(ctx.runtime, volumes, () => run(kind, ctx, started, source));
    },
    outcomeOf: (ctx, started) => outcomeOf(kind, ctx, started),
    complete: (ctx, started) => complete(kind, ctx, started),
    outputsOf,
  };
}

const markedOf = (kind: ZStackRevert, ctx: RequestContext): Marked => ({
  resourceType: kind.resourceType,
  uuid: kind.target(ctx),
});

const overlapping = (kind: ZStackRevert, ctx: RequestContext): RefusedError =>
  new RefusedError(
    "operation-in-progress",
    `${kind.targetInput}: another run is restoring ${whatOf(kind, ctx)} from the same restore point. Wait until it has ended.`,
  );

const whatOf = (kind: ZStackRevert, ctx: RequestContext): string => `${kind.noun} ${kind.target(ctx)}`;

async function vmOf(api: ZStackApi, { vmUuid }: RevertSource): Promise<VmInventory | undefined> {
  return vmUuid === undefined ? undefined : getVm(api, vmUuid);
}

async function plan(kind: ZStackRevert, ctx: RequestContext, earlier?: Mark): Promise<Plan> {
  const api = apiOf(ctx);
  const { whenRunning = "refuse", safetySnapshot = true } = revertReaders.declared(ctx.inputs);
  const source = await kind.resolve(api, ctx);
  const vm = await vmOf(api, source);
  if (vm !== undefined) checkPower(vm, whenRunning);
  const positions = await Promise.all(source.members.map(({ volumeUuid }) => positionOf(api, volumeUuid)));
  const volumes = `volume ${positions.map((one) => `${one.volumeUuid} "${one.name}"${sizeOf(one)}`).join(", ")}`;
  const age = await bestEffort(async () => (await serverClock(api)).age(source.createDate));
  const old = age === undefined || age < 0 ? "" : ` (${formatDuration(age)} old)`;
  const date = source.createDate === undefined ? "" : ` of ${source.createDate}${old}`;
  const secured = safetySnapshot ? " except in the safety snapshot" : "";
  const stops = vm !== undefined && vm.state !== "Stopped";
  return {
    summary: `overwriting ${volumes} with ${source.named}${date}; what was written since is lost${secured}`,
    steps: [
      ...(stops ? [`Stop ${nameOf(vm)}, which is ${vm.state}.`] : []),
      ...(safetySnapshot ? [`Take a safety snapshot of ${volumes}. It is kept.`] : []),
      `Overwrite ${volumes} with ${source.named}${date}.`,
      ...(stops && whenRunning === "stopAndStart" ? [`Start ${nameOf(vm)} again.`] : []),
    ],
    facts: {
      // One that is stopped may have been stopped by the earlier run.
      ...(vm === undefined ? {} : { [vmFact]: stops ? vm.state : (earlier?.facts[vmFact] ?? vm.state) }),
      ...(source.createDate === undefined ? {} : { [dateFact]: source.createDate }),
      [beforeFact]: formatBefore(positions.map(beforeOf)),
      [keyFact]: keyOf(kind, ctx),
      ...(safetySnapshot
        ? { [safetyFact]: freshUuid(identityPrefix(ctx.owner, ctx.identity), ctx.runtime.random) }
        : {}),
    },
  };
}

const sizeOf = ({ size }: Position): string => (size === undefined || size === 0 ? "" : ` of ${inGib(size)}`);

async function nextAttempt(kind: ZStackRevert, ctx: RequestContext, event: string, ended: number): Promise<number> {
  for (let attempt = ended + 1; attempt <= ended + mostAttempts; attempt += 1) {
    const { state } = await apiOf(ctx).job(jobOf(kind, ctx, event, attempt));
    if (state === "unknown") return attempt;
    if (state === "running") throw overlapping(kind, ctx);
  }
  throw new RefusedError(
    "too-many-attempts",
    `${kind.targetInput}: ${mostAttempts} attempts to restore ${whatOf(kind, ctx)} have failed within 3 hours. Wait, or change triggers.`,
  );
}

async function run(kind: ZStackRevert, ctx: RequestContext, started: Mark, source: RevertSource): Promise<Outcome> {
  const api = apiOf(ctx);
  const deadline = ctx.deadline(600);
  const submission = { source, started, what: whatOf(kind, ctx) };
  const job = jobOf(kind, ctx, started.event, started.attempt);
  const handedIn = byNow(api);
  let submitted: Submitted;
  try {
    const vm = await vmOf(api, source);
    if (vm !== undefined) {
      checkPower(vm, revertReaders.declared(ctx.inputs).whenRunning ?? "refuse");
      await stopVm(api, ctx, vm.uuid);
    }
    await takeSafetySnapshot(api, ctx, source.secured, { mark: started, what: submission.what, deadline });
    submitted = await submit(kind, ctx, submission, job, deadline);
  } catch (error) {
    const isOver = [FinalError, RefusedError, JobDeadError, JobLostError].some((kind) => error instanceof kind);
    if (!isOver) throw error;
    // An answer may have been lost before something forbade to send it again.
    if ((await api.job(job)).state !== "unknown") throw error;
    const left = stayed(started, source);
    if (left !== "") ctx.runtime.say(`${ctx.label}:${left}`);
    return { outcome: "failed", error };
  }
  const limit = submitted.serverTimeout ?? source.serverLimit;
  if (ctx.timeout === undefined) deadline.extendTo(deadline.elapsed + limit + 60);
  const age = async (): Promise<JobAge> => ({ handedIn: await handedIn(), limit });
  try {
    return await follow(ctx, submission, job, deadline, watchOf(api, job, false, age));
  } catch (error) {
    if (!(error instanceof SessionError)) throw error;
    // The session had ended before the job began: nothing ran.
    await api.relogin(submitted);
    return { outcome: "failed", error };
  }
}

function submit(
  kind: ZStackRevert,
  ctx: RequestContext,
  { source, started, what }: Submission,
  job: string,
  deadline: Deadline,
): Promise<Submitted> {
  const api = apiOf(ctx);
  const condition = async (): Promise<void> => {
    if (!(await ctx.runtime.engineAlive())) throw new EngineGoneError(`the restore of ${what}`);
    await kind.resolve(api, ctx);
    const vm = await vmOf(api, source);
    if (vm !== undefined) checkPower(vm, "refuse");
    // Without the mark, which a failed run may have removed, the next run would restore once more.
    const marks = await readMarks(api, markedOf(kind, ctx));
    if (!marks.some(({ mark }) => formatMark(mark) === formatMark(started))) throw overlapping(kind, ctx);
  };
  const write = {
    method: "PUT" as const,
    path: source.path,
    body: source.body,
    condition,
    ...longerThan(ctx, source.serverLimit),
  };
  return api.submit(write, job, deadline);
}

async function follow(
  ctx: RequestContext,
  submission: Submission,
  job: string,
  deadline: Deadline,
  watch: () => Promise<void>,
): Promise<Outcome> {
  const api = apiOf(ctx);
  try {
    const result = await api.follow(job, deadline, `${ctx.label}: restoring ${submission.what}`, watch);
    return outcomeOfResult(result, submission);
  } catch (error) {
    if (error instanceof SessionError) throw error;
    return outcomeOfError(api, error, submission);
  }
}

async function outcomeOf(
  kind: ZStackRevert,
  ctx: RequestContext,
  { mark: started, row }: TagMark,
): Promise<EarlierOutcome> {
  const api = apiOf(ctx);
  const source = await kind.recall(api, ctx);
  const submission = { source, started, what: whatOf(kind, ctx) };
  const key = started.facts[keyFact];
  if (key !== undefined && key !== keyOf(kind, ctx)) return outcomeOfOthers(api, submission);
  const job = jobOf(kind, ctx, started.event, started.attempt);
  const state = await api.job(job);
  if (state.state === "unknown") {
    const clock = await serverClock(api);
    const age = clock.doubt === undefined ? clock.age(row.createDate) : undefined;
    // The server would still have a job that was handed in after the mark was written.
    if (age !== undefined && age > -clockTolerance && age < jobMemory)
      return { outcome: "unsent", outdated: await keepEarlier(api, ctx, source.secured, started) };
    return outcomeWithoutJob(api, new JobLostError(job), submission);
  }
  if (state.state === "done") return outcomeOfResult(state.result, submission);
  if (state.state === "failed") {
    // Its session had ended before it began.
    if (state.error instanceof SessionError) return { outcome: "failed", error: state.error };
    return outcomeOfError(api, state.error, submission);
  }
  const handedIn = await momentOf(api, row.createDate);
  const age = async (): Promise<JobAge> => ({ handedIn, limit: source.serverLimit });
  return follow(ctx, submission, job, ctx.deadline(source.serverLimit + 60), watchOf(api, job, true, age));
}

async function complete(kind: ZStackRevert, ctx: RequestContext, started: Mark): Promise<JsonObject> {
  const api = apiOf(ctx);
  const source = await kind.recall(api, ctx);
  let isCertain = true;
  for (const { member, now, evidence } of await lookAt(api, { source, started })) {
    const { snapshotUuid } = member;
    if (snapshotUuid === undefined ? wentBack(now, evidence) : continues(now, snapshotUuid, earlierOf(evidence)))
      continue;
    const unlike =
      `the server reports that ${whatOf(kind, ctx)} was restored, but volume ${member.volumeUuid} "${now.name}" does not ` +
      "show it. Nothing was started. Look at the volume before it is used.";
    if (snapshotUuid !== undefined) throw new RefusedError("verification-failed", `${kind.targetInput}: ${unlike}`);
    // What a restore from a backup changes was never seen on a real server.
    ctx.runtime.say(`${ctx.label}: warning: ${unlike}`);
    isCertain = false;
  }
  const { vmUuid } = source;
  if (vmUuid !== undefined && started.facts[vmFact] === "Running") {
    if (isCertain && revertReaders.declared(ctx.inputs).whenRunning === "stopAndStart") await startVm(api, ctx, vmUuid);
    else
      ctx.runtime.say(`${ctx.label}: VM ${vmUuid} was running before and stays stopped; start it once it is checked`);
  }
  return outputsOf(started);
}

function outputsOf({ facts }: Mark): JsonObject {
  return {
    ...(facts[dateFact] === undefined ? {} : { restorePointDate: facts[dateFact] }),
    ...(facts[safetyFact] === undefined ? {} : { safetySnapshotUuid: facts[safetyFact] }),
    ...(facts[vmFact] === undefined ? {} : { vmStateBefore: facts[vmFact] }),
  };
}
