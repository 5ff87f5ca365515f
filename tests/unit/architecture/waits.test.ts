import assert from "node:assert/strict";
import * as ts from "typescript";
import { nodes, type Source, sources } from "./sources";

/** Calls that make up a poll loop written by hand: a pause of a deadline, or a series of growing pauses. */
function polls(source: Source): string[] {
  return nodes(source).flatMap((node) => {
    if (!ts.isCallExpression(node)) return [];
    const called = ts.isPropertyAccessExpression(node.expression) ? node.expression.name : node.expression;
    return ts.isIdentifier(called) && (called.text === "pause" || called.text === "backoff")
      ? [`${source.path}: ${called.text}`]
      : [];
  });
}

describe("waits", () => {
  it("loop in one place: waitFor, beside the repetition of requests that were not sent", () => {
    const found = sources("provider", "cli", "sdk").flatMap(polls);
    assert.deepEqual(found.sort(), [
      "provider/http/retry.ts: pause",
      "provider/http/waitFor.ts: backoff",
      "provider/http/waitFor.ts: pause",
    ]);
  });

  it("would be found elsewhere", () => {
    const text = "const pauses = backoff(200); for (;;) await this.deadline.pause(pauses.next().value);";
    assert.deepEqual(polls({ path: "x.ts", text }), ["x.ts: backoff", "x.ts: pause"]);
  });
});
