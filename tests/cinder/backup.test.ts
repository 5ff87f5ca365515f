import assert from "node:assert/strict";
import type { Resource } from "../support/providerProcess";
import { CinderTests, eventually, idOf } from "./support/provider";
import { harm } from "./support/tap";

describe("a volume backup in Cinder", () => {
  const cinder = new CinderTests();

  it("is made as declared, carries its owner, is changed in place, and is deleted", async () => {
    const resource = cinder.backup({ description: "nightly", metadata: { app: "shop" } });
    await resource.up(cinder.process().backups);
    const [row, ...others] = await cinder.rows("backups");
    assert.deepEqual(others, []);
    assert.deepEqual([row?.id, row?.status, row?.name], [idOf(resource), "available", "bak"]);
    assert.deepEqual([row?.description, row?.["is_incremental"], row?.["snapshot_id"]], ["nightly", false, null]);
    assert.equal(row?.metadata["pulumi_snapshots_owner"], "org/project/dev::cinder.VolumeBackup::bak");
    assert.equal(row?.metadata["app"], "shop");
    const { size, dataTimestamp } = resource.state?.outputs ?? {};
    assert.deepEqual([size, dataTimestamp], [1, `${row?.["data_timestamp"]}Z`]);

    const { description, ...rest } = resource.inputs;
    resource.inputs = { ...rest, name: "renamed", metadata: { stage: "prod" } };
    assert.equal(await resource.up(cinder.process().backups), "updated");
    const changed = await cinder.member.find("backups", idOf(resource));
    assert.deepEqual([changed?.name, changed?.description], ["renamed", ""]);
    assert.deepEqual([changed?.metadata["app"], changed?.metadata["stage"]], [undefined, "prod"]);
    assert.equal(changed?.metadata["pulumi_snapshots_owner"], "org/project/dev::cinder.VolumeBackup::bak");
    assert.equal(await resource.refresh(cinder.process().backups), "same");

    await resource.destroy(cinder.process().backups);
    assert.deepEqual(await cinder.rows("backups"), []);
  });

  it("is made of a snapshot", async () => {
    const snapshot = cinder.snapshot();
    const process = cinder.process();
    await snapshot.up(process.snapshots);
    const backup = cinder.backup({ snapshotId: idOf(snapshot) });
    await backup.up(process.backups);
    assert.equal((await cinder.member.find("backups", idOf(backup)))?.["snapshot_id"], idOf(snapshot));
    assert.equal(backup.state?.outputs["dataTimestamp"], snapshot.state?.outputs["createdAt"]);
    await backup.destroy(cinder.process().backups);
    await snapshot.destroy(cinder.process().snapshots);
    assert.deepEqual([await cinder.ids(), await cinder.ids("backups")], [[], []]);
  });

  it("of an attached volume needs force", async () => {
    await cinder.member.attach(cinder.volume);
    await assert.rejects(cinder.backup().up(cinder.process().backups), { code: "wrong-state" });
    assert.deepEqual(await cinder.ids("backups"), []);
    const forced = cinder.backup({ force: true });
    await forced.up(cinder.process().backups);
    assert.deepEqual(await cinder.ids("backups"), [idOf(forced)]);
    await cinder.member.detach(cinder.volume);
  });

  it("that is incremental without a full one is refused with the platform's words", async () => {
    const resource = cinder.backup({ incremental: true });
    await assert.rejects(resource.up(cinder.process().backups), {
      message: /No backups available to do an incremental/,
    });
    assert.deepEqual([resource.state, await cinder.ids("backups")], [undefined, []]);
  });

  it("waits for another backup of the same volume", async () => {
    cinder.lab.turn({ faults: { create_backup: "hold" } });
    const theirs = (await cinder.member.call("POST", "/backups", { backup: { volume_id: cinder.volume } })) as {
      backup: { id: string };
    };
    await cinder.lab.held("create_backup");
    const process = cinder.process();
    const resource = cinder.backup();
    const up = resource.up(process.backups);
    await eventually(() => process.said(/waiting for volume .*backing-up/));
    cinder.lab.turn();
    await up;
    assert.deepEqual(await cinder.ids("backups"), [theirs.backup.id, idOf(resource)]);
  });

  it("is asked for again where the other backup ended before the look at the volume", async () => {
    cinder.lab.turn({ faults: { create_backup: "hold" } });
    const theirs = (await cinder.member.call("POST", "/backups", { backup: { volume_id: cinder.volume } })) as {
      backup: { id: string };
    };
    await cinder.lab.held("create_backup");
    const look = { service: "volume", method: "GET", path: /^\/volumes\// } as const;
    const released = harm.after(async () => {
      cinder.lab.turn();
      await cinder.member.settled("backups", theirs.backup.id);
      await cinder.member.settled("volumes", cinder.volume);
    });
    cinder.tap.inject(look, released);
    const resource = cinder.backup();
    await resource.up(cinder.process().backups);
    assert.equal(cinder.tap.left, 0);
    assert.deepEqual(await cinder.ids("backups"), [theirs.backup.id, idOf(resource)]);
  });

  describe("with incremental ones", () => {
    let full: Resource;
    let incremental: Resource;

    beforeEach(async () => {
      const process = cinder.process();
      full = cinder.backup({}, {}, "full");
      await full.up(process.backups);
      incremental = cinder.backup({ incremental: true }, {}, "daily");
      await incremental.up(process.backups);
      assert.equal((await cinder.member.find("backups", idOf(full)))?.["has_dependent_backups"], true);
    });

    it("goes with them in whatever order they are destroyed", async () => {
      const process = cinder.process();
      await full.destroy(process.backups);
      assert.ok(process.said(/postponed: .* incremental backup/));
      const row = await cinder.member.find("backups", idOf(incremental));
      assert.equal(row?.status, "available", "it relies on what waits");
      assert.equal((await cinder.ids("backups")).length, 2);
      await incremental.destroy(cinder.process().backups);
      assert.deepEqual(await cinder.ids("backups"), []);
    });

    it("goes at the end of a process where another one of the run has deleted them before", async () => {
      const [process, other] = [cinder.process(), cinder.process()];
      const { id, outputs } = full.state ?? assert.fail("it was made");
      await process.backups.handler.delete(id, outputs);
      await incremental.destroy(other.backups);
      assert.ok(other.said(/"full".* is kept/));
      assert.deepEqual(await cinder.ids("backups"), [id]);
      await process.backups.runEnds?.();
      assert.deepEqual(await cinder.ids("backups"), []);
    });

    it("goes after them in the usual order", async () => {
      await incremental.destroy(cinder.process().backups);
      await full.destroy(cinder.process().backups);
      assert.deepEqual(await cinder.ids("backups"), []);
    });

    it("stays while the program declares one of them", async () => {
      const process = cinder.process();
      const old = idOf(full);
      assert.equal(await incremental.up(process.backups), "same");
      await assert.rejects(full.destroy(process.backups), { code: "has-dependents", message: /"daily"/ });
      assert.equal((await cinder.ids("backups")).length, 2);
      assert.equal((await cinder.member.find("backups", old))?.metadata["pulumi_snapshots_deferred"], undefined);
    });

    it("stays while a stranger's relies on it", async () => {
      const fields = { volume_id: cinder.volume, name: "by-hand", incremental: true };
      const theirs = await cinder.member.make("backups", fields);
      const refused = { code: "foreign-dependents", message: /"by-hand"/ };
      await assert.rejects(incremental.destroy(cinder.process().backups), refused);
      await assert.rejects(full.destroy(cinder.process().backups), refused);
      assert.deepEqual(await cinder.ids("backups"), [idOf(full), idOf(incremental), theirs.id]);
    });

    it("is replaced together with them: the old full one goes when the old incremental one has", async () => {
      const before = await cinder.ids("backups");
      for (const one of [full, incremental]) one.inputs = { ...one.inputs, triggers: [2] };
      const process = cinder.process();
      assert.equal(await full.up(process.backups), "replaced");
      assert.equal(await incremental.up(process.backups), "replaced");
      const ids = await cinder.ids("backups");
      assert.ok(!before.some((id) => ids.includes(id)), "what waited has gone");
      assert.deepEqual(ids, [idOf(full), idOf(incremental)]);
      assert.equal((await cinder.member.find("backups", idOf(incremental)))?.status, "available");
    });

    it("waits, where it was replaced, until one that the program keeps has gone", async () => {
      const old = full.state;
      assert.ok(old);
      const process = cinder.process();
      assert.equal(await incremental.up(process.backups), "same");
      full.inputs = { ...full.inputs, triggers: [2] };
      assert.equal(await full.up(process.backups), "replaced");
      assert.ok(process.said(/postponed: 1 incremental .*\("daily" .*, declared in this program\)/));
      assert.deepEqual(await cinder.ids("backups"), [old.id, idOf(incremental), idOf(full)]);

      const later = cinder.process();
      for (const one of [full, incremental]) assert.equal(await one.up(later.backups), "same");
      // A deletion that an earlier run could not do comes again.
      await later.backups.handler.delete(old.id, old.outputs);
      assert.deepEqual(await cinder.ids("backups"), [old.id, idOf(incremental), idOf(full)]);

      incremental.inputs = { ...incremental.inputs, triggers: [2] };
      assert.equal(await incremental.up(cinder.process().backups), "replaced");
      assert.deepEqual(await cinder.ids("backups"), [idOf(full), idOf(incremental)]);
    });

    it("is refused with what keeps it, where it was replaced and a stranger's relies on it", async () => {
      await cinder.member.make("backups", { volume_id: cinder.volume, name: "by-hand", incremental: true });
      const old = full.state;
      assert.ok(old);
      full.inputs = { ...full.inputs, triggers: [2] };
      const refused = { code: "foreign-dependents", message: /"by-hand".*PULUMI_SNAPSHOTS_DELETION_POLICY=retain/ };
      await assert.rejects(full.up(cinder.process().backups), refused);
      const braked = cinder.process({ environment: { PULUMI_SNAPSHOTS_DELETION_POLICY: "retain" } });
      await braked.backups.handler.delete(old.id, old.outputs);
      assert.ok((await cinder.member.find("backups", old.id))?.metadata["pulumi_snapshots_retained"]);
    });

    it("goes with the next deletion where somebody else took away what it waited for", async () => {
      await full.destroy(cinder.process().backups);
      const other = cinder.backup({}, {}, "other");
      await other.up(cinder.process().backups);
      await cinder.member.remove("backups", idOf(incremental));
      const process = cinder.process();
      await other.destroy(process.backups);
      assert.ok(process.said(/deleting volume backup "full" .*postponed/));
      assert.deepEqual(await cinder.ids("backups"), []);
    });

    it("is kept, and named, if the engine may not have recorded its deletion", async () => {
      const { id, outputs } = full.state ?? assert.fail("it was made");
      // Killed before the end of its run.
      await cinder.process().backups.handler.delete(id, outputs);
      const process = cinder.process();
      await incremental.destroy(process.backups);
      assert.deepEqual(await cinder.ids("backups"), [id]);
      assert.ok(process.said(/warning: volume backup .*"full".* is kept: .* may still contain it/));
      await full.refresh(cinder.process().backups);
      await full.up(cinder.process().backups);
      assert.equal((await cinder.member.find("backups", id))?.metadata["pulumi_snapshots_deferred"], undefined);
      await full.destroy(cinder.process().backups);
      assert.deepEqual(await cinder.ids("backups"), []);
    });

    it("does not stand in the way of another deletion where it cannot go yet", async () => {
      await full.destroy(cinder.process().backups);
      const old = idOf(incremental);
      cinder.lab.turn({ faults: { delete_backup: ["", "fail", ""] } });
      const process = cinder.process();
      await incremental.destroy(process.backups);
      assert.ok(process.said(/warning: volume backup "full" .* cannot be deleted yet and is kept: .*"error"/));
      const [left, ...others] = await cinder.rows("backups");
      assert.notEqual(left?.id, old);
      assert.deepEqual([left?.status, others], ["error", []]);
    });
  });
});
