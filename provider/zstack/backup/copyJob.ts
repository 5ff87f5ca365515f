import type { RequestContext } from "../../core/contract/resourceDefinition";
import { RefusedError, SessionError } from "../../http/errors";
import { bestEffort } from "../client/bestEffort";
import type { Write, ZStackApi } from "../client/client";
import { jobKey, jobUuid } from "../client/jobIds";
import { jobMemory, type Moment, serverClock } from "../client/serverClock";
import { byNow, JobDeadError, momentOf, watchOf } from "../resource/deadJobs";
import { copyLimit } from "./stuckCopies";

/** Copies of the same within the server's memory of jobs. */
const mostAttempts = 100;

/** Seconds within which a running job shows a record, unless it waits for others. */
const recordIn = 600;

/** A copy that is made once, although the run that began it may have been killed. */
export interface CopyJob {
  /** What is copied where: the job's id follows from it. */
  readonly key: string;
  /** For progress lines. */
  readonly what: string;
  /** When the record of the unfinished copy appeared, if there is one by now. */
  begun(): Promise<string | undefined>;
  /** Whether the copy is there by now. */
  isThere(): Promise<boolean>;
}

/** Makes the copy, or waits for the job of an earlier run that makes it. */
export async function copyOnce(api: ZStackApi, ctx: RequestContext, write: Write, copy: CopyJob): Promise<void> {
  const { key, what } = copy;
  for (let attempt = 1; attempt <= mostAttempts; attempt += 1) {
    const job = jobUuid(jobKey(api.settings.credentials), `copy/${key}`, attempt);
    const { state } = await api.job(job);
    // It may have ended since the copy was looked for; one that ended long ago may have been deleted.
    if (state === "done" && (await copy.isThere())) return;
    if (state === "done" || state === "failed") continue;
    const deadline = ctx.deadline(copyLimit + 60);
    try {
      if (state === "running") {
        ctx.runtime.say(`${ctx.label}: waiting for the copy that an earlier run began (job ${job})`);
        const age = async () => ({ handedIn: await latest(api, copy, deadline.elapsed), limit: copyLimit });
        await api.follow(job, deadline, what, watchOf(api, job, true, age));
        return;
      }
      const handedIn = byNow(api);
      const submitted = await api.submit(write, job, deadline);
      const watch = watchOf(api, job, false, async () => ({ handedIn: await handedIn(), limit: copyLimit }));
      await api.follow(job, deadline, what, watch).catch(async (error: unknown) => {
        if (error instanceof SessionError) await api.relogin(submitted);
        throw error;
      });
      return;
    } catch (error) {
      // Neither has made a copy: a job whose session had ended never ran.
      if (!(error instanceof JobDeadError || error instanceof SessionError)) throw error;
      ctx.runtime.say(`${ctx.label}: ${what}: ${error.message}; starting again`);
    }
  }
  throw new RefusedError(
    "too-many-attempts",
    `${what}: ${mostAttempts} attempts have failed within 3 hours. Look at the storages, and run again later.`,
  );
}

/**
 * When the job of an earlier run was handed in at the latest. Without a record nothing tells: one that has begun nothing by
 * then counts as lost if the server was started within its memory of jobs. One more copy would do no harm.
 */
async function latest(api: ZStackApi, { begun }: CopyJob, waited: number): Promise<Moment | undefined> {
  const date = await begun();
  if (date !== undefined) return momentOf(api, date);
  return waited < recordIn ? undefined : (await bestEffort(() => serverClock(api)))?.moment(jobMemory * 1000);
}
