import type { ErrorCode } from "../../http/errorCodes";
import { RefusedError } from "../../http/errors";

/** The object exists, or its creation is under way, but it is not what was declared yet. */
export class UnfinishedError extends Error {
  readonly code: ErrorCode = "unfinished";

  /** @param id the object's id, where this call chose it or has seen it @param job what has to be asked later */
  constructor(
    readonly id: string | undefined,
    readonly job: string,
    message: string,
  ) {
    super(message);
    this.name = "UnfinishedError";
  }
}

/** What the engine keeps as a resource with a failed initialisation; the next `up` calls update. */
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

/** The engine that asked has gone: whatever was made stays unmarked, and the next run takes it. */
export class EngineGoneError extends Error {
  readonly code: ErrorCode = "engine-gone";

  constructor(what: string) {
    super(`the Pulumi engine has exited; the next run takes over ${what}`);
    this.name = "EngineGoneError";
  }
}

/** Another one has got the object in the meantime: it is not ours in any form, so that no id goes to the engine. */
export class TakenError extends Error {
  readonly code: ErrorCode = "object-taken";

  constructor(id: string, owner: string) {
    super(`${id} belongs to ${owner} now. Nothing was changed. Release it there, or adopt another object.`);
    this.name = "TakenError";
  }
}

/** A deletion was not sent: something else holds the object by now. */
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
