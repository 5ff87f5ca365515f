import assert from "node:assert/strict";
import { defaultFixture } from "../../../simulator";
import { Backups, idOf } from "../../support/backups";
import { creationRoutes, hour, KilledServer, Patient, until } from "../../support/killedServer";
import { type PointName, pointNames, pointsOf } from "../../support/points";
import {
  declare,
  type JsonObject,
  type ProcessOptions,
  type ProviderProcess,
  Resource,
} from "../../support/providerProcess";
import { Simulated, volumes } from "../../support/simulated";

// Jobs of a management server that was killed answer "running" for good, and their records stay as they were.

const fixture = defaultFixture.vmInstances.db1;

describe("after the management server was killed and restarted", () => {
  const simulated = new Simulated();
  const control = () => simulated.control;
  const backups = new Backups(simulated);

  const server = new KilledServer(simulated);
  const notAdministrator = () => server.notAdministrator();
  const restart = () => server.restart();
  const stall = (route: string) => server.stall(route);
  const routes = creationRoutes;

  const objects = async (): Promise<number> =>
    (await control().state()).volumeSnapshots.length + (await backups.rows()).length;
  const unready = async (): Promise<string[]> => (await server.unready()).map((one) => one.uuid);
  const jobs = async (): Promise<number> =>
    (await control().state()).jobs.filter((one) => /Create.*(Snapshot|Backup)/.test((one as { api: string }).api))
      .length;

  for (const name of pointNames) {
    describe(`a ${name}`, () => {
      const point = pointsOf(simulated, backups)[name as PointName];
      const hurried = () => ({ ...point.inputs(), __timeouts: { create: 5 } });

      /** The run that handed it in is gone, and nobody recorded it. */
      async function lost(): Promise<void> {
        await stall(routes[name]);
        const before = await jobs();
        const dying = new Resource(point.inputs())
          .up(point.open({ engineAlive: async () => false }))
          .catch(() => undefined);
        await until(async () => (await jobs()) > before);
        await restart();
        void dying;
      }

      /** State holds it as unfinished. */
      async function recorded(): Promise<Resource> {
        await stall(routes[name]);
        const resource = new Resource(hurried());
        await assert.rejects(resource.up(point.open()), { code: "unfinished", message: /within 5 s/ });
        await restart();
        return resource;
      }

      it("is made by the next run, which joins no job of before and takes away what is left", async () => {
        await lost();
        const patient = new Patient(point.open);
        const resource = new Resource(point.inputs());
        await resource.up(patient.process);
        patient.said(/restarted/);
        assert.deepEqual(await unready(), []);
        // Only what this run made is there, and marked.
        assert.ok(idOf(resource));
        const again = new Resource(point.inputs());
        again.state = resource.state;
        assert.equal(await again.up(point.open()), "same");
      });

      it("that state holds as unfinished is made anew, and nothing of it is left", async () => {
        const resource = await recorded();
        const patient = new Patient(point.open);
        await assert.rejects(resource.up(patient.process), { code: "creation-failed" });
        patient.hasWaited(10);
        patient.said(/restarted/);
        const before = idOf(resource);
        resource.inputs = point.inputs();
        await resource.up(new Patient(point.open).process);
        assert.notEqual(idOf(resource), before);
        assert.deepEqual(await unready(), []);
      });

      it("that state holds as unfinished is deleted without a wait", async () => {
        const resource = await recorded();
        const patient = new Patient(point.open);
        await resource.destroy(patient.process);
        assert.equal(resource.state, undefined);
        assert.equal(await objects(), 0);
        patient.said(/restarted/);
      });

      for (const [what, options, more] of [
        ["deletionPolicy", {}, { deletionPolicy: "retain" }],
        ["the override", { environment: { PULUMI_SNAPSHOTS_DELETION_POLICY: "retain" } }, {}],
      ] as const) {
        it(`is kept without a wait where ${what} says so, also where nobody may ask`, async () => {
          await notAdministrator();
          await stall(routes[name]);
          const resource = new Resource({ ...hurried(), ...more });
          await assert.rejects(resource.up(point.open()), { code: "unfinished" });
          await restart();
          const before = await objects();
          const patient = new Patient(point.open, options);
          await resource.destroy(patient.process);
          patient.hasWaited(10);
          assert.equal(await objects(), before);
        });
      }

      it("lets a delete go where nobody may ask, and the record is gone", async () => {
        await notAdministrator();
        const resource = await recorded();
        const left = await unready();
        assert.ok(left.length > 0);
        const path = name === "snapshot" || name === "group" ? "/v1/volume-snapshots/" : "/v1/volume-backups/";
        for (const uuid of left) await control().job("DELETE", path + uuid);
        assert.equal(await objects(), 0);
        const patient = new Patient(point.open);
        await resource.destroy(patient.process);
        assert.equal(resource.state, undefined);
        patient.hasWaited(10);
      });

      it("is over for those who may not ask once it is older than the server's limit and a margin", async () => {
        await notAdministrator();
        const resource = await recorded();
        await control().advance((name === "vmBackup" ? 37 : name === "volumeBackup" ? 25 : 4) * hour);
        const patient = new Patient(point.open);
        await resource.destroy(patient.process);
        patient.hasWaited(10);
        assert.equal(await objects(), 0);
      });

      it("names the ways that are open where nobody may ask", async () => {
        await notAdministrator();
        const resource = await recorded();
        resource.inputs = { ...resource.inputs, __timeouts: { create: 5, delete: 900 } };
        if (resource.state !== undefined) resource.state.outputs["__timeouts"] = { delete: 900 };
        await assert.rejects(resource.destroy(new Patient(point.open).process), {
          message: /administrator.*delete the unfinished record.*deletionPolicy: "retain"/,
        });
        assert.ok(resource.state);
      });
    });
  }

  const inputs = (more: JsonObject = {}): JsonObject => declare("snap", { volumeUuid: volumes.root, ...more });
  const open = (options: ProcessOptions): ProviderProcess => simulated.process(options);
  const posts = () => control().countOf("POST", "/v1/volumes/{volumeUuid}/volume-snapshots");

  it("a run that was waiting notices it, and makes another one under another uuid", async () => {
    await stall(routes.snapshot);
    const patient = new Patient(open);
    const resource = new Resource(inputs());
    const running = resource.up(patient.process);
    await until(async () => (await objects()) === 1);
    const [stuck] = await unready();
    await restart();
    await running;
    patient.said(/restarted/);
    patient.hasWaited(30);
    assert.notEqual(idOf(resource), stuck);
    assert.deepEqual(
      (await control().state()).volumeSnapshots.map((one) => one.uuid),
      [idOf(resource)],
    );
    assert.equal(await posts(), 2);
  });

  it("a uuid that the program chose is not used again", async () => {
    const uuid = "5f0e6a1b2c3d4e5f8a9b0c1d2e3f4a5b";
    await stall(routes.snapshot);
    const running = new Resource(inputs({ resourceUuid: uuid })).up(new Patient(open).process);
    await until(async () => (await objects()) === 1);
    await restart();
    await assert.rejects(running, { message: new RegExp(`resourceUuid: .*${uuid}.*choose another`) });
    assert.equal(await objects(), 0);
  });

  it("a job without a record is given up after ten minutes, and later runs do not join it again", async () => {
    await stall(routes.snapshot);
    await control().submit("POST", `/v1/volumes/${volumes.root}/volume-snapshots`, { params: { name: "first" } });
    const dying = new Resource(inputs()).up(open({ engineAlive: async () => false })).catch(() => undefined);
    await until(async () => (await posts()) === 2);
    await restart();
    void dying;
    const patient = new Patient(open);
    const resource = new Resource(inputs());
    await resource.up(patient.process);
    patient.said(/created no record within 1\d min/);
    const later = new Patient(open);
    const anew = new Resource(inputs());
    await anew.up(later.process);
    assert.notEqual(idOf(anew), idOf(resource));
    assert.ok(!later.process.lines.some((line) => line.includes("joining")), later.process.lines.join("\n"));
  });

  it("what others built on a record that never gets ready is not taken with it", async () => {
    await stall(routes.snapshot);
    const dying = new Resource(inputs()).up(open({ engineAlive: async () => false })).catch(() => undefined);
    await until(async () => (await objects()) === 1);
    await restart();
    void dying;
    const [stuck] = await unready();
    const foreign = await control().strangersSnapshot(volumes.root, "theirs");
    const patient = new Patient(open);
    const resource = new Resource(inputs());
    await resource.up(patient.process);
    patient.said(new RegExp(`${stuck}.*could not be deleted.*${foreign}`));
    const left = (await control().state()).volumeSnapshots.map((one) => one.uuid);
    assert.deepEqual(new Set(left), new Set([stuck, foreign, idOf(resource)]));
  });

  it("a stranger's record that never gets ready keeps nobody waiting", async () => {
    const [parent, child] = [new Resource(inputs()), new Resource(declare("child", { volumeUuid: volumes.root }))];
    await parent.up(open({}));
    await stall(routes.snapshot);
    await control().submit("POST", `/v1/volumes/${volumes.root}/volume-snapshots`, { params: { name: "theirs" } });
    await until(async () => (await unready()).length === 1);
    await restart();
    const [stuck] = await unready();
    const patient = new Patient(open);
    await assert.rejects(parent.destroy(patient.process), {
      code: "foreign-dependents",
      message: new RegExp(`${stuck} "theirs" \\(owner unknown\\)`),
    });
    patient.hasWaited(10);
    await control().job("DELETE", `/v1/volume-snapshots/${stuck}`);
    await child.up(open({}));
    await child.destroy(open({}));
    await parent.destroy(open({}));
    assert.equal(await objects(), 0);
  });

  for (const administrator of [true, false]) {
    it(`what it left Deleting is deleted in the end${administrator ? "" : ", also where nobody may ask"}`, async () => {
      if (!administrator) await notAdministrator();
      const resource = new Resource(inputs());
      await resource.up(open({}));
      const match = { method: "DELETE", route: "/v1/volume-snapshots/{uuid}" };
      await control().fault({ match, action: { type: "stallJob" } });
      await control().submit("DELETE", `/v1/volume-snapshots/${idOf(resource)}`);
      await until(async () => (await unready()).length === 1);
      await restart();
      const patient = new Patient(open);
      await resource.destroy(patient.process);
      assert.equal(await objects(), 0);
      patient.said(/an earlier deletion of volume snapshot .* never finished/);
      if (administrator) patient.hasWaited(10);
    });
  }

  it("is no matter for a VM backup that takes more than three hours", async () => {
    const point = pointsOf(simulated, backups).vmBackup;
    const match = { method: "POST", route: routes.vmBackup };
    await control().fault({ match, action: { type: "slowJob", ms: 5 * hour } });
    const dying = new Resource(point.inputs())
      .up(point.open({ engineAlive: async () => false }))
      .catch(() => undefined);
    await until(async () => (await backups.rows()).length === fixture.dataVolumeUuids.length + 1);
    await control().advance(4 * hour);
    void dying;
    const patient = new Patient(point.open);
    const resource = new Resource(point.inputs());
    const [{ groupUuid = "" } = {}] = await backups.rows();
    const running = resource.up(patient.process);
    await until(async () => patient.process.lines.some((line) => line.includes("taking over")));
    await control().advance(hour);
    await running;
    assert.equal(idOf(resource), groupUuid, patient.process.lines.join("\n"));
    assert.ok(!patient.process.lines.some((line) => line.includes("too old")), patient.process.lines.join("\n"));
  });
});
