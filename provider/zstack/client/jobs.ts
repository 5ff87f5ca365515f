import type { ErrorCode } from "../../http/errorCodes";
import type { Json } from "./responses";

/** What a job is doing. */
export type JobState =
  | { readonly state: "running" }
  | { readonly state: "done"; readonly result: Json }
  | { readonly state: "failed"; readonly error: Error }
  | { readonly state: "unknown" };

/** What became of handing in a job. */
export interface Submitted {
  readonly job: string;
  /**
   * `accepted`: the server took it. `lost`: it has the job, but an answer was lost, so it may be an older one.
   * `known`: it had the job before this call, so another process handed it in.
   */
  readonly outcome: "accepted" | "lost" | "known";
  /** What the request was authorized with, for `relogin`. */
  readonly credentials: Record<string, string>;
  /** Seconds the server gives the job, where it said so. */
  readonly serverTimeout: number | undefined;
}

export interface Write {
  readonly method: "POST" | "PUT" | "DELETE";
  /** After the context path, with query. */
  readonly path: string;
  readonly body?: Json;
  /** Seconds, where the server is to allow more than it does by itself. */
  readonly serverTimeout?: number;
  /**
   * Of a write that destroys: throws if it must not be sent. It is asked before every send, so also before those after
   * a 429, a 502 or 503, a renewed session and a lost answer (whose job is asked for first). Nothing is requested between
   * it and the send, so that it has to end with the look that matters most. If it took longer than some seconds, it is
   * asked again. What it throws, `run` and `submit` throw.
   */
  readonly condition?: () => Promise<void>;
}

/** The server does not know the job: never received, or its result was forgotten. */
export class JobLostError extends Error {
  readonly code: ErrorCode = "job-lost";

  constructor(readonly job: string) {
    super(`the server knows nothing of job ${job} (any more)`);
    this.name = "JobLostError";
  }
}

/** The job still runs, as far as anybody knows. */
export class JobTimeoutError extends Error {
  readonly code: ErrorCode = "timed-out";

  constructor(
    readonly job: string,
    readonly seconds: number,
  ) {
    super(`job ${job} has not ended within ${Math.round(seconds)} s`);
    this.name = "JobTimeoutError";
  }
}
