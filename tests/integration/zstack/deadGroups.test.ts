import assert from "node:assert/strict";
import { defaultFixture } from "../../../simulator";
import { Backups, idOf } from "../../support/backups";
import { creationRoutes, KilledServer, Patient, until } from "../../support/killedServer";
import { pointsOf } from "../../support/points";
import { declare, type JsonObject, Resource } from "../../support/providerProcess";
import { Simulated } from "../../support/simulated";

// The creation of a group writes the group last. Where it died, its members are Creating for good, under uuids of the
// server's and in no group.

const { db1 } = defaultFixture.vmInstances;

describe("members of a group whose creation died", () => {
  const simulated = new Simulated();
  const server = new KilledServer(simulated);
  const control = () => simulated.control;
  const backups = new Backups(simulated);
  const { group: point, snapshot } = pointsOf(simulated, backups);
  const count = db1.dataVolumeUuids.length + 1;

  const left = async (): Promise<string[]> => (await server.unready()).map((one) => one.uuid);

  /** State holds the group as unfinished. */
  async function recorded(more: JsonObject = {}): Promise<Resource> {
    const before = (await left()).length;
    await server.stall(creationRoutes.group);
    const resource = new Resource({ ...point.inputs(more), __timeouts: { create: 5 } });
    await assert.rejects(resource.up(point.open()), { code: "unfinished", message: /within 5 s/ });
    await until(async () => (await left()).length === before + count);
    await server.restart();
    return resource;
  }

  const on = async (volumeUuid: string) =>
    (await control().state()).volumeSnapshots.filter((one) => one.volumeUuid === volumeUuid);

  it("keep no other delete on their volumes from being done, once the group is gone", async () => {
    const older = new Resource(declare("older", { volumeUuid: db1.rootVolumeUuid }));
    await older.up(snapshot.open());
    const group = await recorded();
    await group.destroy(point.open());
    const patient = new Patient(snapshot.open);
    await older.destroy(patient.process);
    patient.hasWaited(10);
    assert.deepEqual((await control().state()).volumeSnapshots, []);
  });

  it("are deleted of every attempt, the newest first", async () => {
    await recorded();
    const group = await recorded({ triggers: [2] });
    assert.equal((await left()).length, 2 * count);
    await group.destroy(new Patient(point.open).process);
    assert.deepEqual(await left(), []);
  });

  it("are kept with what others have built on them", async () => {
    const group = await recorded();
    const foreign = await control().strangersSnapshot(db1.rootVolumeUuid, "theirs");
    const patient = new Patient(point.open);
    await group.destroy(patient.process);
    const [stuck] = await left();
    patient.said(new RegExp(`${stuck}.*could not be deleted.*${foreign}`));
    assert.deepEqual(new Set((await on(db1.rootVolumeUuid)).map((one) => one.uuid)), new Set([stuck, foreign]));
    for (const uuid of db1.dataVolumeUuids) assert.deepEqual(await on(uuid), []);
  });

  it("are kept under the override", async () => {
    const dying = new Resource(point.inputs());
    await server.stall(creationRoutes.group);
    const running = dying.up(point.open({ engineAlive: async () => false })).catch(() => undefined);
    await until(async () => (await left()).length === count);
    await server.restart();
    void running;
    const before = await left();
    const patient = new Patient(point.open, { environment: { PULUMI_SNAPSHOTS_DELETION_POLICY: "retain" } });
    await new Resource(point.inputs()).up(patient.process);
    assert.deepEqual(new Set(await left()), new Set(before));
    patient.said(/is kept because .* is "retain"/);
  });

  it("are not taken for those of somebody else, which differ in name or description, or have an owner", async () => {
    const volume = (await control().state()).volumes.find(
      (one) => one.uuid === db1.rootVolumeUuid,
    ) as unknown as JsonObject;
    const name = `point-${volume["name"]}`;
    const theirs: string[] = [];
    for (const params of [
      { name, description: "other" },
      { name: `${name}x` },
      { name: "point" },
      { name: "other-ROOT" },
    ]) {
      await server.leaveRecord("snapshot", `/v1/volumes/${db1.rootVolumeUuid}/volume-snapshots`, params);
    }
    await server.leaveRecord("snapshot", `/v1/volumes/${db1.rootVolumeUuid}/volume-snapshots`, { name });
    theirs.push(...(await left()));
    const marked = (await server.unready()).find((one) => one.name === name && one.uuid === theirs.at(-1))?.uuid;
    const params = {
      resourceType: "VolumeSnapshotVO",
      resourceUuid: marked,
      tag: "pulumi::org/project/prod::zstack.VolumeSnapshot::x",
    };
    await control().job("POST", "/v1/user-tags", { params });
    const group = await recorded();
    await group.destroy(new Patient(point.open).process);
    assert.deepEqual(new Set(await left()), new Set(theirs));
  });

  it("that are finished are kept, and named", async () => {
    const group = await recorded();
    const [done, ...others] = await left();
    await backups.patch("snapshots", done ?? "", { status: "Ready" });
    const patient = new Patient(point.open);
    await group.destroy(patient.process);
    patient.said(new RegExp(`volume snapshot ${done} .* \\(Ready\\) .* is kept`));
    assert.deepEqual(await left(), []);
    assert.ok((await control().state()).volumeSnapshots.some((one) => one.uuid === done));
    assert.ok(others.length > 0);
  });

  it("of another group of the VM that is being made are left alone", async () => {
    const group = await recorded();
    await server.stall(creationRoutes.group);
    const params = { rootVolumeUuid: db1.rootVolumeUuid, name: "point" };
    await control().submit("POST", "/v1/volume-snapshots/group", { params });
    await until(async () => (await left()).length === 2 * count);
    const patient = new Patient(point.open);
    await group.destroy(patient.process);
    // What is dead is below what is alive, so that all of it is kept.
    assert.equal((await left()).length, 2 * count);
    assert.equal(group.state, undefined);
    patient.said(/could not be deleted/);
    assert.ok(idOf(group) === "");
  });
});
