import assert from "node:assert/strict";
import { mock } from "node:test";
import { gate } from "../support/gate";
import type { JsonObject } from "../support/providerProcess";
import { CinderTests, eventually } from "./support/provider";
import { CinderReverts, volumeReverts } from "./support/reverts";
import { harm } from "./support/tap";

describe("a volume that is reverted in Cinder", () => {
  const cinder = new CinderTests();
  const reverts = new CinderReverts(cinder, volumeReverts);
  const { kind } = reverts;
  const start = () => kind.provider(cinder.process());

  afterEach(() => reverts.clear());

  it("goes back once, is proved, and keeps what it held in a safety volume", async () => {
    const point = await reverts.point();
    const resource = reverts.declare(point);
    await resource.up(start());
    await reverts.assertDone(point);
    const outputs: JsonObject = resource.state?.outputs ?? {};
    const [copy] = await reverts.safetyVolumes();
    assert.equal(outputs["safetyVolumeId"], copy?.id);
    assert.equal(outputs["restorePointDate"], `${point.created_at}Z`);
    assert.match(String(outputs["revertedAt"]), /^\d{4}-\d\d-\d\dT/);
    assert.equal(outputs["runCount"], 1);
  });

  it("is not repeated by a refresh, another up, a forced replacement, another name or stack, lost state or lost metadata", async () => {
    const point = await reverts.point();
    const resource = reverts.declare(point);
    await resource.up(start());
    assert.equal(await resource.refresh(start()), "same");
    assert.equal(await resource.up(start()), "same");
    assert.equal(await resource.up(start(), { replace: true }), "replaced");
    await resource.destroy(start());
    await reverts.declare(point).up(start());
    await reverts.declare(point, {}, {}, "renamed").up(start());
    await cinder.member.call("PUT", `/volumes/${cinder.volume}/metadata`, { metadata: { theirs: "1" } });
    const lost = reverts.declare(point, {}, { stack: "other" });
    await lost.up(start());
    const [copy] = await reverts.safetyVolumes();
    assert.equal(lost.state?.outputs["safetyVolumeId"], copy?.id);
    assert.equal(reverts.accepted(), 1);
    assert.equal((await reverts.safetyVolumes()).length, 1);
  });

  it("is repeated when triggers change, and only then", async () => {
    const point = await reverts.point();
    const resource = reverts.declare(point, { triggers: 1, safetyVolume: false });
    await resource.up(start());
    resource.inputs = { ...resource.inputs, triggers: 2 };
    assert.equal(await resource.up(start()), "updated");
    assert.equal(reverts.accepted(), 2);
    resource.inputs = { ...resource.inputs, triggers: 1, onUnknown: "rerun" };
    await resource.up(start());
    assert.equal(reverts.accepted(), 2);
    assert.deepEqual(await reverts.safetyVolumes(), []);
  });

  it("is refused before anything is sent where the platform would refuse it, and the message says why", async () => {
    const refused = async (code: string, message: RegExp, more = {}): Promise<void> => {
      await assert.rejects(reverts.declare(point, more).up(start()), { code, message });
      assert.equal(cinder.tap.count({ service: "volume", method: "POST" }), 0);
    };
    const point = await reverts.point();
    await cinder.member.attach(cinder.volume);
    await refused("wrong-state", /attached to server 5eed0000.*Detach/);
    await cinder.member.detach(cinder.volume);
    const newer = await cinder.member.make("snapshots", { volume_id: cinder.volume, name: "newer" });
    await refused("not-newest", new RegExp(`Newer: "newer" \\(${newer.id}\\) of 2`));
    await cinder.member.remove("snapshots", newer.id);
    const other = await cinder.member.volume("other");
    await refused("not-as-declared", /is of volume/, { volumeId: other.id });
    await cinder.member.remove("volumes", other.id);
    await refused("not-found", /snapshotId/, { snapshotId: other.id });
    await refused("not-found", /volumeId/, { volumeId: other.id });
    await cinder.admin.resetStatus("snapshots", point.id, "error");
    await refused("wrong-state", /snapshotId.*"error"/);
    await cinder.admin.resetStatus("snapshots", point.id, "available");
    await cinder.member.call("POST", `/volumes/${cinder.volume}/action`, { "os-extend": { new_size: 2 } });
    await cinder.member.settled("volumes", cinder.volume);
    await refused("not-as-declared", /has 1 GiB and volume .* 2 GiB/);
    cinder.lab.turn({ max_microversion: "3.39" });
    await refused("unsupported-by-platform", /3\.40/);
  });

  it("is refused under the retain-all override", async () => {
    const point = await reverts.point();
    const process = cinder.process({ environment: { PULUMI_SNAPSHOTS_DELETION_POLICY: "retain" } });
    await assert.rejects(reverts.declare(point).up(kind.provider(process)), { code: "retain-all-override" });
    assert.equal(cinder.tap.count({ service: "volume", method: "POST" }), 0);
  });

  it("is announced to previews with what is overwritten and the date, and not once it is done", async () => {
    const point = await reverts.point();
    const resource = reverts.declare(point);
    const [line, ...others] = await cinder.process().plan(resource.inputs);
    assert.match(
      line ?? "",
      new RegExp(`overwriting volume .*${cinder.volume}.* of 1 GiB with volume snapshot .*${point.created_at}`),
    );
    assert.deepEqual(others, []);
    await resource.up(start());
    assert.deepEqual(await cinder.process().plan(resource.inputs), []);
  });

  it("asks what to do after the platform failed in the middle, and reverts again once that is decided", async () => {
    const point = await reverts.point();
    cinder.lab.turn({ faults: { revert_volume: "fail" } });
    const resource = reverts.declare(point);
    await assert.rejects(resource.up(start()), { code: "partly-reverted", message: /"error".*backup snapshot/ });
    cinder.lab.turn();
    await assert.rejects(reverts.declare(point).up(start()), { code: "partly-reverted" });
    await assert.rejects(reverts.declare(point, { onUnknown: "rerun" }).up(start()), {
      code: /wrong-state|not-newest/,
    });
    for (const { id } of await cinder.rows("snapshots"))
      if (id !== point.id) await cinder.member.remove("snapshots", id);
    await cinder.admin.resetStatus("volumes", cinder.volume, "available");
    await reverts.declare(point, { onUnknown: "rerun", safetyVolume: false }).up(start());
    assert.equal(reverts.content(), reverts.content(point.id));
    assert.deepEqual(await reverts.marks("volumes", cinder.volume), [`done ${cinder.volume}`]);
  });

  it("is not sent where the safety volume cannot be made, and the message says how to do without", async () => {
    const point = await reverts.point();
    cinder.lab.turn({ faults: { create_volume: "fail" } });
    await assert.rejects(reverts.declare(point).up(start()), {
      code: "creation-failed",
      message: /safetyVolume: false/,
    });
    cinder.lab.turn();
    assert.equal(reverts.accepted(), 0);
    assert.deepEqual(await reverts.marks("volumes", cinder.volume), []);
    assert.deepEqual(await reverts.safetyVolumes(), []);
    await cinder.admin.quota(cinder.member.user.projectId, { volumes: 0 });
    await assert.rejects(reverts.declare(point).up(start()), { code: "quota-exceeded" });
    await cinder.admin.stockQuota(cinder.member.user.projectId);
    await reverts.declare(point).up(start());
    await reverts.assertDone(point);
  });

  it("is waited for beyond a deadline by the next run", async () => {
    const point = await reverts.point();
    cinder.lab.turn({ faults: { revert_volume: "hold" } });
    const resource = reverts.declare(point, {}, { timeouts: { create: 20 } });
    await assert.rejects(resource.up(start()), { code: "timed-out" });
    const up = reverts.declare(point).up(start());
    cinder.lab.turn();
    await up;
    await reverts.assertDone(point);
  });

  it("is asked about where nothing tells how it ended", async () => {
    const point = await reverts.point();
    cinder.tap.inject(kind.request, harm.reset, { times: 9 });
    await assert.rejects(reverts.declare(point).up(start()), { code: "outcome-unknown" });
    // Somebody renames both, hours apart as far as anybody can tell.
    await cinder.member.call("PUT", `/snapshots/${point.id}`, { snapshot: { name: "renamed" } });
    cinder.tap.reset();
    const asked = { code: "outcome-unknown", message: /onUnknown: "rerun"/ };
    await assert.rejects(reverts.declare(point).up(start()), asked);
    assert.equal(reverts.accepted(), 0);
    await reverts.declare(point, { onUnknown: "rerun" }).up(start());
    assert.equal(reverts.accepted(), 1);
  });

  it("is asked about where somebody renames volume and snapshot at once, which dates both as a revert would", async () => {
    const point = await reverts.point();
    cinder.tap.inject(kind.request, harm.reset, { times: 9 });
    await assert.rejects(reverts.declare(point).up(start()), { code: "outcome-unknown" });
    cinder.tap.reset();
    await cinder.member.call("PUT", `/volumes/${cinder.volume}`, { volume: { name: "renamed" } });
    await cinder.member.call("PUT", `/snapshots/${point.id}`, { snapshot: { name: "renamed" } });
    await assert.rejects(reverts.declare(point).up(start()), { code: "outcome-unknown" });
    assert.equal(reverts.accepted(), 0);
    assert.notEqual(reverts.content(), reverts.expected);
  });

  for (const collection of ["volumes", "snapshots"] as const) {
    it(`is asked about where an administrator resets the status of one of the ${collection} in the middle`, async () => {
      const point = await reverts.point();
      const id = collection === "volumes" ? cinder.volume : point.id;
      cinder.lab.turn({ faults: { revert_volume: "hold" } });
      const up = reverts.declare(point, { safetyVolume: false }, { timeouts: { create: 120 } }).up(start());
      const ended = up.then(
        () => "up",
        (error: { code?: string }) => error.code,
      );
      await eventually(async () => (await cinder.member.find("volumes", cinder.volume))?.status === kind.busy);
      await eventually(() => cinder.tap.count({ method: "GET", path: new RegExp(`^/volumes/${cinder.volume}$`) }) > 8);
      await cinder.admin.resetStatus(collection, id, "available");
      // A volume that is still being overwritten is waited for, until the deadline.
      const expected = collection === "volumes" ? "outcome-unknown" : "timed-out";
      assert.equal(await ended, expected);
      cinder.lab.turn();
      await cinder.admin.resetStatus("volumes", cinder.volume, "available");
      await cinder.admin.resetStatus("snapshots", point.id, "available");
    });
  }

  it("waits for a request that another run has sent, however far apart the clocks of their machines are", async () => {
    const point = await reverts.point();
    const declared = () => reverts.declare(point, { safetyVolume: false });
    const first = cinder.process();
    let [isSent, isOver] = [false, false];
    const arrival = gate();
    cinder.tap.inject(kind.request, async (exchange) => {
      isSent = true;
      exchange.drop();
      await first.end();
      await arrival.opened;
      await exchange.forward();
    });
    await assert.rejects(declared().up(kind.provider(first)));
    assert.ok(isSent);
    const here = Date.now.bind(Date);
    const ahead = mock.method(Date, "now", () => here() + 3_600_000);
    const second = declared()
      .up(start())
      .finally(() => {
        isOver = true;
      });
    try {
      // It arrives late, or as the second one of two.
      const late = here() + 1500;
      await eventually(() => isOver || here() > late || cinder.tap.count(kind.request) > 1);
      arrival.open();
      await second;
    } finally {
      ahead.mock.restore();
    }
    assert.equal(cinder.tap.count(kind.request), 1);
    assert.equal(reverts.content(), reverts.expected);
  });

  it("leaves a volume alone that another run is reverting to the same snapshot", async () => {
    const point = await reverts.point();
    const both = await Promise.allSettled(
      ["back", "other"].map((name) => reverts.declare(point, { safetyVolume: false }, {}, name).up(start())),
    );
    assert.ok(reverts.accepted() <= 1, String(reverts.accepted()));
    const codes = both.map((one) => (one.status === "rejected" ? (one.reason as { code?: string }).code : "up"));
    assert.ok(codes.includes("up") || codes.every((code) => code === "operation-in-progress"), codes.join());
    await reverts.declare(point, { safetyVolume: false }).up(start());
    assert.equal(reverts.accepted(), 1);
  });

  it("is not repeated where a run that fails overlaps with one that was killed in the middle", async () => {
    const point = await reverts.point();
    const killed = cinder.process();
    cinder.lab.turn({ faults: { revert_volume: "hold" } });
    cinder.tap.inject({ service: "volume", method: "POST", path: /^\/volumes$/ }, async (exchange) => {
      const up = reverts.declare(point).up(kind.provider(killed));
      await cinder.lab.held("revert_volume");
      await killed.end();
      await assert.rejects(up);
      await harm.answer(400, '{"badRequest": {"code": 400, "message": "no"}}')(exchange);
    });
    await assert.rejects(reverts.declare(point).up(start()), { code: "operation-in-progress" });
    cinder.lab.turn();
    await cinder.member.settled("volumes", cinder.volume);
    reverts.overwrite("written later");
    await reverts.declare(point).up(start());
    assert.equal(reverts.accepted(), 1);
    assert.notEqual(reverts.content(), reverts.expected);
  });

  it("clones the volume again where it was used since an interrupted run has cloned it", async () => {
    const point = await reverts.point();
    let asked = 0;
    const dying = cinder.process({
      engineAlive: async () => {
        asked += 1;
        return (await reverts.safetyVolumes()).length === 0;
      },
    });
    await assert.rejects(reverts.declare(point).up(kind.provider(dying)), { code: "engine-gone" });
    await dying.end();
    assert.ok(asked > 1);
    const [first] = await reverts.safetyVolumes();
    // As by a server that had it in the meantime.
    await cinder.admin.resetStatus("volumes", cinder.volume, "error");
    await cinder.admin.resetStatus("volumes", cinder.volume, "available");
    reverts.overwrite("written later");
    const later = reverts.content();
    const resource = reverts.declare(point);
    await resource.up(start());
    assert.equal(reverts.accepted(), 1);
    const copy = String(resource.state?.outputs["safetyVolumeId"]);
    assert.notEqual(copy, first?.id);
    assert.equal(reverts.content(copy), later);
    for (const { metadata } of await reverts.safetyVolumes()) assert.ok(metadata["pulumi_snapshots_retained"]);
  });

  it("is left to another run that has taken over the safety volume", async () => {
    const point = await reverts.point();
    const lists = { service: "volume", method: "GET", path: /^\/volumes\/detail/ } as const;
    const other = harm.after(async () => {
      await reverts.declare(point).up(start());
    });
    cinder.tap.inject(lists, other, { skip: 1 });
    await assert.rejects(reverts.declare(point).up(start()), { code: "operation-in-progress" });
    await reverts.assertDone(point);
  });
});
