import { createInterface } from "node:readline/promises";

/** Asks on the terminal; only "y" and "yes" confirm. Throws if stdin is not a terminal. */
export async function agreed(question: string): Promise<boolean> {
  if (!process.stdin.isTTY) throw new Error("stdin is not a terminal; use --yes to confirm");
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  try {
    // The question alone would never return at the end of the input or on Ctrl-C.
    const unanswered = new Promise<string>((resolve) => lines.once("close", () => resolve("")));
    return /^y(es)?$/i.test((await Promise.race([lines.question(`${question} [y/N] `), unanswered])).trim());
  } finally {
    lines.close();
  }
}
