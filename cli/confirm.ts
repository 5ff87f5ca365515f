import { createInterface } from "node:readline/promises";
import { outgoingLines } from "../provider/http/printable";
import { CliError } from "./errors";

/** Asks on the terminal; only "y" and "yes" confirm. Throws `confirmation-required` if stdin is not a terminal. */
export async function confirmed(question: string): Promise<boolean> {
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
    const answer = await Promise.race([lines.question(`${outgoingLines(question)} [y/N] `), unanswered]);
    return /^y(es)?$/i.test(answer.trim());
  } finally {
    lines.close();
  }
}
