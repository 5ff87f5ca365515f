// VMs: stopping for good, high availability, and the way through the recycle bin.

import assert from "node:assert/strict";
import { defaultFixture } from "../../simulator";
import { type Client, client, errorOf, stopAll } from "./support";

const { web1 } = defaultFixture.vmInstances;
const path = `/v1/vm-instances/${web1.uuid}`;

describe("a VM", () => {
  let api: Client;
  beforeEach(async () => {
    api = await (await client()).login();
  });
  afterEach(stopAll);

  const act = (action: string, more: object = {}) => api.job("PUT", `${path}/actions`, { [action]: more });
  const row = async () => (await api.query(`/vm-instances/${web1.uuid}`))[0] ?? {};
  const volume = async (uuid: string) => (await api.query(`/volumes/${uuid}`))[0] ?? {};
  const stopped = async (more: object) => {
    assert.equal((await act("stopVmInstance", more)).status, 200);
    await api.control("POST", "/clock", { advanceMs: 60_000 });
    return (await row())["state"];
  };

  it("that is never to stop comes up again, unless its high availability is suspended until the next start", async () => {
    assert.equal(await stopped({}), "Stopped");
    await act("startVmInstance");
    await api.job("POST", `${path}/ha-levels`, { params: { level: "NeverStop" } });
    assert.equal((await api.send("GET", `${path}/ha-levels`)).json["level"], "NeverStop");
    assert.equal(await stopped({ type: "cold" }), "Running");
    assert.equal(await stopped({ type: "grace", stopHA: "true" }), "Stopped");
    await act("startVmInstance");
    assert.equal(await stopped({}), "Running");
    await api.job("DELETE", `${path}/ha-levels`);
    assert.equal(await stopped({}), "Stopped");
  });

  it("stops gracefully or cold, and nothing else", async () => {
    assert.equal(errorOf(await act("stopVmInstance", { type: "now" }))["code"], "SYS.1007");
    assert.equal(errorOf(await act("stopVmInstance", { stopHA: "false" }))["code"], "SYS.1007");
  });

  it("that is destroyed leaves its data volumes, and can be recovered until it is expunged", async () => {
    const snapshot = await api.snapshot(web1.rootVolumeUuid, "s");
    assert.match(String(errorOf(await act("expungeVmInstance"))["details"]), /allowed states are \[Destroyed\]$/);
    assert.equal((await api.job("DELETE", path)).status, 200);
    assert.equal((await row())["state"], "Destroyed");
    assert.equal((await volume(web1.rootVolumeUuid))["status"], "Deleted");
    const data = await volume(web1.dataVolumeUuids[0]);
    assert.deepEqual([data["status"], data["vmInstanceUuid"]], ["Ready", undefined]);
    assert.ok("lastDetachDate" in data);
    assert.match(String(errorOf(await api.job("DELETE", path))["details"]), /^current vm instance state\[Destroyed\]/);
    await act("recoverVmInstance");
    assert.equal((await row())["state"], "Stopped");
    assert.equal((await volume(web1.rootVolumeUuid))["status"], "Ready");
    await api.job("DELETE", path);
    assert.deepEqual((await act("expungeVmInstance")).json, {});
    for (const gone of [
      `/vm-instances/${web1.uuid}`,
      `/volumes/${web1.rootVolumeUuid}`,
      `/volume-snapshots/${snapshot}`,
    ])
      assert.deepEqual(await api.query(gone), []);
    assert.equal((await volume(web1.dataVolumeUuids[0]))["status"], "Ready");
  });

  it("is renamed", async () => {
    assert.equal((await api.inventory("PUT", `${path}/actions`, { updateVmInstance: { name: "new" } }))["name"], "new");
  });
});
