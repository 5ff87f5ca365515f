import assert from "node:assert/strict";
import type { HttpResponse } from "../../../provider/http/client";
import type { RequestError, RetryableError } from "../../../provider/http/errors";
import {
  InvalidStateError,
  parseResponse,
  QuotaError,
  RejectedTokenError,
} from "../../../provider/openstack/responses";
import { answer } from "./scripted";

const exchange = (write: boolean) => ({
  request: `${write ? "POST" : "GET"} /snapshots`,
  write,
  base: "https://volume:8776/v3/p",
  remedy: "check the endpoint",
});

function error(given: HttpResponse, write = false): RequestError {
  try {
    parseResponse(given, exchange(write));
  } catch (thrown) {
    return thrown as RequestError;
  }
  return assert.fail("the answer was taken");
}

const traced = { "x-openstack-request-id": "req-7" };

describe("answers of block storage that are a success", () => {
  it("are their JSON", () => {
    assert.deepEqual(parseResponse(answer(202, { snapshot: { id: "s" } }), exchange(true)), { snapshot: { id: "s" } });
  });

  it("may be empty, whatever type they say they have", () => {
    const empty = answer(202, "", { "content-type": "text/html; charset=UTF-8" });
    assert.equal(parseResponse(empty, exchange(true)), undefined);
    assert.equal(parseResponse(answer(204), exchange(true)), undefined);
  });

  it("and cannot be read leave open what a write did", () => {
    assert.equal(error(answer(202, '{"snapshot": {'), true).name, "AmbiguousError");
    assert.equal(error(answer(202, "<html>welcome</html>"), true).name, "AmbiguousError");
    const read = error(answer(200, "<html>welcome</html>"));
    assert.equal(read.name, "WrongEndpointError");
    assert.match(read.message, /an HTML page.*check the endpoint/);
  });
});

