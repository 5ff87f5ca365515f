import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { request } from "undici";
import { canonical } from "../../../provider/core/json";
import { Control } from "../../support/control";
import { declare, type JsonObject, ProviderProcess, Resource } from "../../support/providerProcess";
import { Simulated, volumes } from "../../support/simulated";
import { Wire } from "../../support/wire";

const inputs = (more: JsonObject = {}): JsonObject => declare("snap", { volumeUuid: volumes.root, ...more });

/** Every id that follows from what a program and its state show, by the ways that a reader of this project would try. */
function guesses(declared: JsonObject): string[] {
  const { __seed: seed, __provider, name, ...replacing } = declared;
  const identity = createHash("sha256")
    .update(`${String(seed)}\n${canonical(replacing)}`)
    .digest("hex");
  const namespace = Buffer.from("9d5b3f1c7a524e0f8b6d21c4e7f0a935", "hex");
  const shaped = (hash: Buffer): string => {
    hash[6] = ((hash[6] ?? 0) & 0x0f) | 0x50;
    hash[8] = ((hash[8] ?? 0) & 0x3f) | 0x80;
    return hash.subarray(0, 16).toString("hex");
  };
  return Array.from({ length: 50 }, (_, index) => `${identity}/${index + 1}`).flatMap((text) => [
    shaped(createHash("sha1").update(namespace).update(text).digest()),
    shaped(createHash("sha256").update(text).digest()),
  ]);
}

describe("job ids", () => {
  const accounts = [
    { name: "admin", password: "password" },
    { name: "normal", password: "password" },
  ];
  const accessKeys = [{ id: "A".repeat(20), secret: "s".repeat(40) }];
  const simulated = new Simulated({ accounts, accessKeys });

  it("cannot be used up by those who have no session", async () => {
    for (const job of guesses(inputs())) {
      const headers = { authorization: `OAuth ${"0".repeat(32)}`, "x-job-uuid": job };
      const path = `/v1/volumes/${volumes.other}/volume-snapshots`;
      const body = JSON.stringify({ params: { name: "burnt" } });
      const answer = await request(simulated.control.url + path, { method: "POST", headers, body });
      await answer.body.dump();
    }
    await new Resource(inputs()).up(simulated.process());
    assert.equal((await simulated.control.state()).volumeSnapshots.length, 1);
  });

  for (const [what, other] of [
    ["account", { "zstack:accountName": "normal", "zstack:accountPassword": "password" }],
    [
      "access key",
      {
        "zstack:accountName": undefined,
        "zstack:accountPassword": undefined,
        "zstack:accessKeyId": "A".repeat(20),
        "zstack:accessKeySecret": "s".repeat(40),
        "zstack:timeZone": "UTC",
      },
    ],
  ] as const) {
    it(`are the same for one credential everywhere, and others for another ${what}`, async () => {
      const firstJob = async (configuration: JsonObject): Promise<string> => {
        const wire = new Wire(simulated.control.url);
        const process = new ProviderProcess(new Control(await wire.open()), { configuration });
        await new Resource(inputs()).up(process).catch(() => undefined);
        await process.end();
        await wire.close();
        await simulated.control.reset();
        const asked = wire.passed.find(({ method, path }) => method === "GET" && path.startsWith("/v1/api-jobs/"));
        const job = asked?.path.split("/").pop() ?? "";
        assert.match(job, /^[0-9a-f]{12}5[0-9a-f]{3}[89ab][0-9a-f]{15}$/);
        return job;
      };
      const one = await firstJob({});
      assert.equal(await firstJob({}), one);
      assert.notEqual(await firstJob(other), one);
    });
  }

  it("of an earlier credential lead nowhere: what was left is named, and a new one is made", async () => {
    const dying = simulated.process({ engineAlive: async () => false });
    await assert.rejects(new Resource(inputs()).up(dying), { code: "engine-gone" });
    const left = (await simulated.control.state()).volumeSnapshots[0]?.uuid ?? "";
    const [key] = accessKeys;
    const configuration = {
      "zstack:accountName": undefined,
      "zstack:accountPassword": undefined,
      "zstack:accessKeyId": key?.id,
      "zstack:accessKeySecret": key?.secret,
      "zstack:timeZone": Intl.DateTimeFormat().resolvedOptions().timeZone,
    };
    const process = simulated.process({ configuration });
    const resource = new Resource(inputs());
    await resource.up(process);
    assert.notEqual(resource.state?.id, left);
    assert.ok(process.lines.some((line) => line.includes(left) && line.includes("other credentials")));
    assert.deepEqual(await simulated.control.tags(left), []);
  });
});
