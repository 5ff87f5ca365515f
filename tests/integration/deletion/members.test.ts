import assert from "node:assert/strict";
import { Deletions, dataVolume, idOf, membersOf, rootVolume } from "./support";

describe("deleting what a group and single snapshots share", () => {
  const simulated = new Deletions();

  it("refuses a group whose member was adopted by another stack, by name", async () => {
    const group = await simulated.group("grp");
    const [, data = ""] = membersOf(group);
    await simulated.snapshot("theirs", { volumeUuid: dataVolume, resourceUuid: data, adopt: true }, { stack: "prod" });
    const before = await simulated.left();
    await assert.rejects(group.destroy(simulated.start()), {
      code: "foreign-dependents",
      message: new RegExp(`${data} .*org/project/prod::zstack.VolumeSnapshot::theirs`),
    });
    assert.deepEqual(await simulated.left(), before);
  });

  it("refuses a group whose member was adopted and retained", async () => {
    const group = await simulated.group("grp");
    const [, data = ""] = membersOf(group);
    const more = { volumeUuid: dataVolume, resourceUuid: data, adopt: true, deletionPolicy: "retain" };
    const kept = await simulated.snapshot("kept", more);
    await kept.destroy(simulated.start());
    await assert.rejects(group.destroy(simulated.start()), {
      code: "foreign-dependents",
      message: /::kept \(retained\)/,
    });
    assert.equal((await simulated.left()).length, 3);
  });

  for (const first of ["group", "member"]) {
    it(`puts off a group while the stack declares its member by itself, the ${first} first`, async () => {
      const group = await simulated.group("grp");
      const [root = ""] = membersOf(group);
      const member = await simulated.snapshot("member", { volumeUuid: rootVolume, resourceUuid: root, adopt: true });
      const both = first === "group" ? [group, member] : [member, group];
      await both[0]?.destroy(simulated.start());
      assert.equal((await simulated.left()).length, 3);
      await both[1]?.destroy(simulated.start());
      assert.deepEqual(await simulated.left(), []);
    });
  }

  for (const what of ["snapshot", "group"] as const) {
    it(`is done where the ${what} went between look and mark`, async () => {
      const parent = await simulated[what]("parent");
      const child = await simulated.snapshot("child");
      const uuid = idOf(parent);
      const route = "/v1/user-tags";
      await simulated.control.fault({ match: { method: "POST", route }, action: { type: "delay", ms: 400 } });
      const destroying = parent.destroy(simulated.start());
      while ((await simulated.control.faultsLeft()) > 0) await new Promise(setImmediate);
      const path = what === "group" ? "volume-snapshots/group" : "volume-snapshots";
      await simulated.control.job("DELETE", `/v1/${path}/${uuid}`);
      await destroying;
      await child.destroy(simulated.start());
      assert.deepEqual(await simulated.left(), []);
    });
  }

  it("sweeps an older group that a newer one and a snapshot had kept", async () => {
    const older = await simulated.group("older");
    const between = await simulated.snapshot("between", { volumeUuid: dataVolume });
    const newer = await simulated.group("newer");
    const last = await simulated.snapshot("last");
    await simulated.control.job("DELETE", `/v1/volumes/${dataVolume}`);
    for (const one of [newer, older, between, last]) await one.destroy(simulated.start());
    assert.deepEqual(await simulated.left(), []);
  });

  it("refuses a root snapshot that another stack's group relies on, and a member of it", async () => {
    const single = await simulated.snapshot("single");
    const group = await simulated.group("theirs", {}, { stack: "prod" });
    const [root = ""] = membersOf(group);
    const before = await simulated.left();
    await assert.rejects(single.destroy(simulated.start()), {
      code: "foreign-dependents",
      message: new RegExp(`${idOf(group)} "theirs" .*org/project/prod::zstack.VolumeSnapshotGroup`),
    });
    const stolen = await simulated.snapshot("stolen", { resourceUuid: root, adopt: true });
    await assert.rejects(stolen.destroy(simulated.start()), {
      code: "foreign-dependents",
      message: new RegExp(idOf(group)),
    });
    assert.deepEqual(await simulated.left(), before);
  });

  it("names the linked clone that keeps a member, and goes on when it is gone", async () => {
    const group = await simulated.group("grp");
    const [root = ""] = membersOf(group);
    const clone = "9".repeat(32);
    await simulated.control.objects({ references: { volumeSnapshotUuid: root, volumeUuids: [clone] } });
    await assert.rejects(group.destroy(simulated.start()), {
      code: "partly-deleted",
      message: new RegExp(`${root} \\(.*reference volume\\[uuids:\\[${clone}`),
    });
    assert.ok((await simulated.left()).includes(root));
    await simulated.control.objects({ references: { volumeSnapshotUuid: root, volumeUuids: [] } });
    await group.destroy(simulated.start());
    assert.deepEqual(await simulated.left(), []);
  });

  it("names a member that a group has left and that has to wait", async () => {
    const group = await simulated.group("grp");
    const [root = "", data = ""] = membersOf(group);
    await simulated.control.job("DELETE", `/v1/volume-snapshots/${root}`);
    const child = await simulated.snapshot("child", { volumeUuid: dataVolume });
    const process = simulated.start();
    await group.destroy(process);
    assert.ok(await simulated.isDeferred(data));
    assert.match(process.lines.join("\n"), new RegExp(`${data} .*postponed`));
    await child.destroy(simulated.start());
    assert.deepEqual(await simulated.left(), []);
  });

  it("remembers the members that a swept group left behind", async () => {
    const group = await simulated.group("grp");
    const [, data = ""] = membersOf(group);
    const child = await simulated.snapshot("child");
    const again = await simulated.snapshot("again", { volumeUuid: dataVolume });
    await group.destroy(simulated.start());
    await again.destroy(simulated.start());
    const clone = (volumeUuids: string[]) => ({ references: { volumeSnapshotUuid: data, volumeUuids } });
    await simulated.control.objects(clone(["9".repeat(32)]));
    await child.destroy(simulated.start());
    assert.deepEqual(await simulated.left(), [data]);
    assert.ok(await simulated.isDeferred(data));
    await simulated.control.objects(clone([]));
    const later = await simulated.snapshot("later", { volumeUuid: dataVolume });
    await later.destroy(simulated.start());
    assert.deepEqual(await simulated.left(), []);
  });
});
