import assert from "node:assert/strict";
import { defaultFixture } from "../../simulator";
import { Client, client, errorOf, type Json, jobOf, stopAll } from "./support";

const volume = defaultFixture.volumes.detached.uuid;
const long = 60_000;

describe("long jobs", () => {
  let api: Client;
  beforeEach(async () => {
    const accounts = [
      { name: "admin", password: "password" },
      { name: "normal", password: "password" },
    ];
    api = await (await client({ jobDuration: { revert: long, all: 0 }, accounts })).login();
  });
  afterEach(stopAll);

  const submit = (uuid: string, jobName = "APIRevertVolumeFromSnapshotMsg") =>
    api.job("POST", "/v1/longjobs", { params: { jobName, jobData: JSON.stringify({ uuid }) } });
  const only = async (): Promise<Record<string, Json> | undefined> => {
    const rows = await api.query("/longjobs");
    assert.equal(rows.length, 1);
    return rows[0];
  };

  it("answer while they run, and are listed with the session that handed them in", async () => {
    const first = await api.snapshot(volume, "a");
    await api.snapshot(volume, "b");
    const answer = (await submit(first)).json["inventory"] as Record<string, Json>;
    assert.equal(answer["state"], "Running");
    assert.ok(String((await only())?.["jobData"]).includes(`"session":{"uuid":"${api.session}"`));
    await api.control("POST", "/clock", { advanceMs: long });
    const ended = await only();
    assert.equal(ended?.["state"], "Succeeded");
    assert.ok(Number(ended?.["executeTime"]) >= long / 1000);
    const [row] = await api.query(`/volume-snapshots/${first}`);
    assert.equal(row?.["latest"], true);
  });

  it("that fail keep the error; those of nobody's message are refused", async () => {
    await submit("0".repeat(32));
    const ended = await only();
    assert.equal(ended?.["state"], "Failed");
    assert.match(String(ended?.["jobResult"]), /SYS\.1003/);
    assert.equal(errorOf(await submit(volume, "APINopeMsg"))["code"], "SYS.1007");
  });

  it("and the progress of a task are seen as the product shows them: own ones, and nothing", async () => {
    await submit(await api.snapshot(volume, "a"));
    const other = await new Client(api.simulator).login("normal");
    assert.deepEqual(await other.query("/longjobs"), []);
    const job = jobOf(await api.send("DELETE", `/v1/volumes/${defaultFixture.volumes.shareable.uuid}`));
    assert.deepEqual((await other.send("GET", `/v1/task-progresses/${job}`)).json, { inventories: [] });
    assert.equal((await other.wait(job)).status, 200, "anybody may ask for any job");
  });
});
