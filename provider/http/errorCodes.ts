/**
 * What every error says in its `code`, for programs and pipelines: a contract. Messages may change, codes do not.
 */
export const errorCodes = {
  "answer-lost": "a write was sent and its answer was lost or unreadable",
  "engine-gone": "the Pulumi engine ended during the operation",
  "internal-error": "an error that none of these describes",
  "invalid-input": "an input is wrong or contradicts another one",
  "not-found": "the platform does not have the object",
  "object-taken": "another stack or resource took the object over in the meantime",
  refused: "the provider refused the operation",
  "refused-by-platform": "the platform refused the request",
  "session-refused": "the platform does not accept the session or the credentials",
  stopped: "the provider was asked to stop",
  unfinished: "the object exists and is not yet what was declared",
  unreachable: "nothing answers at the address, or the platform asks to come again later",
  "wrong-endpoint": "the address answers, but not as the API, or with another certificate",
} as const;

export type ErrorCode = keyof typeof errorCodes;

/** The code of an error; of one from elsewhere that it is not ours. */
export function codeOf(error: unknown): ErrorCode {
  const code = (error as { code?: unknown } | undefined)?.code;
  return typeof code === "string" && Object.hasOwn(errorCodes, code) ? (code as ErrorCode) : "internal-error";
}
