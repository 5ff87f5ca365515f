import { createInterface } from "node:readline/promises";

/** Asks on the terminal; only a "yes" is one. Throws where there is nobody to ask. */
export async function agreed(question: string): Promise<boolean> {
  if (!process.stdin.isTTY) throw new Error("nobody can be asked here: give --yes");
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  try {
    // The end of the input, or Ctrl-C, is no answer: the question alone would wait for ever.
    const unanswered = new Promise<string>((resolve) => lines.once("close", () => resolve("")));
    return /^y(es)?$/i.test((await Promise.race([lines.question(`${question} [y/N] `), unanswered])).trim());
  } finally {
    lines.close();
  }
}
