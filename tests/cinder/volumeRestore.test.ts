import assert from "node:assert/strict";
import { Resource } from "../support/providerProcess";
import type { Row } from "./support/platform";
import { CinderTests, declareVolume, idOf } from "./support/provider";
import { CinderReverts, volumeRestores } from "./support/reverts";
import { harm } from "./support/tap";

describe("a backup that is restored into a volume of Cinder", () => {
  const cinder = new CinderTests();
  const reverts = new CinderReverts(cinder, volumeRestores);
  const { kind } = reverts;
  const start = () => kind.provider(cinder.process());

  afterEach(() => reverts.clear());

  it("overwrites the volume once, and leaves its metadata as they were", async () => {
    const point = await reverts.point();
    const resource = reverts.declare(point);
    await resource.up(start());
    await reverts.assertDone(point);
    const [copy] = await reverts.safetyVolumes();
    assert.equal(resource.state?.outputs["safetyVolumeId"], copy?.id);
    assert.equal(resource.state?.outputs["restorePointDate"], `${point["data_timestamp"]}Z`);
    assert.equal(await resource.refresh(start()), "same");
    assert.equal(await resource.up(start(), { replace: true }), "replaced");
    await cinder.member.call("PUT", `/volumes/${cinder.volume}/metadata`, { metadata: { app: "changed", own: "1" } });
    await reverts.declare(point, {}, { stack: "other" }, "renamed").up(start());
    assert.equal(reverts.accepted(), 1);
    resource.inputs = { ...resource.inputs, triggers: 2, safetyVolume: false };
    assert.equal(await resource.up(start()), "updated");
    assert.equal(reverts.accepted(), 2);
  });

  it("keeps the owner of a volume that a stack has made, and what the marks of others say", async () => {
    const point = await reverts.point();
    const made = new Resource(declareVolume("copy", { backupId: point.id }));
    await made.up(cinder.process().volumes);
    const before = (await cinder.member.find("volumes", idOf(made)))?.metadata ?? {};
    const other = await cinder.member.make("backups", { volume_id: cinder.volume, name: "later" });
    const back = reverts.declare(other, { volumeId: idOf(made), safetyVolume: false });
    await back.up(start());
    const after = (await cinder.member.find("volumes", idOf(made)))?.metadata ?? {};
    assert.equal(reverts.content(idOf(made)), reverts.content());
    assert.equal(after["pulumi_snapshots_owner"], before["pulumi_snapshots_owner"]);
    assert.deepEqual(await reverts.marks("volumes", idOf(made)), [`done ${idOf(made)}`]);
    // The volume that was backed up went back to another backup since, which this one knows nothing of.
    await reverts.declare(point, { safetyVolume: false }).up(start());
    const again = reverts.declare(other, { safetyVolume: false });
    await again.up(start());
    assert.deepEqual(await reverts.marks("volumes", cinder.volume), [`done ${cinder.volume}`, `done ${cinder.volume}`]);
    assert.equal(await made.refresh(cinder.process().volumes), "same");
    await made.destroy(cinder.process().volumes);
    assert.equal(await cinder.member.find("volumes", idOf(made)), undefined);
  });

  it("is refused before anything is sent where the platform would refuse it, and the message says why", async () => {
    const point = await reverts.point();
    const refused = async (code: string, message: RegExp, more = {}): Promise<void> => {
      await assert.rejects(reverts.declare(point, more).up(start()), { code, message });
      assert.equal(cinder.tap.count({ service: "volume", method: "POST" }), 0);
      assert.equal(cinder.tap.count({ service: "volume", method: "PUT" }), 0);
    };
    await cinder.member.attach(cinder.volume);
    await refused("wrong-state", /attached to server 5eed0000.*Detach/);
    await cinder.member.detach(cinder.volume);
    const large: Row = await cinder.member.make("volumes", { name: "large", size: 2 });
    const tooLarge = await cinder.member.make("backups", { volume_id: large.id });
    await refused("not-as-declared", /has 1 GiB, and .* needs 2 GiB/, { backupId: tooLarge.id });
    await cinder.member.remove("backups", tooLarge.id);
    await cinder.member.remove("volumes", large.id);
    await refused("not-found", /backupId/, { backupId: large.id });
    await cinder.admin.resetStatus("backups", point.id, "error");
    await refused("wrong-state", /backupId.*"error"/);
    await cinder.admin.resetStatus("backups", point.id, "available");
    cinder.lab.turn({ max_microversion: "3.42" });
    await refused("unsupported-by-platform", /3\.43/);
  });

  it("asks what to do after the platform failed in the middle, and restores again once that is decided", async () => {
    const point = await reverts.point();
    cinder.lab.turn({ faults: { restore_backup: "fail" } });
    const partly = { code: "partly-reverted", message: /"error_restoring"/ };
    await assert.rejects(reverts.declare(point).up(start()), partly);
    cinder.lab.turn();
    await assert.rejects(reverts.declare(point).up(start()), { code: "partly-reverted" });
    await cinder.admin.resetStatus("volumes", cinder.volume, "available");
    await reverts.declare(point, { onUnknown: "rerun", safetyVolume: false }).up(start());
    assert.equal(reverts.content(), reverts.expected);
    assert.deepEqual(await reverts.marks("volumes", cinder.volume), [`done ${cinder.volume}`]);
  });

  it("is asked about where somebody restored another backup meanwhile", async () => {
    const point = await reverts.point();
    const other = await cinder.member.make("backups", { volume_id: cinder.volume, name: "other" });
    cinder.tap.inject(kind.request, harm.reset, { times: 9 });
    await assert.rejects(reverts.declare(point).up(start()), { code: "outcome-unknown" });
    await cinder.member.call("POST", `/backups/${point.id}/restore`, { restore: { volume_id: cinder.volume } });
    await cinder.member.settled("volumes", cinder.volume);
    await cinder.member.settled("backups", point.id);
    cinder.lab.turn({ delay: 3 });
    await cinder.member.call("POST", `/backups/${other.id}/restore`, { restore: { volume_id: cinder.volume } });
    await cinder.member.settled("volumes", cinder.volume);
    cinder.tap.reset();
    const error: unknown = await reverts
      .declare(point)
      .up(start())
      .then(
        () => undefined,
        (reason: unknown) => reason,
      );
    assert.equal((error as { code?: string } | undefined)?.code, "outcome-unknown");
    assert.equal(reverts.accepted(), 0);
  });
});
