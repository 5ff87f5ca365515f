// When it was last proven that a restore point of a volume can be restored.

import type { PointRow } from "../list/rows";
import { type DrillRow, drillAge, type FailedDrill, type StateDrills } from "../stack/drills";
import { ageText } from "../table/units";
import { type Finding, type Newest, volumeText } from "./findings";

/**
 * The same with the newest restore drill of each volume.
 * @param rows everything that is known: a drill proves as much of a restore point that is not shown, or is missing by now
 */
export function withDrills(newest: readonly Newest[], rows: readonly PointRow[]): Newest[] {
  const drills = new Map<string, DrillRow>();
  const note = (connection: string, volume: string, drill: DrillRow | undefined): void => {
    if (drill === undefined) return;
    const key = `${connection}\0${volume}`;
    const before = drills.get(key);
    if (before === undefined || Date.parse(before.restorableAt) < Date.parse(drill.restorableAt))
      drills.set(key, drill);
  };
  for (const { connection, volume, parts, drill } of rows) {
    if (volume !== undefined) note(connection, volume.id, drill);
    for (const part of parts) {
      note(connection, part.volume.id, drill);
      note(connection, part.volume.id, part.drill);
    }
  }
  return newest.map((one) => {
    const drill = drills.get(`${one.connection}\0${one.volume.id}`);
    return drill === undefined ? one : { ...one, drill };
  });
}

/** Seconds that the clock of the machine that ran Pulumi may be ahead. */
const tolerance = 3600;

export interface DrillLimit {
  /** Seconds. */
  readonly maxDrillAge: number;
  /** Milliseconds since 1970. */
  readonly now: number;
  /** The stack whose state was read: other ones have drills of their own. */
  readonly stack: string;
}

export function drillFindings(newest: readonly Newest[], { maxDrillAge, now, stack }: DrillLimit): Finding[] {
  return newest.flatMap((one): Finding[] => {
    const { volume, connection, drill } = one;
    const found = (code: "no-drill" | "drill-too-old", text: string): Finding[] => [
      { code, id: volume.id, connection, message: `${volumeText(one)}: ${text}` },
    ];
    if (drill === undefined) return found("no-drill", `the state of ${stack} has no restore drill of it`);
    const { restorableAt } = drill;
    if (Date.parse(restorableAt) > now + tolerance * 1000)
      return found("no-drill", `its newest restore drill is dated in the future: ${restorableAt}`);
    const age = drillAge(drill, now);
    if (age <= maxDrillAge) return [];
    return found(
      "drill-too-old",
      `its newest restore drill was ${ageText(age)} ago (limit ${ageText(maxDrillAge)}): ${restorableAt}`,
    );
  });
}

/** @param rows the restore points that are shown */
export function failedDrillFindings(failed: readonly FailedDrill[], rows: readonly PointRow[]): Finding[] {
  const shown = new Map(rows.map((row) => [row.uuid, row]));
  return failed.flatMap(({ point, resource, problem }): Finding[] => {
    const row = shown.get(point);
    if (row === undefined) return [];
    const what = `the last restore drill of "${resource}", of ${row.kind} "${row.name}" (${point}), failed: ${problem}`;
    const remedy = 'run "pulumi up" to repeat it';
    return [{ code: "drill-failed", id: point, connection: row.connection, message: `${what}; ${remedy}` }];
  });
}

/**
 * What is to be known of drills besides, one line each.
 * @param rows everything that is known
 * @param asked whether the age of drills is checked
 */
export function drillNotes(drills: StateDrills | undefined, rows: readonly PointRow[], asked: boolean): string[] {
  if (drills === undefined) return [];
  const begun = drills.begun.map(
    (name) =>
      `warning: restore drill "${name}" has begun and not ended: if no "pulumi up" is running, it was interrupted, and the next one continues it`,
  );
  if (!asked) return begun;
  const listed = new Set(rows.flatMap(({ uuid, parts }) => [uuid, ...parts.map((part) => part.uuid)]));
  const unlisted = drills.recorded.filter(({ point, drill }) => drill !== undefined && !listed.has(point));
  return [
    ...begun,
    ...unlisted.map(
      ({ point }) => `the restore drill of ${point} counts for no volume: no platform lists this restore point`,
    ),
  ];
}
