// Ages and sizes in words.

import { counted } from "../output";

const sizes = ["KiB", "MiB", "GiB", "TiB", "PiB"] as const;

/** `12.5 GiB`, `900 B` */
export function sizeText(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`;
  let amount = bytes;
  let unit = "";
  for (const next of sizes) {
    if (amount < 1023.95) break;
    amount /= 1024;
    unit = next;
  }
  return `${amount.toFixed(amount < 99.95 ? 1 : 0)} ${unit}`;
}

const minute = 60;
const hour = 60 * minute;
const day = 24 * hour;

/** `3 days`: in the largest unit of which there are at least two; never more than it is. */
export function ageText(seconds: number): string {
  if (seconds < 2 * minute) return counted(Math.floor(seconds), "second");
  if (seconds < 2 * hour) return counted(Math.floor(seconds / minute), "minute");
  if (seconds < 2 * day) return counted(Math.floor(seconds / hour), "hour");
  return counted(Math.floor(seconds / day), "day");
}
