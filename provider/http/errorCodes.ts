/**
 * What every error says in its `code`, for programs and pipelines: a contract. Messages may change, codes do not.
 */
export const errorCodes = {
  "answer-lost": "a write was sent and its answer was lost or unreadable",
  "changed-meanwhile": "the object changed between the last look and the operation",
  "clock-skew": "the clocks of the platform and of this machine differ too much",
  "dependents-unknown": "the platform does not show what depends on the object",
  "engine-gone": "the Pulumi engine ended during the operation",
  "foreign-dependents": "the deletion would also delete objects that this stack does not own",
  "has-dependents": "the deletion would also delete other objects",
  "host-unavailable": "the host that would do the work is not connected",
  "internal-error": "an error that none of these describes",
  "invalid-config": "the provider configuration is incomplete or wrong",
  "invalid-input": "an input is wrong or contradicts another one",
  "job-dead": "the job on the platform can never end, because its server was restarted",
  "job-lost": "the platform does not know the job, or no longer",
  "last-copy": "the deletion would remove the only complete copy",
  "no-complete-copy": "no storage holds a complete copy to copy from",
  "not-confirmed": "the platform reports success, and the object does not show it",
  "not-found": "the platform does not have the object",
  "not-permitted": "the account lacks the permission",
  "object-taken": "another stack or resource took the object over in the meantime",
  "operation-in-progress": "another operation on the object or its volume has not finished",
  "origin-mismatch": "the object belongs to another server, project or account than the settings name",
  "partly-deleted": "only some of the objects that belong together are deleted",
  "quota-exceeded": "a quota of the account leaves no room",
  "rate-limited": "the platform asks to send fewer requests",
  refused: "the provider refused the operation",
  "refused-by-platform": "the platform refused the request",
  "retain-all-override": "a setting keeps everything, and the operation could delete something",
  "session-refused": "the platform does not accept the session or the credentials",
  stopped: "the provider was asked to stop",
  "storage-full": "the storage has no space left",
  "storage-unavailable": "the storage is disabled, disconnected or not visible to the account",
  "tag-refused": "the platform refused to write or delete a tag",
  "timed-out": "the platform did not finish within the timeout",
  "too-many-attempts": "the platform remembers too many attempts to create the object",
  "too-slow": "the platform answers too slowly for a safe deletion",
  "unexpected-response": "the platform answered with data that the provider does not understand",
  unfinished: "the object exists and is not yet what was declared",
  unreachable: "nothing answers at the address, or the service is unavailable for now",
  "unsupported-by-platform": "the platform version or edition does not support the setting or operation",
  "uuid-used": "the uuid that the program gives was used before, and a uuid is accepted only once",
  "wrong-endpoint": "the address answers, but not as the API, or with another certificate",
  "wrong-state": "an object is in a state that does not allow the operation",
} as const;

export type ErrorCode = keyof typeof errorCodes;

/** The code of an error; of one from elsewhere that it is not ours. */
export function codeOf(error: unknown): ErrorCode {
  const code = (error as { code?: unknown } | undefined)?.code;
  return typeof code === "string" && Object.hasOwn(errorCodes, code) ? (code as ErrorCode) : "internal-error";
}
