import assert from "node:assert/strict";
import { Deletions, dataVolume, idOf, membersOf, rootVolume } from "./support";

describe("deletionPolicy and what the stack has put off", () => {
  const simulated = new Deletions();

  for (const [what, past] of [
    ["by its own destroy", false],
    ["past Pulumi, when its destroy comes by", true],
  ] as const) {
    it(`goes with a group that is dissolved ${what}`, async () => {
      const group = await simulated.group("grp", { deletionPolicy: "ungroup" });
      const [root = "", data = ""] = membersOf(group);
      const member = await simulated.snapshot("member", { volumeUuid: dataVolume, resourceUuid: data, adopt: true });
      await member.destroy(simulated.start());
      assert.ok(await simulated.isDeferred(data), "the group relies on it");
      if (past) await simulated.control.job("DELETE", `/v1/volume-snapshots/ungroup/${idOf(group)}`);
      await group.destroy(simulated.start());
      assert.deepEqual(await simulated.left(), [root], "a member that nobody declares by itself stays");
    });
  }

  for (const what of ["snapshot", "group"] as const) {
    it(`is remembered where the cascade of a ${what} takes the row of a group and not all of its members`, async () => {
      const old = await simulated[what]("old", { deletionPolicy: "cascade" });
      // The data volume forks, so that the cascade takes nothing there but its own.
      const [, first] = membersOf(old);
      const fork = await simulated.snapshot("fork", { volumeUuid: dataVolume });
      if (first !== undefined) {
        await simulated.revert(first);
        await simulated.control.job("DELETE", `/v1/volume-snapshots/${idOf(fork)}`);
      }
      const group = await simulated.group("grp");
      const [root = "", data = ""] = membersOf(group);
      const id = idOf(group);
      const child = await simulated.snapshot("child", { volumeUuid: dataVolume });
      await group.destroy(simulated.start());
      assert.ok(await simulated.isDeferred(id));
      await old.destroy(simulated.start());
      // Below the group's member is what the stack still declares, so that it waits as well.
      assert.equal((await simulated.left()).includes(root), what === "group");
      assert.equal(await simulated.isDeferred(data), what === "snapshot");
      await child.destroy(simulated.start());
      const left = await simulated.left();
      assert.ok(!left.includes(data) && !left.includes(root), "swept with what it waited for");
    });
  }

  it("goes with the cascade on another volume that takes what a group has waited for", async () => {
    const old = await simulated.snapshot("old", { volumeUuid: dataVolume, deletionPolicy: "cascade" });
    const group = await simulated.group("grp");
    const groupId = idOf(group);
    const child = await simulated.snapshot("child", { volumeUuid: dataVolume });
    await group.destroy(simulated.start());
    assert.ok(await simulated.isDeferred(groupId));
    await old.destroy(simulated.start());
    await child.destroy(simulated.start());
    assert.deepEqual(await simulated.left(), []);
  });

  it("goes on with the members that a group has left, where it is a cascade", async () => {
    const group = await simulated.group("grp", { deletionPolicy: "cascade" });
    const [root] = membersOf(group);
    await simulated.control.strangersSnapshot(dataVolume);
    await simulated.control.job("DELETE", `/v1/volume-snapshots/${root}`);
    await group.destroy(simulated.start());
    assert.deepEqual(await simulated.left(), []);
  });

  it("is kept by what a cascade may not take: the marks of those who hold a member", async () => {
    const old = await simulated.snapshot("old", { deletionPolicy: "cascade" });
    const group = await simulated.group("grp");
    const [, data = ""] = membersOf(group);
    const held = await simulated.snapshot("held", { volumeUuid: dataVolume, resourceUuid: data, adopt: true });
    await group.destroy(simulated.start());
    await old.destroy(simulated.start());
    assert.deepEqual(await simulated.left(), [data]);
    assert.equal(await simulated.isDeferred(data), false);
    assert.ok(held.state);
  });

  it("keeps a member that the program declares, though a killed delete has left a mark on it", async () => {
    const group = await simulated.group("grp");
    const [root = ""] = membersOf(group);
    const member = await simulated.snapshot("member", { volumeUuid: rootVolume, resourceUuid: root, adopt: true });
    await simulated.leaveMark(member);
    const process = simulated.start();
    assert.equal(await member.up(process), "same");
    await group.destroy(process);
    assert.ok((await simulated.left()).includes(root));
    await member.destroy(process);
    assert.deepEqual(await simulated.left(), []);
  });

  it("is not what was given up, even where a killed delete has left its mark on that", async () => {
    const parent = await simulated.snapshot("parent");
    const kept = await simulated.snapshot("kept", { deletionPolicy: "retain" });
    const id = idOf(kept);
    const parentId = idOf(parent);
    await parent.destroy(simulated.start());
    await simulated.leaveMark(kept);
    await kept.destroy(simulated.start());
    const retained = ["pulumi-retained::org/project/dev::zstack.VolumeSnapshot::kept"];
    assert.deepEqual(await simulated.control.tags(id), retained);
    const tag = "pulumi::deferred-delete::org/project/dev::zstack.VolumeSnapshot::kept";
    const params = { resourceType: "VolumeSnapshotVO", resourceUuid: id, tag };
    await simulated.control.job("POST", "/v1/user-tags", { params });
    const other = await simulated.snapshot("other");
    await other.destroy(simulated.start());
    assert.deepEqual(await simulated.left(), [id, parentId].sort());
  });
});
