import { z } from "zod";
import { type ClientRuntime, HttpClient, type HttpOptions, type HttpRequest } from "../../http/client";
import type { Deadline } from "../../http/clock";
import { AmbiguousError, FinalError, NotFoundError, RefusedError, SessionError } from "../../http/errors";
import { issuesText } from "../../http/printable";
import { RateLimit } from "../../http/rateLimit";
import { withRetry } from "../../http/retry";
import { Authenticator, type Session, type Transport } from "../../openstack/auth";
import { type CinderSettings, hostAndPort } from "../../openstack/config";
import { keystoneSettings, serviceSettings } from "../../openstack/endpointSettings";
import { type Exchange, type Json, parseResponse } from "../../openstack/responses";
import { compareVersions, type Microversions, readVersions } from "./microversions";
import { nextPage } from "./nextPage";
import { ServiceClock } from "./serviceClock";

export interface RequestOptions {
  /** Until when a request that cannot be sent is retried, at most five times. Default: one minute. */
  readonly deadline?: Deadline;
  /** Microversion that the request needs, e.g. `3.43`. Default 3.0. */
  readonly at?: string;
}

interface Request {
  readonly method: HttpRequest["method"];
  /** After the project, with query. */
  readonly path: string;
  readonly body?: Body;
}

/** What is sent; a function makes it anew each time that the request is sent. */
export type Body = Json | (() => Promise<Json>);

/** Milliseconds that Keystone may take for an answer. */
const loginTimeout = 20_000;

/** How often a list is restarted because the object that marks a page was deleted. */
const restarts = 5;

const remedy = "check endpointOverrides, region and endpointType";

/** One connection to one project of one block storage service; shared by all resources of a process. */
export class CinderApi {
  private readonly clients = new Map<string, Transport>();
  private readonly authenticator: Authenticator;
  private known: Promise<Microversions> | undefined;
  readonly clock: ServiceClock;
  private readonly rateLimit: RateLimit;
  private sent = 0;

  constructor(
    readonly settings: CinderSettings,
    readonly runtime: ClientRuntime,
    private readonly open: (options: HttpOptions) => Transport = (options) =>
      new HttpClient({ ...options, debug: runtime.debug }),
  ) {
    this.clock = new ServiceClock(() => runtime.clock.now());
    this.rateLimit = new RateLimit(runtime.clock);
    const { authUrl } = settings;
    const keystone = authUrl === undefined ? undefined : this.client(new URL(authUrl).origin, loginTimeout);
    this.authenticator = new Authenticator(settings, runtime.clock, keystone);
  }

  /** `host:port/project id` of the volume service. */
  async origin(): Promise<string> {
    const { url, projectId } = await this.authenticator.session();
    return `${hostAndPort(url.origin)}/${projectId}`;
  }

  /** `host:port` where the settings say it; undefined where only the catalog knows. */
  endpoint(): string | undefined {
    return this.settings.override === undefined ? undefined : hostAndPort(this.settings.override);
  }

  /** Writes sent so far. What was read before the last one may be stale. */
  get writes(): number {
    return this.sent;
  }

  /** Whether the service supports microversion `version`; it is asked once. */
  async supports(version: string): Promise<boolean> {
    const { min, max } = await this.versions();
    return compareVersions(min, version) <= 0 && compareVersions(version, max) <= 0;
  }

  /** Fails if the service is too old for `what`, e.g. `metadata of backups`. */
  async demand(version: string, what: string): Promise<void> {
    if (await this.supports(version)) return;
    const { min, max } = await this.versions();
    const range = min === max ? max : `${min} to ${max}`;
    throw new RefusedError(
      "unsupported-by-platform",
      `${what} requires block storage API version ${version}; ${await this.base()} supports ${range}.`,
    );
  }

  /** The whole answer as `schema` reads it; undefined where the service says that there is no such object. */
  async get<T>(path: string, schema: z.ZodType<T>, options: RequestOptions = {}): Promise<T | undefined> {
    try {
      return this.understood(schema, await this.send({ method: "GET", path }, options), `GET ${path}`, false);
    } catch (error) {
      if (error instanceof NotFoundError) return undefined;
      throw error;
    }
  }

  /** Everything under `key` that meets `query`, however many pages it fills. */
  async list<T>(
    path: string,
    key: string,
    query: Readonly<Record<string, string>>,
    schema: z.ZodType<T>,
    options: RequestOptions = {},
  ): Promise<T[]> {
    for (let begun = 1; ; begun += 1) {
      const all = await this.pages(path, key, query, schema, options, begun < restarts);
      if (all !== undefined) return all;
    }
  }

  /** A lost answer is an AmbiguousError, and nothing is sent twice. Without `schema` the answer's content is ignored. */
  post<T>(path: string, body: Body, schema: z.ZodType<T>, options?: RequestOptions): Promise<T>;
  post(path: string, body: Body, schema?: undefined, options?: RequestOptions): Promise<void>;
  post(path: string, body: Body, schema?: z.ZodType, options: RequestOptions = {}): Promise<unknown> {
    return this.write({ method: "POST", path, body }, schema, options);
  }

  /** As `post`. */
  put<T>(path: string, body: Body, schema: z.ZodType<T>, options?: RequestOptions): Promise<T>;
  put(path: string, body: Body, schema?: undefined, options?: RequestOptions): Promise<void>;
  put(path: string, body: Body, schema?: z.ZodType, options: RequestOptions = {}): Promise<unknown> {
    return this.write({ method: "PUT", path, body }, schema, options);
  }

