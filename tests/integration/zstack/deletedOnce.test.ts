import assert from "node:assert/strict";
import { defaultFixture } from "../../../simulator";
import { Backups, idOf } from "../../support/backups";
import { hour, KilledServer, Patient, until } from "../../support/killedServer";
import { type PointName, pointNames, pointsOf } from "../../support/points";
import { declare, Resource } from "../../support/providerProcess";
import { Simulated, volumes } from "../../support/simulated";

// A delete that died with its server leaves snapshots Deleting: the second one is refused, and the third works. Backups
// are as they were.

const deletions: Readonly<Record<PointName, readonly [route: string, path: string]>> = {
  snapshot: ["/v1/volume-snapshots/{uuid}", "/v1/volume-snapshots/"],
  group: ["/v1/volume-snapshots/group/{uuid}", "/v1/volume-snapshots/group/"],
  volumeBackup: ["/v1/volume-backups/{uuid}", "/v1/volume-backups/"],
  vmBackup: ["/v1/vm-backups/{groupUuid}", "/v1/vm-backups/"],
};

const { db1 } = defaultFixture.vmInstances;

describe("what a delete that died with its server has left", () => {
  const simulated = new Simulated();
  const server = new KilledServer(simulated);
  const control = () => simulated.control;
  const backups = new Backups(simulated);
  const points = pointsOf(simulated, backups);

  const rows = async () => [...(await control().state()).volumeSnapshots, ...(await backups.rows())];

  async function dyingDelete(name: PointName, uuid: string): Promise<void> {
    const [route, path] = deletions[name];
    const before = (await control().state()).jobs.length;
    await server.stall(route, "DELETE");
    await control().submit("DELETE", path + uuid);
    await until(async () => (await control().state()).jobs.length > before);
    await server.restart();
  }

  for (const administrator of [true, false]) {
    const who = administrator ? "an administrator" : "another account";
    const asked = async (): Promise<void> => (administrator ? undefined : server.notAdministrator());

    /** What is beside it is waited for by those who may not ask, until the limit of a deletion is over. */
    const settledByThen = async (): Promise<void> => {
      if (!administrator) await control().advance(7 * hour);
    };

    for (const name of pointNames) {
      it(`a ${name} is deleted by ${who}`, async () => {
        const point = points[name];
        const resource = new Resource(point.inputs());
        await resource.up(point.open());
        await dyingDelete(name, idOf(resource));
        await asked();
        const patient = new Patient(point.open);
        await resource.destroy(patient.process);
        assert.deepEqual(await rows(), []);
        assert.equal(resource.state, undefined);
        if (administrator) patient.hasWaited(10);
      });

      it(`a ${name} is replaced by ${who}`, async () => {
        const point = points[name];
        const resource = new Resource(point.inputs());
        await resource.up(point.open());
        const before = idOf(resource);
        await dyingDelete(name, before);
        await asked();
        resource.inputs = point.inputs({ triggers: [2] });
        await resource.up(new Patient(point.open).process);
        assert.notEqual(idOf(resource), before);
        // What is built on a record changes its date, so that not even an administrator can tell when it was deleted.
        await control().advance(7 * hour);
        const patient = new Patient(point.open);
        await resource.destroy(patient.process);
        assert.deepEqual(await rows(), [], patient.process.lines.join("\n"));
      });
    }

    for (const name of ["snapshot", "group"] as const) {
      it(`a deferred ${name} is deleted by ${who}, with the last object that depends on it`, async () => {
        const point = points[name];
        const volumeUuid = name === "snapshot" ? volumes.root : db1.rootVolumeUuid;
        const [resource, child] = [new Resource(point.inputs()), new Resource(declare("child", { volumeUuid }))];
        await resource.up(point.open());
        await child.up(points.snapshot.open());
        const uuid = idOf(resource);
        const first = point.open();
        await resource.destroy(first);
        await first.runEnds();
        assert.ok(
          (await rows()).some((one) => one.uuid === uuid || one.groupUuid === uuid),
          "deferred",
        );
        await dyingDelete(name, uuid);
        await asked();
        await settledByThen();
        const patient = new Patient(points.snapshot.open);
        await child.destroy(patient.process);
        assert.deepEqual(await rows(), [], patient.process.lines.join("\n"));
      });
    }
  }
});
