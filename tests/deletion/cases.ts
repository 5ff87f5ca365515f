import * as fc from "fast-check";

/** The stack that is destroyed, another one, and everybody who has no stack. */
export type Maker = "dev" | "prod" | "stranger" | "forgotten" | "interrupted" | "retained";

/** What happened before the destroy; `pick` chooses among what there is. */
export type Step =
  | { readonly kind: "snapshot"; readonly by: Maker; readonly volume: number }
  | { readonly kind: "group"; readonly by: Maker }
  /** The volume goes back to an older snapshot: the next one forks the tree. */
  | { readonly kind: "revert"; readonly pick: number }
  /** A linked clone keeps a snapshot. */
  | { readonly kind: "clone"; readonly pick: number }
  /** Create before delete of something of the stack. */
  | { readonly kind: "replace"; readonly pick: number }
  /** Something is taken out of the stack's program. */
  | { readonly kind: "drop"; readonly pick: number }
  /** Somebody deletes a snapshot that nothing is below, past Pulumi. */
  | { readonly kind: "lose"; readonly pick: number }
  /** The stack adopts a member of a group of its own, or a stranger's snapshot. */
  | { readonly kind: "adopt"; readonly pick: number };

export const servers = [
  { serverVersion: "5.2.1", storage: "chain", jobDuration: 0 },
  { serverVersion: "5.2.1", storage: "chain", jobDuration: 3 },
  { serverVersion: "5.4.0", storage: "chain", jobDuration: 0 },
  { serverVersion: "5.2.1", storage: "individual", jobDuration: 0 },
] as const;

export interface Case {
  /** Index into `servers`. */
  readonly server: number;
  /** `zstack:deleteScope: single`. */
  readonly single: boolean;
  readonly steps: readonly Step[];
  /** The data volume lies in the recycle bin. */
  readonly recycled: boolean;
  readonly parallel: number;
  readonly processes: number;
  /** The other stack is destroyed at the same time. */
  readonly together: boolean;
  /** Requests after which the first process is dead. */
  readonly crash: number | undefined;
  /** Seed of the order in which the engine asks. */
  readonly order: number;
}

const maker = fc.constantFrom<Maker>(
  ...(["dev", "dev", "dev", "dev", "dev", "dev", "prod", "stranger", "forgotten", "interrupted", "retained"] as const),
);
const pick = fc.nat(1000);

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 10, arbitrary: fc.record({ kind: fc.constant("snapshot"), by: maker, volume: fc.nat(2) }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant("group"), by: maker }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant("revert"), pick }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("clone"), pick }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("replace"), pick }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("drop"), pick }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("lose"), pick }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("adopt"), pick }) },
) as fc.Arbitrary<Step>;

/** Trees of few or of many owners: with strangers everywhere hardly anything may ever go. */
const steps = fc.oneof(
  fc.array(step, { minLength: 1, maxLength: 14 }),
  fc.array(
    step.map((one): Step => ("by" in one && one.by !== "prod" ? { ...one, by: "dev" } : one)),
    { minLength: 3, maxLength: 14 },
  ),
);

export const anyCase: fc.Arbitrary<Case> = fc.record({
  server: fc.nat(servers.length - 1),
  single: fc.boolean(),
  steps,
  recycled: fc.oneof({ weight: 5, arbitrary: fc.constant(false) }, { weight: 1, arbitrary: fc.constant(true) }),
  parallel: fc.constantFrom(1, 8, 64),
  processes: fc.constantFrom(1, 1, 2),
  together: fc.boolean(),
  crash: fc.option(fc.integer({ min: 1, max: 60 }), { nil: undefined, freq: 2 }),
  order: fc.nat(),
});
