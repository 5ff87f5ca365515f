import assert from "node:assert/strict";
import {
  AmbiguousError,
  FinalError,
  NotFoundError,
  type RequestError,
  RetryableError,
  transportError,
  WrongEndpointError,
} from "../../../provider/http/errors";

const origin = "http://cloud.example.com:8080";
const failure = (message: string, code: string): Error => Object.assign(new Error(message), { code });

const read = (error: unknown): RequestError =>
  transportError(error, { request: "GET /v1/volumes", write: false, origin });
const write = (error: unknown): RequestError =>
  transportError(error, { request: "POST /v1/user-tags", write: true, origin });

describe("transportError", () => {
  for (const code of [
    "ECONNREFUSED",
    "ENOTFOUND",
    "EAI_AGAIN",
    "EHOSTUNREACH",
    "ENETUNREACH",
    "UND_ERR_CONNECT_TIMEOUT",
  ]) {
    it(`lets a write be repeated after ${code}: nothing was sent`, () => {
      const error = write(failure(`connect ${code}`, code));
      assert.ok(error instanceof RetryableError);
      assert.equal(error.message, `cannot reach ${origin}: connect ${code}`);
      assert.equal(error.request, "POST /v1/user-tags");
    });
  }

  for (const code of ["ECONNRESET", "EPIPE", "UND_ERR_SOCKET", "UND_ERR_HEADERS_TIMEOUT", "UND_ERR_BODY_TIMEOUT"]) {
    it(`takes ${code} as a lost answer of a write, and as harmless for a read`, () => {
      const lost = write(failure("other side closed", code));
      assert.ok(lost instanceof AmbiguousError);
      assert.equal(lost.message, `the response to POST /v1/user-tags from ${origin} was lost: other side closed`);
      const harmless = read(failure("other side closed", code));
      assert.ok(harmless instanceof RetryableError);
      assert.equal(harmless.message, `no response from ${origin} to GET /v1/volumes: other side closed`);
    });
  }

  for (const code of [
    "DEPTH_ZERO_SELF_SIGNED_CERT",
    "SELF_SIGNED_CERT_IN_CHAIN",
    "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
    "CERT_HAS_EXPIRED",
    "ERR_TLS_CERT_ALTNAME_INVALID",
    "ERR_SSL_WRONG_VERSION_NUMBER",
    "EPROTO",
  ]) {
    it(`does not go on with an endpoint that is not trusted (${code})`, () => {
      for (const error of [read(failure("bad certificate", code)), write(failure("bad certificate", code))]) {
        assert.ok(error instanceof WrongEndpointError);
        assert.equal(error.message, `no trusted TLS connection to ${origin}: bad certificate (${code})`);
      }
    });
  }

  it("finds the reason inside an AggregateError without a message", () => {
    const error = write(
      new AggregateError([failure("connect ECONNREFUSED ::1:8080", "ECONNREFUSED"), failure("", "ECONNREFUSED")]),
    );
    assert.ok(error instanceof RetryableError);
    assert.equal(error.message, `cannot reach ${origin}: connect ECONNREFUSED ::1:8080`);
  });

  it("finds the reason behind causes", () => {
    const cause = new AggregateError([failure("", "ENOTFOUND")]);
    const error = write(new TypeError("fetch failed", { cause }));
    assert.ok(error instanceof RetryableError);
    assert.equal(error.message, `cannot reach ${origin}: fetch failed`);
  });

  it("says at least the code where no text is given anywhere", () => {
    assert.equal(read(failure("", "ECONNREFUSED")).message, `cannot reach ${origin}: ECONNREFUSED`);
  });

  it("ends for causes that go in a circle", () => {
    const circle = new Error("round") as Error & { cause?: unknown };
    circle.cause = circle;
    assert.ok(write(circle) instanceof AmbiguousError);
  });

  it("takes what is not even an error as a lost answer", () => {
    const error = write("aborted");
    assert.ok(error instanceof AmbiguousError);
    assert.match(error.message, /was lost: aborted$/);
  });

  it("keeps the failure as the cause", () => {
    const cause = failure("reset", "ECONNRESET");
    assert.equal(write(cause).cause, cause);
  });
});

describe("errors of requests", () => {
  it("are named after their condition and carry their facts", () => {
    const error = new NotFoundError("gone", { request: "GET /v1/x", status: 503, platformCode: "SYS.1003" });
    assert.equal(error.name, "NotFoundError");
    assert.ok(error instanceof FinalError);
    assert.deepEqual([error.request, error.status, error.platformCode], ["GET /v1/x", 503, "SYS.1003"]);
  });

  it("keep what the server asked for", () => {
    assert.equal(new RetryableError("busy", { request: "GET /", retryAfter: 5000 }).retryAfter, 5000);
    assert.equal(new RetryableError("busy", { request: "GET /" }).retryAfter, undefined);
  });
});
