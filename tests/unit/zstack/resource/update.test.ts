import assert from "node:assert/strict";
import { createServer } from "node:http";
import type { JsonObject } from "../../../../provider/core/json";
import type { ProviderRuntime } from "../../../../provider/core/runtime/runtime";
import { providerOf } from "../../../../provider/doors/dynamic/dynamicProvider";
import { resources } from "../../../../provider/doors/resources";
import { FakeClock } from "../../../support/clock";
import { type Loopback, listening, withProxies } from "../../../support/loopback";
import { declared, volumeUuid } from "../../core/lifecycle/declared";

const uuid = "5d1e6a7b8c9d4e0f8a1b2c3d4e5f6a7b";
const mark = "pulumi::acme/shop/dev::zstack.VolumeSnapshot::web";

describe("an update of a volume snapshot", () => {
  let server: Loopback;
  /** Bodies of the updates that were sent, and the tags that were added and removed. */
  let sent: unknown[] = [];
  let description: string | undefined;
  let tags: string[] = [];

  before(async () => {
    const listener = createServer(async (request, response) => {
      let text = "";
      for await (const part of request) text += String(part);
      const body = (text === "" ? {} : JSON.parse(text)) as Record<string, Record<string, unknown> | undefined>;
      const inventory = { uuid, name: "web", description, volumeUuid, size: 1, status: "Ready" };
      const rows = [mark, ...tags].map((tag) => ({ uuid: Buffer.from(tag).toString("hex"), resourceUuid: uuid, tag }));
      const path = (request.url ?? "").split("?")[0] ?? "";
      const job = JSON.stringify({ location: "/v1/api-jobs/x", apiTimeout: 1000 });
      if (path.endsWith("/user-tags") && request.method === "GET") response.end(JSON.stringify({ inventories: rows }));
      else if (request.method === "GET" && !path.includes("api-jobs")) {
        response.end(JSON.stringify({ inventories: [inventory] }));
      } else if (request.method === "GET") response.end(JSON.stringify({ inventory }));
      else {
        const update = body["updateVolumeSnapshot"];
        if (update !== undefined) {
          sent.push(update);
          description = String(update["description"] ?? description ?? "");
        } else if (request.method === "POST") {
          const tag = String(body["params"]?.["tag"]);
          sent.push({ add: tag });
          tags = [...tags, tag];
        } else {
          const removed = Buffer.from(path.split("/").at(-1) ?? "", "hex").toString();
          sent.push({ remove: removed });
          tags = tags.filter((tag) => tag !== removed);
        }
        response.writeHead(202).end(job);
      }
    });
    server = await listening(listener);
  });
  after(() => server.close());
  beforeEach(() => {
    sent = [];
    description = undefined;
    tags = [];
  });

  async function update(before: JsonObject, now: JsonObject): Promise<Record<string, unknown>> {
    const runtime: ProviderRuntime = {
      clock: new FakeClock(),
      environment: {
        ZSTACK_HOST: "127.0.0.1",
        ZSTACK_PORT: String(server.port),
        ZSTACK_ACCESS_KEY_ID: "KEYID",
        ZSTACK_ACCESS_KEY_SECRET: "Schlüssel-der-Beschreibung",
      },
      random: (bytes) => Buffer.alloc(bytes, sent.length),
      say: () => undefined,
      createdInThisProcess: new Set(),
      keptByProgram: new Set<string>(),
      engineAlive: async () => true,
    };
    const provider = providerOf(resources.zstackVolumeSnapshot.provider(runtime), runtime);
    provider.configure({ config: { get: () => undefined } });
    const state = { ...declared(before), uuid, __origin: `127.0.0.1:${server.port}/` };
    return withProxies({}, async () => (await provider.update(uuid, state, declared(now))).outs);
  }

  it("resets a description that is no longer declared", async () => {
    description = "old";
    const outs = await update({ description: "old" }, {});
    assert.deepEqual(sent, [{ description: "" }]);
    assert.equal("description" in outs, false);
  });

  it("leaves a description alone that was never declared", async () => {
    description = "of somebody else";
    await update({}, { name: "other" });
    assert.deepEqual(sent, [{ name: "other" }]);
  });

  it("sends only what differs", async () => {
    description = "same";
    await update({ description: "same", name: "before" }, { description: "same", name: "after" });
    assert.deepEqual(sent, [{ name: "after" }]);
  });

  it("adds and removes only tags that differ, the old ones first", async () => {
    tags = ["a", "B", "keep"];
    const outs = await update({ userTags: ["a", "B", "keep"] }, { userTags: ["keep", "b", "c"] });
    assert.deepEqual(sent, [{ remove: "a" }, { remove: "B" }, { add: "b" }, { add: "c" }]);
    assert.deepEqual(outs["userTags"], ["keep", "b", "c"]);
  });

  it("takes tags away that are no longer declared, and no others", async () => {
    tags = ["mine", "of somebody else"];
    await update({ userTags: ["mine"] }, {});
    assert.deepEqual(sent, [{ remove: "mine" }]);
  });

  it("leaves tags alone that were never declared", async () => {
    tags = ["of somebody else"];
    await update({}, { name: "other" });
    assert.deepEqual(sent, [{ name: "other" }]);
  });

  it("sends nothing for what only the state keeps", async () => {
    const outs = await update({}, { deletionPolicy: "retain", adopt: true, __timeouts: { create: 5 } });
    assert.deepEqual(sent, []);
    assert.deepEqual([outs["deletionPolicy"], outs["adopt"], outs["__timeouts"]], ["retain", true, { create: 5 }]);
    assert.equal(outs["uuid"], uuid);
  });
});
