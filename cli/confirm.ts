import { createInterface } from "node:readline/promises";
import { outgoingLines } from "../provider/http/printable";
import { CliError } from "./errors";

/** Asks on the terminal; only "y" and "yes" confirm. Throws `confirmation-required` if stdin is not a terminal. */
export async function confirmed(question: string): Promise<boolean> {
  return /^y(es)?$/i.test(await answerTo(`${question} [y/N] `));
}

/** Asks for a text on the terminal: only exactly this one confirms. */
export async function typed(question: string, expected: string): Promise<boolean> {
  return (await answerTo(`${question}: `)) === expected.trim();
}

async function answerTo(question: string): Promise<string> {
  if (!process.stdin.isTTY) {
    throw new CliError(
      "confirmation-required",
      "this command asks for confirmation, and stdin is not a terminal. Nothing was changed; use --yes to confirm",
    );
  }
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  try {
    // The question alone would never return at the end of the input or on Ctrl-C.
    const unanswered = new Promise<string>((resolve) => lines.once("close", () => resolve("")));
    return (await Promise.race([lines.question(outgoingLines(question)), unanswered])).trim();
  } finally {
    lines.close();
  }
}
