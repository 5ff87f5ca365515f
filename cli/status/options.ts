import { UsageError } from "../errors";
import { allOption, duration, type PointFilter, type Scope, vmOption, volumeOption } from "../list/options";
import { choice, cwdOption, flag, type Given, stackOption, value } from "../options";

export const statusFormats = ["text", "json", "prometheus"] as const;

export interface StatusOptions extends Scope {
  readonly filter: PointFilter;
  /** Seconds. */
  readonly maxAge: number;
  /** Share of a limit, between 0 and 1, from which on it is a finding. */
  readonly maxUsage: number;
  /** Seconds since the newest restore drill of a volume; undefined if drills are not checked. */
  readonly maxDrillAge: number | undefined;
  /** Also find volumes without any restore point. */
  readonly unprotected: boolean;
  readonly format: (typeof statusFormats)[number];
}

export const maxAgeOption = value(
  "--max-age <duration>",
  "how old the newest verified restore point of a volume may be (default: 26h)",
  (given) => duration("--max-age", given),
);
export const maxUsageOption = value(
  "--max-usage <percent>",
  "how much of a quota, storage or chain may be used (default: 90)",
  (given) => {
    const percent = Number(given);
    if (/^\d{1,3}$/.test(given) && percent >= 1 && percent <= 100) return percent / 100;
    throw new UsageError(`--max-usage must be a whole number from 1 to 100, not "${given}".`);
  },
);
export const maxDrillAgeOption = value(
  "--max-drill-age <duration>",
  "also find volumes whose newest restore drill in the state of the stack is older, or that have none, e.g. 30d",
  (given) => duration("--max-drill-age", given),
);
export const unprotectedOption = flag(
  "--unprotected",
  "also find volumes that the account sees and that have no restore point (of the stack, or with --all of anybody)",
);
const formatOption = choice("--format <format>", "what is printed (default: text)", statusFormats);
const jsonOption = flag("--json", "print one JSON object");

export const statusOptions = [
  maxAgeOption,
  maxUsageOption,
  maxDrillAgeOption,
  unprotectedOption,
  allOption,
  vmOption,
  volumeOption,
  formatOption,
  jsonOption,
  stackOption,
  cwdOption,
];

/** Seconds: a night, and two hours for what takes longer. */
export const defaultMaxAge = 26 * 3600;

/** Throws if drills are to be checked and no stack is known: no platform knows them. */
export function assertDrillsKnown(
  { maxDrillAge }: Pick<StatusOptions, "maxDrillAge">,
  stack: object | undefined,
): void {
  if (maxDrillAge === undefined || stack !== undefined) return;
  throw new UsageError(
    "--max-drill-age needs a stack: only its state records restore drills. Run the command in the folder of the Pulumi project, or give it with --cwd.",
  );
}

/** Share of a limit. */
export const defaultMaxUsage = 0.9;

export function readStatusOptions(given: Given): StatusOptions {
  const [json, format] = [given(jsonOption), given(formatOption)];
  if (json && format !== undefined && format !== "json")
    throw new UsageError("--json and --format exclude each other.");
  return {
    maxAge: given(maxAgeOption) ?? defaultMaxAge,
    maxUsage: given(maxUsageOption) ?? defaultMaxUsage,
    maxDrillAge: given(maxDrillAgeOption),
    unprotected: given(unprotectedOption),
    all: given(allOption),
    filter: { vm: given(vmOption), volume: given(volumeOption), owner: undefined, kinds: [], olderThan: undefined },
    format: json ? "json" : (format ?? "text"),
    stack: given(stackOption),
    cwd: given(cwdOption),
  };
}
