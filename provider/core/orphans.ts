import { RefusedError } from "../http/errors";
import type { Owner, OwnershipTags } from "./identity/identity";

export type StackOf = Pick<Owner, "namespace" | "organization" | "project" | "stack">;

/** What the state of the stack knows. */
export interface Known {
  readonly ids: ReadonlySet<string>;
  /** Owner labels of the resources. */
  readonly owners: ReadonlySet<string>;
  /** Names that the stack has, or had before it was renamed, as marks have them. */
  readonly stackNames: ReadonlySet<string>;
}

/**
 * `interrupted`: without an owner tag; an interrupted run may have made it. `unmanaged`: with an owner tag of the stack,
 * and not in its state. `deferred`: without an owner tag, its deletion waits for what depends on it. `retained`: kept on
 * purpose.
 */
export type OrphanStatus = "interrupted" | "unmanaged" | "deferred" | "retained";

export const orphanStatuses: readonly OrphanStatus[] = ["interrupted", "unmanaged", "deferred", "retained"];

/** An object that a stack has made or adopted and that its state does not know. */
export interface Orphan {
  readonly uuid: string;
  readonly name: string;
  readonly createDate: string | undefined;
  /** It is not being made any more. */
  readonly ready: boolean;
  /** Young enough to be taken over by the next `up`. */
  readonly resumable: boolean;
  readonly ownership: OwnershipTags;
  /** `cinder.VolumeSnapshot` */
  readonly token: string;
  readonly noun: string;
  readonly status: OrphanStatus;
  /** `<org>/<project>/<stack>::<kind>::<name>`, where it was ever written. */
  readonly owner: string | undefined;
  /** Whether it was made for a declaration of this stack. */
  readonly named: boolean;
  /** What a deferred one waits for. */
  readonly waitsFor: readonly {
    readonly what: string;
    readonly uuid: string;
    readonly name: string;
    readonly owner: string | undefined;
  }[];
}

export interface Findings {
  readonly orphans: readonly Orphan[];
  /** Kinds that the platform does not have at all. */
  readonly unsupported: readonly string[];
}

/** Finds and changes the orphans of a stack on one platform. */
export interface OrphanKeeper {
  find(known: Known): Promise<Findings>;
  /** Makes an unmanaged object one of an interrupted run, which the next `up` takes over. */
  release(orphan: Orphan, known: Known): Promise<void>;
  /** Takes the mark off an object that was kept on purpose. */
  releaseRetained(orphan: Orphan): Promise<void>;
  /** Deletes one object under the rules of every deletion. */
  delete(orphan: Orphan): Promise<"deleted" | "deferred">;
}

/** Whose the object is, or was: beside an owner tag, a deferring one counts for nothing. */
export const labelIn = ({ owner, deferred, retained }: OwnershipTags): string | undefined =>
  retained ?? owner ?? deferred;

export function statusOf({ owner, deferred, retained }: OwnershipTags): OrphanStatus {
  if (retained !== undefined) return "retained";
  // Both tags: the run that was deferring it was killed, and no other run acts on the deferring one.
  if (owner !== undefined) return "unmanaged";
  return deferred === undefined ? "interrupted" : "deferred";
}

/** @param way how else the object can be managed again */
export function refuseRelease(orphan: Orphan, known: Known, way: string): void {
  const { status, uuid, noun, owner, token, named, resumable } = orphan;
  const refuse = (why: string): never => {
    throw new RefusedError("not-releasable", `${noun} ${uuid} ${why}`);
  };
  if (status === "interrupted") refuse("has no owner tag; there is nothing to release");
  if (status === "retained") refuse(`is retained: use --release-retained, or ${way}`);
  if (status !== "unmanaged") refuse(`is ${status} and is not taken over automatically; ${way} instead`);
  if (owner?.split("::")[1] !== token)
    refuse(`was a point of a series, and no other series takes it over; ${way} instead`);
  if (!named) refuse(`was not created for a resource of this stack; ${way} instead`);
  if (!resumable)
    refuse(`is older than 3 h and too old to be taken over (the platform keeps jobs no longer); ${way} instead`);
  if (owner !== undefined && known.owners.has(owner))
    refuse(`is not taken over: the stack has another object for ${owner}; ${way} instead`);
}

export function refuseReleaseRetained({ status, uuid, noun }: Orphan): void {
  if (status !== "retained")
    throw new RefusedError("not-releasable", `${noun} ${uuid} is ${status}, not retained; nothing was changed`);
}

export function refuseDelete({ status, uuid, noun, ready }: Orphan, retainAllOverride: string | undefined): void {
  if (retainAllOverride !== undefined)
    throw new RefusedError("retain-all-override", `${retainAllOverride} is "retain": nothing is deleted`);
  if (status === "retained")
    throw new RefusedError(
      "retained",
      `${noun} ${uuid} is retained: use --release-retained first, or delete it on the platform`,
    );
  if (!ready)
    throw new RefusedError(
      "operation-in-progress",
      `${noun} ${uuid} is still being created. Run the command again later.`,
    );
}
