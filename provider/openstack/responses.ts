import type { HttpResponse } from "../http/client";
import {
  AmbiguousError,
  FinalError,
  NotFoundError,
  RateLimitedError,
  type RequestError,
  type RequestFacts,
  RetryableError,
  SessionError,
  WrongEndpointError,
} from "../http/errors";
import { platformText } from "../http/printable";
import { redact } from "../http/redact";
import { excerpt, isHtml, isObject, parseObject, retryAfter } from "../http/responseBody";

export type Json = Readonly<Record<string, unknown>>;

/** The request that a response belongs to. */
export interface Exchange {
  /** Method and path without query. */
  readonly request: string;
  readonly write: boolean;
  /** Scheme, host and port, for messages. */
  readonly base: string;
  /** What to check if the response is not the service's. */
  readonly remedy: string;
}

/** A quota of the project is used up; a retry does not help. */
export class QuotaError extends FinalError {}

/**
 * The object, or another one that it depends on, is in a state that does not allow the request (400 badRequest or
 * 409). A 400 may also mean that the request itself is wrong: only the object's status tells.
 */
export class InvalidStateError extends FinalError {
  /** The platform's name of the fault: `badRequest`, `conflictingRequest`, … */
  readonly fault: string;

  constructor(message: string, facts: RequestFacts & { platformCode: string }) {
    super(message, facts);
    this.fault = facts.platformCode;
  }
}

/** The token, or the credentials of a login, were refused. */
export class RejectedTokenError extends SessionError {
  /** @param said the platform's own words */
  constructor(
    base: string,
    readonly said: string,
    facts: RequestFacts,
  ) {
    super(`${base} rejected the token: ${said}`, facts);
  }
}

/** The content of an error response, in any of the shapes in use. */
interface Fault {
  /** `badRequest`, `itemNotFound`, `overLimit`, …; undefined where a router or a proxy answered. */
  readonly name: string | undefined;
  readonly message: string;
  /** It says when to come again, be it never: so a quota is told from a text that is too long, both being `overLimit`. */
  readonly quota: boolean;
}

/** The JSON of a success, undefined without content; every other response becomes the error of its condition. */
export function parseResponse(response: HttpResponse, exchange: Exchange): Json | undefined {
  const { status } = response;
  if (status >= 200 && status < 300) {
    if (response.text.trim() === "") return undefined;
    const body = parseObject(response.text);
    if (body === undefined) throw unreadable(response, exchange);
    return body;
  }
  throw failure(response, exchange);
}

function failure(response: HttpResponse, exchange: Exchange): RequestError {
  const { status } = response;
  const fault = faultOf(response.text);
  const name = fault?.name;
  const facts = { request: exchange.request, status, ...(name === undefined ? {} : { platformCode: name }) };
  const said = `${fault?.message ?? (excerpt(response.text) || "no reason given")}${trace(response)}`;
  const pause = retryAfter(response);
  if (status === 429 || (status === 413 && pause !== undefined)) {
    const text = `${exchange.base}: rate limited (HTTP ${status}): ${said}`;
    return new RateLimitedError(text, { ...facts, retryAfter: pause });
  }
  if (status === 401) return new RejectedTokenError(exchange.base, said, facts);
  if (status >= 300 && status < 400) {
    const target = platformText(redact(String(response.headers["location"] ?? "elsewhere")).split("?")[0] ?? "");
    return new WrongEndpointError(`${exchange.base} redirects to ${target}; ${exchange.remedy}`, facts);
  }
  // The work may have begun before a gateway or the service failed.
  if (status >= 500) return unreadable(response, exchange);
  if (fault === undefined) {
    if (isHtml(response.text)) return unreadable(response, exchange);
    return new FinalError(`${exchange.request}: ${said} (status ${status})`, facts);
  }
  const text = `${said} (${name === undefined ? "no fault name" : platformText(name, 100)}, status ${status})`;
  if (status === 404 && name === "itemNotFound") return new NotFoundError(text, facts);
  if (status === 404) return new FinalError(`${exchange.request}: ${text}; ${exchange.remedy}`, facts);
  if (status === 413 && (fault.quota || response.headers["retry-after"] !== undefined)) {
    return new QuotaError(text, { ...facts, errorCode: "quota-exceeded" });
  }
  // The service checks the schema first, so that no state is the reason.
  if (status === 400 && text.startsWith("Invalid input for field/attribute ")) {
    // It ends in a pattern of some thousand characters.
    return new FinalError(`${platformText(fault.message, 300)} (${name}, status ${status})`, facts);
  }
  if (status === 409 || status === 400) return new InvalidStateError(text, { ...facts, platformCode: name ?? "error" });
  return new FinalError(text, status === 403 ? { ...facts, errorCode: "not-permitted" } : facts);
}

function unreadable(response: HttpResponse, exchange: Exchange): RequestError {
  const said = faultOf(response.text)?.message ?? (excerpt(response.text) || "nothing");
  const text = `${exchange.base} responded to ${exchange.request} with status ${response.status}: ${said}${trace(response)}`;
  const facts = { request: exchange.request, status: response.status };
  if (response.status < 500 && !exchange.write) {
    return new WrongEndpointError(`${text}. This is not the OpenStack API; ${exchange.remedy}`, facts);
  }
  if (exchange.write) return new AmbiguousError(text, facts);
  return new RetryableError(text, { ...facts, retryAfter: retryAfter(response) });
}

/**
 * `{"itemNotFound": {"code": 404, "message": …}}` of the service, `{"message": …, "code": "404 Not Found"}` of what
 * stands before it, `{"error": {"message": …, "code": …}}` of Keystone and of vendors. Codes are texts or numbers.
 */
export function faultOf(text: string): Fault | undefined {
  const body = parseObject(text);
  if (body === undefined) return undefined;
  for (const [name, value] of Object.entries(body)) {
    if (!isObject(value) || typeof value["message"] !== "string") continue;
    const code = value["code"];
    // The general name says nothing, the code of some vendors does: `EVS.1024`, or the name of a fault.
    const special = typeof code === "string" && /[a-z]/i.test(code) ? code : undefined;
    const message = plain(value["message"]);
    return { name: name === "error" ? special : name, message, quota: value["retryAfter"] !== undefined };
  }
  const message = body["message"];
  return typeof message === "string" ? { name: undefined, message: plain(message), quota: false } : undefined;
}

/** The text of a web server without its tags. */
const plain = (text: string): string => platformText(withoutTags(redact(text)));

function withoutTags(text: string): string {
  const parts: string[] = [];
  let from = 0;
  for (let open = text.indexOf("<"); open >= 0; open = text.indexOf("<", from)) {
    const close = text.indexOf(">", open);
    if (close < 0) break;
    parts.push(text.slice(from, open));
    from = close + 1;
  }
  return [...parts, text.slice(from)].join(" ");
}

/** What the platform's operators need to find the request again. */
function trace(response: HttpResponse): string {
  const id = response.headers["x-openstack-request-id"] ?? response.headers["x-compute-request-id"];
  return typeof id === "string" && id !== "" ? ` [${platformText(id, 100)}]` : "";
}
