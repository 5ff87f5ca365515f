import type { ErrorCode } from "../../http/errorCodes";
import { RefusedError } from "../../http/errors";

/** The object exists, or its creation is under way, but it is not what was declared yet. */
export class UnfinishedError extends Error {
  readonly code: ErrorCode = "unfinished";

  /** @param id the object's id, if it is known @param job what has to be followed later */
  constructor(
    readonly id: string | undefined,
    readonly job: string,
    message: string,
  ) {
    super(message);
    this.name = "UnfinishedError";
  }
}

/** What the engine records as a resource with a failed initialization; the next `up` calls update. */
export class PartialStateError extends Error {
  readonly code: ErrorCode;
  readonly reasons: string[];

  constructor(
    readonly id: string,
    reason: string,
    readonly properties: Record<string, unknown>,
    options: ErrorOptions & { readonly code?: ErrorCode } = {},
  ) {
    super(reason, options);
    this.name = "PartialStateError";
    this.code = options.code ?? "unfinished";
    this.reasons = [reason];
  }
}

/** The engine has exited: whatever was created stays without an owner tag, and the next run takes it over. */
export class EngineGoneError extends Error {
  readonly code: ErrorCode = "engine-gone";

  constructor(what: string) {
    super(`the Pulumi engine has exited; the next run takes over ${what}`);
    this.name = "EngineGoneError";
  }
}

/** Another resource got the object in the meantime, so its id is not given to the engine. */
export class TakenError extends Error {
  readonly code: ErrorCode = "object-taken";

  constructor(id: string, owner: string) {
    super(`${id} belongs to ${owner} now. Nothing was changed. Release it there, or adopt another object.`);
    this.name = "TakenError";
  }
}

/** A deletion was not sent, because another resource holds the object by now. */
export class HeldError extends RefusedError {
  /** @param holder who holds it, as a clause: `it belongs to …` */
  constructor(
    id: string,
    readonly holder: string,
  ) {
    super("object-taken", `${id} is not deleted, because ${holder}`);
    this.name = "HeldError";
  }
}
