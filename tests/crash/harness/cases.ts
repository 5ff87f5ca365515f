import { EngineState } from "./engine";
import { type Fault, faults } from "./faults";
import {
  declaredFor,
  goesThrough,
  kindNames,
  type Operation,
  operations,
  type ResourceName,
  resourceNames,
} from "./kinds";
import type { Lane } from "./lane";
import type { Position } from "./tap";

/** One disturbance at one place of one operation. */
export interface Case {
  readonly kind: ResourceName;
  readonly operation: Operation;
  readonly position: Position;
  readonly fault: Fault;
  /** The owner mark may be written and its id not recorded. */
  readonly marked: boolean;
  /**
   * This in a create is the one window that stays open. What it leaves has to be named by the next create. A series
   * finds it again by its history.
   */
  readonly window: boolean;
}

export const titleOf = ({ kind, operation, fault, position }: Case): string =>
  `${kind}, ${operation}, ${fault.name}, ${position.phase}: ${position.key}`;

/** Runs an operation once, undisturbed, and writes down where it could have been disturbed. */
export async function recorded(lane: Lane, kind: ResourceName, operation: Operation): Promise<Position[]> {
  await lane.reset();
  const state = new EngineState();
  lane.tap.phase = () => state.phase;
  const { before, after } = declaredFor(kind, operation);
  if (operation !== "create") await lane.locally(kind, (calls) => state.up(calls, before));
  const process = lane.local(kind);
  lane.tap.reset();
  if (operation === "delete") await state.destroy(process.handler);
  else await state.up(process.handler, after);
  const positions = [...lane.tap.positions];
  await process.end();
  return positions;
}

/** Whether the fault can leave an object that is marked and not recorded. */
export function canLeaveMarked(positions: readonly Position[], position: Position, fault: Fault): boolean {
  const marked = positions.findIndex((one) => one.marks);
  // A process that is killed just after an answer may have sent its next request already.
  const from = fault.name === "kill after answer" ? marked - 1 : marked;
  return fault.deadly === true && marked >= 0 && positions.indexOf(position) >= from;
}

/** Every fault at every position of every operation of every kind. */
export async function allCases(lane: Lane): Promise<Case[]> {
  const all: Case[] = [];
  for (const kind of resourceNames) {
    for (const operation of operations.filter((one) => goesThrough(kind, one))) {
      const positions = await recorded(lane, kind, operation);
      for (const position of positions) {
        for (const fault of faults.filter((one) => one.fits(position))) {
          const marked = canLeaveMarked(positions, position, fault);
          all.push({ kind, operation, position, fault, marked, window: marked && position.phase === "create" });
        }
      }
    }
  }
  return all;
}

const ofSeries = [
  ["VmBackupSeries", "kill before send"],
  ["VolumeSnapshotSeries", "CLI killed too"],
] as const;

/** A fixed choice: every fault with every operation, kinds in turn, positions spread evenly. */
export function sampled(all: readonly Case[], rounds: number): Case[] {
  const chosen: Case[] = [];
  let turn = 0;
  for (let round = 0; round < rounds; round += 1) {
    for (const fault of faults) {
      for (const operation of operations) {
        const kind = kindNames[turn % kindNames.length];
        const fitting = all.filter((one) => one.kind === kind && one.operation === operation && one.fault === fault);
        // Multiples of the golden ratio fall evenly between 0 and 1, however many there are.
        const one = fitting[Math.floor(((turn * 0.618034) % 1) * fitting.length)];
        turn += 1;
        if (one !== undefined && !chosen.includes(one)) chosen.push(one);
      }
      turn += 1;
    }
  }
  // Of series, what no other resource goes through: a point that is taken while an older one is kept.
  for (const [turn, [kind, name]] of ofSeries.entries()) {
    const fitting = all.filter((one) => one.kind === kind && one.operation === "update" && one.fault.name === name);
    chosen.push(...fitting.filter((_, index) => index === Math.floor(((turn + 1) / 3) * fitting.length)));
  }
  return chosen;
}
