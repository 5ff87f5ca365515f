// Marks of restores in place are metadata of the volume that was overwritten, and of the restore point. Each key names the
// volume: a restore from a backup copies the metadata of the volume that was backed up.

import type { ShownMark } from "../../core/reverts/definition";
import { formatMark, type Mark, parseMark } from "../../core/reverts/mark";
import type { CinderApi } from "../client/client";
import { type Change, joined, pieces, restoredKeys } from "../models/metadata";
import { type CinderPath, rowOf } from "../models/objectType";
import type { CinderRow, Metadata } from "../models/rows";
import { changeMetadata } from "../ownership/changeMetadata";

/** A mark, and which of the two shows it: a restore from a backup can remove those on the volume. */
export interface CinderMark extends ShownMark {
  readonly onVolume: Mark | undefined;
  readonly onPoint: Mark | undefined;
}

/** An object that carries marks. */
export interface Carrier<T extends CinderRow> {
  readonly type: CinderPath<T>;
  readonly id: string;
}

const keyOf = (volume: string, { event, phase }: Pick<Mark, "event" | "phase">): string =>
  `${restoredKeys}${event}_${volume}_${phase}`;

const keyShape = new RegExp(`^${restoredKeys}[0-9a-f]{16}_([0-9a-f-]{36})_(?:started|partly|done)$`);

export const isMark = (key: string): boolean => key.startsWith(restoredKeys);

/** The marks of this volume. */
export function parseMarks(metadata: Metadata, volume: string): Mark[] {
  return Object.keys(metadata).flatMap((key) => {
    if (keyShape.exec(key)?.[1] !== volume) return [];
    const mark = parseMark(joined(metadata, key) ?? "");
    return mark === undefined || keyOf(volume, mark) !== key ? [] : [mark];
  });
}

/** Marks of the same event, phase and attempt are one. */
export function merged(onVolume: readonly Mark[], onPoint: readonly Mark[]): CinderMark[] {
  const same = (a: Mark, b: Mark): boolean => a.event === b.event && a.phase === b.phase && a.attempt === b.attempt;
  return [
    ...onVolume.map((mark) => ({ mark, onVolume: mark, onPoint: onPoint.find((one) => same(one, mark)) })),
    ...onPoint
      .filter((mark) => !onVolume.some((one) => same(one, mark)))
      .map((mark) => ({ mark, onVolume: undefined, onPoint: mark })),
  ];
}

/** Keys of one mark, and what is left of an earlier and longer one. */
function keysOf(metadata: Metadata, volume: string, mark: Pick<Mark, "event" | "phase">): string[] {
  const key = keyOf(volume, mark);
  return Object.keys(metadata).filter((one) => one === key || (one.startsWith(`${key}_`) && /_\d+$/.test(one)));
}

/** Writes the mark on one object; of its event and volume it keeps no other one. */
export async function writeMark<T extends CinderRow>(
  api: CinderApi,
  { type, id }: Carrier<T>,
  volume: string,
  mark: Mark,
): Promise<void> {
  const wanted = pieces(keyOf(volume, mark), formatMark(mark));
  const phases = ["started", "partly", "done"] as const;
  const change = ({ metadata }: T): Change => ({
    set: Object.fromEntries(Object.entries(wanted).filter(([key, value]) => metadata[key] !== value)),
    drop: phases
      .flatMap((phase) => keysOf(metadata, volume, { event: mark.event, phase }))
      .filter((key) => wanted[key] === undefined),
  });
  await changeMetadata(api, type, id, { change });
}

/** Removes the mark from one object; a missing object has none. */
export async function clearMark<T extends CinderRow>(
  api: CinderApi,
  { type, id }: Carrier<T>,
  volume: string,
  mark: Mark,
): Promise<void> {
  const change = ({ metadata }: T): Change => ({ set: {}, drop: keysOf(metadata, volume, mark) });
  await changeMetadata(api, type, id, { change });
}

/** The marks that one object has now; undefined if it does not exist. */
export async function readMarks<T extends CinderRow>(
  api: CinderApi,
  { type, id }: Carrier<T>,
  volume: string,
): Promise<Mark[] | undefined> {
  const row = await rowOf(api, type, id);
  return row === undefined ? undefined : parseMarks(row.metadata, volume);
}
