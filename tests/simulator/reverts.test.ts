// Going back to snapshots and groups: what is looked at first, and what is different afterwards.

import assert from "node:assert/strict";
import { defaultFixture } from "../../simulator";
import { type Client, client, errorOf, type Json, stopAll } from "./support";

const { web1 } = defaultFixture.vmInstances;
const root = web1.rootVolumeUuid;
const disk = web1.dataVolumeUuids[0];
const gib = 1024 ** 3;

type Row = Record<string, Json>;

describe("a revert", () => {
  let api: Client;
  beforeEach(async () => {
    api = await (await client()).login();
  });
  afterEach(stopAll);

  const revert = (uuid: string) =>
    api.job("PUT", `/v1/volume-snapshots/${uuid}/actions`, { revertVolumeFromSnapshot: {} });
  const revertGroup = (uuid: string) =>
    api.job("PUT", `/v1/volume-snapshots/group/${uuid}/actions`, { revertVmFromSnapshotGroup: {} });
  const act = (action: string, more: object = {}) =>
    api.job("PUT", `/v1/vm-instances/${web1.uuid}/actions`, { [action]: more });
  const stop = () => act("stopVmInstance");
  const one = async (path: string): Promise<Row> => (await api.query(path))[0] ?? {};
  const patch = (table: string, uuid: string, columns: object) =>
    api.control("POST", "/objects", { patch: { table, uuid, columns } });
  const safety = () => {
    const path = "/v1/global-configurations/volumeSnapshot/snapshot.before.revertvolume/actions";
    return api.inventory("PUT", path, { updateGlobalConfig: { value: "true" } });
  };
  const group = async (more: object = {}) =>
    String(
      (
        await api.inventory("POST", "/v1/volume-snapshots/group", {
          params: { rootVolumeUuid: root, name: "g", ...more },
        })
      )["uuid"],
    );

  for (const [what, given, size] of [
    ["shrinks an extended volume back", undefined, 100 * gib],
    ["leaves the size where the storage says nothing of it", 0, 200 * gib],
  ] as const) {
    it(`${what}, and gives the volume a new disk`, async () => {
      await stop();
      const a = await api.snapshot(disk, "a");
      if (given !== undefined) await patch("snapshots", a, { volumeSize: given });
      await patch("volumes", disk, { size: 200 * gib });
      const { installPath } = await one(`/volumes/${disk}`);
      assert.equal((await revert(a)).text, "{}");
      const after = await one(`/volumes/${disk}`);
      assert.equal(after["size"], size);
      assert.notEqual(after["installPath"], installPath);
    });
  }

  it("looks at the snapshot's state, at its volume, at its status, and only then at the VM", async () => {
    const a = await api.snapshot(root, "a");
    await patch("snapshots", a, { state: "Disabled", status: "Creating", volumeUuid: null });
    const expected = [
      [/is in state Disabled, cannot revert volume to it$/, { state: "Enabled" }],
      [/^original volume for snapshot\[uuid:\w+\] has been deleted/, { volumeUuid: root }],
      [/'s status\[Creating\] is not allowed/, { status: "Ready" }],
    ] as const;
    for (const [text, mended] of expected) {
      const error = errorOf(await revert(a));
      assert.match(String(error["details"]), text);
      assert.equal(error["location"], undefined);
      await patch("snapshots", a, mended);
    }
    const error = errorOf(await revert(a));
    assert.match(String(error["details"]), /not in Stopped state, current state is Running$/);
    assert.equal(error["location"], "VolumeSnapshotTreeBase.java: pre-check (location:1/6)");
  });

  it("of a group whose memory was taken wants the VM off, and starts it at the end", async () => {
    const uuid = await group({ withMemory: true });
    const { volumeSnapshotRefs } = await one(`/volume-snapshots/group/${uuid}`);
    assert.deepEqual((volumeSnapshotRefs as Row[]).map((ref) => ref["volumeType"]).sort(), ["Data", "Memory", "Root"]);
    const error = errorOf(await revertGroup(uuid));
    assert.deepEqual(
      [error["code"], error["details"]],
      ["SYS.1007", "Can not take memory snapshot, expected vm states are [Running, Paused]"],
    );
    await stop();
    const results = (await revertGroup(uuid)).json["results"] as Row[];
    assert.deepEqual(results.map((one) => one["volumeUuid"]).sort(), [disk, root].sort());
    assert.ok(results.every((one) => one["success"] === true));
    assert.equal((await one(`/vm-instances/${web1.uuid}`))["state"], "Running");
  });

  it("of a group without memory ignores the memory of another one, and leaves the VM off", async () => {
    await group({ withMemory: true });
    const uuid = await group();
    assert.equal((await one(`/volume-snapshots/group/${uuid}`))["snapshotCount"], 2);
    await stop();
    assert.equal(((await revertGroup(uuid)).json["results"] as Row[]).length, 2);
    assert.equal((await one(`/vm-instances/${web1.uuid}`))["state"], "Stopped");
  });

  it("of a group looks at disabled members before it looks for detached ones", async () => {
    const uuid = await group();
    const { volumeSnapshotRefs } = await one(`/volume-snapshots/group/${uuid}`);
    const ref = (volumeSnapshotRefs as Row[]).find((row) => row["volumeUuid"] === disk);
    await patch("snapshots", String(ref?.["volumeSnapshotUuid"]), { state: "Disabled" });
    await api.job("DELETE", `/v1/volumes/${disk}/vm-instances`);
    const error = errorOf(await revertGroup(uuid));
    assert.match(String(error["details"]), /^volume snapshot\[uuids:\[\w+\]\] is in state Disabled/);
    assert.equal(error["location"], undefined);
  });

  it("of a group that is refused leaves a safety group that nothing can delete", async () => {
    const uuid = await group();
    await safety();
    assert.ok(((await revertGroup(uuid)).json["results"] as Row[]).every((row) => row["success"] === false));
    const [left] = await api.query(`/volume-snapshots/group?q=uuid!%3D${uuid}`);
    assert.deepEqual([left?.["snapshotCount"], left?.["volumeSnapshotRefs"]], [2, []]);
    const path = `/v1/volume-snapshots/group/${left?.["uuid"]}`;
    assert.deepEqual((await api.job("DELETE", path)).json, { results: [] });
    assert.equal((await api.query(path.slice("/v1".length))).length, 1);
    assert.equal(errorOf(await revertGroup(String(left?.["uuid"])))["details"], "Op.IN value cannot be null or empty");
  });
});
