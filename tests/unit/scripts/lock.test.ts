import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, utimesSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { dirname } from "node:path";
import { FakeMachine } from "./fakes";

const load = () => import("../../../scripts/offline-pulumi/lock.mjs");

describe("the lock of the CLI's build", () => {
  let machine: FakeMachine;
  let file: string;

  beforeEach(() => {
    machine = new FakeMachine();
    file = machine.file("locks/build.lock");
    mkdirSync(dirname(file));
  });
  afterEach(() => machine.remove());

  it("lets one work after the other", async () => {
    const { withLock } = await load();
    const order: string[] = [];
    const work = (name: string) => async () => {
      order.push(`${name} begins`);
      await new Promise((resolve) => setTimeout(resolve, 30));
      order.push(`${name} ends`);
    };
    const waits: string[] = [];
    const options = { pollMs: 5, onWait: (pid: string) => waits.push(pid) };
    await Promise.all([withLock(file, work("a"), options), withLock(file, work("b"), options)]);
    assert.deepEqual(order, ["a begins", "a ends", "b begins", "b ends"]);
    assert.deepEqual(waits, [String(process.pid)]);
    assert.equal(existsSync(file), false);
  });

  it("is given back when the work fails", async () => {
    const { withLock } = await load();
    await assert.rejects(
      withLock(file, () => Promise.reject(new Error("no"))),
      /no/,
    );
    assert.equal(existsSync(file), false);
  });

  it("is taken over from a process that is dead", async () => {
    const { withLock } = await load();
    const { pid } = spawnSync("true");
    writeFileSync(file, `${pid} ${hostname()} 1`);
    const waits: string[] = [];
    assert.equal(await withLock(file, async () => 1, { pollMs: 5, onWait: (holder) => waits.push(holder) }), 1);
    assert.deepEqual(waits, []);
  });

  it("is waited for while its holder lives", async () => {
    const { withLock } = await load();
    writeFileSync(file, `${process.ppid} ${hostname()} 1`);
    let done = false;
    const finish = async () => {
      done = true;
    };
    const work = withLock(file, finish, { pollMs: 5 });
    await new Promise((resolve) => setTimeout(resolve, 60));
    assert.equal(done, false);
    writeFileSync(file, "999999999 another-host 1");
    utimesSync(file, new Date(0), new Date(0));
    await work;
    assert.equal(done, true);
  });

  it("is renewed while the work goes on", async () => {
    const { withLock } = await load();
    let second = false;
    const first = withLock(file, () => new Promise((resolve) => setTimeout(resolve, 300)), { staleMs: 100 });
    const finish = async () => {
      second = true;
    };
    const other = withLock(file, finish, { pollMs: 5, staleMs: 100 });
    await new Promise((resolve) => setTimeout(resolve, 200));
    assert.equal(second, false);
    await Promise.all([first, other]);
    assert.equal(second, true);
  });
});
