import type { Plan } from "../../provider/core/reverts/definition";

/** What a restore point can be restored to. */
export const targets = ["in-place", "new-volume", "new-vm"] as const;
export type Target = (typeof targets)[number];

/** One way to restore from one restore point. */
export interface Way {
  /** Name of what is overwritten, which the user types to confirm; undefined if nothing is. */
  readonly overwrites: string | undefined;
  /** Lines about earlier restores from the same point. */
  readonly notes: readonly string[];
  readonly plan: Pick<Plan, "summary" | "steps">;
  /** Carries it out, or continues it. Returns what it made, by the names of the resource's outputs. */
  restore(): Promise<Readonly<Record<string, unknown>>>;
  /** What is to be done afterwards, a sentence each. */
  next(outputs: Readonly<Record<string, unknown>>): string[];
}
