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

/** An object whose deletion a request has deferred. */
export interface Deferral {
  readonly uuid: string;
  /** Removes the owner tag, unless the tags say by now that the object is held again; whether it is there without one. */
  confirm(): Promise<boolean>;
  /** Where its dependents are, e.g. the uuid of its volume. */
  readonly place: string;
  /** Deletes what this stack has deferred at that place and nothing depends on any more. */
  retry(): Promise<void>;
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
  /** Names that the stack had before it was renamed, as owner tags contain them. */
  readonly formerStacks: readonly string[];
  /** Deletions that this request has deferred. */
  readonly deferrals: Deferral[];
  /** 64 hex digits; see `identityOf`. */
  readonly identity: string;
  /** The entry of the state that the request is about, where no id of an object tells: a series, which keeps its own id. */
  readonly entry?: string;
  /** The user's limit for this operation in seconds. */
  readonly timeout: number | undefined;
  /** Who holds the object of this request in place of its resource, by its owner tags; undefined if nobody else does. */
  readonly holder: (ownership: OwnershipTags) => string | undefined;
  /** How a message names the resource, e.g. `zstack.VolumeSnapshot "web-1-root"`. */
  readonly label: string;
  /** Starts the wait: the user's limit, or `otherwise` seconds. */
  deadline(otherwise: number): Deadline;
}

/** An object as the platform just showed it. */
export interface Observed<T> {
  readonly id: string;
  readonly object: T;
  readonly ready: boolean;
  readonly ownership: OwnershipTags;
  /** All tags or metadata of the object that are not ours. */
  readonly tags: readonly string[];
}

/** What a verification checks; the input `verify` relaxes each by its name. */
export type Check = "status" | "size" | "members" | "copies";

/** One check that an object does not pass. */
export interface Finding {
  readonly check: Check;
  readonly reason: string;
}

/** An object of an interrupted run whose creation the platform still remembers. */
export interface ResumableCreate<T> {
  readonly observed: Observed<T>;
  /** What to follow until it is ready. */
  readonly job: string;
}

/** A creation that the platform remembers; its object may not exist yet, or no longer. */
export interface Attempt {
  readonly job: string;
  readonly state: "running" | "done" | "failed";
  /** The object that it created. */
  readonly id?: string | undefined;
  /** Why it failed. */
  readonly reason?: string;
}

/**
 * One resource type. A definition knows how its platform finds, creates, tags and deletes objects; `core/lifecycle` decides
 * when to do which.
 */
export interface ResourceDefinition<T> extends Properties {
  /** As messages name it, e.g. `volume snapshot`. */
  readonly noun: string;
  /** The output that repeats the id, if there is one. */
  readonly idOutput?: "uuid" | "groupUuid";
  /** The input that names one object to adopt, or the id of the one to create if the platform lets the client choose it. */
  readonly importInput: string;
  /** Rules over several inputs; `olds` are the previous inputs, empty for a new resource. */
  rules(news: JsonObject, olds: JsonObject): Failure[];
  /** `host:port` as configured; undefined if it is not known without a request. */
  endpoint(settings: Settings): string | undefined;
  /** `host:port/account` of the connection. */
  origin(ctx: RequestContext): Promise<string>;
  /** Proof, for the error, that the object exists although this account cannot see it; undefined if there is none. */
  evidenceOfExistence(ctx: RequestContext, id: string): Promise<string | undefined>;

