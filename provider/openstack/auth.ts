import { z } from "zod";
import type { HttpRequest, HttpResponse } from "../http/client";
import type { Clock } from "../http/clock";
import type { ErrorCode } from "../http/errorCodes";
import { FinalError, messageOf } from "../http/errors";
import { registerToken } from "../http/redact";
import { withRetry } from "../http/retry";
import { catalogSchema, catalogUrl, overrideProject, type VolumeUrl, volumeUrl } from "./catalog";
import type { CinderSettings } from "./config";
import type { Scope } from "./credentials";
import { type Exchange, type Json, parseResponse, RejectedTokenError } from "./responses";

/** What requests need: a token and the service's URL. */
export interface Session {
  readonly token: string;
  readonly projectId: string;
  readonly url: VolumeUrl;
}

/** Sends one request once, as `HttpClient` does. */
export interface Transport {
  send(request: HttpRequest): Promise<HttpResponse>;
  close(last: HttpRequest | undefined, ms: number): Promise<void>;
}

const tokenSchema = z.object({
  token: z.object({
    project: z.object({ id: z.string(), name: z.string() }).optional(),
    catalog: catalogSchema.optional(),
  }),
});

type TokenFacts = z.infer<typeof tokenSchema>["token"];

/** One token for all resources of a process, fetched when the first request needs it. */
export class Authenticator {
  private opening: Promise<Session> | undefined;
  private current: Session | undefined;

  constructor(
    private readonly settings: CinderSettings,
    private readonly clock: Clock,
    /** To Keystone. */
    private readonly http: Transport | undefined,
  ) {}

  session(): Promise<Session> {
    if (this.opening === undefined) {
      const opening = this.open();
      this.opening = opening;
      opening.then(
        (session) => {
          if (this.opening === opening) this.current = session;
        },
        // A failed login is not kept: the next request tries again and reports its own error.
        () => {
          if (this.opening === opening) this.opening = undefined;
        },
      );
    }
    return this.opening;
  }

  /** A newer session than the refused one; undefined if there are no credentials for one. */
  async renew(refused: Session): Promise<Session | undefined> {
    if (this.http === undefined) return undefined;
    // Many requests notice an expired token at once; the first one logs in for all.
    if (this.current === refused) {
      this.current = undefined;
      this.opening = undefined;
    }
    return this.session();
  }

  private async open(): Promise<Session> {
    const { credentials, project, override, region, interface: face } = this.settings;
    if (this.http === undefined) {
      const token = credentials.by === "token" ? credentials.token : "";
      const id = overrideProject(override ?? "") ?? (project !== undefined && "id" in project ? project.id : "");
      return { token, projectId: id, url: volumeUrl(override ?? "", id) };
    }
    const { token, facts } = await this.login(this.http);
    if (facts.project === undefined) {
      throw this.failed(
        "invalid-config",
        "the token has no project. Set tenantId, or tenantName and projectDomainName, to the project of the volumes.",
      );
    }
    if (project !== undefined && !isProject(project, facts.project)) {
      const wanted = "id" in project ? project.id : `"${project.name}"`;
      throw this.failed(
        "invalid-config",
        `the credentials belong to project "${facts.project.name}" (${facts.project.id}), but the settings name ${wanted}. ` +
          "Remove the project from the settings, or use credentials of that project.",
      );
    }
    const projectId = facts.project.id;
    const url = override ?? this.endpointIn(facts, region, face);
    return { token, projectId, url: volumeUrl(url, projectId) };
  }

  private endpointIn(facts: TokenFacts, region: string | undefined, face: string): string {
    try {
      return catalogUrl(facts.catalog ?? [], region, face);
    } catch (error) {
      throw this.failed("invalid-config", messageOf(error), error);
    }
  }

  private failed(errorCode: ErrorCode, why: string, cause?: unknown): FinalError {
    const text = `OpenStack at ${this.settings.authUrl}, credentials from ${this.settings.source}: ${why}`;
    return new FinalError(text, { request: "POST /auth/tokens", errorCode }, cause === undefined ? {} : { cause });
  }

  private async login(http: Transport): Promise<{ token: string; facts: TokenFacts }> {
    const { credentials, project } = this.settings;
    if (credentials.by !== "token") return this.issue(http);
    const facts = await this.inspect(http, credentials.token);
    if (project === undefined || (facts.project !== undefined && isProject(project, facts.project))) {
      return { token: credentials.token, facts };
    }
    return this.issue(http);
  }

  private async issue(http: Transport): Promise<{ token: string; facts: TokenFacts }> {
    const body = JSON.stringify(authRequest(this.settings));
    const { json, answer } = await this.ask(http, "POST", { body });
    const token = answer.headers["x-subject-token"];
    if (typeof token !== "string" || token === "") {
      throw this.failed("wrong-endpoint", "the login returned no token. Check authUrl.");
    }
    registerToken(token);
    return { token, facts: this.parseToken(json) };
  }

  private async inspect(http: Transport, token: string): Promise<TokenFacts> {
    const { json } = await this.ask(http, "GET", { headers: { "x-auth-token": token, "x-subject-token": token } });
    return this.parseToken(json);
  }

  private parseToken(json: Json | undefined): TokenFacts {
    const result = tokenSchema.safeParse(json);
    if (result.success) return result.data.token;
    throw this.failed("wrong-endpoint", "the login response is not from Keystone v3. Check authUrl.");
  }

  private async ask(
    http: Transport,
    method: "GET" | "POST",
    more: { readonly body?: string; readonly headers?: Record<string, string> },
  ): Promise<{ json: Json | undefined; answer: HttpResponse }> {
    const authUrl = new URL(this.settings.authUrl ?? "");
    const path = `${authUrl.pathname}/auth/tokens`;
    const request = `${method} ${path}`;
    const exchange: Exchange = { request, write: false, base: authUrl.origin, remedy: "check authUrl" };
    try {
      return await withRetry(this.clock, async () => {
        const answer = await http.send({
          method,
          path,
          headers: { accept: "application/json", "content-type": "application/json", ...more.headers },
          ...(more.body === undefined ? {} : { body: more.body }),
          // A second token does no harm: the unused one expires.
          write: false,
        });
        return { json: parseResponse(answer, exchange), answer };
      });
    } catch (error) {
      throw this.withRemedy(error);
    }
  }

  private withRemedy(error: unknown): unknown {
    if (error instanceof RejectedTokenError) {
      const what =
        this.settings.credentials.by === "token"
          ? "The token is invalid or expired. Provide a new token."
          : "Check user, password or secret, domain and project, and that the user has a role in the project.";
      return this.failed("session-refused", `${error.said}. ${what}`, error);
    }
    return error;
  }
}

const isProject = (wanted: Scope, got: { readonly id: string; readonly name: string }): boolean =>
  "id" in wanted ? wanted.id === got.id : wanted.name === got.name;

/** The body of a login. Pure. */
export function authRequest({ credentials, project }: Pick<CinderSettings, "credentials" | "project">): Json {
  const scope = project === undefined ? {} : { scope: { project } };
  if (credentials.by === "password") {
    const user = { ...credentials.user, password: credentials.password };
    return { auth: { identity: { methods: ["password"], password: { user } }, ...scope } };
  }
  if (credentials.by === "token") {
    return { auth: { identity: { methods: ["token"], token: { id: credentials.token } }, ...scope } };
  }
  // An application credential is bound to its project, and a scope beside it is refused.
  const application_credential = { ...credentials.credential, secret: credentials.secret };
  return { auth: { identity: { methods: ["application_credential"], application_credential } } };
}
