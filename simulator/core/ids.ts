import { createHash, randomUUID } from "node:crypto";

/** A fresh uuid in the form the product uses: version 4, no dashes. */
export function newUuid(): string {
  return randomUUID().replaceAll("-", "");
}

/** The same uuid for the same text: accounts keep their identity over restarts. */
export function uuidFor(text: string): string {
  const hash = createHash("sha256").update(text).digest("hex");
  return `${hash.slice(0, 12)}4${hash.slice(13, 16)}a${hash.slice(17, 32)}`;
}

export const uuidPattern = "[0-9a-f]{8}[0-9a-f]{4}[1-5][0-9a-f]{3}[89ab][0-9a-f]{3}[0-9a-f]{12}";
const strictUuid = new RegExp(`^${uuidPattern}$`);

export function isUuid(text: string): boolean {
  return strictUuid.test(text);
}

/** True for text with a character outside the basic multilingual plane, which the server's database refuses. */
export function hasAstralCharacter(text: string): boolean {
  return /[\u{10000}-\u{10ffff}]/u.test(text);
}

/** Fisher-Yates: the server gives no order of its own, and nobody should come to rely on one. */
export function shuffle<T>(items: readonly T[]): T[] {
  const result = [...items];
  for (let index = result.length - 1; index > 0; index--) {
    const other = Math.floor(Math.random() * (index + 1));
    const here = result[index] as T;
    result[index] = result[other] as T;
    result[other] = here;
  }
  return result;
}
