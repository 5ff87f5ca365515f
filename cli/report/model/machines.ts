// Restore points by machine and volume, with when they were made and where there are gaps.

import { nameOf } from "../../list/columns";
import type { Named, PointRow } from "../../list/rows";
import type { Newest } from "../../status/findings";

/** A restore point at its time. */
export interface TimedPoint {
  readonly row: PointRow;
  /** Milliseconds since 1970 by the clock of this machine; undefined if its age is unknown. */
  readonly at: number | undefined;
}

/** A time in which no verified restore point was made that still exists. */
export interface Gap {
  readonly from: number;
  readonly to: number;
  /** It lasts until now. */
  readonly isOpen: boolean;
}

export interface VolumeLine {
  readonly volume: Named;
  /** From the oldest to the newest; those of unknown age come first. */
  readonly points: readonly TimedPoint[];
  readonly gaps: readonly Gap[];
  /** As `status` judges it; undefined once the volume no longer exists, or if no platform was asked. */
  readonly newest: Newest | undefined;
}

/** A VM, or a volume that belongs to none that is known. */
export interface Machine {
  readonly name: string;
  readonly vm: Named | undefined;
  readonly connection: string;
  readonly volumes: readonly VolumeLine[];
  /** Each once, from the newest to the oldest. */
  readonly points: readonly TimedPoint[];
}

/** What machines are made of. */
export interface Timing {
  /** Milliseconds since 1970. */
  readonly now: number;
  /** Seconds between verified restore points from which on there is a gap. */
  readonly maxAge: number;
}

interface Collecting {
  readonly vm: Named | undefined;
  readonly connection: string;
  readonly points: TimedPoint[];
  readonly volumes: Map<string, { volume: Named; points: TimedPoint[] }>;
}

/** Ordered by name. */
export function machinesOf(rows: readonly PointRow[], newest: readonly Newest[], timing: Timing): Machine[] {
  const found = new Map<string, Collecting>();
  for (const row of rows) {
    const point = { row, at: row.ageSeconds === undefined ? undefined : timing.now - row.ageSeconds * 1000 };
    const { vm, volume, connection } = row;
    const key = `${connection}\0${vm === undefined ? `\0${volume?.id ?? ""}` : vm.id}`;
    const machine: Collecting = found.get(key) ?? { vm, connection, points: [], volumes: new Map() };
    found.set(key, machine);
    machine.points.push(point);
    for (const one of [...(volume === undefined ? [] : [volume]), ...row.parts.map((part) => part.volume)]) {
      const line = machine.volumes.get(one.id);
      if (line === undefined) machine.volumes.set(one.id, { volume: one, points: [point] });
      else line.points.push(point);
    }
  }
  const judged = new Map(newest.map((one) => [`${one.connection}\0${one.volume.id}`, one]));
  return [...found.values()]
    .map(({ vm, connection, points, volumes }): Machine => {
      const lines = [...volumes.values()].map(({ volume, points: own }): VolumeLine => {
        const judgement = judged.get(`${connection}\0${volume.id}`);
        const ordered = own.sort(oldestFirst);
        return { volume, points: ordered, gaps: gapsOf(ordered, judgement !== undefined, timing), newest: judgement };
      });
      lines.sort((a, b) => compare(nameOf(a.volume), nameOf(b.volume)) || compare(a.volume.id, b.volume.id));
      const name = vm === undefined ? nameOf(lines[0]?.volume) || "volumes that no longer exist" : nameOf(vm);
      return { name, vm, connection, volumes: lines, points: points.sort((a, b) => oldestFirst(b, a)) };
    })
    .sort((a, b) => compare(a.name, b.name) || compare(a.connection, b.connection) || compare(idOf(a), idOf(b)));
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

const idOf = ({ vm, volumes }: Machine): string => vm?.id ?? volumes[0]?.volume.id ?? "";

const oldestFirst = (a: TimedPoint, b: TimedPoint): number =>
  (a.at ?? 0) - (b.at ?? 0) || compare(a.row.uuid, b.row.uuid);

/** @param exists whether the volume still exists, so that there should be newer ones */
function gapsOf(points: readonly TimedPoint[], exists: boolean, { now, maxAge }: Timing): Gap[] {
  const gaps: Gap[] = [];
  let before: number | undefined;
  for (const { row, at } of points) {
    if (!row.verified || at === undefined) continue;
    if (before !== undefined && at - before > maxAge * 1000) gaps.push({ from: before, to: at, isOpen: false });
    before = at;
  }
  if (exists && before !== undefined && now - before > maxAge * 1000) {
    gaps.push({ from: before, to: now, isOpen: true });
  }
  return gaps;
}
