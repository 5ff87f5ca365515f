// The two kinds of failure the REST layer knows: an error code (503 with JSON) and a plain text answer (4xx/500).

export interface ErrorBody {
  causes?: ErrorBody[];
  code: string;
  description: string;
  details: string;
  elaboration?: string;
  location?: string;
  messages?: Record<string, string | number>;
  cost?: string;
  opaque?: Record<string, string>;
  cause?: ErrorBody;
  globalErrorCode?: string;
}

export interface ErrorExtras {
  location?: string;
  elaboration?: string;
  messages?: Record<string, string | number>;
  opaque?: Record<string, string>;
  cause?: ApiError;
  causes?: readonly ApiError[];
  /** The server measures no cost for exceptions nobody handled. */
  unhandled?: boolean;
}

const descriptions: Record<string, string> = {
  "SYS.1000": "An internal error happened in system",
  "SYS.1001": "A message or a operation timeout",
  "SYS.1002": "Unable to create a resource",
  "SYS.1003": "A resource can not be found",
  "SYS.1004": "Unable to delete a resource",
  "SYS.1005": "Unable to change resource state",
  "SYS.1006": "An operation failed",
  "SYS.1007": "One or more API argument is invalid",
  "SYS.1015": "Cannot make a HTTP request",
  "ID.1000": "Unable to authenticate a user",
  "ID.1001": "The session is invalid, either wrong session id or the session has been expired",
  "ID.1002": "The user doesn't have permission to perform the operation",
  "ID.1003": "The user exceeds a quota of a resource",
  "ID.1006": "Maximum number of concurrent sessions exceeded",
  "BS.1003": "Unable to allocate a backup storage",
  "SYS.1008": "Unknown message, no service can deal with the message",
  "VOLUME_SNAPSHOT.1000": "Snapshot is not in correct status for operation.",
  "VOLUME_SNAPSHOT.1002": "Failed to delete volume snapshots in batch.",
  "VOL_BACKUP.1000": "Unable to create volume backup",
};

/** An API that failed: 503 and `{"error": …}`, at once for sync calls, at the poll for jobs. */
export class ApiError extends Error {
  constructor(
    readonly code: string,
    readonly details: string,
    readonly extras: ErrorExtras = {},
  ) {
    super(`${code} ${details}`);
  }

  /** Key order is the server's. Newer servers add a code of their own. */
  body(polled: boolean, newer = false, cost = 1 + Math.floor(Math.random() * 5)): ErrorBody {
    const { location, elaboration, messages, opaque, cause, causes = [], unhandled } = this.extras;
    return {
      ...(polled ? { causes: causes.map((one) => one.body(polled, newer, cost)) } : {}),
      code: this.code,
      description: descriptions[this.code] ?? "An operation failed",
      details: this.details,
      ...(elaboration === undefined ? {} : { elaboration }),
      ...(location === undefined ? {} : { location }),
      ...(messages === undefined ? {} : { messages }),
      ...(unhandled === true ? {} : { cost: `${cost}ms` }),
      ...(opaque === undefined ? {} : { opaque }),
      ...(cause === undefined ? {} : { cause: cause.body(polled, newer, cost) }),
      ...(newer ? { globalErrorCode: `ORG_ZSTACK_${this.code.replace(".", "_")}` } : {}),
    };
  }
}

/** A query that only the administrator may run. */
export function adminsOnly(inventory: string, api: string): ApiError {
  const message = `${inventory.slice(0, inventory.lastIndexOf("."))}.API${api}Msg`;
  return new ApiError("ID.1002", `request api[name: ${message}] is admin only, can not be executed by current user`);
}

/** An answer of the REST layer itself: a status and plain text. */
export class TextError extends Error {
  constructor(
    readonly status: number,
    text: string,
  ) {
    super(text);
  }
}

export const internal = (details: string, extras: ErrorExtras = {}) =>
  new ApiError("SYS.1000", details, { unhandled: true, ...extras });
export const notFound = (details: string) => new ApiError("SYS.1003", details);
export const operation = (details: string, extras: ErrorExtras = {}) => new ApiError("SYS.1006", details, extras);
export const invalid = (details: string) => new ApiError("SYS.1007", details);
export const deleteFailed = (details: string, cause: ApiError) =>
  new ApiError("SYS.1004", details, { cause, unhandled: true });

export const validator = "org.zstack.header.message.ApiMessageParamValidator";
export const mandatory = (field: string) =>
  invalid(`field[${field}] of message[${validator}] is mandatory, can not be null`);
export const tooLong = (field: string, limit: number, actual: number) =>
  invalid(
    `field[${field}] of message[${validator}] exceeds max length of string. expected was <= ${limit}, actual was ${actual}`,
  );

export const resourceMissing = (field: string, uuid: string, vo: string) =>
  notFound(`invalid field[${field}], resource[uuid:${uuid}, type:${vo}] not found`);
export const resourcesMissing = (field: string, uuids: readonly string[], vo: string) =>
  notFound(`invalid field[${field}], resource[uuids:[${uuids.join(", ")}], type:${vo}] not found`);

/** A key violated, unique or foreign: nothing in the text tells which. */
export const duplicateKey = (location?: string, unhandled = false) =>
  new ApiError("SYS.1000", "org.hibernate.exception.ConstraintViolationException: could not execute statement", {
    unhandled,
    ...(location === undefined ? {} : { location }),
  });

/** A snapshot that is being made or deleted. */
export const wrongStatus = (row: { uuid: string; name: string; status: string }, message: string) =>
  new ApiError(
    "VOLUME_SNAPSHOT.1000",
    `snapshot[uuid:${row.uuid}, name:${row.name}]'s status[${row.status}] is not allowed for message[${message}], allowed status[Ready]`,
  );

export const notOwner = (account: string, uuid: string, vo: string) =>
  operation(
    `permission denied, the account[uuid:${account}] is not the owner of the resource[uuid:${uuid}, type:${vo}]`,
  );

function known(
  code: string,
  chinese: string,
  english: string,
  method: "distance" | "regex" = "distance",
): Record<string, string | number> {
  return { code, message_cn: chinese, message_en: english, source: "zstack", distance: 0, method };
}

export function notAttachable(status: string): ApiError {
  const details = `data volume can only be attached when status is [Ready, NotInstantiated], current is ${status}`;
  const english = `Data volume can only be attached when status is Ready/NotInstantiated. Current: ${status}.`;
  const chinese = `云盘只能在状态就绪或未初始化时加载，当前状态为 ${status}。`;
  const messages = known("1000", chinese, english, "regex");
  return operation(details, { elaboration: `Error message: ${english}`, messages });
}

export const wrongPassword = () =>
  new ApiError("ID.1000", "wrong account name or password", {
    elaboration: "Error message: Wrong account name or password.",
    location: "LoginManagerImpl.java: process-login (location:2/2)",
    messages: known("1000", "错误的帐号或密码。", "Wrong account name or password."),
  });

export const noService = (details: string) =>
  new ApiError("SYS.1008", details, {
    elaboration: "Error message: Internal error: No service to deal with message.",
    messages: known(
      "1006",
      "内部错误：没有服务处理的消息。",
      "Internal error: No service to deal with message.",
      "regex",
    ),
  });

export const sessionInvalid = () =>
  new ApiError("ID.1001", "Session expired", {
    elaboration: "Error message: Session expired or wrong session ID.",
    messages: known("1001", "session 已过期，或者提供了不正确的 session id。", "Session expired or wrong session ID."),
  });
