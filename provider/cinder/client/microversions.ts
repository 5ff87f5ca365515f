import type { HttpResponse } from "../../http/client";
import { isObject, parseObject } from "../../http/responseBody";

/** The range of microversions that a service knows. */
export interface Microversions {
  readonly min: string;
  readonly max: string;
}

export const lowest: Microversions = { min: "3.0", max: "3.0" };

const numbers = (version: string): [number, number] => {
  const [major, minor] = version.split(".").map(Number);
  return [major ?? 0, minor ?? 0];
};

/** Below zero where `a` is older than `b`. */
export function compareVersions(a: string, b: string): number {
  const [left, right] = [numbers(a), numbers(b)];
  return left[0] - right[0] || left[1] - right[1];
}

/** What the document at the root of the service says of version 3; a service without one knows 3.0 alone. */
export function readVersions(answer: HttpResponse): Microversions {
  const body = parseObject(answer.text);
  const all = Array.isArray(body?.["versions"]) ? body["versions"] : [body?.["version"]];
  for (const one of all as unknown[]) {
    if (!isObject(one) || !/^v3(\.|$)/.test(String(one["id"]))) continue;
    const { version: max, min_version: min } = one;
    // Empty where the service knows no microversions.
    if (typeof max !== "string" || !/^3\.\d+$/.test(max)) return lowest;
    return { min: typeof min === "string" && /^3\.\d+$/.test(min) ? min : "3.0", max };
  }
  return lowest;
}
