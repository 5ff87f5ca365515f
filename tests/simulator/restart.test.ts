import assert from "node:assert/strict";
import { defaultFixture } from "../../simulator";
import { type Client, client, errorOf, jobOf, stopAll } from "./support";

const { web1 } = defaultFixture.vmInstances;
const [dataVolume] = web1.dataVolumeUuids;
const path = (volume: string) => `/v1/volumes/${volume}/volume-snapshots`;
const long = 60_000;

describe("a management node that is killed and restarted", () => {
  let api: Client;
  const accounts = [
    { name: "admin", password: "password" },
    { name: "normal", password: "password" },
  ];
  const open = async (jobDuration = long): Promise<void> => {
    api = await (await client({ jobDuration, accounts })).login();
  };
  afterEach(stopAll);

  const submitted = async (method: string, where: string, body?: unknown): Promise<string> =>
    jobOf(await api.send(method, where, body));
  const advance = (ms: number) => api.control("POST", "/clock", { advanceMs: ms });
  const statuses = async (): Promise<unknown[]> => (await api.query("/volume-snapshots")).map((one) => one["status"]);
  const restart = () => api.control("POST", "/restart");
  const joined = async (): Promise<number> =>
    Date.parse(String((await api.query("/management-nodes"))[0]?.["joinDate"]).replace(/\s+/g, " "));

  it("never ends the jobs of before, and leaves their records", async () => {
    await open();
    const running = await submitted("POST", path(web1.rootVolumeUuid), { params: { name: "running" } });
    const queued = await submitted("POST", path(web1.rootVolumeUuid), { params: { name: "queued" } });
    await restart();
    await advance(24 * 3600 * 1000);
    await api.login();
    for (const job of [running, queued]) {
      const { status, text } = await api.send("GET", `/v1/api-jobs/${job}`);
      assert.deepEqual([status, text], [202, "{}"]);
      const again = await api.send("POST", path(dataVolume), { params: { name: "again" } }, { "X-Job-UUID": job });
      assert.deepEqual([again.status, again.text], [400, `Duplicate job uuid[${job}]`]);
    }
    assert.deepEqual(await statuses(), ["Creating"], "the queued one has no row");
  });

  it("takes new jobs on the same volume, and deletes what was left Creating with all below it", async () => {
    await open();
    await submitted("POST", path(web1.rootVolumeUuid), { params: { name: "stuck" } });
    await restart();
    const stuck = (await api.query("/volume-snapshots"))[0]?.["uuid"];
    const next = await submitted("POST", path(web1.rootVolumeUuid), { params: { name: "next" } });
    await advance(long);
    const made = (await api.wait(next)).json["inventory"] as Record<string, unknown>;
    assert.equal(made["parentUuid"], stuck);
    const gone = await submitted("DELETE", `/v1/volume-snapshots/${String(stuck)}`);
    await advance(long);
    assert.equal((await api.wait(gone)).status, 200);
    assert.deepEqual(await statuses(), []);
  });

  it("refuses the second delete of what was left Deleting, and carries out the third", async () => {
    await open(0);
    const uuid = await api.snapshot(web1.rootVolumeUuid, "left");
    const match = { method: "DELETE", route: "/v1/volume-snapshots/{uuid}" };
    await api.control("POST", "/faults", { match, action: { type: "stallJob" } });
    await submitted("DELETE", `/v1/volume-snapshots/${uuid}`);
    await restart();
    assert.deepEqual(await statuses(), ["Deleting"]);
    const { code, details } = errorOf(await api.job("DELETE", `/v1/volume-snapshots/${uuid}`));
    const text = "cannot find next status for current status[Deleting] on transaction event[delete]";
    assert.deepEqual([code, details], ["SYS.1004", text]);
    assert.deepEqual(await statuses(), ["Ready"]);
    assert.equal((await api.job("DELETE", `/v1/volume-snapshots/${uuid}`)).status, 200);
    assert.deepEqual(await statuses(), []);
  });

  it("has joined anew, as the administrator can see and no other account", async () => {
    await open();
    const before = await joined();
    await advance(60_000);
    assert.equal(await joined(), before);
    await restart();
    assert.ok((await joined()) >= before + 59_000);
    await api.login("normal");
    for (const where of ["", `/${"0".repeat(32)}`]) {
      const { code, details } = errorOf(await api.send("GET", `/v1/management-nodes${where}`));
      const name = "org.zstack.header.managementnode.APIQueryManagementNodeMsg";
      const text = `request api[name: ${name}] is admin only, can not be executed by current user`;
      assert.deepEqual([code, details], ["ID.1002", text]);
    }
  });
});
