import assert from "node:assert/strict";
import { defaultFixture } from "../../simulator";
import { uuidFor } from "../../simulator/core/ids";
import { signature } from "../../simulator/rest/auth";
import { administratorUuid } from "../../simulator/world";
import { Client, client, errorOf, type Json, sha512, stopAll } from "./support";

const { web1 } = defaultFixture.vmInstances;
const create = { params: { name: "x" } };
const volume = `/v1/volumes/${web1.rootVolumeUuid}/volume-snapshots`;

describe("sessions and accounts", () => {
  afterEach(stopAll);

  it("a session slides with each call and ends 7200 s after the last", async () => {
    const api = await (await client()).login();
    await api.control("POST", "/clock", { advanceMs: 7_000_000 });
    await api.query("/volumes");
    await api.control("POST", "/clock", { advanceMs: 7_000_000 });
    await api.query("/volumes");
    await api.control("POST", "/clock", { advanceMs: 7_200_000 });
    assert.equal(errorOf(await api.send("GET", "/v1/volumes"))["code"], "ID.1001");
    const late = errorOf(await api.job("POST", volume, create));
    assert.deepEqual([late["code"], Object.keys(late)[0]], ["ID.1001", "causes"]);
  });

  it("500 sessions, then logging in fails until one is gone", async function () {
    this.timeout(20_000);
    const api = await client();
    const login = { logInByAccount: { accountName: "admin", password: sha512("password") } };
    let last = "";
    for (let index = 0; index < 500; index++) {
      const { json } = await api.send("PUT", "/v1/accounts/login", login);
      last = (json["inventory"] as { uuid: string }).uuid;
    }
    assert.equal(errorOf(await api.send("PUT", "/v1/accounts/login", login))["code"], "ID.1006");
    await api.send("DELETE", `/v1/accounts/sessions/${last}`);
    assert.equal((await api.send("PUT", "/v1/accounts/login", login)).status, 200);
  });

  it("an account sees and touches only its own, but all user tags and trees", async () => {
    const accounts = [
      { name: "admin", password: "password" },
      { name: "jane", password: "secret" },
    ];
    const admin = await (await client({ accounts })).login();
    const jane = await new Client(admin.simulator).login("jane", "secret");
    const made = await admin.inventory("POST", volume, { ...create, userTags: ["t"] });
    const uuid = String(made["uuid"]);
    assert.deepEqual(await jane.query(`/volume-snapshots/${uuid}`), []);
    assert.equal((await jane.query("/user-tags")).length, 1);
    assert.equal((await jane.query("/volume-snapshots/trees")).length, 1);
    const refused = errorOf(await jane.job("DELETE", `/v1/volume-snapshots/${uuid}`));
    assert.equal(refused["code"], "SYS.1006");
    assert.match(String(refused["details"]), /is not the owner of the resource\[uuid:.*type:VolumeSnapshotVO\]/);
    const [tag] = await jane.query("/user-tags");
    assert.equal(errorOf(await jane.job("DELETE", `/v1/tags/${String(tag?.["uuid"])}`))["code"], "ID.1002");
    const { diskOfferingUuid, primaryStorageUuid } = defaultFixture;
    const params = { name: "mine", diskOfferingUuid, primaryStorageUuid };
    const disk = await jane.inventory("POST", "/v1/volumes/data", { params });
    const mine = await jane.snapshot(String(disk["uuid"]), "mine");
    assert.deepEqual(
      (await jane.query("/volume-snapshots")).map((row) => row["uuid"]),
      [mine],
    );
    assert.equal((await admin.query("/volume-snapshots")).length, 2);
  });

  it("a quota stops a normal account at 200 snapshots, not the administrator, and both can look at it", async function () {
    this.timeout(20_000);
    const accounts = [
      { name: "admin", password: "password" },
      { name: "jane", password: "secret" },
    ];
    const admin = await (await client({ accounts })).login();
    const jane = await new Client(admin.simulator).login("jane", "secret");
    const { diskOfferingUuid, primaryStorageUuid } = defaultFixture;
    const disk = await jane.inventory("POST", "/v1/volumes/data", {
      params: { name: "d", diskOfferingUuid, primaryStorageUuid },
    });
    const volumeUuid = String(disk["uuid"]);
    const accountUuid = uuidFor("account jane");
    const usages = async (by: Client, uuid: string) => by.send("GET", `/v1/accounts/quota/${uuid}/usages`);
    const none = await usages(jane, accountUuid);
    assert.deepEqual(none.json["usages"], [
      { name: "snapshot.volume.num", total: 200, used: 0 },
      { name: "volume.backup.num", total: 20, used: 0 },
      { name: "volume.backup.size", total: 10_995_116_277_760, used: 0 },
    ]);
    await admin.control("POST", "/objects", { volumeSnapshots: { volumeUuid, count: 200 } });
    const full = { name: "snapshot.volume.num", total: 200, used: 200 };
    for (const by of [jane, admin]) {
      const [first] = (await usages(by, accountUuid)).json["usages"] as Json[];
      assert.deepEqual(first, full);
    }
    const [unlimited] = (await usages(admin, administratorUuid)).json["usages"] as Json[];
    assert.deepEqual(unlimited, { name: "snapshot.volume.num", total: 0, used: 0 });
    assert.equal(errorOf(await usages(jane, administratorUuid))["code"], "ID.1002");
    assert.equal(errorOf(await usages(admin, "f".repeat(32)))["code"], "SYS.1003");
    const path = `/v1/volumes/${volumeUuid}/volume-snapshots`;
    assert.equal(errorOf(await jane.job("POST", path, create))["code"], "ID.1003");
    assert.equal((await admin.job("POST", path, create)).status, 200);
  });
});

