// What commands that check restore points print besides, one line each.

import type { Collected } from "../list/collect";
import { notesOf } from "../list/run";
import { drillNotes } from "./drills";
import type { StatusOptions } from "./options";

/** What makes the check incomplete or doubtful, and what is to be known of drills. */
export const checkNotes = (collected: Collected, { maxDrillAge }: Pick<StatusOptions, "maxDrillAge">): string[] => [
  ...notesOf(collected),
  ...drillNotes(collected.drills, collected.rows, maxDrillAge !== undefined),
];
