// What commands print: results on stdout, errors and questions on stderr.

import { styleText } from "node:util";
import { codeOf } from "../provider/http/errorCodes";
import { messageOf } from "../provider/http/errors";
import { outgoingLines } from "../provider/http/printable";
import { redact } from "../provider/http/redact";

/** Prints a result, without secrets and control characters. */
export function print(text: string): void {
  process.stdout.write(`${outgoingLines(text)}\n`);
}

/** Prints text with styles of its own. What others have written in it must be printable already. */
export function printStyled(text: string): void {
  process.stdout.write(`${redact(text)}\n`);
}

/** JSON in which nothing is invisible: what `print` would make visible in it is escaped already. */
export function jsonText(value: unknown): string {
  return JSON.stringify(value).replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, (character) =>
    [...Array(character.length).keys()]
      .map((at) => `\\u${character.charCodeAt(at).toString(16).padStart(4, "0")}`)
      .join(""),
  );
}

/** Prints an error: one line of text on stderr, or one JSON object where a program reads the result. */
export function printError(error: unknown, json: boolean): void {
  const message = outgoingLines(messageOf(error));
  if (json) process.stdout.write(`${JSON.stringify({ error: { code: codeOf(error), message } })}\n`);
  else process.stderr.write(`${styleText("red", "error:", { stream: process.stderr })} ${message}\n`);
}

/** Rows with their cells below each other; the last cell of a row may be of any length. */
export function aligned(rows: readonly (readonly string[])[]): string[] {
  const widths: number[] = [];
  for (const row of rows) {
    for (const [at, cell] of row.slice(0, -1).entries()) widths[at] = Math.max(widths[at] ?? 0, cell.length);
  }
  return rows.map((row) =>
    row.map((cell, at) => (at < row.length - 1 ? cell.padEnd(widths[at] ?? 0) : cell)).join("  "),
  );
}

/** A number of things: `1 object`, `2 objects`. */
export const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? "" : "s"}`;

/** Of a reader that has enough, such as `head`. */
const readerGone = new Set(["EPIPE", "ECONNRESET", "ERR_STREAM_DESTROYED"]);

/**
 * Keeps a lost output from ending the process: a deletion that is under way is finished. A reader that has gone has what it
 * wants; any other failure, such as a full disk, loses the result and is reported to `onLost`.
 */
export function guardOutput(onLost: () => void): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on("error", (error: NodeJS.ErrnoException) => {
      if (readerGone.has(error.code ?? "")) return;
      onLost();
      if (stream === process.stdout) process.stderr.write(`error: cannot write the result: ${error.message}\n`);
    });
  }
}
