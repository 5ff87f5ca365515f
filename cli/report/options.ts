import { UsageError } from "../errors";
import { allOption, duration, filterOptions, readSelection, type Selection, stateOption } from "../list/options";
import { cwdOption, type Given, stackOption, text, value } from "../options";
import {
  defaultMaxAge,
  defaultMaxUsage,
  maxAgeOption,
  maxDrillAgeOption,
  maxUsageOption,
  unprotectedOption,
} from "../status/options";

export interface ReportOptions extends Selection {
  /** The file that is written. */
  readonly file: string;
  /** Seconds. */
  readonly maxAge: number;
  /** Share of a limit, between 0 and 1, from which on it is a finding. */
  readonly maxUsage: number;
  /** Seconds since the newest restore drill of a volume; undefined if drills are not checked. */
  readonly maxDrillAge: number | undefined;
  /** Also find volumes without any restore point. */
  readonly unprotected: boolean;
  /** Seconds that the time lines show at most. */
  readonly period: number;
}

const htmlOption = text("--html <file>", "the file to write; one that exists is replaced");
const periodOption = value("--period <duration>", "what the time lines show at most (default: 30d)", (given) =>
  duration("--period", given),
);

export const reportOptions = [
  htmlOption,
  allOption,
  stateOption,
  ...filterOptions,
  maxAgeOption,
  maxUsageOption,
  maxDrillAgeOption,
  unprotectedOption,
  periodOption,
  stackOption,
  cwdOption,
];

/** Seconds. */
const defaultPeriod = 30 * 24 * 3600;

export function readReportOptions(given: Given): ReportOptions {
  const file = given(htmlOption);
  if (file === undefined) throw new UsageError("the report needs a file: --html report.html.");
  return {
    ...readSelection(given),
    file,
    maxAge: given(maxAgeOption) ?? defaultMaxAge,
    maxUsage: given(maxUsageOption) ?? defaultMaxUsage,
    maxDrillAge: given(maxDrillAgeOption),
    unprotected: given(unprotectedOption),
    period: given(periodOption) ?? defaultPeriod,
  };
}
