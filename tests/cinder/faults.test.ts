import assert from "node:assert/strict";
import { CinderTests, eventually, idOf } from "./support/provider";

describe("where the storage fails", () => {
  const cinder = new CinderTests();
  const states = async (collection: "snapshots" | "backups" = "snapshots") =>
    (await cinder.rows(collection)).map(({ id, status }) => [id, status]);

  it("a snapshot that failed is kept with the reason, and the next run makes another and takes it away", async () => {
    cinder.lab.turn({ faults: { create_snapshot: ["fail", ""] } });
    const resource = cinder.snapshot();
    await assert.rejects(resource.up(cinder.process().snapshots), {
      message: /"error".*: create snapshot/,
    });
    const failed = idOf(resource);
    assert.deepEqual(await states(), [[failed, "error"]]);
    assert.equal(await resource.up(cinder.process().snapshots), "replaced");
    assert.notEqual(idOf(resource), failed);
    assert.deepEqual(await states(), [[idOf(resource), "available"]]);
  });

  it("a backup that failed is kept with its fail_reason, and the next run makes another and takes it away", async () => {
    cinder.lab.turn({ faults: { create_backup: ["fail", ""] } });
    const resource = cinder.backup();
    await assert.rejects(resource.up(cinder.process().backups), { message: /the lab wants create_backup to fail/ });
    assert.deepEqual(await states("backups"), [[idOf(resource), "error"]]);
    assert.equal(await resource.up(cinder.process().backups), "replaced");
    assert.deepEqual(await states("backups"), [[idOf(resource), "available"]]);
  });

  it("a busy snapshot stays in state and on the platform, and goes with the next run", async () => {
    const resource = cinder.snapshot();
    await resource.up(cinder.process().snapshots);
    cinder.lab.turn({ faults: { delete_snapshot: ["busy", ""] } });
    await assert.rejects(resource.destroy(cinder.process().snapshots), { code: "not-confirmed", message: /busy/ });
    assert.deepEqual(await states(), [[idOf(resource), "available"]]);
    await resource.destroy(cinder.process().snapshots);
    assert.deepEqual(await cinder.rows(), []);
  });

  it("a deletion that failed says why, and then who can help", async () => {
    const resource = cinder.snapshot();
    await resource.up(cinder.process().snapshots);
    const id = idOf(resource);
    cinder.lab.turn({ faults: { delete_snapshot: "fail" } });
    await assert.rejects(resource.destroy(cinder.process().snapshots), {
      code: "wrong-state",
      message: /delete snapshot:Snapshot failed to delete/,
    });
    cinder.tap.reset();
    await assert.rejects(resource.destroy(cinder.process().snapshots), {
      code: "wrong-state",
      message: /os-force_delete/,
    });
    assert.equal(cinder.tap.count({ method: "DELETE" }), 1, "nothing that could help is tried again");
    assert.deepEqual(await states(), [[id, "error_deleting"]]);
    cinder.lab.turn();
    await cinder.admin.forceRemove("snapshots", id);
    await resource.destroy(cinder.process().snapshots);
  });

  it("a backup whose deletion fails stays, and goes with the next run", async () => {
    const resource = cinder.backup();
    await resource.up(cinder.process().backups);
    cinder.lab.turn({ faults: { delete_backup: ["fail", ""] } });
    await assert.rejects(resource.destroy(cinder.process().backups), { code: "not-confirmed", message: /"error"/ });
    assert.deepEqual(await states("backups"), [[idOf(resource), "error"]]);
    await resource.destroy(cinder.process().backups);
    assert.deepEqual(await states("backups"), []);
  });

  it("a snapshot from which a backup is being made is waited for before it goes", async () => {
    const snapshot = cinder.snapshot();
    await snapshot.up(cinder.process().snapshots);
    cinder.lab.turn({ faults: { create_backup: "hold" } });
    const body = { backup: { volume_id: cinder.volume, snapshot_id: idOf(snapshot) } };
    await cinder.member.call("POST", "/backups", body);
    await cinder.lab.held("create_backup");
    assert.deepEqual(await states(), [[idOf(snapshot), "backing-up"]]);
    cinder.tap.reset();
    const destroy = snapshot.destroy(cinder.process().snapshots);
    await eventually(() => cinder.tap.passed.some((one) => one.method === "DELETE" && one.answered?.status === 400));
    cinder.lab.turn();
    await destroy;
    assert.deepEqual(await cinder.rows(), []);
    assert.equal((await cinder.rows("backups")).length, 1);
  });

  it("a creation that takes longer than it may is resumed by the next run, which makes no second one", async () => {
    cinder.lab.turn({ faults: { create_snapshot: "hold" } });
    const resource = cinder.snapshot({}, { timeouts: { create: 5 } });
    await assert.rejects(resource.up(cinder.process().snapshots), {
      code: "unfinished",
    });
    assert.ok(resource.unfinished);
    const id = idOf(resource);
    await resource.refresh(cinder.process().snapshots);
    assert.equal(idOf(resource), id);
    cinder.lab.turn();
    assert.equal(await resource.up(cinder.process().snapshots), "updated");
    const [row, ...others] = await cinder.rows();
    assert.deepEqual([row?.id, row?.status, others], [id, "available", []]);
    assert.equal(row?.metadata["pulumi_snapshots_owner"], "org/project/dev::cinder.VolumeSnapshot::snap");
  });

  it("what stays busy is waited for until the deadline, and then nothing has been done", async () => {
    const snapshot = cinder.snapshot({}, { timeouts: { create: 4, delete: 4 } });
    await snapshot.up(cinder.process().snapshots);
    cinder.lab.turn({ faults: { create_backup: "hold" } });
    await cinder.member.call("POST", "/backups", {
      backup: { volume_id: cinder.volume, snapshot_id: idOf(snapshot) },
    });
    await cinder.lab.held("create_backup");
    await assert.rejects(snapshot.destroy(cinder.process().snapshots), {
      code: "operation-in-progress",
      message: /"backing-up".*customTimeouts/,
    });
    assert.deepEqual(await states(), [[idOf(snapshot), "backing-up"]]);
    cinder.lab.turn();
    await cinder.member.settled("snapshots", idOf(snapshot));
    cinder.lab.turn({ faults: { create_backup: "hold" } });
    await cinder.member.call("POST", "/backups", { backup: { volume_id: cinder.volume } });
    await cinder.lab.held("create_backup");
    const late = cinder.snapshot({}, { timeouts: { create: 4 } }, "late");
    await assert.rejects(late.up(cinder.process().snapshots), { code: "wrong-state", message: /"backing-up"/ });
    assert.deepEqual([late.state, (await states()).length], [undefined, 1]);
    cinder.lab.turn();
    await late.up(cinder.process().snapshots);
    await snapshot.destroy(cinder.process().snapshots);
    assert.deepEqual(await states(), [[idOf(late), "available"]]);
  });

  it("quotas are reported at once and nothing is made", async () => {
    await cinder.admin.quota(cinder.member.user.projectId, { snapshots: 0, backups: 0 });
    const [snapshot, backup] = [cinder.snapshot(), cinder.backup()];
    const process = cinder.process();
    const over = (noun: string) => ({
      message: new RegExp(`quota allows no further volume ${noun.toLowerCase()}: ${noun}Limit`),
    });
    await assert.rejects(snapshot.up(process.snapshots), over("Snapshot"));
    await assert.rejects(backup.up(process.backups), over("Backup"));
    assert.deepEqual([snapshot.state, backup.state, await cinder.rows()], [undefined, undefined, []]);
    assert.equal(cinder.tap.count({ method: "POST", path: /^\/(snapshots|backups)$/ }), 2);
  });

  it("and Cinder ends all of a sudden, one sound snapshot comes of it in the end", async function () {
    this.timeout(240_000);
    cinder.lab.turn({ faults: { create_snapshot: "hold" } });
    const resource = cinder.snapshot();
    const up = resource.up(cinder.process().snapshots).then(
      () => assert.fail("there was nobody to answer"),
      (error: unknown) => error,
    );
    await cinder.lab.held("create_snapshot");
    cinder.lab.kill("cinder");
    cinder.lab.turn();
    await up;
    await cinder.lab.up();
    const [left] = await cinder.ids();
    await cinder.member.settled("snapshots", left ?? "", "error");
    // What the first run knew of the object decides whether the next one replaces it, or says first that it failed.
    await resource.up(cinder.process().snapshots).catch(() => resource.up(cinder.process().snapshots));
    assert.deepEqual(await states(), [[idOf(resource), "available"]]);
  });
});
