import assert from "node:assert/strict";
import { Backups } from "../../support/backups";
import { FakeClock } from "../../support/clock";
import type { Fault } from "../../support/control";
import { declare, type JsonObject, type ProviderProcess, Resource } from "../../support/providerProcess";
import { Simulated, volumes } from "../../support/simulated";

const create = { method: "POST", route: "/v1/volumes/{volumeUuid}/volume-snapshots" };
const remove = { method: "DELETE", route: "/v1/volume-snapshots/{uuid}" };
const poll = { method: "GET", route: "/v1/api-jobs/{uuid}" };
const login = { method: "PUT", route: "/v1/accounts/login" };
const html = "<!DOCTYPE html><html><body>404 Not Found</body></html>";
const forEver = 1_000_000;

const inputs = (more: JsonObject = {}, timeouts?: JsonObject): JsonObject =>
  declare("snap", { volumeUuid: volumes.root, ...more }, timeouts === undefined ? {} : { timeouts });
const idOf = (resource: Resource): string => resource.state?.id ?? "";

/** A process on a clock that only its own pauses move, and how long it has waited on it. */
class Patient {
  private readonly clock = new FakeClock();
  readonly process: ProviderProcess;

  constructor(simulated: Simulated) {
    this.process = simulated.process({ clock: this.clock });
  }

  /** Minutes. */
  get waited(): number {
    return this.clock.sleeps.reduce((sum, one) => sum + one, 0) / 60_000;
  }

  waitedBetween(least: number, most: number): void {
    assert.ok(this.waited >= least && this.waited <= most, `waited ${this.waited} min`);
  }
}

describe("waiting for an answer that does not come", () => {
  const simulated = new Simulated();
  const left = async () => (await simulated.control.state()).volumeSnapshots;
  const fault = (given: object): Promise<void> => simulated.control.fault(given as Fault);

  it("ends five minutes after the server was last heard of, and says why all along", async () => {
    await fault({ match: create, action: { type: "stallJob" } });
    // The first answer is the one that nothing is known of the job yet, and another is "running".
    await fault({ match: poll, skip: 2, times: forEver, action: { type: "dropBefore" } });
    const patient = new Patient(simulated);
    const resource = new Resource(inputs());
    await assert.rejects(resource.up(patient.process), {
      message: /is not ready yet: no response from http:\/\/127\.0\.0\.1/,
    });
    patient.waitedBetween(4.9, 6);
    assert.ok(resource.unfinished, "what is under way is kept");
    assert.match(String(resource.state?.outputs["__job"]), /^[0-9a-f]{32}( |$)/);
    const said = patient.process.lines.filter((line) =>
      /still waiting after \d+ s, and no response from http/.test(line),
    );
    assert.ok(said.length >= 3 && said.length <= 20, patient.process.lines.join("\n"));
  });

  for (const [what, carriedOut] of [
    ["never took the job", false],
    ["took the job all the same", true],
  ] as const) {
    it(`ends two minutes after a gateway began to hide a server that ${what}`, async () => {
      const action = { type: "respond", status: 502, body: "<html>Bad Gateway</html>", process: carriedOut };
      await fault({ match: create, times: forEver, action });
      const patient = new Patient(simulated);
      const resource = new Resource(inputs({}, { create: 7200 }));
      await assert.rejects(resource.up(patient.process), { message: /502/, code: "unfinished" });
      patient.waitedBetween(1.5, 2.5);
      assert.ok(resource.unfinished);
      const id = idOf(resource);
      assert.match(id, /^[0-9a-f]{32}$/);
      assert.ok(patient.process.lines.some((line) => line.includes("502") && line.endsWith("; retrying")));
      await simulated.control.clearFaults();
      if (carriedOut) {
        assert.equal(await resource.up(simulated.process()), "updated");
        assert.equal(idOf(resource), id);
      } else {
        await assert.rejects(resource.up(simulated.process()), { code: "creation-failed" });
        assert.equal(await resource.up(simulated.process()), "replaced");
      }
      assert.deepEqual(
        (await left()).map((one) => one.uuid),
        [idOf(resource)],
      );
    });
  }

  for (const [status, doing] of [
    ["Creating", "created"],
    ["Deleting", "deleted"],
  ] as const) {
    it(`ends ten minutes after a stranger's snapshot got stuck while it is ${doing}, by name and with one line`, async () => {
      const point = new Resource(inputs());
      await point.up(simulated.process());
      const backups = new Backups(simulated);
      const stuck = await simulated.control.strangersSnapshot(volumes.root, "nightly");
      await backups.patch("snapshots", stuck, { status });
      const patient = new Patient(simulated);
      await assert.rejects(point.destroy(patient.process), {
        code: "operation-in-progress",
        message: new RegExp(`${stuck} "nightly".*10 min`),
      });
      patient.waitedBetween(9.9, 10.2);
      assert.deepEqual(
        patient.process.lines.filter((line) => line.includes(stuck)),
        [`zstack.VolumeSnapshot "snap": waiting for volume snapshot ${stuck} to be ${doing} before deleting`],
      );
      assert.ok(point.state);
      assert.equal((await left()).length, 2);
    });
  }

  it("does not keep a snapshot whose own deletion never ended from being deleted", async () => {
    const point = new Resource(inputs());
    await point.up(simulated.process());
    await new Backups(simulated).patch("snapshots", idOf(point), { status: "Deleting" });
    const patient = new Patient(simulated);
    await point.destroy(patient.process);
    // The polls of the deletion itself come on top, and their number depends on the machine.
    patient.waitedBetween(9.9, 60);
    assert.equal((await left()).length, 0);
  });

  it("takes no time that a person has not allowed", async () => {
    const parent = new Resource(inputs({}, { delete: 90 }));
    await parent.up(simulated.process());
    const stuck = await simulated.control.strangersSnapshot(volumes.root, "nightly");
    await new Backups(simulated).patch("snapshots", stuck, { status: "Creating" });
    const patient = new Patient(simulated);
    await assert.rejects(parent.destroy(patient.process), { code: "operation-in-progress", message: /1 min 30 s/ });
    patient.waitedBetween(1.4, 1.6);
  });
});

