import assert from "node:assert/strict";
import { defaultFixture } from "../../../simulator";
import { Backups, idOf, membersOf, stores } from "../../support/backups";
import { creationRoutes, hour, KilledServer, Patient, until } from "../../support/killedServer";
import { pointsOf } from "../../support/points";
import { declareAs, type JsonObject, Resource } from "../../support/providerProcess";
import { historyOf, SeriesTests } from "../../support/series";
import { Simulated, volumes } from "../../support/simulated";

// The record of a backup whose server was killed remains Creating: whoever deletes a backup of the same volume has to
// tell it from one that is being made and builds on it.

const { db1 } = defaultFixture.vmInstances;

describe("the record of a backup that died with its server", () => {
  const simulated = new Simulated();
  const server = new KilledServer(simulated);
  const control = () => simulated.control;
  const backups = new Backups(simulated);
  const series = new SeriesTests(simulated);
  const params = { name: "theirs", backupStorageUuid: stores.first };

  for (const name of ["volumeBackup", "vmBackup"] as const) {
    const point = pointsOf(simulated, backups)[name];
    const volume = name === "vmBackup" ? db1.rootVolumeUuid : volumes.data;

    describe(`beside a ${name}`, () => {
      /** Another one of the volume, of somebody else. */
      const leave = (dead: "volumeBackup" | "vmBackup" = "volumeBackup"): Promise<void> =>
        dead === "volumeBackup"
          ? server.leaveRecord(dead, `/v1/volumes/${volume}/volume-backups`, params)
          : server.leaveRecord(dead, `/v1/volumes/${db1.rootVolumeUuid}/vm-backups`, params);

      async function made(more: JsonObject = {}): Promise<Resource> {
        const resource = new Resource(point.inputs(more));
        await resource.up(point.open());
        return resource;
      }

      it("keeps no delete waiting", async () => {
        const resource = await made();
        await leave();
        const patient = new Patient(point.open, {}, 20);
        await resource.destroy(patient.process);
        patient.hasWaited(10);
        assert.deepEqual(
          (await backups.rows()).map((one) => one.name),
          ["theirs"],
        );
      });

      it("keeps no copy from being taken away", async () => {
        const resource = await made({ replicas: [stores.second] });
        await leave();
        resource.inputs = point.inputs({ replicas: [] });
        const patient = new Patient(point.open, {}, 20);
        assert.equal(await resource.up(patient.process), "updated");
        patient.hasWaited(10);
      });

      it("keeps no replacement waiting", async () => {
        const resource = await made();
        const before = idOf(resource);
        await leave();
        resource.inputs = point.inputs({ triggers: [2] });
        const patient = new Patient(point.open, {}, 20);
        assert.equal(await resource.up(patient.process), "replaced");
        assert.notEqual(idOf(resource), before);
        patient.hasWaited(10);
      });

      it("is no matter to retain, also where nobody may ask", async () => {
        const resource = await made({ deletionPolicy: "retain" });
        await leave();
        await server.notAdministrator();
        const patient = new Patient(point.open, {}, 20);
        await resource.destroy(patient.process);
        assert.ok(patient.minutes < 1);
      });

      for (const [dead, limit] of [
        ["volumeBackup", 24],
        ["vmBackup", 36],
      ] as const) {
        if (dead === "vmBackup" && name === "volumeBackup") continue;
        it(`(of a ${dead}) is waited for by those who may not ask until it is ${limit + 12} h old, and the ways are named`, async () => {
          const resource = await made();
          await leave(dead);
          await server.notAdministrator();
          await control().advance((limit + 11) * hour);
          await assert.rejects(resource.destroy(new Patient(point.open, {}, 20).process), {
            code: "operation-in-progress",
          });
          assert.ok(resource.state);
          await control().advance(1.5 * hour);
          await resource.destroy(new Patient(point.open, {}, 20).process);
          assert.equal(resource.state, undefined);
        });
      }

      it("keeps no copy waiting that is made anew", async () => {
        const resource = await made({ replicas: [stores.second] });
        const rows = name === "vmBackup" ? membersOf(resource).map((one) => one.uuid) : [idOf(resource)];
        for (const uuid of rows) {
          await backups.patch("backupRefs", `${uuid}/${stores.second}`, { status: "Creating" });
        }
        await server.restart();
        await resource.refresh(point.open());
        const patient = new Patient(point.open, {}, 20);
        assert.equal(await resource.up(patient.process), "updated");
        patient.said(/the copy of .* never finishes: the management server was restarted/);
        patient.hasWaited(10);
        for (const uuid of rows) assert.deepEqual(await backups.copies(uuid), [stores.first, stores.second].sort());
      });
    });
  }

  it("keeps no series from pruning", async () => {
    const resource = new Resource(series.backupInputs({ keepLast: 1 }));
    await series.next(resource, 1, series.backups());
    await server.leaveRecord("volumeBackup", `/v1/volumes/${db1.rootVolumeUuid}/volume-backups`, params);
    const patient = new Patient((options) => series.backups(options), {}, 20);
    await series.next(resource, 2, patient.process);
    assert.deepEqual(
      historyOf(resource).map((one) => one.name),
      ["weekly-2"],
      patient.process.lines.join("\n"),
    );
    patient.hasWaited(10);
  });

  it("is a reason for a series to keep what it would prune, where nobody may ask", async () => {
    const resource = new Resource(series.backupInputs({ keepLast: 1 }));
    await series.next(resource, 1, series.backups());
    await server.leaveRecord("volumeBackup", `/v1/volumes/${db1.rootVolumeUuid}/volume-backups`, params);
    await server.notAdministrator();
    const patient = new Patient((options) => series.backups(options), {}, 20);
    await series.next(resource, 2, patient.process);
    patient.said(/Only an administrator's account/);
    assert.deepEqual(
      historyOf(resource).map((one) => [one.name, one.pendingDeletionReason === undefined]),
      [
        ["weekly-2", true],
        ["weekly-1", false],
      ],
    );
  });

  it("keeps no synchronization waiting", async () => {
    await server.leaveRecord("volumeBackup", `/v1/volumes/${volumes.data}/volume-backups`, params);
    const { name, ...inputs } = declareAs("BackupStorageSync", "sync", {
      imageStoreUuid: stores.first,
      scope: "volume",
    });
    assert.equal(name, "sync");
    const patient = new Patient((options) => backups.sync(options), {}, 20);
    await new Resource(inputs).up(patient.process);
    patient.hasWaited(10);
  });

  for (const name of ["volumeBackup", "vmBackup"] as const) {
    it(`is none where a ${name} has taken longer than the server remembers jobs, and has just ended`, async () => {
      const point = pointsOf(simulated, backups)[name];
      const match = { method: "POST", route: creationRoutes[name] };
      await control().fault({ match, action: { type: "slowJob", ms: 5 * hour } });
      const dying = new Resource(point.inputs())
        .up(point.open({ engineAlive: async () => false }))
        .catch(() => undefined);
      await until(async () => (await backups.rows()).length > 0);
      await control().advance(5 * hour);
      await dying;
      await control().advance(hour);
      const [row] = await backups.rows();
      const patient = new Patient(point.open, {}, 20);
      const resource = new Resource(point.inputs());
      await resource.up(patient.process);
      assert.equal(idOf(resource), name === "vmBackup" ? row?.groupUuid : row?.uuid, patient.process.lines.join("\n"));
      assert.ok(!patient.hasSaid(/too old/), patient.process.lines.join("\n"));
    });

    it(`is none of those taken over where a ${name} ended longer ago than the server remembers jobs`, async () => {
      const point = pointsOf(simulated, backups)[name];
      await new Resource(point.inputs()).up(point.open({ engineAlive: async () => false })).catch(() => undefined);
      const [row] = await backups.rows();
      await control().advance(4 * hour);
      const patient = new Patient(point.open, {}, 20);
      const resource = new Resource(point.inputs());
      await resource.up(patient.process);
      assert.notEqual(idOf(resource), name === "vmBackup" ? row?.groupUuid : row?.uuid);
      patient.said(/too old/);
    });
  }
});
