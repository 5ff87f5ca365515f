// `pulumi-snapshots status`: whether the restore points are as they should be, for monitoring.

import { wallClock } from "../../provider/http/clock";
import { collect } from "../list/collect";
import { type Environment, isIncomplete, stackIn, withConnections } from "../list/run";
import { counted, jsonText, print } from "../output";
import type { StackWithPoints } from "../stack/pulumiStack";
import { ageText } from "../table/units";
import { statusOf } from "./check";
import { checkNotes } from "./notes";
import { assertDrillsKnown, type StatusOptions } from "./options";
import { prometheusLines } from "./prometheus";
import type { Status } from "./status";

export async function run(options: StatusOptions): Promise<number> {
  return withConnections(async (runtime) => work(options, await stackIn(options), { runtime, print }));
}

/** @returns the exit code: 0, 2 for findings, 1 if not everything could be looked at */
export async function work(
  options: StatusOptions,
  stack: StackWithPoints | undefined,
  { runtime, print }: Pick<Environment, "runtime" | "print">,
): Promise<number> {
  assertDrillsKnown(options, stack);
  const collected = await collect(stack, runtime);
  const status = await statusOf(options, collected, wallClock.now());
  for (const note of checkNotes(collected, options)) runtime.say(note);
  if (options.format === "json") print(jsonText({ ...collected.stack, ...status }));
  else if (options.format === "prometheus") print(prometheusLines(status).join("\n"));
  else print(textOf(status, options));
  return isIncomplete(status) ? 1 : status.findings.length > 0 ? 2 : 0;
}

function textOf({ findings, newest, connections }: Status, { maxAge }: StatusOptions): string {
  if (findings.length > 0) {
    const several = new Set(findings.map(({ connection }) => connection)).size > 1;
    return findings
      .map(({ code, message, connection }) => `${code}: ${message}${several ? `, ${connection}` : ""}`)
      .join("\n");
  }
  const platforms = connections.flatMap(({ platform }) => platform ?? []);
  if (newest.length === 0)
    return `ok: no restore points of existing volumes on ${platforms.join(", ") || "any platform"}`;
  const oldest = Math.max(...newest.map(({ ageSeconds }) => ageSeconds ?? 0));
  return `ok: the newest verified restore points of ${counted(newest.length, "volume")} are at most ${ageText(oldest)} old (limit ${ageText(maxAge)})`;
}
