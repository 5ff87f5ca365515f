import assert from "node:assert/strict";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { defaultFixture } from "../../simulator";
import { allApis } from "../../simulator/apis";
import { jobKinds, kindOf } from "../../simulator/rest/durations";
import { Queues } from "../../simulator/rest/queues";
import { type Client, client, errorOf, jobOf, stopAll } from "./support";

const { web1, db1 } = defaultFixture.vmInstances;
const root = web1.rootVolumeUuid;
const path = `/v1/volumes/${root}/volume-snapshots`;
const own = "feedfacefeedfacefeedfacefeedface";
const hour = 3_600_000;

describe("jobs", () => {
  afterEach(stopAll);
  const create = (api: Client, name: string, headers: Record<string, string> = {}) =>
    api.send("POST", path, { params: { name } }, headers);
  const poll = (api: Client, job: string) => api.send("GET", `/v1/api-jobs/${job}`);

  it("an id can be used once, by whatever call, until its row is purged; its result is served on from memory", async () => {
    const api = await (await client()).login();
    await api.job("POST", path, { params: { name: "a" } }, { "X-Job-UUID": own });
    const second = await api.send("DELETE", "/v1/tags/x", undefined, { "X-Job-UUID": own });
    assert.deepEqual([second.status, second.text], [400, `Duplicate job uuid[${own}]`]);
    await api.control("POST", "/clock", { advanceMs: 3 * hour + 1000 });
    assert.equal((await poll(api, own)).status, 200);
    await api.login();
    await api.job("POST", path, { params: { name: "b" } }, { "X-Job-UUID": own });
    assert.equal((await api.query("/volume-snapshots")).length, 2);
  });

  it("take as long as their kind is said to, also those that only change rows", async () => {
    const api = await (await client({ jobDuration: { snapshot: 3000, tag: 20_000, all: 0 } })).login();
    const snapshot = jobOf(await create(api, "a"));
    const other = jobOf(await api.send("POST", "/v1/volumes/data", { params: { name: "v", diskSize: 1024 } }));
    const body = { params: { resourceType: "VolumeVO", resourceUuid: root, tag: "t" } };
    const tag = jobOf(await api.send("POST", "/v1/user-tags", body));
    const states = async () => {
      const polled = await Promise.all([snapshot, other, tag].map((job) => poll(api, job)));
      return polled.map(({ status }) => status);
    };
    assert.deepEqual(await states(), [202, 200, 202]);
    await api.control("POST", "/clock", { advanceMs: 3000 });
    assert.deepEqual(await states(), [200, 200, 202]);
    await api.control("POST", "/clock", { advanceMs: 17_000 });
    assert.deepEqual(await states(), [200, 200, 200]);
  });

  it("every API belongs to a kind, and every kind has one", () => {
    const jobs = allApis.filter(({ kind }) => kind === "job").map(({ name }) => kindOf(name));
    assert.deepEqual([...new Set(jobs)].sort(), [...jobKinds].sort());
  });

  it("2000 newer results push an old one out of the memory", async function () {
    this.timeout(30_000);
    const api = await (await client()).login();
    await api.job("POST", path, { params: { name: "a" } }, { "X-Job-UUID": own });
    await api.control("POST", "/clock", { advanceMs: 3 * hour + 1000 });
    await api.login();
    for (let index = 0; index < 2000; index++) await api.send("DELETE", "/v1/tags/x");
    const gone = await poll(api, own);
    assert.deepEqual([gone.status, gone.text], [404, "the job has been expired"]);
  });

  it("jobs on one volume run one after the other, on two volumes side by side", async () => {
    const api = await (await client({ jobDuration: 1000 })).login();
    const first = jobOf(await create(api, "a"));
    const second = jobOf(await create(api, "b"));
    const other = jobOf(
      await api.send("POST", `/v1/volumes/${db1.rootVolumeUuid}/volume-snapshots`, { params: { name: "c" } }),
    );
    await api.control("POST", "/clock", { advanceMs: 1000 });
    const statuses = [];
    for (const job of [first, second, other]) statuses.push((await poll(api, job)).status);
    assert.deepEqual(statuses, [200, 202, 200]);
    await api.control("POST", "/clock", { advanceMs: 1000 });
    assert.equal((await poll(api, second)).status, 200);
  });

  it("work that needs several keys waits for all of them and blocks nobody for ever", async () => {
    const queues = new Queues();
    const order: string[] = [];
    const leaveA = queues.enter(["a"], () => order.push("a"));
    const leaveBoth = queues.enter(["a", "b"], () => order.push("both"));
    queues.enter(["b"], () => order.push("b"));
    await Promise.resolve();
    assert.deepEqual(order, ["a"]);
    leaveA();
    assert.deepEqual(order, ["a", "both"]);
    leaveBoth();
    assert.deepEqual(order, ["a", "both", "b"]);
  });

  it("X-API-Timeout is enforced, and what was half made goes", async () => {
    const api = await (await client({ jobDuration: 10_000 })).login();
    const job = jobOf(await create(api, "slow", { "X-API-Timeout": "2" }));
    await api.control("POST", "/clock", { advanceMs: 2000 });
    const error = errorOf(await poll(api, job));
    assert.equal(error["code"], "SYS.1001");
    assert.match(String(error["details"]), /CreateVolumeSnapshotMsg, id: [0-9a-z]{32}\] timeout after 2 seconds/);
    assert.deepEqual(await api.query("/volume-snapshots"), []);
  });

  it("stallJob, expireJob, failJob, slowJob", async () => {
    const api = await (await client()).login();
    const arm = (action: object) => api.control("POST", "/faults", { match: { method: "POST" }, action });
    await arm({ type: "expireJob" });
    const expired = jobOf(await create(api, "made"));
    assert.equal((await poll(api, expired)).status, 404);
    assert.equal((await api.query("/volume-snapshots")).length, 1);
    await arm({ type: "failJob", code: "SYS.1006", details: "no" });
    assert.equal(errorOf(await api.wait(jobOf(await create(api, "failed"))))["details"], "no");
    await arm({ type: "slowJob", ms: 5000 });
    const slow = jobOf(await create(api, "slow"));
    assert.equal((await poll(api, slow)).status, 202);
    await api.control("POST", "/clock", { advanceMs: 5000 });
    assert.equal((await poll(api, slow)).status, 200);
    await arm({ type: "stallJob" });
    const stalled = jobOf(await create(api, "stalled"));
    await api.control("POST", "/clock", { advanceMs: 30 * hour });
    assert.equal((await poll(api, stalled)).status, 202);
    await api.control("POST", "/reset");
    assert.equal((await poll(api, stalled)).status, 404);
  });

  it("calls the web hook with the result", async () => {
    const api = await (await client()).login();
    const received = new Promise<{ request: IncomingMessage; body: string }>((resolve) => {
      const hook = createServer(async (request, response) => {
        let body = "";
        for await (const chunk of request) body += String(chunk);
        response.end();
        hook.close();
        resolve({ request, body });
      }).listen(0, "127.0.0.1", async () => {
        const address = `http://127.0.0.1:${(hook.address() as AddressInfo).port}/hook`;
        await create(api, "hooked", { "X-Web-Hook": address, "X-Job-UUID": own });
      });
    });
    const { request, body } = await received;
    assert.equal(request.headers["x-job-uuid"], own);
    assert.equal(request.headers["x-job-success"], "true");
    assert.equal(body, (await poll(api, own)).text);
  });
});
