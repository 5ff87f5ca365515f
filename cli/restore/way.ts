import type { Settings } from "../../provider/core/contract/settings";
import type { Plan } from "../../provider/core/reverts/definition";
import type { ProviderRuntime } from "../../provider/core/runtime/runtime";
import type { RestoreOptions } from "./options";

/** One way to restore from one restore point. */
export interface Way {
  /** Name of what is overwritten, which the user types to confirm; undefined if nothing is. */
  readonly overwrites: string | undefined;
  /** Lines about what is overwritten, and about earlier restores from the same point. */
  readonly notes: readonly string[];
  readonly plan: Pick<Plan, "summary" | "steps">;
  /** Carries it out, or continues it. Returns what it made, by the names of the resource's outputs. */
  restore(): Promise<Readonly<Record<string, unknown>>>;
  /** What is to be done afterwards, a sentence each. */
  next(outputs: Readonly<Record<string, unknown>>): string[];
}

/** Where a restore point is, and what it is asked with. */
export interface Found {
  readonly id: string;
  readonly settings: Settings;
  readonly runtime: ProviderRuntime;
}

/** How points of one platform are restored from. */
export interface RestorePlatform {
  /** Looks the point up. Throws what forbids to restore from it as asked; changes nothing. */
  wayTo(options: RestoreOptions, found: Found): Promise<Way>;
  /** Ends the sessions within `ms` milliseconds. */
  close(runtime: ProviderRuntime, ms: number): Promise<void>;
}
