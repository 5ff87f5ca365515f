import { canLeaveMarked, spread } from "../../harness/cases";
import { EngineState } from "../../harness/engine";
import type { Fault } from "../../harness/faults";
import { goesThrough, type Operation } from "../../harness/lane";
import type { Position } from "../../harness/line";
import { faults } from "../platform/faults";
import { argsInTurn, inputsOf, kindNames, type ResourceName, resourceNames } from "../platform/kinds";
import { type ZStackLane, zstack } from "../platform/lane";

/** One disturbance of a command of the CLI. */
export interface CliCase {
  readonly kind: ResourceName;
  readonly operation: Operation;
  readonly position: Position;
  readonly fault: Fault<ZStackLane>;
}

/** What one resource goes through, again and again: each command's end is the next one's beginning. */
export function inTurn(kind: ResourceName): Operation[] {
  return (["create", "update", "replace", "delete"] as const).filter((operation) =>
    goesThrough(zstack, kind, operation),
  );
}

/** Where one resource that goes through all operations can be disturbed. */
async function recordedInTurn(lane: ZStackLane, kind: ResourceName): Promise<Map<Operation, Position[]>> {
  await lane.reset();
  const state = new EngineState();
  lane.line.phase = () => state.phase;
  const recorded = new Map<Operation, Position[]>();
  for (const operation of inTurn(kind)) {
    lane.line.reset();
    await lane.locally(kind, async (calls) => {
      if (operation === "delete") await state.destroy(calls);
      else await state.up(calls, inputsOf(kind, argsInTurn(kind, operation)));
      // Before the provider logs out.
      recorded.set(operation, [...lane.line.positions]);
    });
  }
  return recorded;
}

function fits({
  fault,
  position,
  positions,
}: {
  fault: Fault<ZStackLane>;
  position: Position;
  positions: Position[];
}): boolean {
  // Limits of a delete are those of the command before; the open window is played in the other matrix.
  const limited = fault.limit === undefined || position.phase !== "delete";
  return fault.fits(position) && limited && !canLeaveMarked(positions, position, fault);
}

/** Every fault with every kind, operations in turn, positions spread evenly; in the order in which they are played. */
export async function cliCases(lane: ZStackLane): Promise<CliCase[]> {
  const all: CliCase[] = [];
  for (const [row, kind] of resourceNames.entries()) {
    const recorded = await recordedInTurn(lane, kind);
    const turn = inTurn(kind);
    for (const step of faults.keys()) {
      const fault = faults[(step + 2 * row) % faults.length];
      if (fault === undefined) continue;
      // In the operation whose turn it is, or the next one where there is a place for it.
      const [first] = turn.flatMap((_, later) => {
        const operation = turn[(step + later) % turn.length] ?? "create";
        const positions = recorded.get(operation) ?? [];
        const fitting = positions.filter((position) => fits({ fault, position, positions }));
        const position = spread(fitting, row * faults.length + step);
        return position === undefined ? [] : [{ kind, operation, position, fault }];
      });
      if (first === undefined) throw new Error(`nowhere to play ${fault.name} with ${kind}`);
      all.push(first);
    }
  }
  return all;
}

/** A fixed choice of six: the first of each kind, and the second of two of them. */
export function sampledOfCli(all: readonly CliCase[]): CliCase[] {
  return kindNames.flatMap((kind, row) => all.filter((one) => one.kind === kind).slice(0, row % 2 === 0 ? 2 : 1));
}
