import { rootCertificates } from "node:tls";
import { Agent, type Dispatcher, EnvHttpProxyAgent } from "undici";
import { type Clock, formatDuration } from "./clock";
import { type EndpointSettings, TlsServerError } from "./endpointErrors";
import { ClosingError, codesOf, transportError } from "./errors";
import type { Log } from "./log";
import { speaksTls } from "./tlsProbe";

export interface HttpRequest {
  readonly method: "GET" | "POST" | "PUT" | "DELETE";
  /** Path with query, beginning with a slash. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** A write whose answer is lost may have taken effect; reading again is harmless. */
  readonly write: boolean;
}

export interface HttpResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
}

export interface HttpOptions {
  /** Scheme, host and port, e.g. `https://cloud.example.com:8443`. */
  readonly origin: string;
  /** PEM certificates of a private authority, besides the ones Node trusts. */
  readonly ca?: string;
  /** PEM certificate and key that we show to the server. */
  readonly cert?: string;
  readonly key?: string;
  /** Accepts any certificate of the server. Default false. */
  readonly insecure?: boolean;
  /** Milliseconds until an answer must have begun, and between its parts. Default 60,000. */
  readonly timeout?: number;
  /** Milliseconds for a whole exchange. Default 120,000. */
  readonly exchangeLimit?: number;
  /** The settings that messages name if the endpoint is wrong. */
  readonly settings?: EndpointSettings;
  /** Takes a line for each exchange: method, path, status or error, milliseconds. */
  readonly debug?: Log["debug"] | undefined;
}

const answerLimit = 64 * 1024 * 1024;

/**
 * Milliseconds for one exchange, from connecting to the last byte: a server that sends a little now and then is never
 * idle. Twice what an answer may take to begin.
 */
const wholeExchange = 120_000;

/** Milliseconds for finding out whether a port speaks TLS. */
const probeLimit = 2000;

/** How a server ends a connection on which it expected TLS. */
const unanswered = /^(UND_ERR_SOCKET|ECONNRESET|HPE_\w+)$/;

/** What a platform's client needs from its process. */
export interface ClientRuntime extends Log {
  readonly clock: Clock;
  random(bytes: number): Buffer;
}

/** One keep-alive pool to one origin; honours HTTP_PROXY, HTTPS_PROXY and NO_PROXY. */
export class HttpClient {
  readonly origin: string;
  private readonly dispatcher: Dispatcher;
  private readonly exchangeLimit: number;
  private readonly settings: EndpointSettings | undefined;
  private readonly debug: Log["debug"] | undefined;
  /** Whether the server may be one that speaks TLS only: no until it has answered, and never behind a proxy. */
  private doubtful: boolean;
  private closing = false;

  constructor(options: HttpOptions) {
    this.origin = options.origin;
    this.exchangeLimit = options.exchangeLimit ?? wholeExchange;
    this.settings = options.settings;
    this.debug = options.debug;
    this.doubtful = options.origin.startsWith("http:") && !usesProxy();
    const timeout = options.timeout ?? 60_000;
    const tls = {
      ...(options.ca === undefined ? {} : { ca: [...rootCertificates, options.ca] }),
      ...(options.cert === undefined ? {} : { cert: options.cert }),
      ...(options.key === undefined ? {} : { key: options.key }),
      ...(options.insecure === true ? { rejectUnauthorized: false } : {}),
    };
    const common: Agent.Options = {
      connections: 32,
      headersTimeout: timeout,
      bodyTimeout: timeout,
      maxResponseSize: answerLimit,
      connect: { timeout: 10_000, ...tls },
    };
    // Behind a proxy the certificate is the target's, and only `requestTls` reaches it. Plain HTTP needs no tunnel,
    // which many proxies allow to port 443 alone.
    this.dispatcher = usesProxy()
      ? new EnvHttpProxyAgent({ ...common, requestTls: { timeout: 10_000, ...tls }, proxyTunnel: false })
      : new Agent(common);
  }

  /** Sends one request once. Throws an error of `errors.ts` where no readable answer came. */
  async send(request: HttpRequest): Promise<HttpResponse> {
    if (this.closing) throw new ClosingError();
    return this.exchange(request);
  }

  /** Refuses every later request but `last`, which may take `ms` milliseconds; never throws. */
  async close(last: HttpRequest | undefined, ms: number): Promise<void> {
    this.closing = true;
    if (last === undefined) return;
    await this.exchange(last, ms).then(
      () => undefined,
      // The process ends either way, and the server forgets the session by itself.
      () => undefined,
    );
  }

  private async exchange(request: HttpRequest, limit = this.exchangeLimit): Promise<HttpResponse> {
    const began = performance.now();
    const logged = (outcome: string): void =>
      this.debug?.(
        `${request.method} ${this.origin}${request.path} ${outcome} ${Math.round(performance.now() - began)} ms`,
      );
    const late = new AbortController();
    const passed = new Promise<never>((_, reject) => {
      late.signal.addEventListener("abort", () => reject(late.signal.reason));
    });
    const timer = setTimeout(
      () =>
        late.abort(
          new Error(
            `the response was not complete within ${limit < 1000 ? `${limit} ms` : formatDuration(limit / 1000)}`,
          ),
        ),
      limit,
    );
    try {
      // A request that waits for a connection does not hear the signal before it has one.
      const response = await Promise.race([this.answerTo(request, late.signal), passed]);
      logged(String(response.status));
      return response;
    } catch (error) {
      logged(codesOf(error)[0] ?? "no answer");
      const path = request.path.split("?")[0] ?? request.path;
      throw transportError(late.signal.aborted ? late.signal.reason : error, {
        request: `${request.method} ${path}`,
        write: request.write,
        origin: this.origin,
        ...(this.settings === undefined ? {} : { settings: this.settings }),
      });
    } finally {
      clearTimeout(timer);
    }
  }

  private async answerTo(request: HttpRequest, signal: AbortSignal): Promise<HttpResponse> {
    try {
      const answer = await this.dispatcher.request({
        origin: this.origin,
        path: request.path,
        method: request.method,
        headers: { ...request.headers },
        body: request.body ?? null,
        signal,
      });
      const text = await answer.body.text();
      // Many servers answer plain HTTP on their port for TLS with 400 and some words.
      if (answer.statusCode === 400) await this.assertPlain(request);
      this.doubtful = false;
      return { status: answer.statusCode, headers: answer.headers, text };
    } catch (error) {
      if (codesOf(error).some((code) => unanswered.test(code))) await this.assertPlain(request);
      throw error;
    }
  }

  /** A write without an answer is found out about by what reads it; only reads may end for good here. */
  private async assertPlain(request: HttpRequest): Promise<void> {
    if (!this.doubtful || request.write) return;
    if (await speaksTls(this.origin, probeLimit)) throw new TlsServerError();
  }
}

function usesProxy(): boolean {
  return ["http_proxy", "HTTP_PROXY", "https_proxy", "HTTPS_PROXY"].some((name) => (process.env[name] ?? "") !== "");
}
