import * as fc from "fast-check";

/** The stack that is destroyed, another one, and everybody who has no stack. The last three are policies of the first. */
export type Maker = "dev" | "prod" | "stranger" | "forgotten" | "interrupted" | "retained" | "cascading" | "ungrouping";

/** What happened before the destroy; `pick` chooses among what there is. */
export type Step =
  | { readonly kind: "snapshot"; readonly by: Maker; readonly volume: number }
  | { readonly kind: "group"; readonly by: Maker }
  /** Of one volume, or of the whole VM; with a replica on the second storage. */
  | {
      readonly kind: "backup";
      readonly by: Maker;
      readonly volume: number;
      readonly replica: boolean;
      readonly full?: boolean;
    }
  | { readonly kind: "vmBackup"; readonly by: Maker; readonly replica: boolean; readonly full?: boolean }
  /** Several backups of the VM, of which the last ones are kept. */
  | {
      readonly kind: "series";
      readonly by: Maker;
      readonly taken: number;
      readonly keepLast: number;
      readonly fullEvery: number | undefined;
      readonly replica: boolean;
    }
  /** One more point of a series of the stack, which prunes. */
  | { readonly kind: "next"; readonly pick: number }
  /** The VM is started anew: the next backups begin chains of their own. */
  | { readonly kind: "restart" }
  /** A backup of the stack is no longer declared to have its replica. */
  | { readonly kind: "dropReplica"; readonly pick: number }
  /** Somebody copies a backup to the second storage. */
  | { readonly kind: "copy"; readonly pick: number }
  /**
   * The volume goes back to a snapshot or a backup, or the VM to a group: the next snapshot forks the tree, or begins
   * another one. With `safety` the server takes a snapshot of its own before that; with `refused` the VM runs.
   */
  | {
      readonly kind: "revert";
      readonly of: "snapshot" | "group" | "backup";
      readonly pick: number;
      readonly safety: boolean;
      readonly refused: boolean;
    }
  /** A linked clone keeps a snapshot. */
  | { readonly kind: "clone"; readonly pick: number }
  /** Create before delete of something of the stack, or `deleteBeforeReplace`. */
  | { readonly kind: "replace"; readonly pick: number; readonly first?: "delete" | undefined }
  /** `pulumi stack rename`, or another `snapshots:namespace`, and an `up`. */
  | { readonly kind: "rename"; readonly what: "stack" | "namespace" }
  /** A killed run leaves its wish to delete something that the state holds. */
  | { readonly kind: "stale"; readonly pick: number }
  /** Something is taken out of the stack's program. */
  | { readonly kind: "drop"; readonly pick: number }
  /** Somebody deletes a snapshot that nothing is below, or one volume's backup, past Pulumi. */
  | { readonly kind: "lose"; readonly pick: number }
  /** The stack adopts a member of a group of its own, or something of a stranger. */
  | { readonly kind: "adopt"; readonly pick: number };

export const servers = [
  { serverVersion: "5.2.1", storage: "chain", jobDuration: 0 },
  // Deletions take long enough for others to be asked for meanwhile.
  { serverVersion: "5.2.1", storage: "chain", jobDuration: { all: 3, delete: 30 } },
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
  /** Before that, a run is asked about some of the stack's objects only: `--target`. */
  readonly targets: boolean;
  /** The other stack is destroyed at the same time. */
  readonly together: boolean;
  /** Requests after which the first process is dead. */
  readonly crash: number | undefined;
  /** Before this request of the destroy a stranger takes a snapshot; by one process that is asked for one thing at a time. */
  readonly meanwhile: { readonly request: number; readonly volume: number } | undefined;
  /** Seed of the order in which the engine asks. */
  readonly order: number;
}

const makers: readonly Maker[] = [
  "dev",
  "dev",
  "dev",
  "dev",
  "dev",
  "dev",
  "prod",
  "stranger",
  "forgotten",
  "interrupted",
  "retained",
];
const two: readonly Maker[] = ["dev", "dev", "dev", "dev", "dev", "dev", "dev", "dev", "dev", "prod"];
const policies: readonly Maker[] = [
  "dev",
  "dev",
  "dev",
  "dev",
  "prod",
  "stranger",
  "retained",
  "cascading",
  "ungrouping",
];
const pick = fc.nat(1000);

const replacing = fc.record({
  kind: fc.constant("replace"),
  pick,
  first: fc.constantFrom(undefined, undefined, "delete"),
});
const renaming = fc.record({ kind: fc.constant("rename"), what: fc.constantFrom("stack", "namespace") });

