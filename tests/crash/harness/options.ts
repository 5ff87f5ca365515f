import { type Door, doors } from "../../support/doors";

const environment = process.env;

/** `-- --full`: every case, not a sample. */
export const full = environment["PULUMI_SNAPSHOTS_TEST_FULL"] === "1";

/** For work on one case: only those whose title has this text. */
export const only = environment["PULUMI_SNAPSHOTS_TEST_CASE"];

/** So many cases, spread evenly over all of them. */
export const count = environment["PULUMI_SNAPSHOTS_TEST_COUNT"];

/** "2/3": of all that were chosen, the second third; the whole takes as many processes as the machine has cores. */
const part = /^([1-9]\d*)\/([1-9]\d*)$/.exec(environment["PULUMI_SNAPSHOTS_TEST_PART"] ?? "1/1");
if (part === null) throw new Error('PULUMI_SNAPSHOTS_TEST_PART is not written as "2/3"');
const [, share = "1", shares = "1"] = part;

export const partOf = <T>(all: readonly T[]): T[] =>
  all.filter((_, index) => index % Number(shares) === Number(share) - 1);

const chosen = environment["PULUMI_SNAPSHOTS_TEST_DOOR"];

/** Doors that cases go through; through one that was asked for, as many as through the dynamic provider else. */
export const chosenDoors: readonly { readonly door: Door; readonly isChosen: boolean }[] = doors
  .filter((door) => chosen === undefined || door === chosen)
  .map((door) => ({ door, isChosen: door === chosen || (chosen === undefined && door === "dynamic") }));
if (chosenDoors.length === 0)
  throw new Error(`PULUMI_SNAPSHOTS_TEST_DOOR is "${chosen}", not one of ${doors.join(", ")}`);

/** `wanted` of them, in their order and spread evenly. */
export function spreadEvenly<T>(all: readonly T[], wanted: number): T[] {
  const every = Math.max(1, all.length / wanted);
  return all.filter((_, index) => Math.floor(index / every) !== Math.floor((index - 1) / every));
}
