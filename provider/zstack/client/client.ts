import { z } from "zod";
import { type ClientRuntime, HttpClient, type HttpRequest, type HttpResponse } from "../../http/client";
import { Deadline, wallClock } from "../../http/clock";
import { AmbiguousError, FinalError, RateLimitedError, RetryableError, SessionError } from "../../http/errors";
import { issuesText } from "../../http/printable";
import { RateLimit } from "../../http/rateLimit";
import { isHtml } from "../../http/responseBody";
import { isGivenUp, longestPause, withRetry } from "../../http/retry";
import { NotYet, waitFor } from "../../http/waitFor";
import { Asked, conditionLimit, whenAllowed } from "./condition";
import { type FollowedJob, followJob } from "./followJob";
import { JobPace, jobKind, type PacedJob } from "./jobPace";
import type { JobState, Submitted, Write } from "./jobs";
import { pagesOf } from "./pages";
import { type Condition, queryString } from "./query";
import { assertReadPath } from "./readPaths";
import { type Exchange, errorBody, type Json, parseResponse, toApiError } from "./responses";
import { AccessKeyAuthorizer, type Authorizer, SessionAuthorizer } from "./sessionAuth";
import type { ZStackSettings } from "./settings";

export type { JobState, Submitted, Write } from "./jobs";
export { JobLostError, JobTimeoutError } from "./jobs";

const pageSize = 1000;

const uuidPage = z.object({ inventories: z.array(z.object({ uuid: z.string() })) });

const endpointSettings = {
  address: "zstack:host and zstack:port",
  protocol: "zstack:protocol",
  authority: "zstack:caCert",
};

const thrown = (error: unknown): never => {
  throw error;
};

/** Seconds for submitting a job, including retries after lost responses. */
const submitLimit = 120;

/** One connection to one management node: requests, jobs, queries. Shared by all resources of a process. */
export class ZStackApi {
  /** `host:port`. */
  readonly endpoint: string;
  /** Jobs submitted so far: data read before the last of them may be stale. */
  writes = 0;
  private readonly base: string;
  private readonly http: HttpClient;
  private readonly authorizer: Authorizer;
  private readonly pace: JobPace;
  private readonly rateLimit: RateLimit;
  /** Of jobs that this connection handed in and does not follow yet. */
  private readonly handedIn = new Map<string, PacedJob>();

  constructor(
    readonly settings: ZStackSettings,
    readonly runtime: ClientRuntime,
  ) {
    const { protocol, host, port, contextPath, credentials, ca } = settings;
    this.endpoint = `${host}:${port}`;
    const origin = `${protocol}://${host}:${port}`;
    this.base = origin + contextPath;
    this.pace = new JobPace(runtime.clock);
    this.rateLimit = new RateLimit(runtime.clock);
    this.http = new HttpClient({
      origin,
      settings: endpointSettings,
      debug: runtime.debug,
      ...(ca === undefined ? {} : { ca }),
    });
    this.authorizer =
      credentials.by === "account"
        ? new SessionAuthorizer(this.http, settings, credentials, runtime.clock, this.base)
        : new AccessKeyAuthorizer(credentials, settings.timeZone, wallClock);
  }

  /** uuid of the account; undefined with an access key. */
  account(): Promise<string | undefined> {
    return this.authorizer.account();
  }

  /** `host:port/account`; the account is empty with an access key. */
  async origin(): Promise<string> {
    return `${this.endpoint}/${(await this.account()) ?? ""}`;
  }

  /** The server's wall clock by the date of the session, in the terms of `serverDate`. */
  sessionClock(): number | undefined {
    return this.authorizer.sessionClock();
  }

  /** Ends the session within `ms` milliseconds and sends nothing afterwards. */
  async close(ms: number): Promise<void> {
    await this.http.close(this.authorizer.logoutTimeoutMs(), ms);
  }

  /** A read, with retries, and one new login if the session has ended. */
  async get(path: string): Promise<Json> {
    return withRetry(this.runtime.clock, () => this.authorized({ method: "GET", path, write: false }));
  }

  /** Version of the server. */
  async version(): Promise<string> {
    return String((await this.nodeAction("getVersion"))["version"] ?? "");
  }

  /** Actions of a management node that need no credentials. */
  async nodeAction(action: "getVersion" | "getCurrentTime"): Promise<Json> {
    const path = "/v1/management-nodes/actions";
    const request = { method: "PUT" as const, path, body: JSON.stringify({ [action]: {} }), write: false };
    return withRetry(this.runtime.clock, () =>
      this.rateLimit.heedFirst(async () => parseResponse(await this.send(request), this.exchange("PUT", path, false))),
    );
  }

