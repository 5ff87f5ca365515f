import assert from "node:assert/strict";
import { codeOf } from "../../../provider/http/errorCodes";
import { defaultFixture } from "../../../simulator";
import { Deletions, dataVolume, idOf, membersOf, rootVolume } from "./support";

const trees = ["GET", "/v1/volume-snapshots/trees"] as const;
const db = defaultFixture.vmInstances.db1;

const failure = (work: Promise<void>): Promise<{ code: string; message: string }> =>
  work.then(
    () => ({ code: "", message: "" }),
    (error: unknown) => ({ code: codeOf(error), message: error instanceof Error ? error.message : String(error) }),
  );

/** Asserts that it failed with this code, and that the message names the object. */
async function assertFailed(failed: ReturnType<typeof failure>, code: string, uuid: string): Promise<void> {
  const error = await failed;
  assert.equal(error.code, code, error.message);
  assert.ok(error.message.includes(uuid), error.message);
}

describe("a deletion looks again, and leaves what came up", () => {
  const simulated = new Deletions();

  it("on one volume of a group while another one was waited for", async () => {
    const older = await simulated.snapshot("older", { volumeUuid: dataVolume });
    const group = await simulated.group("grp");
    // Beside the group's member, not below it.
    await simulated.revert(idOf(older));
    await simulated.slow({ method: "POST", route: "/v1/volumes/{volumeUuid}/volume-snapshots" });
    const making = simulated.control.strangersSnapshot(dataVolume, "slow");
    await simulated.until(async () =>
      (await simulated.control.state()).volumeSnapshots.some((one) => one.status === "Creating"),
    );
    const looked = await simulated.control.countOf(...trees);
    const refused = failure(group.destroy(simulated.start()));
    await simulated.until(async () => (await simulated.control.countOf(...trees)) > looked + 3);
    const stranger = await simulated.control.strangersSnapshot(rootVolume);
    const before = await simulated.left();
    await simulated.release();
    await making;
    await assertFailed(refused, "foreign-dependents", stranger);
    assert.deepEqual(await simulated.left(), before);
  });

  it("below a group while the member on a detached volume went", async () => {
    const group = await simulated.group("grp");
    const [root = "", data = ""] = membersOf(group);
    await simulated.control.job("DELETE", `/v1/volumes/${dataVolume}/vm-instances`);
    await simulated.slow({ method: "DELETE", path: `/v1/volume-snapshots/${data}` });
    const refused = failure(group.destroy(simulated.start()));
    await simulated.until(async () => (await simulated.control.faultsLeft()) === 0);
    const stranger = await simulated.control.strangersSnapshot(rootVolume);
    await simulated.release();
    await assertFailed(refused, "partly-deleted", stranger);
    assert.deepEqual(await simulated.left(), [root, stranger, idOf(group)].sort());
    assert.ok(group.state);
    await simulated.control.job("DELETE", `/v1/volume-snapshots/${stranger}`);
    await group.destroy(simulated.start());
    assert.deepEqual(await simulated.left(), []);
  });

  it("below one detached member while another one went", async () => {
    const group = await simulated.group("grp", { vmInstanceUuid: db.uuid });
    for (const uuid of db.dataVolumeUuids) await simulated.control.job("DELETE", `/v1/volumes/${uuid}/vm-instances`);
    await simulated.slow({ method: "DELETE", route: "/v1/volume-snapshots/{uuid}" });
    const refused = failure(group.destroy(simulated.start()));
    await simulated.until(async () => (await simulated.control.faultsLeft()) === 0);
    const { volumeSnapshots } = await simulated.control.state();
    const next = volumeSnapshots.find((one) => one.status === "Ready" && one.volumeUuid !== db.rootVolumeUuid);
    const stranger = await simulated.control.strangersSnapshot(next?.volumeUuid ?? "");
    await simulated.release();
    await assertFailed(refused, "partly-deleted", stranger);
    const left = await simulated.left();
    assert.ok(left.includes(stranger) && left.includes(next?.uuid ?? ""));
    assert.equal(left.length, 4, "the group, its root and these two");
  });

  it("from whoever adopted a member that a lost group had left, while another one went", async () => {
    const group = await simulated.group("grp", { vmInstanceUuid: db.uuid });
    const [root] = membersOf(group);
    await simulated.control.job("DELETE", `/v1/volume-snapshots/${root}`);
    await simulated.slow({ method: "DELETE", route: "/v1/volume-snapshots/{uuid}" });
    const process = simulated.start();
    const destroying = group.destroy(process);
    await simulated.until(async () => (await simulated.control.faultsLeft()) === 0);
    const { volumeSnapshots } = await simulated.control.state();
    const { uuid = "", volumeUuid } = volumeSnapshots.find((one) => one.status === "Ready") ?? {};
    await simulated.snapshot("theirs", { volumeUuid, resourceUuid: uuid, adopt: true }, { stack: "prod" });
    await simulated.release();
    await destroying;
    assert.deepEqual(await simulated.left(), [uuid]);
    assert.ok(process.lines.some((line) => line.includes(`${uuid} `) && line.includes("because it belongs to ")));
  });

  it("in a tree that the server does not show, and keeps the resource", async () => {
    const group = await simulated.group("grp");
    const [root, data = ""] = membersOf(group);
    await simulated.control.job("DELETE", `/v1/volume-snapshots/${root}`);
    const [method, route] = trees;
    const action = { type: "respond", status: 200, body: '{"inventories":[]}' };
    await simulated.control.fault({ match: { method, route }, times: 1000, action });
    await assertFailed(failure(group.destroy(simulated.start())), "dependents-unknown", data);
    assert.ok(group.state);
    assert.deepEqual(await simulated.left(), [data]);
  });
});

