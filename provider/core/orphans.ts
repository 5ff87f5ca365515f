import { Deadline } from "../http/clock";
import { RefusedError } from "../http/errors";
import type { RequestContext } from "./contract/resourceDefinition";
import type { Settings } from "./contract/settings";
import { nameIn, type Owner, type OwnershipTags, ownerLabel, sameStack } from "./identity/identity";
import { newHolder } from "./lifecycle/holder";
import type { ProviderRuntime } from "./runtime/runtime";

export type StackOf = Pick<Owner, "namespace" | "organization" | "project" | "stack">;

/** What the state of the stack contains. */
export interface Known {
  readonly ids: ReadonlySet<string>;
  /** Owner labels of the resources. */
  readonly owners: ReadonlySet<string>;
  /** Names that the stack has, or had before it was renamed, as tags have them. */
  readonly stackNames: ReadonlySet<string>;
}

/**
 * `interrupted`: without an owner tag; an interrupted run may have made it. `unmanaged`: with an owner tag of the stack,
 * and not in its state. `deferred`: without an owner tag, its deletion waits for what depends on it. `retained`: kept on
 * purpose.
 */
export type OrphanStatus = "interrupted" | "unmanaged" | "deferred" | "retained";

export const orphanStatuses: readonly OrphanStatus[] = ["interrupted", "unmanaged", "deferred", "retained"];

/** An object that a stack has created or adopted and that its state does not contain. */
export interface Orphan {
  readonly uuid: string;
  readonly name: string;
  readonly createDate: string | undefined;
  /** Its creation has ended. */
  readonly ready: boolean;
  /** Recent enough to be taken over by the next `up`. */
  readonly resumable: boolean;
  readonly ownership: OwnershipTags;
  /** `cinder.VolumeSnapshot` */
  readonly token: string;
  readonly noun: string;
  readonly status: OrphanStatus;
  /** `<org>/<project>/<stack>::<token>::<name>`, if it was ever written. */
  readonly owner: string | undefined;
  /** Whether it was created for a declaration of this stack. */
  readonly named: boolean;
  /** What the deletion of a deferred one waits for. */
  readonly waitsFor: readonly {
    readonly what: string;
    readonly uuid: string;
    readonly name: string;
    readonly owner: string | undefined;
  }[];
}

export interface Findings {
  readonly orphans: readonly Orphan[];
  /** Tokens of resources that the platform does not have at all. */
  readonly unsupported: readonly string[];
}

/** An object as the platform shows it, before it is known whether it is an orphan of the stack. */
export type OrphanCandidate = Pick<
  Orphan,
  "uuid" | "name" | "createDate" | "ready" | "resumable" | "ownership" | "token" | "noun"
>;

/** Finds and changes the orphans of a stack on one platform. */
export abstract class OrphanKeeper {
  /** Names that the stack had before it was renamed, where the platform lists objects by them. */
  protected formerStacks: readonly string[] = [];

  constructor(
    protected readonly settings: Settings,
    protected readonly runtime: ProviderRuntime,
    protected readonly stack: StackOf,
  ) {}

  /** Objects that this stack has created or adopted and that its state does not contain. */
  abstract find(known: Known): Promise<Findings>;

  /** Makes an unmanaged object one of an interrupted run, which the next `up` takes over. */
  async release(orphan: Orphan, known: Known): Promise<void> {
    const { uuid, token } = orphan;
    refuseRelease(orphan, known, `declare it with adopt: true and ${this.importInput(token)}: "${uuid}"`);
    await this.removeTags(orphan);
  }

  /** Removes the tags of an object that was retained on purpose. */
  async releaseRetained(orphan: Orphan): Promise<void> {
    refuseReleaseRetained(orphan);
    await this.removeTags(orphan);
  }

  /** Deletes one object under the rules of every deletion. */
  async delete(orphan: Orphan): Promise<"deleted" | "deferred"> {
    refuseDelete(orphan, this.settings.retainAllOverride);
    const ctx = this.ctx(orphan);
    const outcome = await this.deleteUnchanged(orphan, ctx);
    // The state was read and does not contain it.
    for (const deferral of ctx.deferrals) await deferral.confirm();
    return outcome;
  }

  /** The input that names an object of this type when it is adopted. */
  protected abstract importInput(token: string): string;
  /** Removes all tags of this stack, unless the tags have changed since the object was listed. */
  protected abstract removeTags(orphan: Orphan): Promise<void>;
  /** Deletes the object, unless its tags have changed since it was listed. */
  protected abstract deleteUnchanged(orphan: Orphan, ctx: RequestContext): Promise<"deleted" | "deferred">;

