import assert from "node:assert/strict";
import { defaultFixture } from "../../simulator";
import { type Client, client, type Json, stopAll } from "./support";

const { web1 } = defaultFixture.vmInstances;
const path = `/v1/volumes/${web1.rootVolumeUuid}/volume-snapshots`;
const route = "/v1/volumes/{volumeUuid}/volume-snapshots";
const body = { params: { name: "x" } };

describe("control API and faults", () => {
  let api: Client;
  beforeEach(async () => {
    api = await (await client()).login();
  });
  afterEach(stopAll);

  const arm = (action: object, more: object = {}) =>
    api.control("POST", "/faults", { match: { method: "POST", route }, action, ...more });
  const snapshots = async () => (await api.query("/volume-snapshots")).length;

  it("counts requests by method and route, and logs them in order", async () => {
    await api.control("DELETE", "/requests");
    await api.snapshot(web1.rootVolumeUuid, "a");
    await api.query("/volume-snapshots/0123");
    await api.send("GET", "/v1/nothing");
    const { total, requests, log } = await api.control("GET", "/requests?log=true");
    assert.equal(total, 4);
    assert.deepEqual(requests, [
      { method: "POST", route, count: 1 },
      { method: "GET", route: "/v1/api-jobs/{uuid}", count: 1 },
      { method: "GET", route: "/v1/volume-snapshots/{uuid}", count: 1 },
      { method: "GET", route: "/v1/nothing", count: 1 },
    ]);
    const entries = log as Record<string, Json>[];
    assert.deepEqual(
      entries.map((entry) => entry["status"]),
      [202, 200, 200, 404],
    );
    assert.equal(entries[2]?.["path"], "/v1/volume-snapshots/0123");
  });

  it("shows the state", async () => {
    await api.snapshot(web1.rootVolumeUuid, "a");
    const state = await api.control("GET", "/state");
    const sizes = Object.entries(state).map(([name, rows]) => [name, (rows as Json[]).length]);
    assert.deepEqual(Object.fromEntries(sizes), {
      vmInstances: 3,
      volumes: 8,
      volumeSnapshots: 1,
      volumeSnapshotTrees: 1,
      volumeSnapshotGroups: 0,
      volumeBackups: 0,
      backupStorages: 3,
      userTags: 0,
      brokenIncrements: 0,
      jobs: 1,
    });
  });

  it("reset brings the fixture back and keeps sessions", async () => {
    await api.snapshot(web1.rootVolumeUuid, "a");
    await api.control("POST", "/clock", { advanceMs: 1000 });
    await arm({ type: "dropBefore" });
    await api.control("POST", "/reset");
    assert.equal(await snapshots(), 0);
    assert.equal((await api.control("GET", "/clock"))["advancedMs"], 0);
    assert.deepEqual(await api.control("GET", "/faults"), { faults: [] });
    assert.deepEqual((await api.control("GET", "/state"))["jobs"], []);
  });

  it("dropBefore: cut, and nothing happened; dropAfter: it took effect", async () => {
    await arm({ type: "dropBefore" });
    await assert.rejects(api.send("POST", path, body));
    assert.equal(await snapshots(), 0);
    await arm({ type: "dropAfter" });
    await assert.rejects(api.send("POST", path, body));
    assert.equal(await snapshots(), 1);
  });

  it("respond, with and without carrying the request out", async () => {
    await arm({ type: "respond", status: 502, body: "<html>", headers: { "Content-Type": "text/html" } });
    const bad = await api.send("POST", path, body);
    assert.deepEqual([bad.status, bad.text, bad.headers.get("content-type")], [502, "<html>", "text/html"]);
    assert.equal(await snapshots(), 0);
    await arm({ type: "respond", status: 504, process: true });
    assert.equal((await api.send("POST", path, body)).status, 504);
    assert.equal(await snapshots(), 1);
  });

  it("malformed cuts the answer short; delay holds it back", async () => {
    await arm({ type: "malformed" });
    const { text } = await api.send("POST", path, body);
    assert.throws(() => JSON.parse(text));
    await arm({ type: "delay", ms: 60 });
    const began = performance.now();
    await api.send("POST", path, body);
    assert.ok(performance.now() - began >= 55);
  });

  it("times, skip, path", async () => {
    await arm({ type: "respond", status: 503 }, { times: 2, skip: 1 });
    const statuses = [];
    for (let index = 0; index < 4; index++) statuses.push((await api.send("POST", path, body)).status);
    assert.deepEqual(statuses, [202, 503, 503, 202]);
    await api.control("POST", "/faults", { match: { path: "/v1/volumes" }, action: { type: "respond", status: 418 } });
    assert.equal((await api.send("GET", "/v1/volumes/x")).status, 200);
    assert.equal((await api.send("GET", "/v1/volumes")).status, 418);
  });

  it("says what is wrong with a fault", async () => {
    const url = `${api.simulator.url.replace(/\/zstack$/, "")}/simulator/faults`;
    const send = async (fault: unknown) => (await fetch(url, { method: "POST", body: JSON.stringify(fault) })).text();
    assert.match(await send({ action: { type: "explode" } }), /action\.type is one of dropBefore/);
    assert.match(await send({ match: { url: "x" }, action: { type: "delay" } }), /match has no field url/);
    assert.match(await send({ times: 0, action: { type: "delay" } }), /times is a number from 1 on/);
  });
});