  /** All inventories that meet the conditions, however many pages they fill. */
  async query<T>(path: string, schema: z.ZodType<T>, conditions: readonly Condition[]): Promise<T[]> {
    const all: T[] = [];
    for await (const inventories of this.pages(path, schema, conditions)) all.push(...inventories);
    return all;
  }

  /** The same page by page, for what is too much to be held at once. */
  pages<T>(path: string, schema: z.ZodType<T>, conditions: readonly Condition[] = []): AsyncGenerator<T[], void> {
    const page = z.object({ inventories: z.array(schema) });
    return pagesOf(pageSize, async (start) => {
      const body = await this.get(path + queryString(conditions, { limit: pageSize, start, sort: "+uuid" }));
      const { inventories } = this.understood(page, body, path);
      return { rows: inventories, uuids: uuidPage.safeParse(body).data?.inventories.map(({ uuid }) => uuid) };
    });
  }

  /** uuids that begin with `prefix`; undefined if one page does not hold them. */
  async uuidsBeginning(path: string, prefix: string): Promise<string[] | undefined> {
    const condition: Condition = { field: "uuid", operator: "~=", value: `${prefix}%` };
    const query = queryString([condition], { limit: pageSize, fields: "uuid" });
    const { inventories } = this.understood(uuidPage, await this.get(path + query), path);
    return inventories.length < pageSize ? inventories.map(({ uuid }) => uuid) : undefined;
  }

  /** The object with this uuid. */
  async one<T>(path: string, schema: z.ZodType<T>, uuid: string): Promise<T | undefined> {
    const list = z.object({ inventories: z.array(schema).max(1) });
    const body = await this.get(`${path}/${encodeURIComponent(uuid)}`);
    return this.understood(list, body, path).inventories[0];
  }

  /**
   * Runs a job under a random id. Resolves a lost response and renews an ended session once.
   * @param isDone whether what the job does is done, for a job whose effect is looked at anyway: its result is then empty
   */
  async run(write: Write, what: string, timeout: number | undefined, isDone?: () => Promise<boolean>): Promise<Json> {
    for (let round = 1; ; round += 1) {
      const job = this.runtime.random(16).toString("hex");
      const waits = write.condition === undefined ? 0 : conditionLimit;
      const deadline = new Deadline(this.runtime.clock, timeout ?? waits + submitLimit);
      const submitted = await this.submit(write, job, deadline);
      if (timeout === undefined) deadline.extendTo((submitted.serverTimeout ?? 0) + 60);
      try {
        return await this.followed(job, { deadline, what, isDone });
      } catch (error) {
        if (!(error instanceof SessionError) || round > 1) throw error;
        await this.relogin(submitted);
      }
    }
  }

  /** Renews the session after a job that failed because its session had ended; such a job never ran. */
  async relogin(submitted: Submitted): Promise<void> {
    await this.authorizer.renew(submitted.credentials);
  }

  /**
   * Submits a job under the given id until the server certainly has it. The server accepts an id once, so a retry after a
   * lost response cannot run the job twice.
   */
  async submit(write: Write, job: string, deadline: Deadline): Promise<Submitted> {
    const headers = {
      "x-job-uuid": job,
      ...(write.serverTimeout === undefined ? {} : { "x-api-timeout": String(Math.ceil(write.serverTimeout)) }),
    };
    const body = write.body === undefined ? {} : { body: JSON.stringify(write.body) };
    const request = { method: write.method, path: write.path, headers, ...body, write: true };
    let lost = false;
    let credentials: Record<string, string> = {};
    const used = (headers: Record<string, string>): void => {
      credentials = headers;
    };
    const handingIn = new Deadline(this.runtime.clock, submitLimit);
    const condition = write.condition === undefined ? undefined : new Asked(write.condition, handingIn);
    this.writes += 1;
    let failures = 0;
    const send = async (): Promise<Submitted | NotYet<unknown>> => {
      try {
        if (lost && condition !== undefined && (await this.job(job)).state !== "unknown") {
          return { job, outcome: "lost", credentials, serverTimeout: undefined };
        }
        const { apiTimeout } = await this.authorized(request, used, condition);
        this.handedIn.set(job, this.pace.begin(jobKind(write.method, write.path)));
        const serverTimeout = typeof apiTimeout === "number" ? apiTimeout / 1000 : undefined;
        return { job, outcome: "accepted", credentials, serverTimeout };
      } catch (error) {
        if (condition?.failure === error) throw error;
        if (error instanceof FinalError && error.status === 400) {
          // If the server knows the id, the job was submitted before; otherwise the request itself is wrong.
          if ((await this.job(job)).state === "unknown") throw error;
          return { job, outcome: lost ? "lost" : "known", credentials, serverTimeout: undefined };
        }
        // Wait for an unreachable server only if a response was lost, since the job may exist.
        if (!lost && isGivenUp(error)) throw error;
        if (!(error instanceof RateLimitedError)) failures += 1;
        const again = error instanceof RetryableError ? failures < 5 : error instanceof AmbiguousError;
        if (!again || deadline.passed || handingIn.passed) throw error;
        if (!lost && error instanceof AmbiguousError) this.runtime.say(`${error.message}; retrying`);
        lost = lost || error instanceof AmbiguousError;
        const wished = error instanceof RetryableError ? (error.retryAfter ?? 0) : 0;
        return new NotYet(error, Math.min(wished, longestPause));
      }
    };
    return waitFor(deadline, send, { pauses: [200, 5000], late: thrown });
  }

