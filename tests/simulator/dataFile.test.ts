// The data file of a simulator that is really killed, and of two that want the same one.

import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { defaultFixture, startSimulator } from "../../simulator";
import { Client, client, jobOf, simulatorCommand, stopAll } from "./support";

const { web1 } = defaultFixture.vmInstances;

describe("the data file", function () {
  this.timeout(60_000);
  let folder = "";
  let data = "";
  const children: ChildProcess[] = [];

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "simulator-"));
    data = join(folder, "data.json");
  });
  afterEach(async () => {
    await stopAll();
    for (const child of children.splice(0)) await killed(child);
    rmSync(folder, { recursive: true, force: true });
  });

  /** Its first line, or what it said when it ended. */
  async function run(jobDuration = "0"): Promise<{ child: ChildProcess; api?: Client; said: string }> {
    const child = spawn(
      process.execPath,
      [...simulatorCommand, "--port", "0", "--job-duration", jobDuration, "--data", data],
      {
        cwd: join(__dirname, "../.."),
        stdio: ["ignore", "pipe", "pipe"],
      },
    );
    children.push(child);
    let errors = "";
    child.stderr.on("data", (chunk) => {
      errors += String(chunk);
    });
    const said = await new Promise<string>((resolve) => {
      child.stdout.once("data", (chunk) => resolve(String(chunk)));
      child.once("close", () => resolve(errors));
    });
    if (!said.startsWith("{")) return { child, said };
    const { url } = JSON.parse(said.split("\n")[0] ?? "") as { url: string };
    return { child, said, api: await new Client({ url, host: "", port: 0, close: async () => {} }).login() };
  }

  async function killed(child: ChildProcess): Promise<void> {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise((resolve) => child.once("exit", resolve));
    child.kill("SIGKILL");
    await ended;
  }

  for (const before of [0, 10_000]) {
    it(`has after kill -9 what was done a second before, with ${before} snapshots in it`, async () => {
      const { child, api } = await run();
      assert.ok(api !== undefined);
      if (before > 0) {
        const volumeUuid = defaultFixture.volumes.detached.uuid;
        await api.control("POST", "/objects", { volumeSnapshots: { volumeUuid, count: before, userTags: ["a", "b"] } });
      }
      const done: { uuid: string; at: number }[] = [];
      const until = performance.now() + 2500;
      const enough = () => done.filter((one) => performance.now() - one.at > 1000).length > 20;
      while (performance.now() < until || !enough()) {
        const uuid = await api.snapshot(web1.rootVolumeUuid, `s${done.length}`);
        done.push({ uuid, at: performance.now() });
      }
      const at = performance.now();
      await killed(child);
      const next = await client({ data });
      next.session = api.session;
      const kept = new Set(
        (await next.query(`/volume-snapshots?q=volumeUuid%3D${web1.rootVolumeUuid}&limit=100000`)).map(
          ({ uuid }) => uuid,
        ),
      );
      const old = done.filter((one) => at - one.at > 1000);
      assert.ok(old.length > 20);
      assert.deepEqual(
        old.filter(({ uuid }) => !kept.has(uuid)),
        [],
      );
    });
  }

  it("is refused to a second simulator, by the process that has it, and left alone", async () => {
    const { child, api } = await run();
    const uuid = await api?.snapshot(web1.rootVolumeUuid, "kept");
    const second = await run();
    assert.match(second.said, new RegExp(`${data} is in use by another simulator \\(process ${child.pid}\\).*--data`));
    await assert.rejects(startSimulator({ port: 0, data }), /is in use by another simulator/);
    const again = await api?.query(`/volume-snapshots/${uuid}`);
    assert.equal(again?.length, 1);
  });

  it("is taken over from a process that is gone, also where its id lives on in another one", async () => {
    const { child } = await run();
    await killed(child);
    assert.ok(existsSync(`${data}.lock`));
    const { simulator } = await client({ data });
    assert.equal(readFileSync(`${data}.lock`, "utf8").split(" ")[0], String(process.pid));
    await simulator.close();
    assert.ok(!existsSync(`${data}.lock`), "given back");
    for (const holder of [`${process.ppid} 1`, "half", ""]) {
      writeFileSync(`${data}.lock`, holder);
      const next = await client({ data });
      await next.simulator.close();
    }
  });

  it("has what was under way at kill -9 as a killed management node leaves it: rows in progress, and jobs without an end", async () => {
    const { child, api } = await run("60000");
    assert.ok(api !== undefined);
    const volumes = [web1.rootVolumeUuid, defaultFixture.volumes.detached.uuid];
    await api.control("POST", "/objects", { volumeSnapshots: { volumeUuid: volumes[1], count: 1 } });
    const [left] = await api.query("/volume-snapshots");
    const create = { params: { name: "making" } };
    const jobs = [
      jobOf(await api.send("POST", `/v1/volumes/${volumes[0]}/volume-snapshots`, create)),
      jobOf(await api.send("DELETE", `/v1/volume-snapshots/${left?.["uuid"]}`)),
    ];
    await new Promise((resolve) => setTimeout(resolve, 1000));
    await killed(child);
    const next = await client({ data });
    next.session = api.session;
    const rows = await next.query("/volume-snapshots");
    assert.deepEqual(rows.map((row) => row["status"]).sort(), ["Creating", "Deleting"]);
    for (const job of jobs) assert.equal((await next.send("GET", `/v1/api-jobs/${job}`)).status, 202);
    const nodes = await next.query("/management-nodes");
    assert.ok(Date.now() - Date.parse(String(nodes[0]?.["joinDate"])) < 60_000);
  });

  describe("and its journal", () => {
    const snapshots = async (): Promise<number> => {
      const next = await client({ data });
      await next.login();
      const count = (await next.query("/volume-snapshots")).length;
      await next.simulator.close();
      return count;
    };
    let journal = "";
    beforeEach(async () => {
      const { child, api } = await run();
      for (const name of ["a", "b", "c"]) {
        await api?.snapshot(web1.rootVolumeUuid, name);
        // Each in a line of its own.
        while (!readFileSync(`${data}.journal`, "utf8").includes(`"name":"${name}"`))
          await new Promise((resolve) => setTimeout(resolve, 5));
      }
      await killed(child);
      journal = `${data}.journal`;
    });

    const torn: [string, (text: string) => string, number | RegExp][] = [
      ["whole", (text) => text, 3],
      ["without the end of its last line", (text) => text.slice(0, -3), 2],
      ["cut within its last line", (text) => text.slice(0, text.trimEnd().lastIndexOf("\n") + 20), 2],
      ["of an older file", (text) => text.replace(/"generation":\d+/, '"generation":0'), 0],
      ["empty", () => "", 0],
      ["with a line in the middle that makes no sense", (text) => text.replace("\n[", "\n{["), /journal away/],
    ];
    for (const [what, change, wanted] of torn) {
      it(`${what}: ${String(wanted)}`, async () => {
        writeFileSync(journal, change(readFileSync(journal, "utf8")));
        if (typeof wanted === "number") assert.equal(await snapshots(), wanted);
        else await assert.rejects(snapshots(), wanted);
      });
    }
  });

  it("is free again after a start that failed", async () => {
    writeFileSync(data, "{");
    await assert.rejects(startSimulator({ port: 0, data }), /left untouched/);
    assert.ok(!existsSync(`${data}.lock`));
  });

  it("goes to exactly one of several that start at once", async () => {
    writeFileSync(`${data}.lock`, "999999999 1");
    const all = await Promise.all([run(), run(), run()]);
    assert.equal(all.filter(({ api }) => api !== undefined).length, 1, all.map(({ said }) => said).join());
  });
});