describe("answers on the way to a verdict", () => {
  // Every job ends at once, so that each is polled as often as these tests say and no pause is for the job itself.
  const simulated = new Simulated({ jobDuration: 0 });
  const left = async () => (await simulated.control.state()).volumeSnapshots;
  const fault = (given: object): Promise<void> => simulated.control.fault(given as Fault);

  it("do not count as a success where they are empty", async () => {
    const resource = new Resource(inputs());
    await resource.up(simulated.process());
    await fault({ match: remove, action: { type: "failJob", code: "SYS.1006", details: "a clone builds on it" } });
    await fault({ match: poll, times: 3, action: { type: "respond", status: 200, body: "" } });
    await assert.rejects(resource.destroy(simulated.process()), { message: /a clone builds on it/ });
    assert.ok(resource.state);
    assert.equal((await left()).length, 1);
  });

  it("are still to come where a poll is answered with 202 and nothing", async () => {
    await fault({ match: poll, skip: 1, times: 3, action: { type: "respond", status: 202, body: "" } });
    const resource = new Resource(inputs());
    await resource.up(simulated.process());
    assert.equal((await left()).length, 1);
  });

  it("are passing trouble where a gateway gives a page for a poll", async () => {
    await fault({ match: poll, skip: 1, times: 4, action: { type: "respond", status: 404, body: html } });
    const resource = new Resource(inputs());
    await resource.up(simulated.process());
    assert.deepEqual(
      (await left()).map((one) => one.uuid),
      [idOf(resource)],
    );
    await fault({ match: poll, times: 4, action: { type: "respond", status: 404, body: html } });
    await resource.destroy(simulated.process());
    assert.equal((await left()).length, 0);
  });

  it("that never get better are kept as a partial state", async () => {
    await fault({ match: poll, skip: 1, times: forEver, action: { type: "respond", status: 404, body: html } });
    const patient = new Patient(simulated);
    const resource = new Resource(inputs());
    await assert.rejects(resource.up(patient.process), { code: "unfinished", message: /an HTML page/ });
    patient.waitedBetween(4.9, 6);
    assert.ok(resource.unfinished);
    await simulated.control.clearFaults();
    assert.equal(await resource.up(simulated.process()), "updated");
    assert.equal((await left()).length, 1);
  });

  it("are waited for where the server is silent for four minutes", async () => {
    const patient = new Patient(simulated);
    // With pauses of at most three seconds, that many are less than five minutes.
    await fault({ match: poll, skip: 1, times: 80, action: { type: "respond", status: 503, body: "restarting" } });
    const resource = new Resource(inputs());
    await resource.up(patient.process);
    patient.waitedBetween(3, 5);
    assert.equal((await left()).length, 1);
  });

  it("do not come later because a server wants to be left alone for a day", async () => {
    const headers = { "retry-after": "86400" };
    await fault({ match: create, times: 2, action: { type: "respond", status: 429, body: "busy", headers } });
    const patient = new Patient(simulated);
    await new Resource(inputs()).up(patient.process);
    patient.waitedBetween(0.5, 1.5);
  });

  it("that a deletion has succeeded do not make a sweep go round in circles where the row stays", async () => {
    const parent = new Resource(inputs());
    await parent.up(simulated.process());
    const id = idOf(parent);
    const child = new Resource(declare("child", { volumeUuid: volumes.root }));
    await child.up(simulated.process());
    await parent.destroy(simulated.process());
    // Deleted by somebody else, so that the child's own deletion has nothing to ask for.
    await simulated.control.job("DELETE", `/v1/volume-snapshots/${idOf(child)}`);
    const before = await simulated.control.countOf(remove.method, remove.route);
    // Going round in circles ends after these.
    const rounds = 10;
    await fault({
      match: { method: "DELETE", path: `/v1/volume-snapshots/${id}` },
      times: rounds,
      action: { type: "respond", status: 202, body: "{}" },
    });
    await fault({ match: poll, times: rounds, action: { type: "respond", status: 200, body: "{}" } });
    await child.destroy(simulated.process());
    assert.equal(child.state, undefined);
    assert.equal((await simulated.control.countOf(remove.method, remove.route)) - before, 1);
    assert.deepEqual(
      (await left()).map((one) => one.uuid),
      [id],
    );
  });
});

describe("a session that has ended", () => {
  const simulated = new Simulated();

  it("is renewed once for all requests that notice it", async () => {
    const process = simulated.process();
    await new Resource(inputs()).up(process);
    assert.equal(await simulated.control.countOf(login.method, login.route), 1);
    await simulated.control.advance(3 * 3600 * 1000);
    // Long enough for all of them to come while the first one logs in.
    await simulated.control.fault({ match: login, action: { type: "delay", ms: 100 } });
    const many = Array.from({ length: 20 }, (_, index) => {
      return new Resource(declare(`s${index}`, { volumeUuid: Object.values(volumes)[index % 3] }));
    });
    await Promise.all(many.map((resource) => resource.up(process)));
    assert.equal(new Set(many.map(idOf)).size, 20);
    assert.equal(await simulated.control.countOf(login.method, login.route), 2);
  });

  it("is tried anew after a login that failed", async () => {
    const process = simulated.process();
    await simulated.control.fault({ match: login, action: { type: "respond", status: 400, body: "no" } });
    const [first, second] = [new Resource(inputs()), new Resource(inputs())];
    await assert.rejects(first.up(process));
    await second.up(process);
    assert.equal((await simulated.control.state()).volumeSnapshots.length, 1);
  });
});
