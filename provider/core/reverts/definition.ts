import type { RequestContext } from "../contract/resourceDefinition";
import type { JsonObject } from "../json";
import type { Mark } from "./mark";

/** How a restore in place ended. */
export type Outcome =
  | { readonly outcome: "done" }
  /** Nothing was overwritten. `remembered`: the platform will not tell that it has ended, so the mark has to. */
  | { readonly outcome: "failed"; readonly error: unknown; readonly remembered?: true }
  /** Some volumes were overwritten and others were not. */
  | { readonly outcome: "partly"; readonly reason: string }
  /** Nothing tells whether it happened. */
  | { readonly outcome: "unknown"; readonly reason: string };

/**
 * How an earlier run ended; `unsent`: it certainly sent nothing that overwrites. `outdated`: its copy of what is overwritten may
 * lack what was written since.
 */
export type EarlierOutcome = Outcome | { readonly outcome: "unsent"; readonly outdated?: boolean };

/** A mark as the platform shows it; platforms add what identifies it. */
export interface ShownMark {
  readonly mark: Mark;
}

/** What is going to happen, before anything is sent. */
export interface Plan {
  /** What is overwritten with what, as a clause: `overwriting volume … "data" with volume snapshot … of 2026-11-21`. */
  readonly summary: string;
  /** What is going to be done, in order, a sentence each. */
  readonly steps: readonly string[];
  /** What the `started` mark keeps. */
  readonly facts: Readonly<Record<string, string>>;
}

/** How a platform takes an existing object back to a restore point. */
export interface RevertDefinition<M extends ShownMark> {
  /** What is overwritten, as messages name it: `volume`. */
  readonly noun: string;
  /** The input that names what is overwritten. */
  readonly targetInput: string;
  /** The inputs that name the restore point. */
  source(inputs: JsonObject): JsonObject;
  /** Marks on the target; undefined if it does not exist. */
  marks(ctx: RequestContext): Promise<readonly M[] | undefined>;
  /** Writes a mark; one that is not `started` replaces those of its event that are. */
  writeMark(ctx: RequestContext, mark: Mark): Promise<M>;
  clearMark(ctx: RequestContext, mark: M): Promise<void>;
  /**
   * Looks at everything that is needed, and throws what forbids it. Changes nothing.
   * @param earlier of a run that sent nothing, and that this one takes the place of
   */
  plan(ctx: RequestContext, earlier?: Mark): Promise<Plan>;
  /** Number of the next attempt, after those that are known to have ended: nothing was submitted under it yet. */
  nextAttempt(ctx: RequestContext, event: string, ended: number): Promise<number>;
  /** Makes the target ready, overwrites it, and waits. Repeated after `unsent`, it continues where it was. */
  run(ctx: RequestContext, started: Mark): Promise<Outcome>;
  /** How an earlier run ended; waits for it as long as it runs. */
  outcomeOf(ctx: RequestContext, started: M): Promise<EarlierOutcome>;
  /** Proves that the target is at the restore point, and puts it to use again. Returns the outputs; can be repeated. */
  complete(ctx: RequestContext, started: Mark): Promise<JsonObject>;
  /** Outputs that a `done` mark still tells. */
  outputsOf(mark: Mark): JsonObject;
}
