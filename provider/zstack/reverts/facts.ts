// What marks of ZStack keep, by the names that they have there.

/** State of the VM when the restore began. */
export const vmFact = "vm";

/** Positions of the volumes when it began; see `formatBefore`. */
export const beforeFact = "before";

/** Creation date of the restore point. */
export const dateFact = "of";

/** uuid that the safety snapshot gets. */
export const safetyFact = "safety";
