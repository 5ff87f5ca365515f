// `pulumi-snapshots list`: the restore points of a stack, or of everything that its accounts see.

import { closeConnections as closeCinder } from "../../provider/cinder/connections";
import type { ProviderRuntime } from "../../provider/core/runtime/runtime";
import { wallClock } from "../../provider/http/clock";
import { printable } from "../../provider/http/printable";
import { closeConnections } from "../../provider/zstack/connections";
import { CliError } from "../errors";
import { counted, jsonText, print, printStyled } from "../output";
import { commandRuntime } from "../runtime";
import { shownDrills } from "../stack/drills";
import { formatFailedQuery, type QueriedConnection, unsupportedTypes } from "../stack/platforms";
import { readStack, type StackWithPoints } from "../stack/pulumiStack";
import { type Screen, tableOf } from "../table/table";
import { sizeText } from "../table/units";
import { loadMeasure, screenOf } from "../table/width";
import { type Collected, collect } from "./collect";
import { columnsOf } from "./columns";
import { csvLines } from "./csv";
import type { ListOptions, Scope, Selection } from "./options";
import { absentRow, type PointRow } from "./rows";
import { shownRows, sorted } from "./selection";
import { treesOf } from "./tree/collect";
import { treeData, treeText } from "./tree/format";

/** Milliseconds that logging out may take. */
const logoutTimeoutMs = 2000;

/** Ends all sessions when `work` is done. */
export async function withConnections<T>(work: (runtime: ProviderRuntime) => Promise<T>): Promise<T> {
  try {
    return await work(commandRuntime);
  } finally {
    await Promise.all([
      closeConnections(commandRuntime, logoutTimeoutMs),
      closeCinder(commandRuntime, logoutTimeoutMs),
    ]);
  }
}

/** The stack; undefined where everything is to be shown, and there is no Pulumi project to compare it with. */
export async function stackIn(scope: Scope): Promise<StackWithPoints | undefined> {
  try {
    return await readStack(scope);
  } catch (error) {
    const isNamed = scope.stack !== undefined || scope.cwd !== undefined;
    if (!scope.all || isNamed || !(error instanceof CliError)) throw error;
    return undefined;
  }
}

export async function run(options: ListOptions): Promise<number> {
  return withConnections(async (runtime) => {
    const stack = await stackIn(options);
    const screen = { measure: await loadMeasure(), ...screenOf(process.stdout) };
    return work(options, stack, { runtime, print, printStyled, screen });
  });
}

/** What the command works with; tests have their own. */
export interface Environment {
  readonly runtime: ProviderRuntime;
  readonly print: (text: string) => void;
  readonly printStyled: (text: string) => void;
  readonly screen: Screen;
}

/** What the state and the platforms have, or with `state` the state alone. */
export async function collectedFor(
  { state }: Pick<Selection, "state">,
  stack: StackWithPoints | undefined,
  runtime: ProviderRuntime,
): Promise<Collected> {
  return state ? stateOnly(stack) : collect(stack, runtime);
}

/** Whether something could not be read, so that what is shown may lack restore points. */
export const isIncomplete = ({ connections, unreadable }: Pick<Collected, "connections" | "unreadable">): boolean =>
  connections.some(({ error }) => error !== undefined) || unreadable.length > 0;

/** @returns the exit code: 0, or 1 if the list is not complete */
export async function work(
  options: ListOptions,
  stack: StackWithPoints | undefined,
  { runtime, print, printStyled, screen }: Environment,
): Promise<number> {
  const collected = await collectedFor(options, stack, runtime);
  const rows = sorted(shownRows(collected, options), options.sort);
  for (const note of notesOf(collected)) runtime.say(note);
  const output = { runtime, print, printStyled, screen };
  if (options.tree) await printTrees(rows, options, collected, stack, output);
  else printRows(rows, options, collected, output);
  return isIncomplete(collected) ? 1 : 0;
}

