import type { Marks, Owner } from "./identity";

export type StackOf = Pick<Owner, "namespace" | "organization" | "project" | "stack">;

/** What the state of the stack knows. */
export interface Known {
  readonly ids: ReadonlySet<string>;
  /** Owner labels of the resources. */
  readonly owners: ReadonlySet<string>;
}

/** An object that a stack has made or adopted and that its state does not know. */
export interface Orphan {
  readonly uuid: string;
  readonly name: string;
  readonly createDate: string | undefined;
  /** It is not being made any more. */
  readonly ready: boolean;
  /** Young enough to be taken over by the next `up`. */
  readonly young: boolean;
  readonly marks: Marks;
  /** `cinder.VolumeSnapshot` */
  readonly kind: string;
  readonly noun: string;
  /**
   * `unsettled`: of an interrupted run, never handed over. `settled`: handed over once, and no longer in state.
   * `deferred`: deleted as far as Pulumi is concerned, and waiting. `retained`: given up on purpose.
   */
  readonly status: "unsettled" | "settled" | "deferred" | "retained";
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

/** Finds and changes the orphans of a stack on one platform. */
export interface OrphanKeeper {
  find(known: Known): Promise<Orphan[]>;
  /** Makes a settled object one of an interrupted run, which the next `up` takes over. */
  release(orphan: Orphan, known: Known): Promise<void>;
  /** Deletes one object under the rules of every deletion. */
  delete(orphan: Orphan): Promise<"deleted" | "deferred">;
}
