// What marks of ZStack keep, by the names that they have there.

/** State of the VM when the restore began. */
export const vmFact = "vm";

/** Positions of the volumes when it began; see `formatBefore`. */
export const beforeFact = "before";

/** Creation date of the restore point. */
export const dateFact = "of";

/** uuid that the safety snapshot gets. */
export const safetyFact = "safety";

/**
 * Which credentials the restore was begun with, in 12 hex digits: jobs have ids that follow from them, so that with others
 * nobody can ask for the one that was sent.
 */
export const keyFact = "key";
