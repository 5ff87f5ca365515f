import type { HttpResponse } from "../../http/client";
import {
  AmbiguousError,
  FinalError,
  NotFoundError,
  RateLimitedError,
  type RequestFacts,
  RetryableError,
  SessionError,
  WrongEndpointError,
} from "../../http/errors";
import { platformText } from "../../http/printable";
import { redact } from "../../http/redact";
import { excerpt, isHtml, isObject, parseObject, retryAfter } from "../../http/responseBody";

/** The server has no such API: an open-source server has no backups, an older one not every list. */
export class NoSuchApiError extends FinalError {
  constructor(message: string, facts: RequestFacts) {
    super(message, { errorCode: "unsupported-by-platform", ...facts });
  }
}

export type Json = Readonly<Record<string, unknown>>;

/** The request that a response belongs to. */
export interface Exchange {
  /** Method and path without query. */
  readonly request: string;
  readonly write: boolean;
  /** Scheme, host, port and context path, for messages. */
  readonly base: string;
}

const endpointRemedy = "check zstack:host, zstack:port, zstack:protocol and zstack:contextPath";

/** The JSON of a 200 or 202; throws the error that fits any other response. */
export function parseResponse(answer: HttpResponse, exchange: Exchange): Json {
  const { status } = answer;
  if (status === 200 || status === 202) {
    // Very old servers answer the poll of a running job with nothing; a result is never nothing.
    const body = status === 202 && answer.text.trim() === "" ? {} : parseObject(answer.text);
    if (body !== undefined) return body;
    throw unreadable(answer, exchange);
  }
  const facts = { request: exchange.request, status };
  if (status === 429) {
    const text = `${exchange.base}: rate limited (HTTP 429): ${excerpt(answer.text)}`;
    throw new RateLimitedError(text, { ...facts, retryAfter: retryAfter(answer) });
  }
  if (status === 401) throw new SessionError(`${exchange.base} does not accept the session (HTTP 401)`, facts);
  // A gateway's response never counts as the platform's, even if it looks like one.
  const error = status === 502 || status === 504 ? undefined : errorBody(answer.text);
  if (error !== undefined) throw toApiError(error, facts);
  if (status >= 300 && status < 400) {
    const target = platformText(redact(String(answer.headers["location"] ?? "elsewhere")).split("?")[0] ?? "");
    throw new WrongEndpointError(`${exchange.base} redirects to ${target}; ${endpointRemedy}`, facts);
  }
  if (status === 403) throw forbidden(answer.text, facts);
  if (isHtml(answer.text) && status < 500) throw unreadable(answer, exchange);
  if (status >= 500 && (status !== 500 || isHtml(answer.text) || !exchange.write)) throw unreadable(answer, exchange);
  if (status === 404 && answer.text.startsWith("no api mapping to"))
    throw new NoSuchApiError(`${exchange.request}: ${excerpt(answer.text)}`, facts);
  throw new FinalError(`${exchange.request}: ${excerpt(answer.text) || `HTTP ${status}`}`, facts);
}

/** Maps the `error` object of a failed job or request to an error. */
export function toApiError(error: Json, facts: { request: string; status: number }): Error {
  const code = typeof error["code"] === "string" ? error["code"] : "unknown";
  const text = `${platformText(innermost(error))} (${platformText(code, 100)})`;
  const all = { ...facts, platformCode: code };
  if (code === "ID.1001") return new SessionError(text, all);
  if (code === "ID.1000") {
    const remedy =
      "check zstack:accountName and zstack:accountPassword, or ZSTACK_ACCOUNT_NAME and ZSTACK_ACCOUNT_PASSWORD";
    return new FinalError(`${text}; ${remedy}`, { ...all, errorCode: "session-refused" });
  }
  if (code === "ID.1003") return new FinalError(`${text}; ${quotaRemedy}`, { ...all, errorCode: "quota-exceeded" });
  if (code === "SYS.1003") return new NotFoundError(text, all);
  return new FinalError(text, all);
}

/** What to do if a quota is exceeded. */
export const quotaRemedy =
  'delete objects that are no longer needed (postponed deletions still count: run "pulumi-snapshots orphans"), ' +
  "or ask the administrator to raise the quota, then run again";

/** The innermost text, which names the cause: outer errors repeat it. */
export function innermost(error: Json): string {
  const details: string[] = [];
  const descriptions: string[] = [];
  let at: unknown = error;
  for (let depth = 0; isObject(at) && depth < 10; depth += 1) {
    if (typeof at["details"] === "string" && at["details"] !== "") details.push(at["details"]);
    if (typeof at["description"] === "string" && at["description"] !== "") descriptions.push(at["description"]);
    at = at["cause"] ?? (Array.isArray(at["causes"]) ? at["causes"][0] : undefined);
  }
  return details.pop() ?? descriptions.pop() ?? "no reason given";
}

function unreadable(answer: HttpResponse, exchange: Exchange): Error {
  const what = isHtml(answer.text) ? "an HTML page" : answer.text === "" ? "nothing" : `"${excerpt(answer.text)}"`;
  const text = `${exchange.base} answered ${exchange.request} with ${what} (HTTP ${answer.status}) instead of ZStack's JSON`;
  const facts = { request: exchange.request, status: answer.status };
  if (isHtml(answer.text) && answer.status < 500 && !exchange.write) {
    return new WrongEndpointError(`${text}; ${endpointRemedy}`, facts);
  }
  return exchange.write
    ? new AmbiguousError(text, facts)
    : new RetryableError(text, { ...facts, retryAfter: retryAfter(answer) });
}

function forbidden(text: string, facts: RequestFacts): FinalError {
  const said = excerpt(text);
  if (said.includes("requestTimeTooSkewed")) {
    return new FinalError(
      `the server's clock differs from this machine's by more than 15 minutes (${said}). Set zstack:timeZone to the ` +
        `server's time zone, or correct one of the clocks.`,
      { ...facts, errorCode: "clock-skew" },
    );
  }
  return new FinalError(`access denied: ${said}. Check zstack:accessKeyId and zstack:accessKeySecret.`, {
    ...facts,
    errorCode: "session-refused",
  });
}

/** The `error` object of a ZStack response; a proxy's 503 has none. */
export function errorBody(text: string): Json | undefined {
  const error = parseObject(text)?.["error"];
  return isObject(error) && error["code"] !== undefined ? error : undefined;
}