  /** The state of a job; needs no credentials. */
  async job(job: string): Promise<JobState> {
    return withRetry(this.runtime.clock, () => this.rateLimit.heedFirst(() => this.jobOnce(job)));
  }

  private async jobOnce(job: string): Promise<JobState> {
    const path = `/v1/api-jobs/${job}`;
    const answer = await this.send({ method: "GET", path, write: false });
    if (answer.status === 404 && !isHtml(answer.text)) return { state: "unknown" };
    const error = errorBody(answer.text);
    if (answer.status === 503 && error !== undefined) {
      return { state: "failed", error: toApiError(error, { request: `GET ${path}`, status: 503 }) };
    }
    const result = parseResponse(answer, this.exchange("GET", path, false));
    return answer.status === 202 ? { state: "running" } : { state: "done", result };
  }

  /**
   * Waits for a job to finish and returns its result. Throws the job's own error, JobLostError, JobTimeoutError, or the
   * error of `watch`, which is called while the job runs.
   */
  follow(job: string, deadline: Deadline, what: string, watch?: () => Promise<void>): Promise<Json> {
    return this.followed(job, { deadline, what, watch });
  }

  private followed(job: string, how: Omit<FollowedJob, "job" | "pace">): Promise<Json> {
    const pace = this.handedIn.get(job) ?? this.pace.join();
    this.handedIn.delete(job);
    return followJob(this.runtime, () => this.rateLimit.heedFirst(() => this.jobOnce(job)), { ...how, job, pace });
  }

  private async authorized(
    request: HttpRequest,
    used: (credentials: Record<string, string>) => void = () => undefined,
    condition?: Asked,
  ): Promise<Json> {
    const path = request.path.split("?")[0] ?? request.path;
    const exchange = this.exchange(request.method, path, request.write);
    const authorize = () => this.authorizer.headers(request.method, decodeURIComponent(path));
    for (let round = 1; ; round += 1) {
      const credentials = await whenAllowed(this.runtime.clock, this.rateLimit, { authorize, condition });
      used(credentials);
      const authorized = { ...request, headers: { ...request.headers, ...credentials } };
      try {
        return await this.rateLimit.heed(async () => parseResponse(await this.send(authorized), exchange));
      } catch (error) {
        if (!(error instanceof SessionError) || round > 1 || !(await this.authorizer.renew(credentials))) throw error;
      }
    }
  }

  private send(request: HttpRequest): Promise<HttpResponse> {
    if (request.method === "GET") assertReadPath(request.path);
    const type = request.body === undefined ? {} : { "content-type": "application/json; charset=utf-8" };
    return this.http.send({
      ...request,
      path: this.settings.contextPath + request.path,
      headers: { accept: "application/json", ...type, ...request.headers },
    });
  }

  private exchange(method: string, path: string, write: boolean): Exchange {
    return { request: `${method} ${path}`, write, base: this.base };
  }

  private understood<T>(schema: z.ZodType<T>, body: Json, path: string): T {
    const result = schema.safeParse(body);
    if (result.success) return result.data;
    const why = issuesText(result.error.issues);
    throw new FinalError(`${this.base}: unexpected response to GET ${path}: ${why}`, {
      request: `GET ${path}`,
      errorCode: "unexpected-response",
    });
  }
}