describe("errors of block storage", () => {
  for (const [what, given, name, message] of [
    [
      "of the API: the state does not allow it",
      answer(
        400,
        { badRequest: { code: 400, message: "Invalid snapshot: Snapshot status must be available" } },
        traced,
      ),
      "InvalidStateError",
      "Invalid snapshot: Snapshot status must be available [req-7] (badRequest, status 400)",
    ],
    [
      "of the API: a conflict",
      answer(409, { conflictingRequest: { code: 409, message: "busy" } }),
      "InvalidStateError",
      "busy (conflictingRequest, status 409)",
    ],
    [
      "of the API: no such object",
      answer(404, { itemNotFound: { code: 404, message: "Snapshot s could not be found." } }),
      "NotFoundError",
      "Snapshot s could not be found. (itemNotFound, status 404)",
    ],
    [
      "of the API: forbidden",
      answer(403, { forbidden: { code: 403, message: "Policy doesn't allow it" } }),
      "FinalError",
      "Policy doesn't allow it (forbidden, status 403)",
    ],
    [
      "of the API: a quota",
      answer(
        413,
        { overLimit: { code: 413, message: "SnapshotLimitExceeded", retryAfter: "0" } },
        { "retry-after": "0" },
      ),
      "QuotaError",
      "SnapshotLimitExceeded (overLimit, status 413)",
    ],
    [
      "of the API: a text that is too long",
      answer(413, { overLimit: { code: 413, message: "Invalid metadata size" } }),
      "FinalError",
      "Invalid metadata size (overLimit, status 413)",
    ],
    [
      "of the API: a microversion that it does not know",
      answer(406, { computeFault: { code: 406, message: "Version 3.999 is not supported" } }),
      "FinalError",
      "Version 3.999 is not supported (computeFault, status 406)",
    ],
    [
      "of what stands before the API: an unknown path, which is not a missing object",
      answer(404, { message: "Not there.<br /><br />\n\n", code: "404 Not Found", title: "Not Found" }, traced),
      "FinalError",
      "GET /snapshots: Not there. [req-7] (no fault name, status 404); check the endpoint",
    ],
    [
      "of what stands before the API: a body that is too large",
      answer(413, { message: "Too large", code: "413 Request Entity Too Large", title: "x" }),
      "FinalError",
      "Too large (no fault name, status 413)",
    ],
    [
      "of the token's check",
      answer(401, { error: { code: 401, title: "Unauthorized", message: "requires authentication" } }, traced),
      "RejectedTokenError",
      "https://volume:8776/v3/p rejected the token: requires authentication [req-7]",
    ],
    [
      "of a vendor: general, with a code that is a text",
      answer(400, { error: { message: "XXXX", code: "EVS.2024" } }),
      "InvalidStateError",
      "XXXX (EVS.2024, status 400)",
    ],
    [
      "of a vendor: general, with a code that is a number in quotes",
      answer(404, { error: { message: "XXXX", code: "404" } }),
      "FinalError",
      "GET /snapshots: XXXX (no fault name, status 404); check the endpoint",
    ],
    [
      "of a vendor: a general error that names the fault",
      answer(404, { error: { message: "XXXX", code: "itemNotFound" } }),
      "NotFoundError",
      "XXXX (itemNotFound, status 404)",
    ],
    [
      "of a vendor: a fault with its code in quotes",
      answer(400, { badRequest: { message: "XXXX", code: "400" } }),
      "InvalidStateError",
      "XXXX (badRequest, status 400)",
    ],
    ["of a proxy", answer(403, "Blocked by policy"), "FinalError", "GET /snapshots: Blocked by policy (status 403)"],
    [
      "of a proxy: a missing page, which is not a missing object",
      answer(404, "<html>nope</html>"),
      "WrongEndpointError",
      "https://volume:8776/v3/p responded to GET /snapshots with status 404: an HTML page. This is not the OpenStack API; check the endpoint",
    ],
    [
      "of a proxy: a redirection",
      answer(302, "", { location: "https://login?secret=1" }),
      "WrongEndpointError",
      "https://volume:8776/v3/p redirects to https://login; check the endpoint",
    ],
  ] as const) {
    it(what, () => {
      const thrown = error(given);
      assert.deepEqual([thrown.name, thrown.message], [name, message]);
      assert.equal(thrown.status, given.status);
    });
  }

  it("of a state say which fault it was, with which status", () => {
    const bad = error(answer(400, { badRequest: { code: 400, message: "x" } }), true);
    assert.ok(bad instanceof InvalidStateError);
    assert.deepEqual([bad.fault, bad.status, bad.platformCode], ["badRequest", 400, "badRequest"]);
    const busy = error(answer(409, { conflictingRequest: { code: 409, message: "x" } }), true);
    assert.ok(busy instanceof InvalidStateError);
    assert.deepEqual([busy.fault, busy.status], ["conflictingRequest", 409]);
  });

  it("of a quota are final for writes too", () => {
    assert.ok(error(answer(413, { overLimit: { message: "x", retryAfter: "0" } }), true) instanceof QuotaError);
    assert.ok(error(answer(413, { overLimit: { message: "x" } }, { "retry-after": "0" }), true) instanceof QuotaError);
  });

  it("that reject a token carry the platform's own words", () => {
    const rejected = error(answer(401, { error: { message: "the token: rejected the token: expired" } }));
    assert.ok(rejected instanceof RejectedTokenError);
    assert.equal(rejected.said, "the token: rejected the token: expired");
  });

  it("that ask for a pause say how long", () => {
    for (const given of [
      answer(429, "slow down", { "retry-after": "7" }),
      answer(413, { overLimit: { message: "rate", retryAfter: "7" } }, { "retry-after": "7" }),
    ]) {
      const thrown = error(given, true);
      assert.equal(thrown.name, "RateLimitedError");
      assert.equal((thrown as RetryableError).retryAfter, 7000);
    }
    assert.equal((error(answer(429, "")) as RetryableError).retryAfter, undefined);
  });

  for (const given of [
    answer(500, { computeFault: { code: 500, message: "The server has erred" } }),
    answer(502, "<html>Bad Gateway</html>"),
    answer(503, { message: "Keystone is<br />down", code: "503 Service Unavailable", title: "x" }),
    answer(504, ""),
  ]) {
    it(`with status ${given.status} can be asked again after a read, and leave open what a write did`, () => {
      assert.equal(error(given).name, "RetryableError");
      assert.equal(error(given, true).name, "AmbiguousError");
    });
  }
});