  /** `accepted` says that the deletion has begun, not that it will succeed. */
  async delete(path: string, options: RequestOptions = {}): Promise<"accepted" | "missing"> {
    try {
      await this.send({ method: "DELETE", path }, options);
      return "accepted";
    } catch (error) {
      if (error instanceof NotFoundError) return "missing";
      throw error;
    }
  }

  /** Stops sending requests. */
  async close(ms: number): Promise<void> {
    await Promise.all([...this.clients.values()].map((client) => client.close(undefined, ms)));
  }

  private async write(request: Request, schema: z.ZodType | undefined, options: RequestOptions): Promise<unknown> {
    const body = await this.send(request, options);
    if (schema === undefined) return undefined;
    return this.understood(schema, body, `${request.method} ${request.path}`, true);
  }

  /** All pages; undefined where the object that marks the next one was deleted and `again` allows a restart. */
  private async pages<T>(
    path: string,
    key: string,
    query: Readonly<Record<string, string>>,
    schema: z.ZodType<T>,
    options: RequestOptions,
    again: boolean,
  ): Promise<T[] | undefined> {
    const all: T[] = [];
    const page = z.object({ [key]: z.array(schema) });
    let next: Readonly<Record<string, string>> = {};
    for (;;) {
      const text = new URLSearchParams({ ...query, ...next }).toString();
      let body: Json | undefined;
      try {
        body = await this.send({ method: "GET", path: text === "" ? path : `${path}?${text}` }, options);
      } catch (error) {
        if (error instanceof NotFoundError && next["marker"] !== undefined && again) return undefined;
        throw error;
      }
      const items = this.understood(page, body, `GET ${path}`, false)[key] ?? [];
      all.push(...items);
      const link = nextPage(body);
      // A full page names a next one even if there is none.
      if (link === undefined || items.length === 0) return all;
      if (link["marker"] === next["marker"]) {
        throw new FinalError(`${await this.base()} returned the same page of GET ${path} twice.`, {
          request: `GET ${path}`,
          errorCode: "unexpected-response",
        });
      }
      next = link;
    }
  }

  private async send(request: Request, options: RequestOptions): Promise<Json | undefined> {
    let session = await this.authenticator.session();
    for (let round = 1; ; round += 1) {
      try {
        const used = session;
        const once = () => this.rateLimit.heedFirst(() => this.once(used, request, options.at));
        return await withRetry(this.runtime.clock, once, options.deadline);
      } catch (error) {
        if (!(error instanceof SessionError)) throw error;
        const newer = round > 1 ? undefined : await this.authenticator.renew(session);
        if (newer === undefined) throw this.refused(error, round);
        session = newer;
      }
    }
  }

  private async once(session: Session, request: Request, at = "3.0"): Promise<Json | undefined> {
    const { method, path } = request;
    const body = typeof request.body === "function" ? await request.body() : request.body;
    const { origin, prefix } = session.url;
    const write = method !== "GET";
    if (write) this.sent += 1;
    const answer = await this.client(origin).send({
      method,
      path: prefix + path,
      headers: {
        accept: "application/json",
        "x-auth-token": session.token,
        ...(body === undefined ? {} : { "content-type": "application/json" }),
        ...(compareVersions(at, "3.0") > 0 ? { "openstack-api-version": `volume ${at}` } : {}),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      write,
    });
    this.clock.heard(Date.parse(String(answer.headers["date"])));
    const exchange: Exchange = { request: `${method} ${path.split("?")[0]}`, write, base: origin + prefix, remedy };
    return parseResponse(answer, exchange);
  }

  private refused(error: SessionError, round: number): SessionError {
    const { source, credentials } = this.settings;
    const why =
      round > 1
        ? "a newly issued token is rejected too. Check that the endpoint and Keystone belong to the same cloud."
        : `the ${credentials.by === "token" ? "token" : "login"} from ${source} has expired. Provide a new token.`;
    return new SessionError(`${error.message}: ${why}`, { request: error.request, status: 401 }, { cause: error });
  }

  private versions(): Promise<Microversions> {
    if (this.known === undefined) {
      const asking = this.askVersions();
      this.known = asking;
      asking.catch(() => {
        if (this.known === asking) this.known = undefined;
      });
    }
    return this.known;
  }

  private async askVersions(): Promise<Microversions> {
    const { origin, root } = (await this.authenticator.session()).url;
    return withRetry(this.runtime.clock, async () => {
      const headers = { accept: "application/json" };
      const answer = await this.client(origin).send({ method: "GET", path: root, headers, write: false });
      if (answer.status === 429 || answer.status >= 500) {
        parseResponse(answer, { request: `GET ${root}`, write: false, base: origin, remedy });
      }
      return readVersions(answer);
    });
  }

  private async base(): Promise<string> {
    return (await this.authenticator.session()).url.origin;
  }

  private client(origin: string, timeout?: number): Transport {
    const { insecure, ...pem } = this.settings.tls;
    const key = `${origin} ${timeout}`;
    const limits = timeout === undefined ? {} : { timeout };
    const settings = timeout === undefined ? serviceSettings : keystoneSettings;
    const client = this.clients.get(key) ?? this.open({ origin, settings, ...pem, insecure, ...limits });
    this.clients.set(key, client);
    return client;
  }

  private understood<T>(schema: z.ZodType<T>, body: Json | undefined, request: string, write: boolean): T {
    const result = schema.safeParse(body);
    if (result.success) return result.data;
    const text = `Unexpected response to ${request} (${issuesText(result.error.issues)})`;
    throw write
      ? new AmbiguousError(text, { request })
      : new FinalError(text, { request, errorCode: "unexpected-response" });
  }
}
