// How many cells of a terminal a text takes: wide characters of East Asian scripts and emoji take two, joined ones none.

/** Measures and cuts printable text. */
export interface Measure {
  width(text: string): number;
  /** At most so many cells; what is cut ends with an ellipsis. */
  cut(text: string, cells: number): string;
}

const letters = new Intl.Segmenter(undefined, { granularity: "grapheme" });

/** Loads the package that knows the widths of characters: an ES module, which CommonJS can only import. */
export async function loadMeasure(): Promise<Measure> {
  const { default: measured } = await import("fast-string-truncated-width");
  const width = (text: string): number => measured(text).width;
  return {
    width,
    cut(text, cells) {
      if (width(text) <= cells) return text;
      // The package cuts by code points, and not always at the right one.
      let front = "";
      for (const { segment } of letters.segment(text)) {
        if (width(front + segment) > cells - 1) break;
        front += segment;
      }
      return cells < 1 ? "" : `${front}…`;
    },
  };
}

/** The terminal that a result is printed to; a file or a pipe has no width and no colours. */
export function screenOf(stream: NodeJS.WriteStream): { readonly width: number | undefined; readonly colors: boolean } {
  return { width: stream.isTTY ? stream.columns : undefined, colors: stream.isTTY && stream.hasColors() };
}
