// What of the product is open source, and what that edition answers where it has nothing.

import assert from "node:assert/strict";
import { defaultFixture, type Edition } from "../../simulator";
import { type Client, client, errorOf, stopAll } from "./support";

const { web1 } = defaultFixture.vmInstances;
const key = { id: "accesskeyid1", secret: "accesskeysecret1" };
const networks = { instanceOfferingUuid: "a".repeat(32), l3NetworkUuids: ["b".repeat(32)] };

describe("the edition", () => {
  afterEach(stopAll);
  const open = async (edition: Edition): Promise<Client> => (await client({ edition, accessKeys: [key] })).login();

  for (const path of ["/v1/volume-backups", `/v1/volumes/${web1.rootVolumeUuid}/volume-backups`, "/v1/vm-backups/x"]) {
    it(`open-source has no ${path}, enterprise has`, async () => {
      const missing = await (await open("open-source")).send("GET", path);
      assert.deepEqual([missing.status, missing.text], [404, `no api mapping to ${path}`]);
      assert.notEqual((await (await open("enterprise")).send("GET", path)).text, missing.text);
    });
  }

  it("open-source knows no access keys", async () => {
    const headers = { Authorization: `ZStack ${key.id}:x`, Date: new Date().toUTCString() };
    const refused = await (await open("open-source")).send("GET", "/v1/volumes", undefined, headers);
    const text = "RestAuthenticationType type: ZStack was not registered by any RestAuthenticationBackend";
    assert.deepEqual([refused.status, refused.text], [500, text]);
    assert.equal((await (await open("enterprise")).send("GET", "/v1/volumes", undefined, headers)).status, 403);
  });

  for (const [of, path] of [
    ["Snapshot", ""],
    ["SnapshotGroup", "group/"],
  ] as const) {
    it(`open-source makes no VM of a ${of}, and prints the whole message with the caller's session`, async () => {
      const make = async (api: Client) => {
        const group = { params: { name: "g", rootVolumeUuid: web1.rootVolumeUuid } };
        const uuid =
          of === "Snapshot"
            ? await api.snapshot(web1.rootVolumeUuid, "s")
            : String((await api.inventory("POST", "/v1/volume-snapshots/group", group))["uuid"]);
        const params = { name: "copy", ...networks };
        return api.job("POST", `/v1/vm-instances/from/volume-snapshots/${path}${uuid}`, { params });
      };
      const api = await open("open-source");
      const { code, details } = errorOf(await make(api));
      const message = `org.zstack.header.vm.APICreateVmInstanceFromVolume${of}Msg`;
      assert.equal(code, "SYS.1008");
      assert.ok(String(details).startsWith(`No service deals with message: ${message} {"${message}":{"name":"copy"`));
      assert.ok(String(details).includes(`"session":{"uuid":"${api.session}"`));
      assert.deepEqual(await api.query("/vm-instances?q=name%3Dcopy"), []);
      assert.equal((await make(await open("enterprise"))).status, 200);
    });
  }
});

describe("the distance of a known error", () => {
  afterEach(stopAll);

  it("is a floating-point number, in sync answers and in those of jobs", async () => {
    const api = await client();
    const sync = await api.send("GET", "/v1/volumes", undefined, { Authorization: "OAuth none" });
    assert.match(sync.text, /"source":"zstack","distance":0\.0,"method":"distance"/);
    const headers = { Authorization: "OAuth none" };
    const job = await api.job("DELETE", `/v1/volumes/${web1.rootVolumeUuid}`, undefined, headers);
    assert.match(job.text, /"source":"zstack","distance":0\.0,"method":"distance"/);
  });
});