describe("access keys", () => {
  const key = { id: "LTAIabcdefgh", secret: "SECRETSECRETSECRET" };
  afterEach(stopAll);

  const local = (ms: number, zone: string) => {
    const date = new Date(ms);
    const day = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"][date.getDay()];
    const month = date.toLocaleString("en-US", { month: "short" });
    const two = (value: number) => String(value).padStart(2, "0");
    const time = [date.getHours(), date.getMinutes(), date.getSeconds()].map(two).join(":");
    return `${day}, ${two(date.getDate())} ${month} ${date.getFullYear()} ${time} ${zone}`;
  };
  const get = async (api: Client, date: string | undefined, authorization: string) => {
    const headers = { Authorization: authorization, ...(date === undefined ? {} : { Date: date }) };
    const { status, text } = await api.send("GET", "/v1/volumes?limit=1", undefined, headers);
    return [status, status === 200 ? "" : text];
  };

  it("signs as the vendor's SDK does", () => {
    const date = "Fri, 20 Nov 2026 22:00:40 Etc/UTC";
    assert.equal(
      signature("SECRETSECRETSECRET", "POST", date, "/v1/volumes/v1/volume-snapshots"),
      "n3SjVqhlh3OiS7t4SXAUqpFL+wE=",
    );
  });

  it("accepts the signature in a window of 15 minutes of wall-clock fields, whatever the zone", async () => {
    const api = await client({ accessKeys: [key] });
    const sign = (date: string, secret = key.secret) =>
      `ZStack ${key.id}:${signature(secret, "GET", date, "/v1/volumes")}`;
    const now = local(Date.now(), "Asia/Shanghai");
    assert.deepEqual(await get(api, now, sign(now)), [200, ""]);
    const late = local(Date.now() - 16 * 60_000, "UTC");
    assert.deepEqual(await get(api, late, sign(late)), [403, "requestTimeTooSkewed"]);
    assert.deepEqual(await get(api, now, sign(now, "other")), [403, "wrong accessKey signature"]);
    assert.deepEqual(await get(api, now, `ZStack nobody1234:${"x"}`), [
      403,
      "access key id: nobody1234 does not existed or disabled",
    ]);
    assert.deepEqual(await get(api, now, "ZStack nocolon"), [
      400,
      "accessKey format is 'ZStack AccessKeyId:Signature'",
    ]);
    assert.deepEqual(await get(api, undefined, sign(now)), [400, "'Date' must be incuded in request header"]);
    const wrong = "yesterday";
    const format = "'Date' format error, correct format is 'EEE, dd MMM yyyy HH:mm:ss z'";
    assert.deepEqual(await get(api, wrong, sign(wrong)), [400, format]);
  });

  it("with rest/checkTimeZone the zone counts", async () => {
    const api = await (await client({ accessKeys: [key] })).login();
    const path = "/v1/global-configurations/rest/checkTimeZone/actions";
    await api.inventory("PUT", path, { updateGlobalConfig: { value: "true" } });
    const shifted = new Date(Date.now() + 9 * 3_600_000 + new Date().getTimezoneOffset() * 60_000).getTime();
    const sign = (date: string) => `ZStack ${key.id}:${signature(key.secret, "GET", date, "/v1/volumes")}`;
    const right = local(shifted, "Asia/Tokyo");
    const wrong = local(shifted, "Asia/Shanghai");
    assert.deepEqual(await get(api, right, sign(right)), [200, ""]);
    assert.deepEqual(await get(api, wrong, sign(wrong)), [403, "requestTimeTooSkewed"]);
  });

  it("newer servers read offsets and ISO dates too", async () => {
    const api = await client({ accessKeys: [key], serverVersion: "5.4.0" });
    const date = local(Date.now(), "+0800");
    const authorization = `ZStack ${key.id}:${signature(key.secret, "GET", date, "/v1/volumes")}`;
    assert.deepEqual(await get(api, date, authorization), [200, ""]);
  });
});
