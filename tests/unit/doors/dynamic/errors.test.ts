import assert from "node:assert/strict";
import { EngineGoneError, PartialStateError } from "../../../../provider/core/contract/errors";
import type { DynamicProvider } from "../../../../provider/doors/dynamic/dynamicProvider";
import { ClosingError, FinalError, RefusedError, RetryableError } from "../../../../provider/http/errors";
import { registerSecret } from "../../../../provider/http/redact";
import { FakeClock } from "../../../support/clock";
import { failingKind, provider, seed } from "./stubKind";

const inputs = { __provider: "p", __seed: seed, volumeUuid: "v" };
const state = { ...inputs, uuid: "id-1" };

/** All calls that can fail, as the engine makes them. */
const calls: Readonly<Record<string, (of: DynamicProvider) => Promise<unknown>>> = {
  check: (of) => of.check({}, inputs),
  diff: (of) => of.diff("id-1", state, inputs),
  create: (of) => of.create(inputs),
  read: (of) => of.read("id-1", state),
  update: (of) => of.update("id-1", state, { ...inputs, volumeUuid: "w" }),
  delete: (of) => of.delete("id-1", state),
};

/** What the engine is told when a call fails with `failure`. */
async function told(operation: string, failure: () => unknown, clock?: FakeClock): Promise<Error> {
  const call = calls[operation] ?? assert.fail(operation);
  try {
    await call(provider(failingKind(failure), clock));
  } catch (error) {
    assert.ok(error instanceof Error);
    return error;
  }
  return assert.fail(`${operation} did not fail`);
}

describe("an error that the engine is told", () => {
  for (const operation of Object.keys(calls)) {
    it(`names kind, name, ${operation} and what failed`, async () => {
      const { message } = await told(operation, () => new Error("the volume is busy"));
      const id = operation === "check" || operation === "create" ? "" : " (id-1)";
      assert.equal(message, `stub.Stub "web"${id}: ${operation} failed: the volume is busy`);
    });

    it(`never has an empty message from ${operation}`, async () => {
      for (const [failure, text] of [
        [new AggregateError([]), /: AggregateError$/],
        [new TypeError(), /: TypeError$/],
        ["", /: unknown error$/],
        ["a text", /: a text$/],
        [undefined, /: undefined$/],
        [null, /: null$/],
      ] as const) {
        const { message } = await told(operation, () => failure);
        assert.match(message, text);
      }
    });

    it(`has no stack trace from ${operation}, and says things once`, async () => {
      const error = await told(operation, () => new Error("the volume is busy"));
      // The launcher prints the error and its stack where the engine prints the message anyway.
      assert.ok(!/\n|\bat \S+:\d+/.test(`${error.stack}`), `${error.stack}`);
      assert.ok(!String(error).includes("the volume is busy"));
      assert.match(`${error}: ${error.stack}`, new RegExp(`^stub\\.Stub [^:]*: ${operation} failed$`));
      assert.equal(error.cause, undefined);
    });

    it(`carries the code of what failed from ${operation}`, async () => {
      for (const [failure, code] of [
        [new RefusedError("object-taken", "no"), "object-taken"],
        [new FinalError("no", { request: "GET /", errorCode: "unexpected-response" }), "unexpected-response"],
        [new RetryableError("no", { request: "GET /" }), "unreachable"],
        [new ClosingError(), "stopped"],
        [new PartialStateError("id-2", "no", {}, { code: "verification-failed" }), "verification-failed"],
        [new PartialStateError("id-2", "no", {}), "unfinished"],
        [Object.assign(new Error("no"), { code: "ENOENT" }), "internal-error"],
        [new TypeError("no"), "internal-error"],
        [undefined, "internal-error"],
      ] as const) {
        assert.equal(((await told(operation, () => failure)) as { code?: unknown }).code, code);
      }
    });

    it(`shows no credential from ${operation}`, async () => {
      registerSecret("Geheim&der=Adapter");
      const failure = () =>
        new Error(`PUT {"password":"Geheim&der=Adapter"} ${encodeURIComponent("Geheim&der=Adapter")}`);
      const error = await told(operation, failure);
      assert.match(error.message, /failed: PUT \{"password":"\[secret\]"\} \[secret\]$/);
      assert.ok(!`${error.message}${error.stack}${String(error)}`.includes("Geheim"));
    });
  }

  it("has its code in the log of whoever looks for a fault", async () => {
    const lines: string[] = [];
    const failure = () => new RefusedError("storage-full", "no space");
    const of = provider(failingKind(failure), new FakeClock(), undefined, (line) => lines.push(line));
    await assert.rejects(of.delete("id-1", state), { code: "storage-full" });
    assert.deepEqual(lines, ['stub.Stub "web" (id-1): delete failed, code storage-full']);
  });

  it("says how long it took where that was long", async () => {
    const clock = new FakeClock();
    const { message } = await told(
      "create",
      () => {
        clock.advance(125_000);
        return new Error("no");
      },
      clock,
    );
    assert.match(message, /^stub\.Stub "web": create failed after 2 min 5 s: no$/);
  });

  it("names what is wrong even where the inputs are damaged", async () => {
    const of = provider(failingKind(() => new Error("never reached")));
    await assert.rejects(of.create({ volumeUuid: "v" }), { message: /^stub\.Stub "": create failed: / });
    await assert.rejects(of.delete("id-1", {}), {
      code: "invalid-input",
      message: /^stub\.Stub "" \(id-1\): delete failed: .*__seed/,
    });
  });
});

describe("a partial state that the engine is told", () => {
  const properties = { __provider: "p", volumeUuid: "v", __job: "j" };
  const failure = () => new PartialStateError("id-2", "not ready, says secret Geheim+Partial", properties);

  it("keeps the id, all properties, and the reason that a person sees", async () => {
    registerSecret("Geheim+Partial");
    const error = await told("update", failure);
    assert.ok(error instanceof PartialStateError);
    assert.equal(error.id, "id-2");
    assert.deepEqual(error.properties, properties);
    const message = 'stub.Stub "web" (id-1): update failed: not ready, says secret [secret]';
    assert.equal(error.message, message);
    assert.deepEqual(error.reasons, [message]);
  });
});

describe("an engine that is gone", () => {
  const gone = (orphaned: () => void) =>
    provider(
      failingKind(() => new EngineGoneError("stub x")),
      new FakeClock(),
      { started: () => undefined, called: () => () => undefined, orphaned },
    );

  it("ends the process", async () => {
    let count = 0;
    const of = gone(() => {
      count += 1;
    });
    await assert.rejects(of.read("id-1", state), {
      code: "engine-gone",
      message: /stub x/,
    });
    assert.equal(count, 1);
  });

  it("is the only failure that does", async () => {
    const ends: string[] = [];
    const hooks = { started: () => undefined, called: () => () => undefined, orphaned: () => void ends.push("end") };
    const of = provider(
      failingKind(() => new Error("no")),
      new FakeClock(),
      hooks,
    );
    for (const call of Object.values(calls)) await assert.rejects(call(of));
    assert.deepEqual(ends, []);
  });
});
