import assert from "node:assert/strict";
import {
  AmbiguousError,
  FinalError,
  NotFoundError,
  RateLimitedError,
  type RequestError,
  RetryableError,
  SessionError,
  WrongEndpointError,
} from "../../../../provider/http/errors";
import { NoSuchApiError, parseResponse } from "../../../../provider/zstack/client/responses";

const base = "http://cloud:8080/zstack";
const html = "<!DOCTYPE html><html><body>Bad Gateway</body></html>";
const errorText = (code: string, more: object = {}): string =>
  JSON.stringify({
    error: { code, description: "An operation failed", details: "volume is busy", causes: [], ...more },
  });

interface Given {
  readonly status: number;
  readonly text: string;
  readonly headers?: Readonly<Record<string, string>>;
}

const read = ({ status, text, headers = {} }: Given, write: boolean) =>
  parseResponse({ status, text, headers }, { request: `${write ? "POST" : "GET"} /v1/x`, write, base });

/** The error that an answer is taken for. */
function condition(given: Given, write: boolean): RequestError {
  try {
    read(given, write);
  } catch (error) {
    assert.ok(error instanceof FinalError || error instanceof Error);
    return error as RequestError;
  }
  return assert.fail("the answer was taken");
}

describe("answers that are taken", () => {
  for (const status of [200, 202]) {
    it(`are JSON objects with status ${status}`, () => {
      assert.deepEqual(read({ status, text: '{"inventories":[]}' }, false), { inventories: [] });
      assert.deepEqual(read({ status, text: ' {"a":1}\n' }, true), { a: 1 });
    });
  }
  it("may be empty: very old servers answer polls so", () =>
    assert.deepEqual(read({ status: 202, text: "" }, false), {}));
});

describe("the condition of an answer", () => {
  const busyProxy = { "retry-after": "7" };
  const cases: readonly (readonly [string, Given, new (...args: never[]) => Error, new (...args: never[]) => Error])[] =
    [
      // what                                              answer                                   of a write     of a read
      ["503 with an error body", { status: 503, text: errorText("SYS.1006") }, FinalError, FinalError],
      ["503 with an ended session", { status: 503, text: errorText("ID.1001") }, SessionError, SessionError],
      ["503 with a missing resource", { status: 503, text: errorText("SYS.1003") }, NotFoundError, NotFoundError],
      ["503 with a text", { status: 503, text: "no server available" }, AmbiguousError, RetryableError],
      ["503 with a page", { status: 503, text: html }, AmbiguousError, RetryableError],
      ["503 with nothing", { status: 503, text: "" }, AmbiguousError, RetryableError],
      ["503 with JSON that is no verdict", { status: 503, text: '{"error":"x"}' }, AmbiguousError, RetryableError],
      ["503 with an error without code", { status: 503, text: '{"error":{}}' }, AmbiguousError, RetryableError],
      ["502", { status: 502, text: html }, AmbiguousError, RetryableError],
      ["504", { status: 504, text: "timeout" }, AmbiguousError, RetryableError],
      ["500 with a page", { status: 500, text: html }, AmbiguousError, RetryableError],
      ["500 with a text", { status: 500, text: "java.lang.IllegalStateException" }, FinalError, RetryableError],
      ["429", { status: 429, text: "Rate limit exceeded" }, RateLimitedError, RateLimitedError],
      ["401", { status: 401, text: "who are you" }, SessionError, SessionError],
      ["403", { status: 403, text: "wrong accessKey signature" }, FinalError, FinalError],
      ["400", { status: 400, text: "missing header 'Authorization'" }, FinalError, FinalError],
      ["404 with a text", { status: 404, text: "the job has been expired" }, FinalError, FinalError],
      [
        "404 of an API that the server lacks",
        { status: 404, text: "no api mapping to /v1/x" },
        NoSuchApiError,
        NoSuchApiError,
      ],
      ["404 with a page", { status: 404, text: html }, AmbiguousError, WrongEndpointError],
      ["200 with a page", { status: 200, text: html }, AmbiguousError, WrongEndpointError],
      ["202 with a page", { status: 202, text: `\n ${html}` }, AmbiguousError, WrongEndpointError],
      ["200 with cut JSON", { status: 200, text: '{"inventories":[{"uu' }, AmbiguousError, RetryableError],
      ["200 with a list", { status: 200, text: "[]" }, AmbiguousError, RetryableError],
      ["202 with a text", { status: 202, text: "accepted" }, AmbiguousError, RetryableError],
      [
        "a redirection",
        { status: 302, text: "", headers: { location: "/login" } },
        WrongEndpointError,
        WrongEndpointError,
      ],
    ];
  for (const [what, given, ofWrite, ofRead] of cases) {
    it(`with ${what} is ${ofWrite.name} for a write and ${ofRead.name} for a read`, () => {
      assert.equal(condition(given, true).constructor, ofWrite);
      assert.equal(condition(given, false).constructor, ofRead);
      assert.equal(condition(given, true).status, given.status);
      assert.equal(condition(given, true).request, "POST /v1/x");
    });
  }

  it("keeps how long the server wants to be left alone", () => {
    const busy = condition({ status: 429, text: "Rate limit exceeded", headers: busyProxy }, true);
    assert.ok(busy instanceof RetryableError && busy.retryAfter === 7000);
    const down = condition({ status: 503, text: "down", headers: busyProxy }, false);
    assert.ok(down instanceof RetryableError && down.retryAfter === 7000);
    for (const value of ["Fri, 20 Nov 2026 22:00:40 GMT", "-1", "", "0"]) {
      const other = condition({ status: 429, text: "", headers: { "retry-after": value } }, true);
      assert.ok(other instanceof RetryableError && other.retryAfter === undefined, value);
    }
  });
});

