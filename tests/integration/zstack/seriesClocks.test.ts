import assert from "node:assert/strict";
import { request } from "undici";
import { systemClock } from "../../../provider/http/clock";
import { namesOf, SeriesTests } from "../../support/series";
import { Simulated } from "../../support/simulated";

const hour = 3_600_000;

describe("the age of a series' points", () => {
  const simulated = new Simulated({ storage: "individual" });
  const tests = new SeriesTests(simulated);
  const now = Date.now;

  afterEach(() => {
    Date.now = now;
  });

  async function clock(change: Record<string, unknown>): Promise<void> {
    const url = `${new URL(simulated.control.url).origin}/simulator/clock`;
    const answer = await request(url, { method: "POST", body: JSON.stringify(change) });
    assert.equal(answer.statusCode, 200, await answer.body.text());
  }

  const asked = async () => [
    await simulated.control.countOf("PUT", "/v1/management-nodes/actions"),
    await simulated.control.countOf("GET", "/v1/management-nodes/platform-timezone"),
  ];

  for (const zone of ["Pacific/Kiritimati", "Pacific/Pago_Pago", "Asia/Shanghai"]) {
    it(`does not grow with the server's time zone (${zone})`, async () => {
      const series = await tests.taken(3, { keepFor: "1h" });
      await clock({ timeZone: zone });
      const process = tests.snapshots();
      await tests.next(series, 4, process);
      assert.equal(namesOf(series).length, 4);
      assert.match(process.lines.join("\n"), /points of unknown age are kept: the platform dates "nightly-1"/);
      // By now all dates are known in the new zone.
      await tests.next(series, 5);
      assert.equal(namesOf(series).length, 5);
      await clock({ advanceMs: 60 * hour });
      await tests.next(series, 6);
      assert.deepEqual(namesOf(series), ["nightly-6"]);
    });
  }

  it("does not grow with this machine's clock", async () => {
    const series = await tests.taken(3, { keepFor: "1h" });
    const process = tests.snapshots({ clock: systemClock });
    // It steps after the login.
    await process.handler.read(series.state?.id ?? "", series.state?.outputs ?? {}, series.inputs);
    Date.now = () => now() + 30 * 24 * hour;
    // The simulator shares the clock of this machine; a server does not.
    await clock({ stepMs: -30 * 24 * hour });
    await tests.next(series, 4, process);
    assert.equal(namesOf(series).length, 4);
  });

  it("is in doubt where the server's clock steps after the login", async () => {
    const series = await tests.taken(3, { keepFor: "1h" });
    const process = tests.snapshots({ clock: systemClock });
    await process.handler.read(series.state?.id ?? "", series.state?.outputs ?? {}, series.inputs);
    await clock({ stepMs: 30 * 24 * hour });
    await tests.next(series, 4, process);
    assert.equal(namesOf(series).length, 4);
    assert.match(process.lines.join("\n"), /are kept: .*the clock has jumped/);
  });

  it("does not go by the date of a point that was made while the server's clock was wrong", async () => {
    const series = await tests.taken(1, { keepFor: "1h" });
    const process = tests.snapshots({ clock: systemClock });
    await clock({ advanceMs: 48 * hour });
    await process.handler.read(series.state?.id ?? "", series.state?.outputs ?? {}, series.inputs);
    await clock({ stepMs: -40 * hour });
    await tests.next(series, 2, process);
    await clock({ stepMs: 40 * hour });
    await tests.next(series, 3);
    assert.deepEqual(namesOf(series), ["nightly-3", "nightly-2"]);
    // Older than the next newer one it cannot be told to be.
    await clock({ advanceMs: 2 * hour });
    await tests.next(series, 4);
    assert.deepEqual(namesOf(series), ["nightly-4"]);
  });

  it("is in doubt where a server set back shows dates to come", async () => {
    const series = await tests.taken(3, { keepFor: "1h" });
    await clock({ stepMs: -5 * hour });
    const process = tests.snapshots();
    await tests.next(series, 4, process);
    assert.equal(namesOf(series).length, 4);
    assert.match(process.lines.join("\n"), /"nightly-1" .* is dated in the future/);
  });

  it("is asked for once in a run, and only where it matters", async () => {
    const series = await tests.taken(3, { keepLast: 3 });
    assert.deepEqual(await asked(), [0, 0]);
    await tests.next(series, 4, tests.snapshots(), { keepLast: undefined, keepFor: "30d" });
    assert.deepEqual(await asked(), [1, 1]);
  });

  it("is at least what it can be where the server does not tell its zone", async () => {
    const path = "/v1/management-nodes/platform-timezone";
    const lacks = { type: "respond", status: 404, text: `no api mapping to ${path}` };
    await simulated.control.fault({ match: { path }, times: 100, action: lacks });
    const series = await tests.taken(2, { keepFor: "1h" });
    await clock({ advanceMs: 20 * hour });
    await tests.next(series, 3);
    assert.equal(namesOf(series).length, 3, "a change of the zone could have made them look older");
    await clock({ advanceMs: 10 * hour });
    await tests.next(series, 4);
    assert.deepEqual(namesOf(series), ["nightly-4", "nightly-3"]);
  });
});
