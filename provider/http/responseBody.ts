import type { HttpResponse } from "./client";
import { platformText } from "./printable";

/** The JSON object in a text; undefined for any other text. */
export function parseObject(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return value !== null && typeof value === "object" && !Array.isArray(value);
}

export const isHtml = (text: string): boolean => /^\s*<(!doctype|html|head|body|\?xml)/i.test(text);

/** What an error message shows of a body; empty for an empty one. */
export function excerpt(text: string): string {
  return isHtml(text) ? "an HTML page" : platformText(text, 300);
}

/** Milliseconds; undefined if the server names none, or zero, which means that a retry does not help. */
export function retryAfter(response: HttpResponse): number | undefined {
  const seconds = Number(response.headers["retry-after"]);
  return Number.isFinite(seconds) && seconds > 0 ? seconds * 1000 : undefined;
}
