import { createHash } from "node:crypto";
import type { HttpClient, HttpRequest } from "../../http/client";
import type { Clock } from "../../http/clock";
import type { ErrorCode } from "../../http/errorCodes";
import { WrongEndpointError } from "../../http/errors";
import { registerToken } from "../../http/redact";
import { isObject } from "../../http/responseBody";
import { withRetry } from "../../http/retry";
import { accessKeyAuthorization, zonedDate } from "./accessKeyAuth";
import { type Exchange, parseResponse } from "./responses";
import { serverDate } from "./serverDates";
import type { ZStackSettings } from "./settings";

/** Authorizes requests: with a session or an access key. */
export interface Authorizer {
  /** Headers for one request; `path` is decoded, without context path and query. */
  headers(method: string, path: string): Promise<Record<string, string>>;
  /** Called when the server refused what `headers` gave; false if there is nothing newer to try. */
  renew(refused: Record<string, string>): Promise<boolean>;
  /** uuid of the account; undefined if only the server knows it. */
  account(): Promise<string | undefined>;
  /** The server's wall clock by the date of the session, as `serverDate` reads dates; undefined without a session. */
  sessionClock(): number | undefined;
  /** The logout request, to be sent before the process ends. */
  logoutTimeoutMs(): HttpRequest | undefined;
}

interface Session {
  readonly uuid: string;
  readonly account: string;
}

/** One session for the whole process: a server allows 500 of them. */
export class SessionAuthorizer implements Authorizer {
  private session: Promise<Session> | undefined;
  private current: string | undefined;
  private opening = false;
  private ahead: number | undefined;

  constructor(
    private readonly http: HttpClient,
    private readonly settings: ZStackSettings,
    private readonly credentials: { readonly name: string; readonly password: string },
    private readonly clock: Clock,
    private readonly base: string,
  ) {}

  async headers(): Promise<Record<string, string>> {
    return { authorization: `OAuth ${(await this.open()).uuid}` };
  }

  async renew(refused: Record<string, string>): Promise<boolean> {
    // Many requests notice the end of a session at once; the first of them logs in for all.
    if (!this.opening && refused["authorization"] === `OAuth ${this.current}`) this.session = undefined;
    await this.open();
    return true;
  }

  async account(): Promise<string> {
    return (await this.open()).account;
  }

  sessionClock(): number | undefined {
    return this.ahead === undefined ? undefined : this.clock.now() + this.ahead;
  }

  logoutTimeoutMs(): HttpRequest | undefined {
    if (this.current === undefined) return undefined;
    const path = `${this.settings.contextPath}/v1/accounts/sessions/${this.current}`;
    this.current = undefined;
    return { method: "DELETE", path, write: true };
  }

  /** The error if a web server answers that has no API under the context path. */
  private noApi({ request }: Exchange): Error {
    const { contextPath } = this.settings;
    return new WrongEndpointError(
      `${this.base} is not a ZStack API (empty HTTP 404). Set zstack:contextPath to the path in front of /v1 ` +
        `(now "${contextPath || "/"}"; try "${contextPath === "/zstack" ? "/" : "/zstack"}"), or correct zstack:host and zstack:port.`,
      { request, status: 404 },
    );
  }

  private open(): Promise<Session> {
    if (this.session === undefined) {
      this.opening = true;
      const opening = this.login().finally(() => {
        this.opening = false;
      });
      this.session = opening;
      // A failed login is not kept: the next request tries again and reports its own error.
      opening.catch(() => {
        if (this.session === opening) this.session = undefined;
      });
    }
    return this.session;
  }

  private async login(): Promise<Session> {
    const password = createHash("sha512").update(this.credentials.password).digest("hex");
    registerToken(password);
    const path = "/v1/accounts/login";
    const exchange: Exchange = { request: `PUT ${path}`, write: false, base: this.base };
    const body = await withRetry(this.clock, async () => {
      const answer = await this.http.send({
        method: "PUT",
        path: this.settings.contextPath + path,
        headers: { "content-type": "application/json; charset=utf-8" },
        body: JSON.stringify({ logInByAccount: { accountName: this.credentials.name, password } }),
        // A second login does no harm: the unused session ends by itself.
        write: false,
      });
      if (answer.status === 404 && answer.text.trim() === "") throw this.noApi(exchange);
      return parseResponse(answer, exchange);
    });
    const inventory = body["inventory"];
    if (!isObject(inventory) || typeof inventory["uuid"] !== "string") {
      const code: ErrorCode = "wrong-endpoint";
      const text = `${this.base} answered the login without a session. Check zstack:host and zstack:port.`;
      throw Object.assign(new Error(text), { code });
    }
    registerToken(inventory["uuid"]);
    this.current = inventory["uuid"];
    // A session begins now, so that its date tells the server's clock and time zone.
    const now = serverDate(inventory["createDate"]);
    // The first one: a session that ends early is what a clock that jumps looks like.
    if (now !== undefined) this.ahead ??= now - this.clock.now();
    return { uuid: inventory["uuid"], account: String(inventory["accountUuid"] ?? "") };
  }
}

/** Signs every request; there is no session that could end. */
export class AccessKeyAuthorizer implements Authorizer {
  constructor(
    private readonly credentials: { readonly id: string; readonly secret: string },
    private readonly timeZone: string | undefined,
    /** The date that requests bear. */
    private readonly clock: Pick<Clock, "now">,
  ) {}

  async headers(method: string, path: string): Promise<Record<string, string>> {
    const zone = this.timeZone ?? Intl.DateTimeFormat().resolvedOptions().timeZone;
    const date = zonedDate(this.clock.now(), zone);
    const { id, secret } = this.credentials;
    return { date, authorization: accessKeyAuthorization(id, secret, method, date, path) };
  }

  async renew(): Promise<boolean> {
    return false;
  }

  async account(): Promise<undefined> {
    return undefined;
  }

  sessionClock(): undefined {
    return undefined;
  }

  logoutTimeoutMs(): undefined {
    return undefined;
  }
}
