import type { ClientRuntime } from "../../http/client";
import type { Deadline } from "../../http/clock";
import { RetryableError, WrongEndpointError } from "../../http/errors";
import { type NotYet, notYet, waitFor } from "../../http/waitFor";
import type { PacedJob } from "./jobPace";
import { JobLostError, type JobState, JobTimeoutError } from "./jobs";
import type { Json } from "./responses";

/** Seconds without any response after which the client stops following a job. */
const unreachableLimit = 300;

/** Milliseconds between the moments at which effects are looked at: looks at the same moment go together as one query. */
const moments = 20;

/** A job that is followed. */
export interface FollowedJob {
  readonly job: string;
  readonly deadline: Deadline;
  readonly pace: PacedJob;
  /** What the lines about its progress begin with. */
  readonly what: string;
  /** Called while it runs; what it throws ends the wait. */
  readonly watch?: (() => Promise<void>) | undefined;
  /** A first look at what the job does in place of the job itself: whether it is done. What it does not show, the job tells. */
  readonly isDone?: (() => Promise<boolean>) | undefined;
}

/** Asks for the state of a job until it has ended, and returns its result; see `ZStackApi.follow`. */
export async function followJob(
  runtime: Pick<ClientRuntime, "say" | "clock">,
  ask: () => Promise<JobState>,
  { job, deadline, what, pace, watch, isDone }: FollowedJob,
): Promise<Json> {
  let reported = 0;
  let heard = deadline.elapsed;
  let trouble = "";
  const stillWaiting = (): void => {
    if (deadline.elapsed < reported + (reported < 60 ? 10 : 60)) return;
    reported = Math.floor(deadline.elapsed);
    runtime.say(`${what}: still waiting after ${reported} s${trouble}`);
  };
  let effect = isDone;
  function* pauses(): Generator<number, never> {
    const paced = pace.pauses();
    for (;;) {
      const ms = paced.next().value;
      const since = (runtime.clock.now() + ms) % moments;
      yield effect === undefined || since === 0 ? ms : ms + moments - since;
    }
  }
  const stateOf = async (): Promise<JobState> => {
    const look = effect;
    effect = undefined;
    if (look === undefined) return ask();
    return (await look()) ? { state: "done", result: {} } : { state: "running" };
  };
  // Nobody has waited before the first look.
  let report = (): void => undefined;
  const look = async (): Promise<Json | NotYet<undefined>> => {
    if (!pace.isDue && !deadline.passed) return notYet;
    report();
    report = stillWaiting;
    const state = await stateOf().then(
      (answer) => {
        heard = deadline.elapsed;
        trouble = "";
        return answer;
      },
      (error: unknown) => {
        // The job continues on the server, so a short outage is no reason to give up.
        const passing = error instanceof RetryableError || error instanceof WrongEndpointError;
        if (!passing || deadline.passed || deadline.elapsed - heard > unreachableLimit) throw error;
        trouble = `, and ${error.message}`;
        return { state: "running" } as const;
      },
    );
    if (state.state === "done") {
      pace.ended();
      return state.result;
    }
    if (state.state === "failed") throw state.error;
    if (state.state === "unknown") throw new JobLostError(job);
    pace.runs();
    await watch?.();
    return notYet;
  };
  const late = (): never => {
    throw new JobTimeoutError(job, deadline);
  };
  try {
    return await waitFor(deadline, look, { pauses: pauses(), pausesFirst: true, late });
  } finally {
    pace.left();
  }
}
