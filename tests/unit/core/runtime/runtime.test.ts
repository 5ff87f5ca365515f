import assert from "node:assert/strict";
import { connectionTo, engineAddress } from "../../../../provider/core/runtime/runtime";
import { deadPort, serve } from "../../../support/loopback";

const launcher = ["/usr/bin/node", "/opt/pulumi/dynamic-provider/index.js"];

describe("engineAddress", () => {
  for (const [what, argv, address] of [
    ["the engine's argument", ["127.0.0.1:40123"], { host: "127.0.0.1", port: 40123 }],
    ["a host name", ["localhost:40123"], { host: "localhost", port: 40123 }],
    ["an IPv6 address without its brackets", ["[::1]:40123"], { host: "::1", port: 40123 }],
    ["the last one of several", ["10.0.0.1:1", "127.0.0.1:2"], { host: "127.0.0.1", port: 2 }],
    ["it behind other arguments", ["--logtostderr", "-v=9", "127.0.0.1:40123"], { host: "127.0.0.1", port: 40123 }],
    ["it in front of others", ["127.0.0.1:40123", "--tracing"], { host: "127.0.0.1", port: 40123 }],
    ["nothing where there is none", ["--logtostderr"], undefined],
    ["nothing without arguments", [], undefined],
    ["nothing in a URL", ["http://127.0.0.1:40123/x"], undefined],
    ["nothing in a port alone", ["40123"], undefined],
  ] as const) {
    it(`finds ${what}`, () => assert.deepEqual(engineAddress([...launcher, ...argv]), address));
  }

  it("does not look at the program itself", () => {
    assert.equal(engineAddress(["node:1", "script:2"]), undefined);
  });
});

describe("connectionTo", () => {
  it("is alive where a program listens", async () => {
    const engine = await serve(() => undefined);
    assert.equal(await connectionTo("127.0.0.1", engine.port), "alive");
    await engine.close();
  });

  it("is refused where none does", async () => {
    assert.equal(await connectionTo("127.0.0.1", await deadPort()), "refused");
  });
});
