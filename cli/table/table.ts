// Tables for terminals: columns by the width that their text takes on the screen, cut where the terminal ends.

import { styleText } from "node:util";
import { printable } from "../../provider/http/printable";
import type { Measure } from "./width";

export interface Column<R> {
  readonly title: string;
  readonly cell: (row: R) => string;
  readonly align?: "right";
  /** Cells that this column may be cut to; absent if it is never cut. */
  readonly least?: number;
  /** Columns with the highest number are left out first where the terminal is too narrow; those without one never. */
  readonly droppable?: number;
  readonly style?: (row: R) => Parameters<typeof styleText>[0] | undefined;
}

/** What a table is printed to. */
export interface Screen {
  readonly measure: Measure;
  /** Cells of a line; undefined where nothing limits it, such as a file. */
  readonly width: number | undefined;
  readonly colors: boolean;
}

export interface Table {
  readonly lines: readonly string[];
  /** Titles of columns that did not fit. */
  readonly dropped: readonly string[];
}

const gap = "  ";

/** Rows under their titles, one line each. Columns that are empty everywhere are left out. */
export function tableOf<R>(rows: readonly R[], columns: readonly Column<R>[], screen: Screen): Table {
  const { measure } = screen;
  const filled = columns
    .map((column) => {
      // Twice is once: whoever made a cell may have forgotten that others named what is in it.
      const cells = rows.map((row) => printable(column.cell(row)));
      const widest = cells.reduce((most, cell) => Math.max(most, measure.width(cell)), 0);
      return { column, cells, widest, width: Math.max(widest, measure.width(column.title)) };
    })
    .filter(({ widest }) => widest > 0);
  const { kept, dropped } = fitted(filled, screen.width);
  const line = (
    texts: readonly string[],
    styleOf: (at: number) => Parameters<typeof styleText>[0] | undefined,
  ): string =>
    kept
      .map(({ column, width }, at) => {
        const text = measure.cut(texts[at] ?? "", width);
        const blank = " ".repeat(Math.max(0, width - measure.width(text)));
        const style = screen.colors ? styleOf(at) : undefined;
        const shown = style === undefined ? text : styleText(style, text, { validateStream: false });
        return column.align === "right" ? blank + shown : shown + blank;
      })
      .join(gap)
      .trimEnd();
  const head = line(
    kept.map(({ column }) => column.title),
    () => "bold",
  );
  const body = rows.map((row, index) =>
    line(
      kept.map(({ cells }) => cells[index] ?? ""),
      (at) => kept[at]?.column.style?.(row),
    ),
  );
  return { lines: [head, ...body], dropped };
}

interface Sized {
  readonly column: { readonly title: string; readonly least?: number; readonly droppable?: number };
  readonly width: number;
}

/** Leaves columns out until the rest can be cut to the width, then cuts the widest ones first. */
function fitted<S extends Sized>(all: readonly S[], width: number | undefined): { kept: S[]; dropped: string[] } {
  let kept = [...all];
  const dropped: string[] = [];
  if (width === undefined) return { kept, dropped };
  const total = (widths: readonly number[]): number =>
    widths.reduce((sum, one) => sum + one, 0) + gap.length * (widths.length - 1);
  const least = ({ column, width: natural }: S): number => Math.min(natural, column.least ?? natural);
  while (total(kept.map(least)) > width) {
    const next = kept
      .filter(({ column }) => column.droppable !== undefined)
      .sort((a, b) => (b.column.droppable ?? 0) - (a.column.droppable ?? 0))[0];
    if (next === undefined) break;
    kept = kept.filter((one) => one !== next);
    dropped.push(next.column.title);
  }
  const widths = kept.map(({ width: natural }) => natural);
  while (total(widths) > width) {
    const cuttable = widths.map((one, at) => one - least(kept[at] as S));
    const widest = widths.reduce(
      (best, one, at) => ((cuttable[at] ?? 0) > 0 && one > (widths[best] ?? 0) ? at : best),
      cuttable.findIndex((one) => one > 0),
    );
    if (widest < 0) break;
    widths[widest] = (widths[widest] ?? 0) - 1;
  }
  return { kept: kept.map((one, at) => ({ ...one, width: widths[at] ?? one.width })), dropped };
}
