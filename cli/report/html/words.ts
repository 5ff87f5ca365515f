// How the page writes times, amounts and states.

import type { Named, PointRow } from "../../list/rows";
import { ageText, sizeText } from "../../table/units";
import { html, type Markup } from "./markup";

/** `2026-11-21 03:00` in UTC. */
export const dateText = (at: number): string => new Date(at).toISOString().slice(0, 16).replace("T", " ");

export const timeElement = (at: number): Markup =>
  html`<time datetime="${new Date(at).toISOString().slice(0, 19)}Z">${dateText(at)}</time>`;

export const ageOf = ({ ageSeconds }: PointRow): string => (ageSeconds === undefined ? "" : ageText(ageSeconds));

export const sizeOf = ({ size }: PointRow): string => (size === undefined ? "" : sizeText(size));

export const numberText = (count: number): string => String(count).replace(/\B(?=(\d{3})+$)/g, ",");

export const manyText = (count: number, noun: string): string =>
  `${numberText(count)} ${noun}${count === 1 ? "" : "s"}`;

/** `"web-1" (b1…)`, or the id alone. */
export const namedText = ({ id, name }: Named): string => (name === undefined ? id : `${name} (${id})`);

const kinds = {
  snapshot: "snapshot",
  group: "snapshot group",
  "volume-backup": "volume backup",
  "vm-backup": "VM backup",
} as const satisfies Readonly<Record<PointRow["kind"], string>>;

export const kindText = ({ kind }: PointRow): string => kinds[kind];

/** Class that colours a restore point by what it is worth. */
export function worthOf({ problems, verified, ownership }: PointRow): "ok" | "bad" | "plain" {
  if (problems.length > 0 || ownership === "missing") return "bad";
  return verified ? "ok" : "plain";
}

/** Undefined for an id that no platform gives. */
const anchor = (of: string, id: string): string | undefined => (/^[\w-]{1,64}$/.test(id) ? `${of}-${id}` : undefined);

/** Anchor of the details. */
export const anchorOf = (uuid: string): string | undefined => anchor("point", uuid);

/** Anchor of the time line of a volume. */
export const volumeAnchorOf = (id: string): string | undefined => anchor("volume", id);

/** A link to the details of a restore point, where they are on the page. */
export function pointLink(uuid: string, text: string, detailed: ReadonlySet<string>): Markup {
  const details = anchorOf(uuid);
  return details === undefined || !detailed.has(uuid) ? html`${text}` : html`<a href="#${details}">${text}</a>`;
}
