import assert from "node:assert/strict";
import { volumeSnapshot } from "../../../../provider/zstack/volumeSnapshot/resource";
import { FakeClock } from "../../../support/clock";
import { provider, seed } from "./stubKind";

const uuid = "0f3ab1c5d2e84f6a9b7c8d9e0f1a2b3c";
const state = { __provider: "p", __seed: seed, volumeUuid: uuid, name: "web", __origin: "cloud:8080/a" };
const inputs = { __provider: "p", __seed: seed, volumeUuid: uuid, name: "web" };
const config = (values: Readonly<Record<string, string>>) => ({ config: { get: (key: string) => values[key] } });

describe("configure", () => {
  it("is done when it returns: calls do not wait for it", async () => {
    const of = provider(volumeSnapshot);
    assert.equal(of.configure(config({ "zstack:host": "other" })), undefined);
    assert.equal((await of.diff(uuid, state, inputs)).changes, true);
  });

  it("asks for no setting before one is needed", () => {
    const asked: string[] = [];
    provider(volumeSnapshot).configure({ config: { get: (key) => void asked.push(key) } });
    assert.deepEqual(asked, []);
  });

  it("takes incomplete settings: previews need no connection", async () => {
    const of = provider(volumeSnapshot);
    of.configure(config({ "zstack:accountName": "half" }));
    assert.deepEqual((await of.check({}, inputs)).failures, []);
    assert.equal((await of.diff(uuid, state, inputs)).changes, false);
    await assert.rejects(of.create(inputs), {
      message: /create failed: the ZStack connection is not complete: no host/,
    });
  });

  it("tells the process that it has begun", () => {
    const begun: string[] = [];
    const hooks = { started: () => void begun.push("begun"), called: () => () => undefined, orphaned: () => undefined };
    const of = provider(volumeSnapshot, new FakeClock(), hooks);
    assert.deepEqual(begun, []);
    of.configure(config({}));
    assert.deepEqual(begun, ["begun"]);
  });

  it("may come again and then counts", async () => {
    const of = provider(volumeSnapshot);
    of.configure(config({ "zstack:host": "other" }));
    of.configure(config({ "zstack:host": "cloud" }));
    assert.equal((await of.diff(uuid, state, inputs)).changes, false);
  });

  it("works without: everything can come from the environment", async () => {
    assert.equal((await provider(volumeSnapshot).diff(uuid, state, inputs)).changes, false);
  });
});
