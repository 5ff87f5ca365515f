// New volumes and templates out of snapshots, as the recorded server makes them, and a GET that deletes.

import assert from "node:assert/strict";
import { defaultFixture } from "../../simulator";
import { type Client, client, errorOf, jobOf, type Reply, stopAll } from "./support";

const root = defaultFixture.vmInstances.web1.rootVolumeUuid;
const store = defaultFixture.backupStorages.imageStore1.uuid;
const own = "0123456789ab4cde8f01234567890abc";
const duplicate = /org\.hibernate.exception.ConstraintViolationException: could not execute statement$/;

describe("a restored volume or template", () => {
  afterEach(stopAll);

  for (const [what, list, path, more] of [
    ["volume", "/volumes", "/v1/volumes/data/from/volume-snapshots/", {}],
    ["template", "/images", "/v1/images/data-volume-templates/from/volume-snapshots/", { backupStorageUuids: [store] }],
  ] as const) {
    const submit = (api: Client, snapshot: string) =>
      api.send("POST", path + snapshot, { params: { name: "n", resourceUuid: own, ...more }, userTags: ["t"] });

    it(`${what} has a row, with its tags, from the first moment`, async () => {
      const api = await (await client({ jobDuration: { restore: 60_000, all: 0 } })).login();
      const job = jobOf(await submit(api, await api.snapshot(root, "a")));
      const [row] = await api.query(`${list}/${own}`);
      assert.deepEqual([row?.["status"], row?.["size"]], ["Creating", 0]);
      assert.equal((await api.query(`/user-tags?q=resourceUuid%3D${own}`)).length, 1);
      await api.control("POST", "/clock", { advanceMs: 60_000 });
      assert.equal((await api.wait(job)).status, 200);
      assert.equal((await api.query(`${list}/${own}`))[0]?.["status"], "Ready");
    });

    burns(what, list, submit);
  }

  const sizes = { cpuNum: 1, memorySize: 2 ** 30, l3NetworkUuids: ["b".repeat(32)] };
  burns("VM", "/vm-instances", (api, snapshot) => {
    const path = `/v1/vm-instances/from/volume-snapshots/${snapshot}`;
    return api.send("POST", path, { params: { name: "n", resourceUuid: own, ...sizes }, userTags: ["t"] });
  });

  function burns(what: string, list: string, submit: (api: Client, snapshot: string) => Promise<Reply>): void {
    it(`${what} that fails leaves nothing, and its uuid can never be used again`, async () => {
      const api = await (await client()).login();
      const snapshot = await api.snapshot(root, "a");
      await api.control("POST", "/faults", { match: { method: "POST" }, action: { type: "failJob" } });
      errorOf(await api.wait(jobOf(await submit(api, snapshot))));
      assert.deepEqual(await api.query(`${list}/${own}`), []);
      assert.deepEqual(await api.query(`/user-tags?q=resourceUuid%3D${own}`), []);
      const again = errorOf(await api.wait(jobOf(await submit(api, snapshot))));
      assert.equal(again["code"], "SYS.1000");
      assert.match(String(again["details"]), duplicate);
    });
  }

  it("volume is on the storage of its snapshot, whatever storage is named; a stored system tag is refused", async () => {
    const api = await (await client()).login();
    const path = `/v1/volumes/data/from/volume-snapshots/${await api.snapshot(root, "a")}`;
    const body = { params: { name: "n" }, systemTags: ["volume::fastCreate"] };
    assert.match(
      String(errorOf(await api.job("POST", path, body))["details"]),
      /^no system tag matches volume::fastCreate$/,
    );
    const made = await api.inventory("POST", path, {
      params: { name: "n" },
      systemTags: ["ephemeral::volume::fastCreate"],
    });
    assert.equal(made["primaryStorageUuid"], defaultFixture.primaryStorageUuid);
  });
});

describe("a GET of one primary storage", () => {
  afterEach(stopAll);

  it("is carried out as its deletion", async () => {
    const api = await (await client()).login();
    const reply = await api.job("GET", `/v1/primary-storage/${defaultFixture.primaryStorageUuid}`);
    assert.match(String(errorOf(reply)["details"]), /cannot be deleted for still being attached to cluster/);
  });
});