describe("a deletion that only deferred ones keep waiting", () => {
  const simulated = new Deletions();

  for (const what of ["snapshot", "group"] as const) {
    it(`is done with them if what they waited for was deleted past Pulumi (${what})`, async () => {
      const parent = await simulated[what]("parent");
      const child = await simulated.snapshot("child");
      const last = await simulated.snapshot("last");
      await child.destroy(simulated.start());
      await simulated.control.job("DELETE", `/v1/volume-snapshots/${idOf(last)}`);
      await parent.destroy(simulated.start());
      assert.deepEqual(await simulated.left(), []);
    });
  }
});

describe("a deletion is not put off for an engine that is gone", () => {
  const simulated = new Deletions();

  for (const what of ["snapshot", "group"] as const) {
    it(`because its ${what} stays in state, and no sweep may take it`, async () => {
      const parent = await simulated[what]("parent");
      const child = await simulated.snapshot("child");
      await assert.rejects(parent.destroy(simulated.start({ engineAlive: async () => false })), {
        code: "engine-gone",
      });
      assert.equal(await simulated.isDeferred(idOf(parent)), false);
      await child.destroy(simulated.start());
      assert.ok((await simulated.left()).includes(idOf(parent)));
    });
  }
});

describe("a deletion does not take what has gone for somebody else's", () => {
  const simulated = new Deletions();

  /** The tree of a parent and its child as it is now, shown to the next who look. */
  async function showNow(times = 1): Promise<void> {
    const rows = (await simulated.control.state()).volumeSnapshots;
    const top = rows.find((row) => row.parentUuid === undefined);
    const children = rows.filter((row) => row !== top).map((inventory) => ({ inventory, children: [] }));
    const tree = { uuid: "a".repeat(32), tree: { inventory: top, children } };
    const [method, route] = trees;
    const action = { type: "respond", status: 200, body: JSON.stringify({ inventories: [tree] }) };
    await simulated.control.fault({ match: { method, route }, times, action });
  }

  for (const what of ["snapshot", "group"] as const) {
    it(`from below a ${what} since its tree was read`, async () => {
      const parent = await simulated[what]("parent");
      if (what === "group") await simulated.control.job("DELETE", `/v1/volume-snapshots/${membersOf(parent)[1]}`);
      const child = await simulated.control.strangersSnapshot(rootVolume);
      await showNow();
      await simulated.control.job("DELETE", `/v1/volume-snapshots/${child}`);
      await parent.destroy(simulated.start());
      assert.deepEqual(await simulated.left(), []);
    });
  }

  it("where trees still show it, as they do with other accounts' and nothing else does", async () => {
    const parent = await simulated.snapshot("parent");
    const child = await simulated.control.strangersSnapshot(rootVolume);
    await showNow(1000);
    await simulated.control.job("DELETE", `/v1/volume-snapshots/${child}`);
    await assert.rejects(parent.destroy(simulated.start()), {
      code: "foreign-dependents",
      message: new RegExp(`${child} "stranger" \\(owner unknown\\)`),
    });
    assert.deepEqual(await simulated.left(), [idOf(parent)]);
  });
});