  /** Every object of the request's identity, newest first, without deleted ones. */
  find(ctx: RequestContext): Promise<Observed<T>[]>;
  /**
   * The same for a creation that also asks for the jobs of its identity; it may miss what they have made in the last seconds.
   * Default: `find`.
   */
  findForCreate?(ctx: RequestContext): Promise<Observed<T>[]>;
  /** The object with this id, by a request of its own. */
  get(ctx: RequestContext, id: string): Promise<Observed<T> | undefined>;
  /**
   * The same for a deletion, which looks again before each send: it may be some seconds old, and may miss an object that exists.
   * Default: `get`.
   */
  getForDelete?(ctx: RequestContext, id: string): Promise<Observed<T> | undefined>;
  /** The same from one request for many reads of a run. It may miss an object that exists. */
  getCached(ctx: RequestContext, id: string): Promise<Observed<T> | undefined>;
  /** The untagged objects whose creation the platform still remembers, the one to keep first. */
  listResumable(ctx: RequestContext, untagged: readonly Observed<T>[]): Promise<ResumableCreate<T>[]>;
  /** Creations of the request's identity, if the platform remembers them apart from their objects. */
  attempts?(ctx: RequestContext): Promise<Attempt[]>;
  /** Whether its creation has failed for good. */
  failed?(observed: Observed<T>): boolean;
  /** Why that has failed, as `: …`; empty if the platform gives no reason. */
  reason?(ctx: RequestContext, observed: Observed<T>): Promise<string>;
  /** Whether it is being deleted. The deletion may still fail, but such an object is never taken over. */
  isDeleting?(observed: Observed<T>): boolean;
  /** Deletes objects that interrupted runs left of the identity and that no state holds. */
  deleteLeftovers?(ctx: RequestContext, left: readonly Observed<T>[]): Promise<void>;
  /**
   * Creates an object, or joins a creation of the same identity that began before or during this request. `existing`
   * are the ids that existed when the request began: those with an owner tag belong to another resource. Throws
   * UnfinishedError at the deadline.
   */
  create(ctx: RequestContext, existing: ReadonlySet<string>): Promise<Observed<T>>;
  /** The outcome of a creation that an earlier run began; undefined if it failed. Waits for its end only with `wait`. */
  resume(ctx: RequestContext, id: string, job: string, wait: boolean): Promise<Observed<T> | "running" | undefined>;
  /**
   * How the object differs from these inputs; undefined if it does not. Checked for every object that this request did not
   * create itself: joined, interrupted, resumed or adopted. What the platform does not show (yet) does not count.
   */
  mismatch(ctx: RequestContext, observed: Observed<T>): string | undefined;
  /** Why the object cannot be adopted although it does not differ: it is not ready, or does not show what it is made from. */
  unadoptable(ctx: RequestContext, observed: Observed<T>): string | undefined;
  /**
   * Writes the owner tag and removes those of other owners and of deferred deletions. With `adoptionId`, whoever held the
   * object before no longer does.
   */
  writeOwner(ctx: RequestContext, observed: Observed<T>, adoptionId: string | undefined): Promise<Observed<T>>;
  /** Updates name, description, tags and so on to what is declared; `olds` are the inputs declared before. */
  update(ctx: RequestContext, observed: Observed<T>, olds: JsonObject): Promise<Observed<T>>;
  /**
   * Deletes, defers or refuses, by the deletion policy. A missing object counts as deleted.
   * @param observed the object as this request has just read it
   */
  remove(ctx: RequestContext, id: string, observed?: Observed<T>): Promise<void>;
  /** Retains the object: its owner tag becomes one that no deletion passes. */
  retain(ctx: RequestContext, id: string): Promise<void>;
  /** Adds what only the first verification needs. */
  inspect?(ctx: RequestContext, observed: Observed<T>): Promise<Observed<T>>;
  /** How the object fails its verification; empty if it does not. Makes no request. */
  verify(ctx: RequestContext, observed: Observed<T>): Finding[];
  /** Outputs besides the inputs; `olds` are earlier outputs, `inputs` what is declared. Pure. */
  toOutputs(observed: Observed<T>, olds: JsonObject, inputs?: JsonObject): JsonObject;
  /** What a program has to declare to have this object: how an import begins. Pure. */
  importedInputs(observed: Observed<T>): JsonObject;
  /** The value that the platform shows for a declared input that may drift; others keep their declared value. Pure. */
  toInputs(observed: Observed<T>, declared: JsonObject): JsonObject;
}
