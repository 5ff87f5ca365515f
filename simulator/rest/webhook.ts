// X-Web-Hook: the result of a job is sent to the caller's address, with retries.

import { request } from "node:http";
import { htmlSafeJson } from "../core/inventories";
import type { Outcome } from "./work";

const attempts = 15;
const pause = 2000;

export function callWebHook(address: string, jobUuid: string, outcome: Outcome, attempt = 1): void {
  const again = () => {
    if (attempt < attempts) setTimeout(() => callWebHook(address, jobUuid, outcome, attempt + 1), pause).unref();
  };
  if (!URL.canParse(address) || !address.startsWith("http:")) return;
  const headers: Record<string, string> = {
    "X-Job-UUID": jobUuid,
    "X-Job-Success": String(outcome.status === 200),
    "Content-Type": "application/json; charset=utf-8",
  };
  const batch = batchVerdict(outcome.body);
  if (batch !== undefined) headers["X-Job-Batch"] = batch;
  const call = request(address, { method: "POST", headers, timeout: 10_000 }, (response) => {
    response.resume();
    if ((response.statusCode ?? 500) >= 300) again();
  });
  call.on("error", again);
  call.on("timeout", () => call.destroy());
  call.end(htmlSafeJson(outcome.body));
}

function batchVerdict(body: unknown): string | undefined {
  const results = (body as { results?: unknown }).results;
  if (!Array.isArray(results)) return undefined;
  const good = results.filter((entry) => (entry as { success?: unknown }).success === true).length;
  if (good === results.length) return "SUCCESS";
  return good === 0 ? "FAIL" : "PARTIAL";
}
