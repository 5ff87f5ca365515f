/**
 * Stable codes of all errors, for programs and pipelines. Messages may change, codes do not. Both texts of a code are printed
 * in docs/reference/errors.md, where `code` is Markdown.
 */
export const errorCodes = {
  "already-exists": {
    meaning: "an object with the given id exists, and the resource does not adopt it",
    remedy: "Set `adopt: true` to manage that object with this resource, or give an unused id.",
  },
  "answer-lost": {
    meaning: "a write was sent and its answer was lost or unreadable",
    remedy: "Run `pulumi up` again: the provider first searches for what the write created.",
  },
  "changed-meanwhile": {
    meaning: "the object changed between the last look and the operation",
    remedy: "Run the command again. It reads the object anew.",
  },
  "clock-skew": {
    meaning: "the clocks of the platform and of this machine differ too much",
    remedy:
      "Set `zstack:timeZone` to the server's time zone, or correct one of the clocks. Only access keys need this.",
  },
  "confirmation-required": {
    meaning: "the command asks for confirmation, and there is no terminal to ask on",
    remedy: "Check what the command would change, then run it with `--yes`.",
  },
  "creation-failed": {
    meaning: "the platform's job that created the object failed",
    remedy:
      "Read the platform's reason in the message and remove the cause. The next `pulumi up` creates a new object.",
  },
  "dependents-unknown": {
    meaning: "the platform does not show what depends on the object",
    remedy:
      "Run the command again. If it stays, let the account see the volume's snapshots, or delete the object on the platform.",
  },
  "engine-gone": {
    meaning: "the Pulumi engine ended during the operation",
    remedy: "Run `pulumi cancel`, then `pulumi up`: it takes over what was created.",
  },
  "foreign-dependents": {
    meaning: "the deletion would also delete objects that this stack does not own",
    remedy:
      'Delete the named objects first, keep this one with `deletionPolicy: "retain"`, or use `"cascade"`. Run `pulumi up` for a changed policy to take effect.',
  },
  "has-dependents": {
    meaning: "the deletion would also delete other objects",
    remedy: 'Delete the named objects first, or keep this one with `deletionPolicy: "retain"`.',
  },
  "host-unavailable": {
    meaning: "the host that would do the work is not connected",
    remedy: "Reconnect the host on the platform and run again.",
  },
  "internal-error": {
    meaning: "an error without a code of its own",
    remedy: "Run again with `PULUMI_SNAPSHOTS_LOG=debug` and report the issue with that log.",
  },
  "invalid-config": {
    meaning: "the provider configuration is incomplete or wrong",
    remedy: "Set what the message names: see the connection of ZStack or OpenStack.",
  },
  "invalid-input": {
    meaning: "an input is wrong or contradicts another one",
    remedy: "Correct the named input.",
  },
  "job-dead": {
    meaning: "the job on the platform can never end, because its server was restarted",
    remedy: "Run `pulumi up` again. The provider cleans up and creates a new object under another id.",
  },
  "job-lost": {
    meaning: "the platform does not know the job, or no longer",
    remedy: "Run `pulumi up` again. It searches for the object and creates it if it does not exist.",
  },
  "last-copy": {
    meaning: "the deletion would remove the only complete copy",
    remedy: "Add the backup storage to `replicas` again, or delete the resource if the backup is no longer needed.",
  },
  "no-complete-copy": {
    meaning: "no storage holds a complete copy to copy from",
    remedy: "Change `triggers` to create a new backup.",
  },
  "no-match": {
    meaning: "a function found no object with these filters",
    remedy: "Correct the filters, or use an account that can see the object.",
  },
  "not-as-declared": {
    meaning: "the object differs from what the resource declares",
    remedy: "Correct the program, adopt another object, or remove the entry with `pulumi state delete`.",
  },
  "not-confirmed": {
    meaning: "the platform reports success, and the object does not show it",
    remedy: "Check the named storage or object on the platform and run again.",
  },
  "not-found": {
    meaning: "the platform does not have the object",
    remedy: "Correct the id, use the account that owns the object, or run `pulumi up --refresh` to create it again.",
  },
  "not-newest": {
    meaning: "the snapshot is not the newest of its volume, and the platform reverts to the newest only",
    remedy: "Delete the newer snapshots if they are not needed, or make a new volume from this one.",
  },
  "not-orphaned": {
    meaning: "the object is not an orphaned resource of the stack",
    remedy: "Run `pulumi-snapshots orphans` and use an id that it lists. What the state contains is deleted by Pulumi.",
  },
  "not-permitted": {
    meaning: "the account lacks the permission",
    remedy: "Give the account the permission, or use another account: see the permissions of each resource.",
  },
  "not-releasable": {
    meaning: "an orphan in this status cannot be released",
    remedy: "Follow the message: adopt the object instead, or use `--release-retained`.",
  },
  "not-visible": {
    meaning: "the object exists, but the account of the provider cannot see it",
    remedy: "Use the account that created the object.",
  },
  "object-taken": {
    meaning: "the object belongs to another stack or resource",
    remedy:
      'Release it in the other stack (`deletionPolicy: "retain"`, then remove the resource there), or adopt another object.',
  },
  "operation-in-progress": {
    meaning: "another operation on the object or its volume has not finished",
    remedy: "Wait and run again, or raise `customTimeouts`.",
  },
  "organization-mismatch": {
    meaning: "the state was written for a stack of another organization",
    remedy: "Set `snapshots:organization` to the organization that the message names.",
  },
  "origin-mismatch": {
    meaning: "the provider is configured for a different server or account than the object's",
    remedy: "Set the address and account back to those that the message names.",
  },
  "outcome-unknown": {
    meaning: "a restore in place was begun, and nothing tells whether it was carried out",
    remedy:
      'Look at the volume or VM. Set `onUnknown: "rerun"` to restore it now, or remove the resource if it is as it should be.',
  },
  "owner-unknown": {
    meaning: "nothing proves that the object belongs to the stack",
    remedy: "Check the object on the platform, then delete it with `--allow-unmarked`.",
  },
  "partly-deleted": {
    meaning: "only some of the objects that belong together are deleted",
    remedy: "Remove the cause that the message names and run again. What is deleted is skipped.",
  },
  "partly-reverted": {
    meaning: "only a part of what was to be restored in place was overwritten",
    remedy: 'Remove the cause that the message names, then set `onUnknown: "rerun"` to restore all of it.',
  },
  "pending-operations": {
    meaning: "the state of the stack has pending operations",
    remedy:
      "If no run is active: `pulumi cancel`, then `pulumi-snapshots recover`. Check pending operations of other resources first.",
  },
  "pulumi-cli-failed": {
    meaning: "the Pulumi CLI cannot be run, or reports an error",
    remedy: "Install the Pulumi CLI and log in, or correct what it reports.",
  },
  "quota-exceeded": {
    meaning: "a quota of the account leaves no room",
    remedy: "Delete restore points that are no longer needed, or have the quota raised.",
  },
  "rate-limited": {
    meaning: "the platform asks to send fewer requests",
    remedy: "Run again later, or with a lower `--parallel`.",
  },
  "refused-by-platform": {
    meaning: "the platform refused the request",
    remedy: "Read the platform's words in the message and correct what they name.",
  },
  "replacement-not-ready": {
    meaning: "the object is kept because the one that replaces it cannot be used yet",
    remedy: "Run `pulumi up` again. The old object is deleted once the new one is complete.",
  },
  "retain-all-override": {
    meaning: "a setting keeps everything, and the operation could delete something",
    remedy: "Remove `PULUMI_SNAPSHOTS_DELETION_POLICY` or `snapshots:deletionPolicy` if the operation is intended.",
  },
  retained: {
    meaning: "the object is kept on purpose",
    remedy: "Use `--release-retained` first, or delete the object on the platform.",
  },
  "session-refused": {
    meaning: "the platform does not accept the session or the credentials",
    remedy: "Check account and password, access key, token or application credential.",
  },
  "several-matches": {
    meaning: "a function found more than one object",
    remedy: "Add filters, or set `mostRecent: true`.",
  },
  "simulator-failed": {
    meaning: "the simulator cannot start or stop with these settings",
    remedy: "Correct the option that the message names.",
  },
  "state-changed": {
    meaning: "the state of the stack changed between the last look and the operation",
    remedy: "Nothing was changed. Run the command again.",
  },
  "state-unreadable": {
    meaning: "the state of the stack cannot be read completely",
    remedy: "Repair the named entry (`pulumi state edit`), or use the version of the package that wrote it.",
  },
  stopped: {
    meaning: "the provider was asked to stop",
    remedy: "Run the command again.",
  },
  "storage-full": {
    meaning: "the storage has no space left",
    remedy: "Free space on the storage, or choose another one.",
  },
  "storage-unavailable": {
    meaning: "the storage is disabled, disconnected or not visible to the account",
    remedy: "Enable and reconnect the storage, or choose another one.",
  },
  "tag-refused": {
    meaning: "the platform refused to write or delete a tag",
    remedy:
      "Let the account create and delete user tags of the object, then run `pulumi up` again: it finishes the same object.",
  },
  "timed-out": {
    meaning: "the platform did not finish within the timeout",
    remedy: "Run `pulumi up` again: it resumes the wait. Raise `customTimeouts` if this happens often.",
  },
  "too-many-attempts": {
    meaning: "the platform remembers too many attempts to create the object",
    remedy: "Find out why the earlier attempts failed, then wait three hours or change `triggers`.",
  },
  "too-slow": {
    meaning: "the platform answers too slowly for a safe deletion",
    remedy: "Nothing was deleted. Run again when the platform responds faster.",
  },
  "unexpected-response": {
    meaning: "the platform responded with something that the provider cannot read",
    remedy:
      "Check that nothing between provider and platform changes responses (proxy, gateway). Otherwise report it with the log.",
  },
  unfinished: {
    meaning: "the object exists and is not yet what was declared",
    remedy: "Run `pulumi up` again: it resumes the same object and never creates a second one.",
  },
  unreachable: {
    meaning: "nothing responds at the address, or only temporary errors",
    remedy: "Check host, port, name resolution, firewall and proxy, then run again.",
  },
  "unsupported-by-platform": {
    meaning: "the platform version or edition does not support the setting or operation",
    remedy: "Remove the setting, or use a platform version or edition that supports it.",
  },
  "usage-error": {
    meaning: "the command line is wrong",
    remedy: "Correct the named option; `--help` lists all of them.",
  },
  "uuid-used": {
    meaning: "the uuid that the program gives was used before, and a uuid is accepted only once",
    remedy: "Choose another `resourceUuid`, or remove it.",
  },
  "verification-failed": {
    meaning: "the created object did not pass its verification",
    remedy:
      "Remove the cause on the platform; the next `pulumi up` checks again. `verify` relaxes single checks, `triggers` creates a new object.",
  },
  "wrong-endpoint": {
    meaning: "the address is not the API's, or its certificate is not trusted",
    remedy:
      "Correct host, port, protocol or URL, or give the certificate authority with `zstack:caCert` or `openstack:cacertFile`.",
  },
  "wrong-state": {
    meaning: "an object is in a state that does not allow the operation",
    remedy: "Change the state of the named object and run again.",
  },
} as const;

export type ErrorCode = keyof typeof errorCodes;

/** The code of an error; `internal-error` if it has none of ours. */
export function codeOf(error: unknown): ErrorCode {
  const code = (error as { code?: unknown } | undefined)?.code;
  return typeof code === "string" && Object.hasOwn(errorCodes, code) ? (code as ErrorCode) : "internal-error";
}
