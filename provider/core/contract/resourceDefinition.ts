import type { Deadline } from "../../http/clock";
import type { Owner, OwnershipTags } from "../identity/identity";
import type { JsonObject } from "../json";
import type { ProviderRuntime } from "../runtime/runtime";
import type { Properties } from "./properties";
import type { Settings } from "./settings";

export interface Failure {
  readonly property: string;
  readonly reason: string;
}

/** An object that one call has marked for deferred deletion. */
export interface Deferral {
  readonly uuid: string;
  /** Removes the owner tag, unless the tags say by now that the object is held again. */
  confirm(): Promise<void>;
}

/** One request of the engine, with everything that belongs to it. */
export interface RequestContext {
  readonly operation: "create" | "read" | "update" | "delete";
  readonly settings: Settings;
  readonly runtime: ProviderRuntime;
  /** Declared inputs of the resource, hidden ones included. */
  readonly inputs: JsonObject;
  /** What state holds of the object; empty for a create. */
  readonly outputs: JsonObject;
  readonly owner: Owner;
  /** Names that the stack had before it was renamed, as marks have them. */
  readonly formerStacks: readonly string[];
  /** What this call has marked for deferred deletion. */
  readonly deferrals: Deferral[];
  /** 64 hex digits; see `identityOf`. */
  readonly identity: string;
  /** The user's limit for this operation in seconds. */
  readonly timeout: number | undefined;
  /** Who holds the object of this request in place of its resource, by the marks on it; undefined if nobody else does. */
  readonly holder: (ownership: OwnershipTags) => string | undefined;
  /** How a message names the resource, e.g. `zstack.VolumeSnapshot "web-1-root"`. */
  readonly label: string;
  /** Starts the wait: the user's limit, or `otherwise` seconds. */
  deadline(otherwise: number): Deadline;
}

/** An object as the platform showed it. */
export interface Observed<T> {
  readonly id: string;
  readonly object: T;
  readonly ready: boolean;
  readonly ownership: OwnershipTags;
  /** All tags or metadata of the object that are not ours. */
  readonly tags: readonly string[];
}

/** What is looked at when an object is verified; the input `verify` relaxes each by its name. */
export type Check = "status" | "size" | "members" | "copies";

/** One thing that is not as it was asked for. */
export interface Finding {
  readonly check: Check;
  readonly reason: string;
}

/** An object whose creation the platform still remembers, so that it is of a run that did not end. */
export interface ResumableCreate<T> {
  readonly observed: Observed<T>;
  /** What to follow while it is not ready. */
  readonly job: string;
}

/** A creation that the platform remembers; its object may not be there yet, or not any more. */
export interface Attempt {
  readonly job: string;
  readonly state: "running" | "done" | "failed";
  /** The object that was made. */
  readonly id?: string | undefined;
  /** Why it failed. */
  readonly reason?: string;
}

/**
 * One type of restore point, described once; `lifecycle.ts` does the rest. A kind knows how its platform finds, makes,
 * marks and removes objects; when to do which is the lifecycle's.
 */
export interface ResourceDefinition<T> extends Properties {
  /** What a person calls it, e.g. `volume snapshot`. */
  readonly noun: string;
  /** The output that repeats the id, where one does. */
  readonly idOutput?: "uuid" | "groupUuid";
  /** The input that names one object: to be adopted, or, where the platform allows it, to be made under this id. */
  readonly importInput: string;
  /** Rules over several inputs; `olds` are the previous inputs, empty for a new resource. */
  rules(news: JsonObject, olds: JsonObject): Failure[];
  /** `host:port` as configured; undefined where it is not known without asking. */
  endpoint(settings: Settings): string | undefined;
  /** `host:port/account` of the connection. */
  origin(ctx: RequestContext): Promise<string>;
  /** Proof that the object is there although this account cannot see it, for the error; undefined = really missing. */
  evidenceOfExistence(ctx: RequestContext, id: string): Promise<string | undefined>;

