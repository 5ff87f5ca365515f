// What marks of Cinder keep, by the names that they have there.

import type { Mark } from "../../core/reverts/mark";

/** When the restore point was taken. */
export const dateFact = "of";

/** Identity of the safety volume. */
export const safetyFact = "safety";

/** id of the safety volume, once everything is done. */
export const copyFact = "copy";

/**
 * When the row of the restore point had last changed, as the service showed it; on the volume, written right before the
 * request: without it, nothing was sent.
 */
export const pointFact = "point";

/** The same of the volume. */
export const volumeFact = "volume";

/** What users change of the two rows; see `shownOf`. */
export const shownFact = "shown";

/** When the request was about to be sent, by the clock of the service. */
export const askedFact = "asked";

/** Metadata of the volume before, as JSON; on the restore point. */
export const metadataFact = "metadata";

/** Facts that are of no use once the restore is done. */
const passingFacts: readonly string[] = [pointFact, volumeFact, shownFact, askedFact, metadataFact];

/** The facts of a mark without those. */
export const lastingFacts = ({ facts }: Pick<Mark, "facts">): Mark["facts"] =>
  Object.fromEntries(Object.entries(facts).filter(([name]) => !passingFacts.includes(name)));
