/** Examples that need a Cinder, each run by examples.test.ts beside this. */
export const cinderExamples = ["cinder-backup", "evs-snapshot"] as const;