  /** Every object of the call's identity, newest first, without deleted ones. */
  find(ctx: RequestContext): Promise<Observed<T>[]>;
  /** The object with this id, asked for by itself. */
  get(ctx: RequestContext, id: string): Promise<Observed<T> | undefined>;
  /** The same for many reads of a run at the price of one; may be wrong about what is missing. */
  getCached(ctx: RequestContext, id: string): Promise<Observed<T> | undefined>;
  /** Which of the unmarked objects come from a run the platform still remembers; the one to keep comes first. */
  listResumable(ctx: RequestContext, untagged: readonly Observed<T>[]): Promise<ResumableCreate<T>[]>;
  /** Creations of the call's identity, where the platform remembers them apart from their objects. */
  attempts?(ctx: RequestContext): Promise<Attempt[]>;
  /** Whether making it has failed, so that nothing can come of it any more. */
  failed?(observed: Observed<T>): boolean;
  /** Why that has failed, as `: …`; empty where the platform says nothing. */
  reason?(ctx: RequestContext, observed: Observed<T>): Promise<string>;
  /** Whether it is being deleted: it was there, and it may come back, but nobody takes it. */
  isDeleting?(observed: Observed<T>): boolean;
  /** Takes away what interrupted runs left of the identity and nobody was given, besides the one that is kept. */
  deleteLeftovers?(ctx: RequestContext, left: readonly Observed<T>[]): Promise<void>;
  /**
   * Makes one, or joins a creation of the same identity that began before or during this call. `existing` are the ids
   * that existed when the call began: what is tagged and existed then has an owner. Throws UnfinishedError at the
   * deadline.
   */
  create(ctx: RequestContext, existing: ReadonlySet<string>): Promise<Observed<T>>;
  /** What became of a creation seen earlier; undefined where it failed. Waits only if told to. */
  resume(ctx: RequestContext, id: string, job: string, wait: boolean): Promise<Observed<T> | "running" | undefined>;
  /**
   * How the object is not what these inputs declare, or undefined. Asked of everything that this call did not make itself:
   * joined, left by an interrupted run, resumed, adopted. What the platform does not show (yet) does not count.
   */
  mismatch(ctx: RequestContext, observed: Observed<T>): string | undefined;
  /** Why the object cannot be adopted although nothing of it differs: it is not ready, or does not show what it is of. */
  unadoptable(ctx: RequestContext, observed: Observed<T>): string | undefined;
  /**
   * Writes the owner mark, takes other owners' and deferring ones off. With `adoptionId`, whoever held the object before
   * no longer does.
   */
  writeOwner(ctx: RequestContext, observed: Observed<T>, adoptionId: string | undefined): Promise<Observed<T>>;
  /** Brings name, description, tags… to what is declared; `olds` are the inputs declared before. */
  update(ctx: RequestContext, observed: Observed<T>, olds: JsonObject): Promise<Observed<T>>;
  /** Deletes, defers or refuses, as the policy says; missing = done. */
  remove(ctx: RequestContext, id: string): Promise<void>;
  /** Gives the object up: its owner mark becomes one that keeps every deletion away. */
  retain(ctx: RequestContext, id: string): Promise<void>;
  /** Adds what only the first verification needs and the other calls do not ask for. */
  inspect?(ctx: RequestContext, observed: Observed<T>): Promise<Observed<T>>;
  /** How the object is not what was asked for; empty where it is. Asks nobody. */
  verify(ctx: RequestContext, observed: Observed<T>): Finding[];
  /** Outputs besides the inputs; `olds` are earlier outputs, `inputs` what is declared. Pure. */
  toOutputs(observed: Observed<T>, olds: JsonObject, inputs?: JsonObject): JsonObject;
  /** What a program has to declare to have this object: how an import begins. Pure. */
  importedInputs(observed: Observed<T>): JsonObject;
  /** The value that the platform shows for a declared input that may drift; others keep their declared value. Pure. */
  toInputs(observed: Observed<T>, declared: JsonObject): JsonObject;
}
