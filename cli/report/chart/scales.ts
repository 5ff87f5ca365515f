// Axes: where a time or an amount is, and which round values are named.

/** A value at its place, in percent of the axis. */
export interface Tick {
  readonly at: number;
  readonly label: string;
}

export interface Axis {
  /** Percent of the axis. */
  at(value: number): number;
  readonly ticks: readonly Tick[];
}

export interface Scales {
  /** @param from milliseconds since 1970, as `to` */
  time(from: number, to: number): Axis;
  /** From 0 to a round number of bytes that is not smaller than `most`. */
  bytes(most: number): Axis;
}

const day = 24 * 3600 * 1000;
const units = ["B", "KiB", "MiB", "GiB", "TiB", "PiB"] as const;

/** Loads the package that knows calendars and round numbers: an ES module, which CommonJS can only import. */
export async function loadScales(): Promise<Scales> {
  const { scaleLinear, scaleUtc } = await import("d3-scale");
  return {
    time(from, to) {
      const scale = scaleUtc().domain([from, to]).range([0, 100]);
      const ticks = scale.ticks(6);
      const step = Number(ticks[1] ?? to) - Number(ticks[0] ?? from);
      const format = scale.tickFormat(6, step >= day ? "%b %-d" : to - from > day ? "%b %-d, %H:%M" : "%H:%M");
      return { at: (value) => scale(value), ticks: ticks.map((tick) => ({ at: scale(tick), label: format(tick) })) };
    },
    bytes(most) {
      const power = Math.min(units.length - 1, Math.max(0, Math.floor(Math.log2(Math.max(1, most)) / 10)));
      const unit = 1024 ** power;
      const scale = scaleLinear()
        .domain([0, Math.max(most / unit, 1)])
        .nice(4)
        .range([0, 100]);
      return {
        at: (value) => scale(value / unit),
        ticks: scale.ticks(4).map((tick) => ({ at: scale(tick), label: `${tick} ${units[power]}` })),
      };
    },
  };
}
