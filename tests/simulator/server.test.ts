import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { defaultFixture, startSimulator } from "../../simulator";
import { Client, client, jobOf, simulatorCommand, stopAll } from "./support";

const { web1 } = defaultFixture.vmInstances;

describe("HTTP", () => {
  afterEach(stopAll);

  it("sets a servlet session and no content type", async () => {
    const api = await (await client()).login();
    const { headers } = await api.send("GET", "/v1/volumes?limit=1");
    assert.match(headers.get("set-cookie") ?? "", /^JSESSIONID=[0-9A-F]{32}; Path=\/zstack/);
    assert.equal(headers.get("content-type"), null);
  });

  it("answers 400 to headers over 64 KiB and takes long ones below", async () => {
    const api = await (await client()).login();
    const list = (count: number) => Array.from({ length: count }, () => "0".repeat(32)).join();
    assert.equal((await api.send("GET", `/v1/volumes?q=uuid?=${list(1800)}`)).status, 200);
    const tooLong = await api.send("GET", `/v1/volumes?q=uuid?=${list(2100)}`).catch(() => ({ status: 400 }));
    assert.equal(tooLong.status, 400);
  });

  it("knows only /zstack/v1", async () => {
    const api = await client();
    const root = api.simulator.url.replace(/\/zstack$/, "");
    assert.equal((await fetch(`${root}/v1/volumes`)).status, 404);
    assert.equal((await api.send("GET", "/v1/nothing")).text, "no api mapping to /v1/nothing");
  });

  it("refuses an address that others can reach, unless told to", async () => {
    await assert.rejects(
      startSimulator({ host: "0.0.0.0", port: 0 }),
      /0\.0\.0\.0 is not a loopback address.*--allow-remote/,
    );
    const simulator = await startSimulator({ host: "0.0.0.0", port: 0, allowRemote: true });
    await simulator.close();
  });

  it("names a port that is in use, and the remedy", async () => {
    const { simulator } = await client();
    await assert.rejects(startSimulator({ port: simulator.port }), /in use.*--port/);
  });

  it("newer versions add globalErrorCode", async () => {
    const api = await client({ serverVersion: "5.4.0" });
    const { json } = await api.send("PUT", "/v1/accounts/login", {});
    assert.ok("globalErrorCode" in (json["error"] as object));
  });
});

describe("data file", () => {
  let folder = "";
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "simulator-"));
  });
  afterEach(async () => {
    await stopAll();
    rmSync(folder, { recursive: true, force: true });
  });

  it("objects, sessions and job results survive a restart; what was under way stays as a crash leaves it", async () => {
    const data = join(folder, "data.json");
    const first = await (await client({ data, jobDuration: 0 })).login();
    const uuid = await first.snapshot(web1.rootVolumeUuid, "kept");
    await first.control("POST", "/faults", { match: { method: "POST" }, action: { type: "stallJob" } });
    const running = jobOf(
      await first.send("POST", `/v1/volumes/${web1.rootVolumeUuid}/volume-snapshots`, { params: { name: "b" } }),
    );
    await first.simulator.close();
    const second = new Client((await client({ data })).simulator);
    second.session = first.session;
    const rows = await second.query("/volume-snapshots");
    assert.deepEqual(rows.map((row) => [row["name"], row["status"], row["latest"]]).sort(), [
      ["b", "Creating", true],
      ["kept", "Ready", false],
    ]);
    assert.ok(rows.some((row) => row["uuid"] === uuid));
    assert.equal((await second.send("GET", `/v1/api-jobs/${running}`)).status, 202);
  });

  it("a file that makes no sense is named and left alone", async () => {
    const data = join(folder, "data.json");
    writeFileSync(data, '{"half');
    await assert.rejects(startSimulator({ port: 0, data }), (error: Error) => {
      return error.message.includes(data) && /left untouched/.test(error.message);
    });
    assert.equal(readFileSync(data, "utf8"), '{"half');
  });

  it("a file that cannot be written is named at the start", async () => {
    const data = join(folder, "missing", "data.json");
    await assert.rejects(startSimulator({ port: 0, data }), (error: Error) => {
      return error.message.includes(data) && /cannot be written.*--data/.test(error.message);
    });
  });

  it("a fixture file may leave owner and dates out", async () => {
    const fixture = join(folder, "fixture.json");
    const storage = { uuid: "0123456789ab4cde8f01234567890abc", name: "only", type: "ImageStoreBackupStorage" };
    writeFileSync(fixture, JSON.stringify({ tables: { backupStorages: [storage] } }));
    const api = await (await client({ fixture })).login();
    assert.deepEqual(
      (await api.query("/backup-storage")).map((row) => row["name"]),
      ["only"],
    );
    await assert.rejects(startSimulator({ port: 0, fixture: join(folder, "none.json") }), /cannot be read.*--fixture/);
  });
});

describe("command line", () => {
  it("prints one line of JSON first, stops at once on SIGTERM and has flushed the data by then", async function () {
    this.timeout(20_000);
    const folder = mkdtempSync(join(tmpdir(), "simulator-"));
    const data = join(folder, "data.json");
    const child = spawn(process.execPath, [...simulatorCommand, "--port", "0", "--data", data], {
      cwd: join(__dirname, "../.."),
      stdio: ["ignore", "pipe", "inherit"],
    });
    const line = await new Promise<string>((resolve) => child.stdout.once("data", (chunk) => resolve(String(chunk))));
    const ready = JSON.parse(line.trim().split("\n")[0] ?? "") as { event: string; url: string; pid: number };
    assert.deepEqual([ready.event, ready.pid], ["ready", child.pid]);
    const api = await new Client({ url: ready.url, host: "", port: 0, close: async () => {} }).login();
    const uuid = await api.snapshot(web1.rootVolumeUuid, "kept");
    const began = performance.now();
    const code = new Promise((resolve) => child.once("exit", resolve));
    child.kill("SIGTERM");
    assert.equal(await code, 0);
    assert.ok(performance.now() - began < 2000);
    assert.ok(readFileSync(data, "utf8").includes(uuid));
    rmSync(folder, { recursive: true, force: true });
  });
});
