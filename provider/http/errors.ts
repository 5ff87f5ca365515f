import { type EndpointSettings, endpointTrouble } from "./endpointErrors";
import type { ErrorCode } from "./errorCodes";
import { platformText } from "./printable";

/** What a failed request was, for messages. */
export interface RequestFacts {
  /** Method and path without the query, e.g. `POST /v1/volumes/…/volume-snapshots`. */
  readonly request: string;
  /** HTTP status, where there was an answer. */
  readonly status?: number;
  /** The platform's own error code, e.g. `SYS.1003`. */
  readonly platformCode?: string;
  /** What it means for the user; default: that of the error's class. */
  readonly errorCode?: ErrorCode;
}

/** The message of anything thrown. */
export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** A request that did not end well. The subclass says what may be done about it. */
export abstract class RequestError extends Error {
  readonly request: string;
  readonly status: number | undefined;
  readonly platformCode: string | undefined;
  readonly code: ErrorCode;

  /** Of errors whose facts name none. */
  protected static readonly defaultCode: ErrorCode = "internal-error";

  constructor(message: string, facts: RequestFacts, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
    this.request = facts.request;
    this.status = facts.status;
    this.platformCode = facts.platformCode;
    this.code = facts.errorCode ?? new.target.defaultCode;
  }
}

/** Nothing was sent, or sending again changes nothing: the same request may be repeated. */
export class RetryableError extends RequestError {
  protected static override readonly defaultCode: ErrorCode = "unreachable";
  /** Milliseconds that the server asks to wait. */
  readonly retryAfter: number | undefined;

  constructor(message: string, facts: RequestFacts & { retryAfter?: number | undefined }, options?: ErrorOptions) {
    super(message, facts, options);
    this.retryAfter = facts.retryAfter;
  }
}

/** The server takes no more requests for now; it has not looked at this one. */
export class RateLimitedError extends RetryableError {
  protected static override readonly defaultCode: ErrorCode = "rate-limited";
}

/** Nothing listens at the address. A server that is being restarted listens again within seconds. */
export class RefusedConnectionError extends RetryableError {}

/** Something responds at the address, but it is not the API: another certificate, or HTML. */
export class WrongEndpointError extends RequestError {
  protected static override readonly defaultCode: ErrorCode = "wrong-endpoint";
}

/** A write was sent and its answer lost or unreadable: it may or may not have taken effect. */
export class AmbiguousError extends RequestError {
  protected static override readonly defaultCode: ErrorCode = "answer-lost";
}

/** The session is unknown or expired; nothing was done. */
export class SessionError extends RequestError {
  protected static override readonly defaultCode: ErrorCode = "session-refused";
}

/** The platform's final answer: repeating the request gives the same one. */
export class FinalError extends RequestError {
  protected static override readonly defaultCode: ErrorCode = "refused-by-platform";
}

/** The platform says that the object does not exist. */
export class NotFoundError extends FinalError {
  protected static override readonly defaultCode: ErrorCode = "not-found";
}

/** The process was asked to end and sends nothing any more. */
export class ClosingError extends Error {
  readonly code: ErrorCode = "stopped";

  constructor() {
    super("the provider is shutting down and sends no more requests. Run the command again.");
    this.name = "ClosingError";
  }
}

const notSent = new Set([
  "ECONNREFUSED",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EHOSTUNREACH",
  "EHOSTDOWN",
  "ENETUNREACH",
  "EADDRNOTAVAIL",
  "UND_ERR_CONNECT_TIMEOUT",
  // A proxy that refuses to make the tunnel. The limit of an exchange has an error of its own.
  "UND_ERR_ABORTED",
]);

const tooLarge = "UND_ERR_RES_EXCEEDED_MAX_SIZE";

function causes(error: unknown): unknown[] {
  const found: unknown[] = [];
  for (let at = error; at !== undefined && at !== null && found.length < 8; at = (at as { cause?: unknown }).cause) {
    found.push(at);
    // Node reports a host with several addresses as one AggregateError without a message.
    if (at instanceof AggregateError) found.push(...at.errors);
  }
  return found;
}

/** The codes of an error and of everything behind it. */
export function codesOf(error: unknown): string[] {
  return causes(error)
    .map(codeOf)
    .filter((code) => code !== undefined);
}

function codeOf(error: unknown): string | undefined {
  const code = (error as { code?: unknown } | undefined)?.code;
  return typeof code === "string" ? code : undefined;
}

/** Maps a failure below HTTP (no answer at all) to its condition. */
export function transportError(
  error: unknown,
  facts: RequestFacts & { write: boolean; origin: string; settings?: EndpointSettings },
): RequestError {
  const chain = causes(error);
  const codes = codesOf(error);
  const said = chain.map((at) => (at instanceof Error ? at.message : "")).find((text) => text !== "");
  const why = platformText(said ?? codes[0] ?? String(error), 300);
  const trouble = endpointTrouble(codes, facts.origin, why, facts.settings);
  if (trouble !== undefined) return new WrongEndpointError(trouble, facts, { cause: error });
  if (codes.includes(tooLarge) && !facts.write) {
    return new FinalError(
      `the response to ${facts.request} from ${facts.origin} exceeds 64 MiB`,
      { errorCode: "unexpected-response", ...facts },
      { cause: error },
    );
  }
  if (codes.some((code) => notSent.has(code))) {
    const remedy = facts.settings === undefined ? "" : `; check ${facts.settings.address}`;
    const Condition = codes.includes("ECONNREFUSED") ? RefusedConnectionError : RetryableError;
    return new Condition(`cannot reach ${facts.origin}: ${why}${remedy}`, facts, { cause: error });
  }
  if (!facts.write) {
    return new RetryableError(`no response from ${facts.origin} to ${facts.request}: ${why}`, facts, { cause: error });
  }
  return new AmbiguousError(`the response to ${facts.request} from ${facts.origin} was lost: ${why}`, facts, {
    cause: error,
  });
}

/** A request that the provider refuses before, or instead of, sending anything. */
export class RefusedError extends Error {
  constructor(
    readonly code: ErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.name = "RefusedError";
  }
}

/** An operation that was sent and did not end as requested, or whose end cannot be confirmed yet. */
export class OutcomeError extends Error {
  constructor(
    readonly code: ErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.name = "OutcomeError";
  }
}