describe("the text of an answer's error", () => {
  it("is the innermost details, with their code", () => {
    const deep = errorText("SYS.1004", {
      details: "outer",
      cause: { code: "SYS.1006", details: "middle", cause: { code: "SYS.1006", details: "linked clones exist" } },
    });
    const error = condition({ status: 503, text: deep }, true);
    assert.equal(error.message, "linked clones exist (SYS.1004)");
    assert.equal(error.platformCode, "SYS.1004");
  });

  it("is found behind the first of several causes", () => {
    const text = errorText("SYS.1000", {
      details: "outer",
      causes: [{ code: "X", details: "first" }, { details: "second" }],
    });
    assert.equal(condition({ status: 503, text }, true).message, "first (SYS.1000)");
  });

  it("is the description where there are no details", () => {
    const text = JSON.stringify({ error: { code: "SYS.1000", description: "internal error" } });
    assert.equal(condition({ status: 503, text }, true).message, "internal error (SYS.1000)");
  });

  it("is something even where the server says nothing", () => {
    assert.equal(condition({ status: 503, text: '{"error":{"code":"X"}}' }, true).message, "no reason given (X)");
    assert.match(condition({ status: 418, text: "" }, true).message, /^POST \/v1\/x: HTTP 418$/);
  });

  const password = "wrong account name or password";
  const noKey = "access key id: K does not existed or disabled";
  for (const [what, status, text, code, setting] of [
    ["a wrong password", 503, errorText("ID.1000", { details: password }), "session-refused", "zstack:accountName"],
    ["a quota", 503, errorText("ID.1003"), "quota-exceeded", "pulumi-snapshots orphans"],
    ["a clock that differs", 403, "requestTimeTooSkewed", "clock-skew", "zstack:timeZone"],
    ["a wrong access key", 403, noKey, "session-refused", "zstack:accessKeySecret"],
    ["too many requests", 429, "slow down", "rate-limited", "slow down"],
    ["an API that is missing", 404, "no api mapping to /v1/x", "unsupported-by-platform", "/v1/x"],
  ] as const) {
    it(`says what to do about ${what}, and has a code`, () => {
      const error = condition({ status, text }, false);
      assert.equal(error.code, code);
      assert.ok(error.message.includes(setting), error.message);
    });
  }

  it("says what to do about HTML, and does not show it", () => {
    const { message } = condition({ status: 200, text: html }, false);
    assert.match(message, /^http:\/\/cloud:8080\/zstack answered GET \/v1\/x with an HTML page \(HTTP 200\)/);
    assert.match(message, /check zstack:host, zstack:port, zstack:protocol and zstack:contextPath$/);
    assert.ok(!message.includes("<"));
  });

  it("says where a redirection leads", () => {
    const given = { status: 302, text: "", headers: { location: "https://cloud/login" } };
    assert.match(condition(given, false).message, /redirects to https:\/\/cloud\/login; check zstack:host/);
  });

  it("shows texts in one line and not endlessly", () => {
    const { message } = condition({ status: 400, text: `first\n\n  second ${"x".repeat(10_000)}` }, true);
    assert.ok(message.startsWith("POST /v1/x: first second xxx"));
    assert.ok(message.length < 350, `${message.length} characters`);
  });

  it("ends for causes without an end", () => {
    const deep = Array.from({ length: 500 }).reduce<object>((cause) => ({ code: "X", details: "deep", cause }), {});
    assert.equal(condition({ status: 503, text: JSON.stringify({ error: deep }) }, true).message, "deep (X)");
  });
});