function printRows(
  rows: readonly PointRow[],
  options: ListOptions,
  collected: Collected,
  { print, printStyled, screen }: Environment,
): void {
  if (options.format === "json") print(jsonOf(collected, rows));
  else if (options.format === "csv") print(csvLines(rows).join("\n"));
  else printStyled(textOf(rows, options, collected, screen));
}

/** The whole trees of the volumes of these rows, whoever owns what is in them. */
async function printTrees(
  rows: readonly PointRow[],
  { bytes, format, all }: ListOptions,
  collected: Collected,
  stack: StackWithPoints | undefined,
  { runtime, print, printStyled, screen }: Environment,
): Promise<void> {
  const { trees, snapshots } = await treesOf(rows, collected, stack, runtime);
  if (format === "json") {
    print(jsonText({ ...collected.stack, connections: collected.connections, volumes: treeData(trees, snapshots) }));
  } else if (trees.length === 0) print(nothingText(all, collected));
  else printStyled(treeText(trees, snapshots, { bytes, screen }));
}

/** Without a request: nothing tells what became of the objects, nor how old they are by now. */
function stateOnly(stack: StackWithPoints | undefined): Collected {
  if (stack === undefined)
    throw new CliError("state-unreadable", "there is no Pulumi stack whose state could be shown");
  const context = { stack: stack.of, drills: shownDrills(stack.drills) };
  const rows = stack.points.map((entry) => absentRow(entry, "unknown", context));
  const { unreadable } = stack.known;
  return { stack: stack.of, drills: undefined, connections: [], unreadable, platforms: [], rows };
}

/** What makes the list incomplete or doubtful, one line each. */
export function notesOf({ connections, unreadable, platforms }: Collected): string[] {
  return [
    ...connections.filter(({ error }) => error !== undefined).map((one) => `warning: ${formatFailedQuery(one)}`),
    ...unsupportedTypes(connections),
    ...unreadable.map((entry) => `warning: the state could not be read completely: ${entry}`),
    ...platforms.flatMap(({ connection, listing }) =>
      listing.doubt === undefined ? [] : [`warning: ${connection}: ages are uncertain: ${listing.doubt}`],
    ),
  ];
}

interface Totals {
  readonly count: number;
  /** Bytes of those whose size is known. */
  readonly size: number;
}

const totalsOf = (rows: readonly PointRow[]): Totals => ({
  count: rows.length,
  size: rows.reduce((sum, { size }) => sum + (size ?? 0), 0),
});

function jsonOf({ stack, connections, unreadable }: Collected, rows: readonly PointRow[]): string {
  const points = rows.map(({ isMember, ...row }) => row);
  return jsonText({ ...stack, connections, unreadable, totals: totalsOf(rows), points });
}

function textOf(
  rows: readonly PointRow[],
  { all, bytes }: ListOptions,
  { stack, connections }: Collected,
  screen: Screen,
): string {
  const whose = whoseText(all, stack);
  if (rows.length === 0) return nothingText(all, { stack, connections });
  const several = new Set(rows.map(({ connection }) => connection)).size > 1;
  const { lines, dropped } = tableOf(rows, columnsOf({ bytes, several, now: wallClock.now() }), screen);
  const { count, size } = totalsOf(rows);
  const amount = bytes ? `${size} bytes` : sizeText(size);
  const narrow = dropped.length === 0 ? [] : [`Not shown, because the terminal is too narrow: ${dropped.join(", ")}.`];
  return [...lines, `${counted(count, "restore point")}${whose}, ${amount}.`, ...narrow].join("\n");
}

const whoseText = (all: boolean, stack: Collected["stack"]): string =>
  all || stack === undefined ? "" : ` of ${printable(stack.stack)}`;

const nothingText = (all: boolean, { stack, connections }: Pick<Collected, "stack" | "connections">): string =>
  `No restore points${whoseText(all, stack)} found${onPlatforms(connections)}.`;

function onPlatforms(connections: readonly QueriedConnection[]): string {
  const platforms = connections.flatMap(({ platform }) => platform ?? []);
  return platforms.length === 0 ? "" : ` on ${platforms.join(", ")}`;
}
