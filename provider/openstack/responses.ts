import type { HttpResponse } from "../http/client";
import {
  AmbiguousError,
  FinalError,
  NotFoundError,
  type RequestError,
  type RequestFacts,
  RetryableError,
  SessionError,
  WrongEndpointError,
} from "../http/errors";
import { platformText } from "../http/printable";
import { redact } from "../http/redact";

export type Json = Readonly<Record<string, unknown>>;

/** Facts of the exchange that an answer belongs to. */
export interface Exchange {
  /** Method and path without query. */
  readonly request: string;
  readonly write: boolean;
  /** Scheme, host and port, for messages. */
  readonly base: string;
  /** What to check where the answer is not one of the service. */
  readonly remedy: string;
}

/** A quota of the project is used up: waiting does not help. */
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

/** What an error answer says, in any of the shapes in use. */
interface Fault {
  /** `badRequest`, `itemNotFound`, `overLimit`, …; undefined where a router or a proxy answered. */
  readonly name: string | undefined;
  readonly message: string;
  /** It says when to come again, be it never: so a quota is told from a text that is too long, both being `overLimit`. */
  readonly quota: boolean;
}

/** The JSON of a success, undefined for one without content; every other answer becomes the error of its condition. */
export function parseResponse(answer: HttpResponse, exchange: Exchange): Json | undefined {
  const { status } = answer;
  if (status >= 200 && status < 300) {
    if (answer.text.trim() === "") return undefined;
    const body = parsed(answer.text);
    if (body === undefined) throw unreadable(answer, exchange);
    return body;
  }
  throw failure(answer, exchange);
}

function failure(answer: HttpResponse, exchange: Exchange): RequestError {
  const { status } = answer;
  const fault = faultOf(answer.text);
  const name = fault?.name;
  const facts = { request: exchange.request, status, ...(name === undefined ? {} : { platformCode: name }) };
  const said = `${fault?.message ?? shortened(answer.text) ?? "no reason given"}${trace(answer)}`;
  const pause = retryAfter(answer);
  if (status === 429 || (status === 413 && pause !== undefined)) {
    const text = `${exchange.base} asks to be left alone (${status}: ${said})`;
    return new RetryableError(text, { ...facts, ...(pause === undefined ? {} : { retryAfter: pause }) });
  }
  if (status === 401) return new SessionError(`${exchange.base} does not accept the token: ${said}`, facts);
  if (status >= 300 && status < 400) {
    const target = platformText(redact(String(answer.headers["location"] ?? "elsewhere")).split("?")[0] ?? "");
    return new WrongEndpointError(`${exchange.base} redirects to ${target}; ${exchange.remedy}`, facts);
  }
  // A failure on the way may have come after the work was begun, whoever says it.
  if (status >= 500) return unreadable(answer, exchange);
  if (fault === undefined) {
    if (isHtml(answer.text)) return unreadable(answer, exchange);
    return new FinalError(`${exchange.request}: ${said} (status ${status})`, facts);
  }
  const text = `${said} (${name === undefined ? "no fault name" : platformText(name, 100)}, status ${status})`;
  if (status === 404 && name === "itemNotFound") return new NotFoundError(text, facts);
  if (status === 404) return new FinalError(`${exchange.request}: ${text}; ${exchange.remedy}`, facts);
  if (status === 413 && (fault.quota || answer.headers["retry-after"] !== undefined)) {
    return new QuotaError(text, facts);
  }
  // Its schema is checked before anything is looked at: no state has to do with that.
  if (status === 400 && text.startsWith("Invalid input for field/attribute ")) {
    // It ends in a pattern of some thousand characters that nobody reads.
    return new FinalError(`${platformText(fault.message, 300)} (${name}, status ${status})`, facts);
  }
  if (status === 409 || status === 400) return new InvalidStateError(text, { ...facts, platformCode: name ?? "error" });
  return new FinalError(text, facts);
}

function unreadable(answer: HttpResponse, exchange: Exchange): RequestError {
  const said = faultOf(answer.text)?.message ?? shortened(answer.text) ?? "nothing";
  const text = `${exchange.base} answered ${exchange.request} with status ${answer.status}: ${said}${trace(answer)}`;
  const facts = { request: exchange.request, status: answer.status };
  if (answer.status < 500 && !exchange.write) {
    return new WrongEndpointError(`${text}, which is not the API; ${exchange.remedy}`, facts);
  }
  if (exchange.write) return new AmbiguousError(text, facts);
  const pause = retryAfter(answer);
  return new RetryableError(text, { ...facts, ...(pause === undefined ? {} : { retryAfter: pause }) });
}

/**
 * `{"itemNotFound": {"code": 404, "message": …}}` of the service, `{"message": …, "code": "404 Not Found"}` of what
 * stands before it, `{"error": {"message": …, "code": …}}` of Keystone and of vendors. Codes are texts or numbers.
 */
export function faultOf(text: string): Fault | undefined {
  const body = parsed(text);
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

/** What a web server has put into tags comes without them. */
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
function trace(answer: HttpResponse): string {
  const id = answer.headers["x-openstack-request-id"] ?? answer.headers["x-compute-request-id"];
  return typeof id === "string" && id !== "" ? ` [${platformText(id, 100)}]` : "";
}

/** Milliseconds; undefined where the server names none, or zero, which means that waiting does not help. */
function retryAfter(answer: HttpResponse): number | undefined {
  const seconds = Number(answer.headers["retry-after"]);
  return Number.isFinite(seconds) && seconds > 0 ? seconds * 1000 : undefined;
}

export function parsed(text: string): Json | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return value !== null && typeof value === "object" && !Array.isArray(value);
}

const isHtml = (text: string): boolean => /^\s*<(!doctype|html|head|body|\?xml)/i.test(text);

function shortened(text: string): string | undefined {
  const line = isHtml(text) ? "an HTML page" : platformText(text, 300);
  return line === "" ? undefined : line;
}