const rarely = fc.constantFrom(false, false, false, true);
const revertTo = (...of: ("snapshot" | "group" | "backup")[]) =>
  fc.record({ kind: fc.constant("revert"), of: fc.constantFrom(...of), pick, safety: fc.boolean(), refused: rarely });

const stepBy = (maker: fc.Arbitrary<Maker>, volumes = 3): fc.Arbitrary<Step> =>
  fc.oneof(
    { weight: 10, arbitrary: fc.record({ kind: fc.constant("snapshot"), by: maker, volume: fc.nat(volumes - 1) }) },
    { weight: 3, arbitrary: fc.record({ kind: fc.constant("group"), by: maker }) },
    { weight: 4, arbitrary: revertTo("snapshot", "group") },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant("clone"), pick }) },
    { weight: 2, arbitrary: replacing },
    { weight: 1, arbitrary: renaming },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant("stale"), pick }) },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant("drop"), pick }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant("lose"), pick }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant("adopt"), pick }) },
  ) as fc.Arbitrary<Step>;

const backupStep = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant("backup"),
      by: fc.constantFrom(...makers),
      volume: fc.nat(1),
      replica: fc.boolean(),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant("vmBackup"),
      by: fc.constantFrom(...makers),
      replica: fc.boolean(),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("copy"), pick }) },
  { weight: 1, arbitrary: revertTo("backup") },
  { weight: 6, arbitrary: stepBy(fc.constantFrom(...makers)) },
) as fc.Arbitrary<Step>;

const owners = fc.constantFrom<Maker>("dev", "dev", "dev", "dev", "prod", "stranger", "retained");

/** Chains of increments that several share, with all that makes and ends them. */
const chainStep = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant("backup"),
      by: owners,
      volume: fc.nat(1),
      replica: fc.boolean(),
      full: fc.constantFrom(false, false, false, true),
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant("vmBackup"),
      by: owners,
      replica: fc.boolean(),
      full: fc.constantFrom(false, false, false, true),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant("series"),
      by: fc.constantFrom<Maker>("dev", "dev", "prod", "retained"),
      taken: fc.integer({ min: 1, max: 4 }),
      keepLast: fc.integer({ min: 1, max: 2 }),
      fullEvery: fc.constantFrom(undefined, undefined, 2),
      replica: fc.boolean(),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("next"), pick }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("restart") }) },
  { weight: 1, arbitrary: revertTo("backup") },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("dropReplica"), pick }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("copy"), pick }) },
  { weight: 3, arbitrary: replacing },
  { weight: 1, arbitrary: renaming },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("drop"), pick }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("lose"), pick }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("adopt"), pick }) },
) as fc.Arbitrary<Step>;

/** With strangers everywhere hardly anything may ever go, and with cascades hardly anything ever stays: some of each. */
const steps = fc.oneof(
  { weight: 3, arbitrary: fc.array(stepBy(fc.constantFrom(...makers)), { minLength: 1, maxLength: 14 }) },
  { weight: 3, arbitrary: fc.array(stepBy(fc.constantFrom(...two)), { minLength: 3, maxLength: 14 }) },
  { weight: 3, arbitrary: fc.array(stepBy(fc.constantFrom(...policies)), { minLength: 3, maxLength: 14 }) },
  // Most of them in one chain.
  { weight: 2, arbitrary: fc.array(stepBy(fc.constantFrom(...two), 1), { minLength: 8, maxLength: 16 }) },
  { weight: 1, arbitrary: fc.array(backupStep, { minLength: 2, maxLength: 10 }) },
  { weight: 2, arbitrary: fc.array(chainStep, { minLength: 3, maxLength: 12 }) },
);

/** Where something comes up between two requests, nothing else may change their order. */
const inOrder = (given: Case): Case =>
  given.meanwhile === undefined ? given : { ...given, parallel: 1, processes: 1, together: false, crash: undefined };

