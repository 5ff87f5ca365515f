import type { Deadline } from "../../http/clock";
import type { ErrorCode } from "../../http/errorCodes";
import type { Json } from "./responses";

/** What a job is doing. */
export type JobState =
  | { readonly state: "running" }
  | { readonly state: "done"; readonly result: Json }
  | { readonly state: "failed"; readonly error: Error }
  | { readonly state: "unknown" };

/** The outcome of submitting a job. */
export interface Submitted {
  readonly job: string;
  /**
   * `accepted`: the server took it. `lost`: it has the job, but a response was lost, so the job may be an older one.
   * `known`: it had the job before this call, so another process handed it in.
   */
  readonly outcome: "accepted" | "lost" | "known";
  /** What the request was authorized with, for `relogin`. */
  readonly credentials: Record<string, string>;
  /** The server's time limit for the job in seconds, if it reported one. */
  readonly serverTimeout: number | undefined;
}

export interface Write {
  readonly method: "POST" | "PUT" | "DELETE";
  /** After the context path, with query. */
  readonly path: string;
  readonly body?: Json;
  /** Time limit in seconds that the server is asked for; default: its own. */
  readonly serverTimeout?: number;
  /**
   * For a deleting write: throws if the write must not be sent. Runs before every send, including retries after a 429, a
   * 502 or 503, a renewed session and a lost response. No request is made between the condition and the send, so the
   * condition ends with its most important check. It runs again if it took more than a few seconds. `run` and `submit`
   * rethrow its error.
   */
  readonly condition?: () => Promise<void>;
}

/** The server does not know the job: it was never received, or has expired. */
export class JobLostError extends Error {
  readonly code: ErrorCode = "job-lost";

  constructor(readonly job: string) {
    super(`job ${job} not found (expired or never accepted)`);
    this.name = "JobLostError";
  }
}

/** The job was still running at the deadline, or when the user cancelled the run. */
export class JobTimeoutError extends Error {
  readonly code: ErrorCode = "timed-out";
  /** How long it was waited for. */
  readonly seconds: number;

  constructor(
    readonly job: string,
    { cancelled, elapsed, seconds }: Pick<Deadline, "cancelled" | "elapsed" | "seconds">,
  ) {
    super(
      cancelled
        ? `the run was cancelled while job ${job} was running; the server continues it`
        : `job ${job} did not finish within ${Math.round(seconds)} s`,
    );
    this.name = "JobTimeoutError";
    this.seconds = cancelled ? elapsed : seconds;
  }
}

/** The user's time limit for the server, if it is longer than the one that the server has by itself; both in seconds. */
export function longerThan(
  { timeout }: { readonly timeout: number | undefined },
  serverLimit: number,
): Pick<Write, "serverTimeout"> {
  return timeout !== undefined && timeout > serverLimit ? { serverTimeout: timeout } : {};
}