  /**
   * The candidate as an orphan; undefined if its tags say that it belongs to another stack.
   * @param named whether it was created for a declaration of this stack
   */
  protected classified(candidate: OrphanCandidate, named: boolean): Orphan | undefined {
    const { owner, deferred } = candidate.ownership;
    const label = labelIn(candidate.ownership);
    // Another stack may have the former name by now: only objects of it without an owner belong to this stack.
    const former = deferred !== undefined && owner === undefined && this.isFormer(deferred);
    if (label !== undefined && !former && !sameStack(label, { ...this.stack, token: "", name: "" })) return undefined;
    return { ...candidate, status: statusOf(candidate.ownership), owner: label, named, waitsFor: [] };
  }

  protected isUnchanged({ ownership }: Orphan, now: OwnershipTags): boolean {
    return JSON.stringify(now) === JSON.stringify(ownership);
  }

  protected changed({ noun, uuid }: Orphan): RefusedError {
    return new RefusedError(
      "changed-meanwhile",
      `the owner tags of ${noun} ${uuid} have changed since it was listed. Run the command again.`,
    );
  }

  /** Another stack may have adopted the object since it was listed: asked right before each change. */
  protected assertUnchanged(orphan: Orphan, now: OwnershipTags): void {
    if (!this.isUnchanged(orphan, now)) throw this.changed(orphan);
  }

  /** The context for the deletions of the provider; the name is that of the resource, if known. */
  protected ctx(orphan: Pick<Orphan, "token" | "owner" | "name" | "ownership">): RequestContext {
    const name = nameIn(orphan.owner ?? "") ?? orphan.name;
    const owner: Owner = { ...this.stack, token: orphan.token, name };
    return {
      operation: "delete",
      settings: this.settings,
      runtime: this.runtime,
      inputs: {},
      outputs: {},
      owner,
      formerStacks: this.formerStacks,
      deferrals: [],
      identity: "",
      timeout: undefined,
      holder: newHolder(orphan.ownership),
      label: ownerLabel(owner),
      deadline: (otherwise) => new Deadline(this.runtime.clock, otherwise),
    };
  }

  private isFormer(label: string): boolean {
    return this.formerStacks.some((name) => label.startsWith(`${name}::`));
  }
}

/** Who owns the object, or did: beside an owner tag, a deferring one does not count. */
export const labelIn = ({ owner, deferred, retained }: OwnershipTags): string | undefined =>
  retained ?? owner ?? deferred;

export function statusOf({ owner, deferred, retained }: OwnershipTags): OrphanStatus {
  if (retained !== undefined) return "retained";
  // Both tags: the run that was deferring it was killed, and no other run acts on the deferring one.
  if (owner !== undefined) return "unmanaged";
  return deferred === undefined ? "interrupted" : "deferred";
}

/** Whether its owner is a resource of another type: a point of a series, or what a restore drill has made. */
export const isOfOther = ({ owner, token }: Pick<Orphan, "owner" | "token">): boolean =>
  owner !== undefined && owner.split("::")[1] !== token;

/** Whether a restore drill, or a series with `drill: true`, has made it. */
export const isMadeByDrill = (orphan: Pick<Orphan, "owner" | "token">): boolean =>
  isOfOther(orphan) && /\.Restored/.test(orphan.token);

/** @param otherwise how else the object can be managed again */
function refuseRelease(orphan: Orphan, known: Known, otherwise: string): void {
  const { status, uuid, noun, owner, named, resumable } = orphan;
  const refuse = (why: string): never => {
    throw new RefusedError("not-releasable", `${noun} ${uuid} ${why}`);
  };
  if (status === "interrupted") refuse("has no owner tag; there is nothing to release");
  if (status === "retained") refuse(`is retained: use --release-retained, or ${otherwise}`);
  if (status !== "unmanaged") refuse(`is ${status} and is not taken over automatically; ${otherwise} instead`);
  if (isMadeByDrill(orphan)) refuse("was made by a restore drill: the next `pulumi up` of that takes it away");
  if (isOfOther(orphan)) refuse(`was a point of a series, and no other series takes it over; ${otherwise} instead`);
  if (!named) refuse(`was not created for a resource of this stack; ${otherwise} instead`);
  if (!resumable)
    refuse(`is older than 3 h and too old to be taken over (the platform keeps jobs no longer); ${otherwise} instead`);
  if (owner !== undefined && known.owners.has(owner))
    refuse(`is not taken over: the stack has another object for ${owner}; ${otherwise} instead`);
}

function refuseReleaseRetained({ status, uuid, noun }: Orphan): void {
  if (status !== "retained")
    throw new RefusedError("not-releasable", `${noun} ${uuid} is ${status}, not retained; nothing was changed`);
}

function refuseDelete({ status, uuid, noun, ready }: Orphan, retainAllOverride: string | undefined): void {
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
