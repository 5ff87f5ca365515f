// `pulumi-snapshots report`: what `list` and `status` know, as one HTML file.

import { randomBytes } from "node:crypto";
import { rename, rm, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { wallClock } from "../../provider/http/clock";
import { messageOf } from "../../provider/http/errors";
import { CliError } from "../errors";
import { connectionsFor } from "../list/collect";
import type { PointFilter } from "../list/options";
import { collectedFor, type Environment, isIncomplete, stackIn, withConnections } from "../list/run";
import { shownRows, sorted } from "../list/selection";
import { treesOf } from "../list/tree/collect";
import { SnapshotTrees } from "../list/tree/trees";
import { counted, print } from "../output";
import type { StackWithPoints } from "../stack/pulumiStack";
import { statusOf } from "../status/check";
import { checkNotes } from "../status/notes";
import { assertDrillsKnown } from "../status/options";
import { ageText } from "../table/units";
import { loadMeasure } from "../table/width";
import { loadScales } from "./chart/scales";
import { pageOf } from "./html/page";
import { reportOf } from "./model/report";
import type { ReportOptions } from "./options";

export async function run(options: ReportOptions): Promise<number> {
  return withConnections(async (runtime) =>
    work(options, await stackIn(options), { runtime, print, now: wallClock.now(), write: written }),
  );
}

/** What the command works with; tests have their own. */
export interface ReportEnvironment extends Pick<Environment, "runtime" | "print"> {
  /** Milliseconds since 1970. */
  readonly now: number;
  readonly write: (file: string, text: string) => Promise<void>;
}

/** @returns the exit code: 0, or 1 if the report is not complete */
export async function work(
  options: ReportOptions,
  stack: StackWithPoints | undefined,
  { runtime, print, now, write }: ReportEnvironment,
): Promise<number> {
  assertDrillsKnown(options, stack);
  const collected = await collectedFor(options, stack, runtime);
  const rows = sorted(shownRows(collected, options), undefined);
  const notes = checkNotes(collected, options);
  for (const note of notes) runtime.say(note);
  const status = await statusOf(options, collected, now);
  const drawn = options.state
    ? { trees: [], snapshots: new SnapshotTrees([]) }
    : await treesOf(rows, collected, stack, runtime);
  const { all, state, maxAge, maxUsage, period, file, filter } = options;
  const report = reportOf({
    ...{ now, all, state, maxAge, period, status, notes, rows, stack: collected.stack },
    ...drawn,
    filters: filtersOf(filter),
    standard: connectionsFor(stack).standard,
  });
  await write(file, pageOf(report, maxUsage, { measure: await loadMeasure(), scales: await loadScales() }));
  const whose = all || collected.stack === undefined ? "" : ` of ${collected.stack.stack}`;
  print(`${file}: ${counted(rows.length, "restore point")}${whose}, ${counted(status.findings.length, "finding")}.`);
  return isIncomplete(collected) ? 1 : 0;
}

/** Filters as they are given on the command line. */
function filtersOf({ vm, volume, owner, kinds, olderThan }: PointFilter): string[] {
  const one = (name: string, value: string | undefined): string[] =>
    value === undefined ? [] : [`--${name} ${value}`];
  return [
    ...one("vm", vm),
    ...one("volume", volume),
    ...one("owner", owner),
    ...kinds.map((kind) => `--kind ${kind}`),
    ...(olderThan === undefined ? [] : [`older than ${ageText(olderThan)}`]),
  ];
}

/** Whoever reads the file meanwhile reads the old one, whole. */
export async function written(file: string, text: string): Promise<void> {
  const fresh = join(dirname(file), `.${basename(file)}.${randomBytes(4).toString("hex")}`);
  try {
    await writeFile(fresh, text, { mode: 0o644 });
    await rename(fresh, file);
  } catch (error) {
    await rm(fresh, { force: true });
    throw new CliError("usage-error", `cannot write ${file}: ${messageOf(error)}`, { cause: error });
  }
}
