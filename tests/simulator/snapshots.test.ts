import assert from "node:assert/strict";
import { defaultFixture, type SimulatorOptions } from "../../simulator";
import { type Client, client, errorOf, type Json, jobOf, stopAll } from "./support";

const { web1 } = defaultFixture.vmInstances;
const root = web1.rootVolumeUuid;
const disk = web1.dataVolumeUuids[0];

describe("volume snapshots", () => {
  let api: Client;
  const start = async (options: SimulatorOptions = {}) => {
    api = await (await client(options)).login();
  };
  afterEach(stopAll);

  const chain = async (...names: string[]) => {
    const uuids: Record<string, string> = {};
    for (const name of names) uuids[name] = await api.snapshot(root, name);
    return uuids;
  };
  const all = () => api.query(`/volume-snapshots?q=volumeUuid%3D${root}&sort=name`);
  const shape = async () => (await all()).map((row) => [row["name"], row["distance"], row["latest"]]);
  const remove = (uuid = "", more = "") => api.job("DELETE", `/v1/volume-snapshots/${uuid}${more}`);

  it("a chain: distances grow from 1, the newest is latest, one tree", async () => {
    await start();
    await chain("a", "b", "c");
    assert.deepEqual(await shape(), [
      ["a", 1, false],
      ["b", 2, false],
      ["c", 3, true],
    ]);
    const trees = await api.query("/volume-snapshots/trees");
    assert.equal(trees.length, 1);
    assert.equal(JSON.stringify(trees[0]?.["tree"]).match(/"children":/g)?.length, 3);
  });

  it("a full one begins a new tree when the chain is as long as the configuration allows", async () => {
    await start();
    const path = "/v1/global-configurations/volumeSnapshot/incrementalSnapshot.maxNum/actions";
    await api.inventory("PUT", path, { updateGlobalConfig: { value: "2" } });
    await chain("a", "b", "c");
    assert.deepEqual(await shape(), [
      ["a", 1, false],
      ["b", 2, true],
      ["c", 0, true],
    ]);
    const ended = await api.query("/volume-snapshots?q=latest%3Dtrue&q=tree.current%3Dtrue&q=distance%3E%3D2");
    assert.deepEqual(ended, [], "the old tree is not current any more");
  });

  it("a delete takes the subtree; latest moves to the parent; an emptied tree goes", async () => {
    await start();
    const { a, b } = await chain("a", "b", "c");
    assert.equal((await remove(b)).text, "{}");
    assert.deepEqual(await shape(), [["a", 1, true]]);
    await remove(a);
    assert.deepEqual(await api.query("/volume-snapshots/trees"), []);
    await chain("d");
    assert.deepEqual(await shape(), [["d", 1, true]]);
  });

  it("a deleted branch that is not current leaves latest where it is", async () => {
    await start();
    const { a, b } = await chain("a", "b");
    await api.job("PUT", `/v1/vm-instances/${web1.uuid}/actions`, { stopVmInstance: {} });
    await api.job("PUT", `/v1/volume-snapshots/${a}/actions`, { revertVolumeFromSnapshot: {} });
    await chain("fork");
    await remove(b);
    assert.deepEqual(await shape(), [
      ["a", 1, false],
      ["fork", 2, true],
    ]);
  });

  it("scope=single is ignored before 5.4 and obeyed from then on", async () => {
    await start();
    const old = await chain("a", "b", "c");
    await remove(old["b"], "?scope=single");
    assert.deepEqual(await shape(), [["a", 1, true]]);
    await stopAll();
    await start({ serverVersion: "5.4.0" });
    const { a, b, c } = await chain("a", "b", "c");
    await remove(b, "?scope=single");
    assert.deepEqual(await shape(), [
      ["a", 1, false],
      ["c", 2, true],
    ]);
    assert.equal((await api.query(`/volume-snapshots/${c}`))[0]?.["parentUuid"], a);
    const before = (await api.query(`/volume-snapshots/${c}`))[0]?.["treeUuid"];
    await remove(a, "?scope=single");
    const [left] = await api.query(`/volume-snapshots/${c}`);
    assert.equal(left?.["parentUuid"], undefined);
    assert.notEqual(left?.["treeUuid"], before);
    const [tree] = await api.query("/volume-snapshots/trees");
    assert.equal(tree?.["current"], true);
  });

  it("individual storage: every snapshot is its own tree, deletes never cascade", async () => {
    await start({ storage: "individual" });
    const { a } = await chain("a", "b");
    assert.equal((await api.query("/volume-snapshots/trees")).length, 2);
    await remove(a);
    assert.deepEqual(
      (await all()).map((row) => [row["name"], row["type"], row["parentUuid"]]),
      [["b", "Storage", undefined]],
    );
  });

  it("after 64 increments a full snapshot begins a new tree", async () => {
    await start();
    await api.control("POST", "/objects", { volumeSnapshots: { volumeUuid: root, count: 64 } });
    const uuid = await api.snapshot(root, "full");
    const [row] = await api.query(`/volume-snapshots/${uuid}`);
    assert.deepEqual([row?.["distance"], row?.["parentUuid"]], [0, undefined]);
    assert.equal((await api.query("/volume-snapshots/trees?q=current%3Dtrue")).length, 1);
  });

  it("linked clones keep a snapshot, and its ancestors, from being deleted", async () => {
    await start();
    const { a, b } = await chain("a", "b");
    await api.control("POST", "/objects", { references: { volumeSnapshotUuid: b, volumeUuids: ["v1"] } });
    const error = errorOf(await remove(a));
    assert.equal(error["code"], "SYS.1004");
    assert.equal((error["cause"] as { code: string }).code, "VOLUME_SNAPSHOT.1002");
    assert.deepEqual(
      (await all()).map((row) => row["status"]),
      ["Ready", "Ready"],
    );
  });

  it("a failed create leaves nothing, and latest where it was", async () => {
    await start();
    await chain("a");
    await api.control("POST", "/faults", {
      match: { method: "POST" },
      action: { type: "failJob", details: "disk on fire" },
    });
    const error = errorOf(await api.job("POST", `/v1/volumes/${root}/volume-snapshots`, { params: { name: "b" } }));
    assert.equal(error["details"], "disk on fire");
    assert.deepEqual(await shape(), [["a", 1, true]]);
  });

  it("in the Creating state type and storage are absent, size is 0, latest has moved", async () => {
    await start({ jobDuration: 60_000 });
    await api.send("POST", `/v1/volumes/${root}/volume-snapshots`, { params: { name: "a" } });
    await api.send("POST", `/v1/volumes/${root}/volume-snapshots`, { params: { name: "queued" } });
    const [row, ...others] = await all();
    assert.deepEqual(others, [], "a queued create has no row yet");
    assert.equal(row?.["status"], "Creating");
    assert.equal(row?.["size"], 0);
    assert.equal(row?.["latest"], true);
    for (const absent of ["type", "primaryStorageUuid", "primaryStorageInstallPath"])
      assert.ok(!(absent in (row ?? {})));
    await api.control("POST", "/clock", { advanceMs: 60_000 });
    assert.deepEqual(
      (await all()).map((one) => one["status"]),
      ["Ready", "Creating"],
    );
  });

  it("a uuid used before on the volume fails; on another volume it works", async () => {
    await start();
    const uuid = "0123456789ab4cde8f01234567890abc";
    await api.snapshot(root, "a", { resourceUuid: uuid });
    const twice = await api.job("POST", `/v1/volumes/${root}/volume-snapshots`, {
      params: { name: "b", resourceUuid: uuid },
    });
    assert.match(String(errorOf(twice)["details"]), /ConstraintViolationException/);
    await remove(uuid);
    const again = await api.job("POST", `/v1/volumes/${root}/volume-snapshots`, {
      params: { name: "b", resourceUuid: uuid },
    });
    assert.equal(errorOf(again)["code"], "SYS.1015");
    assert.deepEqual(await all(), []);
    assert.equal(await api.snapshot(disk, "b", { resourceUuid: uuid }), uuid);
  });

  it("trims names, and loses a call whose name has a character beyond the BMP", async () => {
    await start();
    await chain("  a  ");
    const accepted = await api.send("POST", `/v1/volumes/${root}/volume-snapshots`, {
      params: { name: "party \u{1f389}" },
    });
    assert.equal(accepted.status, 202);
    const poll = await api.send("GET", `/v1/api-jobs/${jobOf(accepted)}`);
    assert.deepEqual([poll.status, poll.text], [404, "the job has been expired"]);
    assert.deepEqual(
      (await all()).map((row) => row["name"]),
      ["a"],
    );
  });

  it("batch delete, size and shrink", async () => {
    await start();
    const { a, b, c } = await chain("a", "b", "c");
    const before = (await all())[0]?.["size"];
    const size = await api.job("PUT", `/v1/volume-snapshots/${a}/actions`, { getVolumeSnapshotSize: {} });
    assert.equal(size.json["success"], true);
    assert.notEqual((await all())[0]?.["size"], before);
    assert.equal((await all())[0]?.["size"], size.json["actualSize"]);
    const shrunk = await api.job("PUT", `/v1/volume-snapshots/shrink/${a}/actions`, { shrinkVolumeSnapshot: {} });
    assert.deepEqual(Object.keys(shrunk.json["shrinkResult"] as object), ["oldSize", "size", "deltaSize"]);
    const body = { batchDeleteVolumeSnapshot: { uuids: [b, c] } };
    const results = (await api.job("PUT", "/v1/volume-snapshots/batch-delete", body)).json["results"] as Record<
      string,
      Json
    >[];
    assert.deepEqual(
      results.map((result) => result["snapshotUuid"]),
      [c, b],
    );
    assert.deepEqual(await shape(), [["a", 1, true]]);
  });

  it("expunging a volume takes its snapshots and their tags", async () => {
    await start();
    const volume = defaultFixture.volumes.detached.uuid;
    await api.inventory("POST", `/v1/volumes/${volume}/volume-snapshots`, { params: { name: "a" }, userTags: ["t"] });
    await api.job("DELETE", `/v1/volumes/${volume}`);
    assert.equal((await api.query("/volume-snapshots")).length, 1);
    await api.control("POST", "/clock", { advanceMs: 259_200_000 });
    await api.login();
    assert.deepEqual(await api.query("/volume-snapshots"), []);
    assert.deepEqual(await api.query("/user-tags"), []);
    assert.deepEqual(await api.query(`/volumes/${volume}`), []);
  });
});
