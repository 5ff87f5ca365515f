/**
 * Stable codes of all errors, for programs and pipelines. Messages may change, codes do not.
 */
export const errorCodes = {
  "already-exists": "an object with the given id exists, and the resource does not adopt it",
  "answer-lost": "a write was sent and its answer was lost or unreadable",
  "changed-meanwhile": "the object changed between the last look and the operation",
  "clock-skew": "the clocks of the platform and of this machine differ too much",
  "creation-failed": "the platform's job that created the object failed",
  "dependents-unknown": "the platform does not show what depends on the object",
  "engine-gone": "the Pulumi engine ended during the operation",
  "foreign-dependents": "the deletion would also delete objects that this stack does not own",
  "has-dependents": "the deletion would also delete other objects",
  "host-unavailable": "the host that would do the work is not connected",
  "internal-error": "an error without a code of its own",
  "invalid-config": "the provider configuration is incomplete or wrong",
  "invalid-input": "an input is wrong or contradicts another one",
  "job-dead": "the job on the platform can never end, because its server was restarted",
  "job-lost": "the platform does not know the job, or no longer",
  "last-copy": "the deletion would remove the only complete copy",
  "no-complete-copy": "no storage holds a complete copy to copy from",
  "no-match": "a function found no object with these filters",
  "not-as-declared": "the object differs from what the resource declares",
  "not-confirmed": "the platform reports success, and the object does not show it",
  "not-found": "the platform does not have the object",
  "not-permitted": "the account lacks the permission",
  "not-releasable": "an orphan in this status cannot be released",
  "not-visible": "the object exists, but the account of the provider cannot see it",
  "object-taken": "the object belongs to another stack or resource",
  "operation-in-progress": "another operation on the object or its volume has not finished",
  "origin-mismatch": "the provider is configured for a different server or account than the object's",
  "partly-deleted": "only some of the objects that belong together are deleted",
  "quota-exceeded": "a quota of the account leaves no room",
  "rate-limited": "the platform asks to send fewer requests",
  "refused-by-platform": "the platform refused the request",
  "replacement-not-ready": "the object is kept because the one that replaces it cannot be used yet",
  "retain-all-override": "a setting keeps everything, and the operation could delete something",
  retained: "the object is kept on purpose",
  "session-refused": "the platform does not accept the session or the credentials",
  "several-matches": "a function found more than one object",
  stopped: "the provider was asked to stop",
  "storage-full": "the storage has no space left",
  "storage-unavailable": "the storage is disabled, disconnected or not visible to the account",
  "tag-refused": "the platform refused to write or delete a tag",
  "timed-out": "the platform did not finish within the timeout",
  "too-many-attempts": "the platform remembers too many attempts to create the object",
  "too-slow": "the platform answers too slowly for a safe deletion",
  "unexpected-response": "the platform responded with something that the provider cannot read",
  unfinished: "the object exists and is not yet what was declared",
  unreachable: "nothing responds at the address, or only temporary errors",
  "unsupported-by-platform": "the platform version or edition does not support the setting or operation",
  "uuid-used": "the uuid that the program gives was used before, and a uuid is accepted only once",
  "verification-failed": "the created object did not pass its verification",
  "wrong-endpoint": "the address is not the API's, or its certificate is not trusted",
  "wrong-state": "an object is in a state that does not allow the operation",
} as const;

export type ErrorCode = keyof typeof errorCodes;

/** The code of an error; `internal-error` if it has none of ours. */
export function codeOf(error: unknown): ErrorCode {
  const code = (error as { code?: unknown } | undefined)?.code;
  return typeof code === "string" && Object.hasOwn(errorCodes, code) ? (code as ErrorCode) : "internal-error";
}
