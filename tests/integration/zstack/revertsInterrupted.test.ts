import assert from "node:assert/strict";
import type { JsonObject, Resource } from "../../support/providerProcess";
import { type RevertName, Reverts, revertNames } from "../../support/reverts";
import { Simulated } from "../../support/simulated";
import type { Tap } from "../../support/wire";
import { MortalProcess } from "../deletion/processes";

/** `-- --full`: every position, not a few. */
const full = process.env["PULUMI_SNAPSHOTS_TEST_FULL"] === "1";

/** Of each kind and fault in the usual run. */
const sampled = 4;

/** What can go wrong at one request. */
const faults = [
  "the provider dies after it",
  "the engine dies before it",
  "its answer is lost",
  "the server restarts after it",
] as const;
type Fault = (typeof faults)[number];

interface Disturbed {
  /** Requests of the run. */
  readonly requests: number;
  readonly resource: Resource;
}

/** Each on a server of its own: a killed process never logs out, and an account has 500 sessions at most. */
function describeDisturbed(name: RevertName, fault: Fault, turn: number): void {
  const running = turn % 2 === 0;
  const reverts = new Reverts(new Simulated());

  async function scene(): Promise<JsonObject> {
    await reverts.control.reset();
    const point = await reverts.point(name);
    await reverts.snapshot();
    if (!running) await reverts.stop();
    return { ...point, whenRunning: "stopAndStart" };
  }

  /** One run, disturbed at its request number `at`; 0 for none. */
  async function disturbed(point: JsonObject, fault: Fault | undefined, at: number): Promise<Disturbed> {
    let seen = 0;
    const tap: Tap = async () => {
      seen += 1;
      if (seen !== at) return undefined;
      return fault === "its answer is lost" ? { cut: true, taken: true } : undefined;
    };
    const requests = fault === "the provider dies after it" && at > 0 ? at : undefined;
    const mortal = await MortalProcess.start(
      reverts.control,
      { requests, tap },
      { engineAlive: async () => fault !== "the engine dies before it" || seen < at - 1 },
    );
    const resource = reverts.declare(point);
    if (fault === "the server restarts after it") {
      const until = async (): Promise<void> => {
        while (mortal.requests < at && !over) await new Promise((resolve) => setImmediate(resolve));
        if (over) return;
        // Dates of the server are to the second: what is closer together cannot be told apart.
        await reverts.control.clock({ stepMs: 10_000 });
        await reverts.control.restart();
      };
      let over = false;
      const restarting = until();
      await resource.up(mortal.process).catch(() => undefined);
      over = true;
      await restarting;
    } else {
      await resource.up(mortal.process).catch(() => undefined);
    }
    const result = { requests: mortal.requests, resource };
    await mortal.end();
    // What the engine was told, it recorded only while it lived.
    if (fault === "the engine dies before it" || mortal.dead) resource.state = undefined;
    return result;
  }

  function positions(requests: number): number[] {
    const all = Array.from({ length: requests }, (_, index) => index + 1);
    if (full) return all;
    const chosen = Array.from({ length: sampled }, (_, index) => {
      const spread = ((turn * sampled + index + 1) * 0.618034) % 1;
      return Math.floor(spread * requests) + 1;
    });
    return [...new Set(chosen)];
  }

  it(`${name}: ${fault}`, async function () {
    this.timeout(full ? 3_600_000 : 600_000);
    const undisturbed = await disturbed(await scene(), undefined, 0);
    const lost: string[] = [];
    const chosen = positions(undisturbed.requests);
    for (const at of chosen) {
      const point = await scene();
      await disturbed(point, fault, at);
      const where = `${fault}, request ${at} of ${undisturbed.requests}`;
      const again = reverts.declare(point);
      const error = await again.up(reverts.start()).then(
        () => undefined,
        (reason: unknown) => reason as Error & { code?: string },
      );
      const { done } = await reverts.jobs();
      assert.ok(done <= 1, `${where}: restored ${done} times`);
      if (fault === "the server restarts after it" && error?.code === "outcome-unknown") {
        // A job that its server took along: nothing shows whether it ran, so the user is asked.
        lost.push(where);
        continue;
      }
      assert.equal(error, undefined, `${where}: ${error?.message}`);
      // A job that its server took along can have done all of it, without ever being counted as done.
      if (fault !== "the server restarts after it") assert.equal(done, 1, where);
      // A run that failed has said that the VM stays stopped, and a later one finds it so.
      const mayStay = fault === "the server restarts after it";
      const states = running ? ["Running", ...(mayStay ? ["Stopped"] : [])] : ["Stopped"];
      assert.ok(states.includes((await reverts.stateOfVm()) ?? ""), `${where}: ${await reverts.stateOfVm()}`);
      const marks = await reverts.marks(String(point["volumeUuid"] ?? point["vmInstanceUuid"]));
      assert.deepEqual([...new Set(marks.map((mark) => mark.slice(18)))], ["done"], where);
      const safety = (await reverts.safetySnapshots()).length;
      const wanted = name.startsWith("VM") ? reverts.volumes.length : 1;
      // One that was there before the run ended is kept beside that of the next run.
      assert.ok(safety >= wanted && safety <= 2 * wanted, `${where}: ${safety} safety snapshots`);
    }
    if (full) console.log(`      ${chosen.length} cases held`);
    if (lost.length > 0) console.log(`      asked: ${lost.join("; ")}`);
  });
}

