import { EngineState } from "../../harness/engine";
import { type Fault, faults } from "./faults";
import { declaredFor, type KindName, kindNames, type Operation, operations } from "./kinds";
import type { Lane } from "./lane";
import type { Position } from "./line";

/** One disturbance at one place of one operation. */
export interface Case {
  readonly kind: KindName;
  readonly operation: Operation;
  readonly position: Position;
  readonly fault: Fault;
  /**
   * The owner mark may be written and its id not recorded: the one window that stays open. What it leaves has to be
   * named by the next create.
   */
  readonly window: boolean;
}

export const titleOf = ({ kind, operation, fault, position }: Case): string =>
  `${kind}, ${operation}, ${fault.name}, ${position.phase}: ${position.key}`;

/** Runs an operation once, undisturbed, and writes down where it could have been disturbed. */
export async function recorded(lane: Lane, kind: KindName, operation: Operation): Promise<Position[]> {
  await lane.reset();
  const state = new EngineState();
  const { before, after } = declaredFor(kind, operation, lane.place);
  if (operation !== "create") await lane.locally(kind, (calls) => state.up(calls, before));
  lane.line.reset();
  lane.line.phase = () => state.phase;
  await lane.locally<unknown>(kind, (calls) =>
    operation === "delete" ? state.destroy(calls) : state.up(calls, after),
  );
  return [...lane.line.positions];
}

function casesOf(kind: KindName, operation: Operation, positions: readonly Position[]): Case[] {
  const marked = positions.findIndex((one) => one.marks);
  return positions.flatMap((position, index) =>
    faults
      .filter((fault) => fault.fits(position))
      .map((fault) => {
        // A process that is killed just after an answer may have sent its next request already.
        const from = fault.name === "kill after answer" ? marked - 1 : marked;
        const settled = position.phase === "create" && marked >= 0 && index >= from;
        return { kind, operation, position, fault, window: settled && fault.deadly === true };
      }),
  );
}

/** Every fault at every position of every operation of every kind. */
export async function allCases(lanes: readonly Lane[]): Promise<Case[]> {
  const pairs = kindNames.flatMap((kind) => operations.map((operation) => ({ kind, operation })));
  const found = new Map<(typeof pairs)[number], Case[]>();
  const waiting = [...pairs];
  await Promise.all(
    lanes.map(async (lane) => {
      for (let pair = waiting.shift(); pair !== undefined; pair = waiting.shift()) {
        const { kind, operation } = pair;
        found.set(pair, casesOf(kind, operation, await recorded(lane, kind, operation)));
      }
    }),
  );
  return pairs.flatMap((pair) => found.get(pair) ?? []);
}

/** A fixed choice: every fault with every kind, operations in turn, positions spread evenly; the open window once. */
export function sampled(all: readonly Case[]): Case[] {
  const chosen = all.filter((one) => one.window && one.fault.name === "kill after send").slice(0, 1);
  let turn = 0;
  for (const fault of faults) {
    for (const kind of kindNames) {
      const ofKind = all.filter((one) => one.kind === kind && one.fault === fault);
      const there = operations.filter((operation) => ofKind.some((one) => one.operation === operation));
      const operation = there[(turn + Math.floor(turn / 4)) % there.length];
      const fitting = ofKind.filter((one) => one.operation === operation);
      // Multiples of the golden ratio fall evenly between 0 and 1, however many there are.
      const one = fitting[Math.floor(((turn * 0.618034) % 1) * fitting.length)];
      turn += 1;
      if (one !== undefined && !chosen.includes(one)) chosen.push(one);
    }
  }
  return chosen;
}
