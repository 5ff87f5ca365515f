import { type PointKind, pointKinds } from "../../provider/core/listing";
import { secondsOf } from "../../provider/core/series/duration";
import { UsageError } from "../errors";
import { cwdOption, flag, type Given, list, oneOf, stackOption, text, value, withChoices } from "../options";
import type { StackLocation } from "../state/pulumiCli";

export const sortKeys = ["machine", "age", "name", "size", "owner", "kind", "status", "depth"] as const;

export type SortKey = (typeof sortKeys)[number];

/** Which restore points are shown; a value of the command line matches a whole id, or a part of a name. */
export interface PointFilter {
  readonly vm: string | undefined;
  readonly volume: string | undefined;
  readonly owner: string | undefined;
  readonly kinds: readonly PointKind[];
  /** Seconds. */
  readonly olderThan: number | undefined;
}

/** Where the restore points to show are. */
export interface Scope extends StackLocation {
  /** Everything that the accounts of the stack see, not only what belongs to the stack. */
  readonly all: boolean;
}

/** Which restore points a command is about. */
export interface Selection extends Scope {
  /** Only what the state holds, without a request to a platform. */
  readonly state: boolean;
  readonly filter: PointFilter;
}

export interface ListOptions extends Selection {
  readonly tree: boolean;
  readonly sort: { readonly by: SortKey; readonly descending: boolean } | undefined;
  readonly format: "text" | "json" | "csv";
  readonly bytes: boolean;
}

export const allOption = flag("-a, --all", "everything that the account sees, not only what belongs to the stack");
export const stateOption = flag("--state", "only what the state holds, without a request to a platform");
export const vmOption = text("--vm <vm>", "only of this VM: its uuid, or a part of its name");
export const volumeOption = text("--volume <volume>", "only of this volume: its uuid, or a part of its name");
const ownerOption = text("--owner <text>", "only with this in the owner or its status, e.g. prod or retained");

/** @returns seconds */
export function duration(name: string, given: string): number {
  const seconds = secondsOf(given);
  if (seconds === undefined) {
    throw new UsageError(
      `${name}: "${given}" is not a duration. Give whole weeks, days, hours and minutes in this order, such as 26h or 1w3d.`,
    );
  }
  return seconds;
}

const olderThanOption = value("--older-than <duration>", "only older than this, e.g. 26h or 30d", (given) =>
  duration("--older-than", given),
);
const kindOption = withChoices(
  list<PointKind>("--kind <kind>", "only of this kind, repeatable", (given) => oneOf("--kind", pointKinds, given)),
  pointKinds,
);
const sortOption = withChoices(
  value("--sort <key>", "order of the rows; with a minus in front, descending (default: machine)", (given) => ({
    by: oneOf("--sort", sortKeys, given.replace(/^-/, "")),
    descending: given.startsWith("-"),
  })),
  sortKeys,
);
const treeOption = flag("--tree", "by volume: what builds on what, and what a deletion of each would take along");
const bytesOption = flag("--bytes", "print sizes in bytes");
const jsonOption = flag("--json", "print one JSON object");
const csvOption = flag("--csv", "print comma-separated values");

export const filterOptions = [vmOption, volumeOption, ownerOption, kindOption, olderThanOption];

export const listOptions = [
  allOption,
  stateOption,
  treeOption,
  ...filterOptions,
  sortOption,
  bytesOption,
  jsonOption,
  csvOption,
  stackOption,
  cwdOption,
];

/** Reads --all, --state and the filters, which several commands have. */
export function readSelection(given: Given): Selection {
  const [all, state] = [given(allOption), given(stateOption)];
  if (state && all) throw new UsageError("--state has only what the stack holds; it excludes --all.");
  return {
    all,
    state,
    filter: {
      vm: given(vmOption),
      volume: given(volumeOption),
      owner: given(ownerOption),
      kinds: given(kindOption),
      olderThan: given(olderThanOption),
    },
    stack: given(stackOption),
    cwd: given(cwdOption),
  };
}

export function readListOptions(given: Given): ListOptions {
  const [json, csv, selection] = [given(jsonOption), given(csvOption), readSelection(given)];
  const tree = given(treeOption);
  if (tree && (csv || selection.state)) throw new UsageError("--tree prints text or JSON of what the platforms have.");
  if (json && csv) throw new UsageError("--json and --csv exclude each other.");
  return {
    ...selection,
    tree,
    sort: given(sortOption),
    format: json ? "json" : csv ? "csv" : "text",
    bytes: given(bytesOption),
  };
}