describe("a safety snapshot whose run was killed before it had its tag", () => {
  const reverts = new Reverts(new Simulated());

  for (const name of ["volume to snapshot", "VM to group"] as const) {
    it(`is kept on purpose after the next run, ${name}`, async () => {
      const point = await reverts.point(name);
      await reverts.stop();
      let kill = async (): Promise<void> => undefined;
      const tap: Tap = async ({ body }) => {
        if (!body.includes("pulumi-retained::")) return undefined;
        await kill();
        return { cut: true, taken: false };
      };
      const mortal = await MortalProcess.start(reverts.control, { tap }, {});
      kill = () => mortal.process.end();
      await assert.rejects(reverts.declare(point).up(mortal.process));
      await mortal.end();
      const taken = await reverts.safetySnapshots();
      assert.ok(taken.length > 0);
      const resource = reverts.declare(point);
      await resource.up(reverts.start());
      assert.deepEqual(await reverts.jobs(), { accepted: 1, done: 1 });
      const safety = (await reverts.safetySnapshots()).length;
      assert.equal(safety, 2 * taken.length);
      assert.equal(await reverts.retained(), 2);
    });
  }
});

describe("a safety snapshot of a run that ended before the restore was sent", () => {
  for (const name of revertNames) {
    const reverts = new Reverts(new Simulated());

    it(`is not taken for a copy of what was written since, ${name}`, async () => {
      const point = await reverts.point(name);
      await reverts.stop();
      let asked = 0;
      // It is gone right before the request, when the safety snapshot is there.
      const engineAlive = async (): Promise<boolean> => {
        asked += 1;
        return asked === 1;
      };
      await assert.rejects(reverts.declare(point).up(reverts.start({ engineAlive })), { code: "engine-gone" });
      const before = await reverts.safetySnapshots();
      assert.ok(before.length > 0);
      await reverts.run();
      await reverts.stop();
      const resource = reverts.declare(point);
      await resource.up(reverts.start());
      assert.deepEqual(await reverts.jobs(), { accepted: 1, done: 1 });
      const after = (await reverts.safetySnapshots()).filter((uuid) => !before.includes(uuid));
      assert.equal(after.length, before.length);
      assert.equal(await reverts.retained(), 2);
    });
  }
});

describe("a restore in place that is disturbed at any request", () => {
  for (const [row, name] of revertNames.entries()) {
    for (const [column, fault] of faults.entries()) {
      describe(`(${row * faults.length + column + 1})`, () =>
        describeDisturbed(name, fault, row * faults.length + column + row));
    }
  }
});