export const anyCase: fc.Arbitrary<Case> = fc
  .record({
    server: fc.nat(servers.length - 1),
    single: fc.boolean(),
    steps,
    recycled: fc.oneof({ weight: 5, arbitrary: fc.constant(false) }, { weight: 1, arbitrary: fc.constant(true) }),
    parallel: fc.constantFrom(1, 3, 8, 64),
    processes: fc.constantFrom(1, 1, 2),
    targets: fc.boolean(),
    together: fc.boolean(),
    crash: fc.option(fc.integer({ min: 1, max: 60 }), { nil: undefined, freq: 2 }),
    meanwhile: fc.oneof(
      { weight: 3, arbitrary: fc.constant(undefined) },
      {
        weight: 2,
        arbitrary: fc.record({ request: fc.integer({ min: 1, max: 60 }), volume: fc.nat(1) }),
      },
    ),
    order: fc.nat(),
  })
  .map(inOrder);

const plain = {
  ...{ recycled: false, parallel: 1, processes: 1, targets: false, together: false },
  crash: undefined,
} as const;

/** A stranger comes up after the trees of a group were read and before its row is deleted, whichever request that is. */
const strangers: readonly Case[] = Array.from({ length: 30 }, (_, index) => ({
  ...plain,
  ...{ server: 0, single: false, recycled: true, order: 371713419, meanwhile: { request: index + 6, volume: 0 } },
  steps: [
    { kind: "group", by: "dev" },
    { kind: "rename", what: "stack" },
    { kind: "snapshot", by: "dev", volume: 0 },
    { kind: "stale", pick: 0 },
  ],
}));

/** A postponed cascade above a group that a stranger keeps, on a server that could delete it alone. */
const postponedCascade: Case = {
  ...plain,
  ...{ server: 2, single: true, order: 328315591, meanwhile: { request: 1, volume: 0 } },
  steps: [
    { kind: "snapshot", by: "dev", volume: 0 },
    { kind: "snapshot", by: "cascading", volume: 0 },
    { kind: "group", by: "dev" },
    { kind: "snapshot", by: "stranger", volume: 0 },
    { kind: "group", by: "dev" },
    { kind: "replace", pick: 0, first: undefined },
    { kind: "drop", pick: 0 },
    { kind: "snapshot", by: "cascading", volume: 0 },
  ],
};

/**
 * A group has lost its row, and one of two processes defers a member that it has left, below which the other one defers a
 * group: nothing of the stack is left to come by, so that the next deletion on the volume has to take both.
 */
const leftByTwo: Case = {
  ...plain,
  ...{ server: 0, single: false, processes: 2, order: 1837170780, meanwhile: undefined },
  steps: [
    { kind: "snapshot", by: "dev", volume: 0 },
    { kind: "group", by: "dev" },
    { kind: "lose", pick: 44 },
    { kind: "group", by: "dev" },
    { kind: "snapshot", by: "dev", volume: 0 },
    { kind: "clone", pick: 0 },
    { kind: "snapshot", by: "dev", volume: 0 },
  ],
};

/** A run that retains a group dies before it takes off the mark of an interrupted deletion: retained is retained. */
const retainedAndMarked: readonly Case[] = Array.from({ length: 10 }, (_, index) => ({
  ...plain,
  ...{ server: 0, single: false, processes: 2, order: 133839117, crash: index + 4, meanwhile: undefined },
  steps: [
    { kind: "group", by: "retained" },
    { kind: "stale", pick: 0 },
  ],
}));

/**
 * A server that deletes snapshots alone deletes a member of a group whose row is gone, too, whatever is below it: in the
 * destroy of the group, and later if that was put off.
 */
const singleMembers: readonly Case[] = [
  {
    ...plain,
    ...{ server: 2, single: true, targets: true, meanwhile: undefined, order: 0 },
    steps: [
      { kind: "group", by: "dev" },
      { kind: "lose", pick: 0 },
      { kind: "snapshot", by: "dev", volume: 1 },
    ],
  },
  {
    ...plain,
    ...{ server: 2, single: true, targets: true, meanwhile: { request: 1, volume: 0 }, order: 0 },
    steps: [
      { kind: "group", by: "dev" },
      { kind: "lose", pick: 0 },
      { kind: "snapshot", by: "dev", volume: 1 },
      { kind: "replace", pick: 0, first: undefined },
      { kind: "snapshot", by: "dev", volume: 0 },
      { kind: "stale", pick: 0 },
      { kind: "revert", of: "snapshot", pick: 0, safety: false, refused: false },
    ],
  },
];

/** Cases that once failed, and are too rare to be met again by chance. */
export const found: readonly Case[] = [
  ...strangers,
  postponedCascade,
  leftByTwo,
  { ...leftByTwo, recycled: true },
  ...retainedAndMarked,
  ...singleMembers,
];
