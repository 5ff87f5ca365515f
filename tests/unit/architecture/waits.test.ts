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

/** Pauses that no deadline bounds: `clock.sleep(ms)`. */
const pauses = (node: ts.Node): string[] =>
  ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression) && node.expression.name.text === "sleep"
    ? [node.getText()]
    : [];

/** The clocks that deadlines are made with; another one would not know that the run is cancelled. */
const clocksOfDeadlines = (node: ts.Node): string[] =>
  ts.isNewExpression(node) && ts.isIdentifier(node.expression) && node.expression.text === "Deadline"
    ? [node.arguments?.[0]?.getText() ?? ""]
    : [];

describe("waits", () => {
  it("end when the run is cancelled: all deadlines have the clock of the process, and so have all other pauses", function () {
    this.timeout(120_000);
    const all = sources("provider").flatMap((source) => [...nodes(source)]);
    const clocks = all.flatMap(clocksOfDeadlines);
    assert.ok(clocks.length > 10);
    assert.deepEqual(
      [...new Set(clocks)].filter((clock) => !/^(?:(?:\w+\.)*runtime\.)?clock$/.test(clock)),
      [],
    );
    assert.deepEqual(all.flatMap(pauses).sort(), [
      // A few milliseconds in which questions come together.
      "api.runtime?.clock.sleep(gathering, true)",
      "clock.sleep(500 * 2 ** time)",
      // Whatever the user cancels, the engine has to have saved what it knows.
      "runtime.clock.sleep(Math.min(early, recording), true)",
      "this.clock.sleep(Math.min(ms, left))",
      // All requests of a connection, until its server takes some again.
      "this.clock.sleep(this.until - this.clock.now())",
    ]);
  });

  it("loop in one place: waitFor, beside the repetition of requests that were not sent", () => {
    const found = sources("provider", "cli", "sdk").flatMap(polls);
    assert.deepEqual(found.sort(), [
      "provider/http/retry.ts: pause",
      "provider/http/waitFor.ts: backoff",
      "provider/http/waitFor.ts: pause",
      "provider/http/waitFor.ts: pause",
    ]);
  });

  it("would be found elsewhere", () => {
    const text = "const pauses = backoff(200); for (;;) await this.deadline.pause(pauses.next().value);";
    assert.deepEqual(polls({ path: "x.ts", text }), ["x.ts: backoff", "x.ts: pause"]);
  });
});
