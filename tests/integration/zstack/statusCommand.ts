import { parseOptions } from "../../../cli/command";
import { status as statusCommand } from "../../../cli/commands/status";
import type { StackWithPoints } from "../../../cli/stack/pulumiStack";
import { work } from "../../../cli/status/run";
import { outgoingLines } from "../../../provider/http/printable";
import { closeConnections } from "../../../provider/zstack/connections";
import { commandRuntime } from "./listCommand";

interface Report {
  readonly findings: { readonly code: string; readonly id: string; readonly message: string }[];
  readonly newest: {
    readonly volume: { readonly id: string };
    readonly ageSeconds?: number;
    readonly count: number;
    readonly drill?: { readonly restorableAt: string };
  }[];
  readonly points: Readonly<Record<string, number>>;
}

export interface Printed {
  readonly code: number;
  readonly text: string;
  /** Notes. */
  readonly lines: readonly string[];
}

/** Runs the command. */
export async function status(stack: StackWithPoints | undefined, ...args: string[]): Promise<Printed> {
  const lines: string[] = [];
  const runtime = commandRuntime(lines);
  let text = "";
  const print = (printed: string): void => {
    text = outgoingLines(printed);
  };
  try {
    return { code: await work(parseOptions(statusCommand, args), stack, { runtime, print }), text, lines };
  } finally {
    await closeConnections(runtime, 500);
  }
}

/** What it prints as JSON; each finding as `<code> <id>`. */
export async function found(
  stack: StackWithPoints,
  ...args: string[]
): Promise<Report & Omit<Printed, "text"> & { codes: string[] }> {
  const { code, text, lines } = await status(stack, ...args, "--json");
  const report = JSON.parse(text) as Report;
  return { code, lines, ...report, codes: report.findings.map((one) => `${one.code} ${one.id}`).sort() };
}
