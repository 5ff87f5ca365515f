import { rootCertificates } from "node:tls";
import { Agent, type Dispatcher, EnvHttpProxyAgent } from "undici";
import { ClosingError, transportError } from "./errors";

export interface HttpRequest {
  readonly method: "GET" | "POST" | "PUT" | "DELETE";
  /** Path with query, beginning with a slash. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** A write whose answer is lost may have taken effect; reading again is harmless. */
  readonly write: boolean;
}

export interface HttpAnswer {
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
  /** Takes any certificate of the server. Default false. */
  readonly insecure?: boolean;
  /** Milliseconds until an answer must have begun, and between its parts. Default 60,000. */
  readonly timeout?: number;
}

const answerLimit = 64 * 1024 * 1024;

/** One keep-alive pool to one origin; honours HTTP_PROXY, HTTPS_PROXY and NO_PROXY. */
export class HttpClient {
  readonly origin: string;
  private readonly dispatcher: Dispatcher;
  private closing = false;

  constructor(options: HttpOptions) {
    this.origin = options.origin;
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
  async send(request: HttpRequest): Promise<HttpAnswer> {
    if (this.closing) throw new ClosingError();
    return this.exchange(request);
  }

  /** Refuses every later request but `last`, which may take `ms` milliseconds; never throws. */
  async close(last: HttpRequest | undefined, ms: number): Promise<void> {
    this.closing = true;
    if (last === undefined) return;
    const giveUp = AbortSignal.timeout(ms);
    await this.exchange(last, giveUp).then(
      () => undefined,
      // The process ends either way, and the server forgets the session by itself.
      () => undefined,
    );
  }

  private async exchange(request: HttpRequest, signal?: AbortSignal): Promise<HttpAnswer> {
    try {
      const answer = await this.dispatcher.request({
        origin: this.origin,
        path: request.path,
        method: request.method,
        headers: { ...request.headers },
        body: request.body ?? null,
        signal: signal ?? null,
      });
      return { status: answer.statusCode, headers: answer.headers, text: await answer.body.text() };
    } catch (error) {
      const path = request.path.split("?")[0] ?? request.path;
      throw transportError(error, {
        request: `${request.method} ${path}`,
        write: request.write,
        origin: this.origin,
      });
    }
  }
}

function usesProxy(): boolean {
  return ["http_proxy", "HTTP_PROXY", "https_proxy", "HTTPS_PROXY"].some((name) => (process.env[name] ?? "") !== "");
}
