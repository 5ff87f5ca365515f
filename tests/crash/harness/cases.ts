import { EngineState } from "./engine";
import type { Fault } from "./faults";
import { goesThrough, type Lane, type Operation, operations, type Platform } from "./lane";
import type { Position } from "./line";

/** One disturbance at one place of one operation. */
export interface Case<K extends string, L extends Lane<K>> {
  readonly kind: K;
  readonly operation: Operation;
  readonly position: Position;
  readonly fault: Fault<L>;
  /** The owner mark of a new object may be written and its id not recorded. */
  readonly marked: boolean;
  /**
   * This in a create is the one window that stays open. What it leaves has to be named by the next create. A series
   * finds it again by its history.
   */
  readonly window: boolean;
}

/** What tells one case from the others. */
export type Disturbance<L> = {
  readonly kind: string;
  readonly operation: Operation;
  readonly position: Position;
  readonly fault: Fault<L>;
};

export const titleOf = <L>({ kind, operation, fault, position }: Disturbance<L>): string =>
  `${kind}, ${operation}, ${fault.name}, ${position.phase}: ${position.key}`;

/** Runs an operation once, undisturbed, and writes down where it could have been disturbed. */
async function recorded<K extends string>(lane: Lane<K>, kind: K, operation: Operation): Promise<Position[]> {
  await lane.reset();
  const state = new EngineState();
  const { before, after } = lane.declaredFor(kind, operation);
  if (operation !== "create") await lane.locally(kind, (calls) => state.up(calls, before));
  lane.line.reset();
  lane.line.phase = () => state.phase;
  return lane.locally(kind, async (calls) => {
    if (operation === "delete") await state.destroy(calls);
    else await state.up(calls, after);
    // Before the provider logs out.
    return [...lane.line.positions];
  });
}

/** Whether the fault can leave an object that is marked and not recorded. */
export function canLeaveMarked(
  positions: readonly Position[],
  position: Position,
  { name, deadly }: { readonly name: string; readonly deadly?: boolean },
): boolean {
  const marked = positions.findIndex((one) => one.marks);
  // A process that is killed just after an answer may have sent its next request already.
  const from = name === "kill after answer" ? marked - 1 : marked;
  return deadly === true && marked >= 0 && positions.indexOf(position) >= from;
}

/** Every fault at every position of every operation of every kind. */
export async function allCases<K extends string, L extends Lane<K>>(
  platform: Platform<K, L>,
  lanes: readonly L[],
): Promise<Case<K, L>[]> {
  const pairs = platform.kinds.flatMap((kind) =>
    operations.filter((one) => goesThrough(platform, kind, one)).map((operation) => ({ kind, operation })),
  );
  const found = new Map<(typeof pairs)[number], Case<K, L>[]>();
  const waiting = [...pairs];
  const work = async (lane: L): Promise<void> => {
    for (let pair = waiting.shift(); pair !== undefined; pair = waiting.shift()) {
      const { kind, operation } = pair;
      const makes = (position: Position): boolean =>
        position.phase === "create" || (position.phase === "update" && platform.isSeries(kind));
      const positions = await recorded(lane, kind, operation);
      const cases = positions.flatMap((position) =>
        platform.faults
          .filter((fault) => fault.fits(position))
          .map((fault) => {
            const marked = makes(position) && canLeaveMarked(positions, position, fault);
            return { kind, operation, position, fault, marked, window: marked && position.phase === "create" };
          }),
      );
      found.set(pair, cases);
    }
  };
  await Promise.all(lanes.map(work));
  return pairs.flatMap((pair) => found.get(pair) ?? []);
}

/** One of them: multiples of the golden ratio fall evenly between 0 and 1, however many there are. */
export const spread = <T>(all: readonly T[], turn: number): T | undefined =>
  all[Math.floor(((turn * 0.618034) % 1) * all.length)];

/** Of a fixed choice a third of the resources of each fault, every fault among them, and what is not chosen by its fault. */
export function fewer<K extends string, L extends Lane<K>>(
  platform: Platform<K, L>,
  some: readonly Case<K, L>[],
): Case<K, L>[] {
  const kinds = platform.kinds.filter((kind) => !platform.isSeries(kind));
  return some.filter(({ kind, fault, window }) => {
    const row = kinds.indexOf(kind);
    return window || row < 0 || (platform.faults.indexOf(fault) + row) % Math.min(3, kinds.length) === 0;
  });
}

/**
 * A fixed choice: every fault with every kind, operations in turn, positions spread evenly; the open window once; of a
 * series, which takes long, what no other resource goes through: a point that is made while an older one is kept.
 */
export function sampled<K extends string, L extends Lane<K>>(
  platform: Platform<K, L>,
  all: readonly Case<K, L>[],
): Case<K, L>[] {
  const chosen = new Set(all.filter((one) => one.window && one.fault.name === "kill after send").slice(0, 1));
  let turn = 0;
  for (const fault of platform.faults) {
    for (const kind of platform.kinds.filter((one) => !platform.isSeries(one))) {
      const ofKind = all.filter((one) => one.kind === kind && one.fault === fault);
      const there = operations.filter((operation) => ofKind.some((one) => one.operation === operation));
      const operation = there[(turn + Math.floor(turn / 4)) % there.length];
      const fitting = ofKind.filter((one) => one.operation === operation);
      const one = spread(fitting, turn);
      turn += 1;
      if (one !== undefined) chosen.add(one);
    }
  }
  const deadly = ["CLI killed too", "kill before send"];
  for (const [row, kind] of platform.kinds.filter((one) => platform.isSeries(one)).entries()) {
    const fitting = all.filter(
      (one) => one.kind === kind && one.operation === "update" && one.fault.name === deadly[row % deadly.length],
    );
    const one = spread(fitting, row + 1);
    if (one !== undefined) chosen.add(one);
  }
  return [...chosen];
}
