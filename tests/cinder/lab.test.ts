import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { request } from "undici";
import { type Lab, theLab } from "./support/lab";
import { Platform } from "./support/platform";
import { harm, Tap } from "./support/tap";

describe("the lab", () => {
  let lab: Lab;
  let member: Platform;
  let volume: string;

  before(async function () {
    lab = await theLab(this);
    member = new Platform(lab);
    volume = (await member.volume()).id;
  });
  afterEach(() => {
    lab.turn();
    lab.policy();
  });

  it("shows what it keeps to nobody else", () => {
    assert.equal(statSync(lab.directory).mode & 0o777, 0o700);
  });

  it("comes with an available volume and an attached one", async () => {
    const { available, inUse } = lab.description.volumes;
    assert.equal((await member.find("volumes", available))?.status, "available");
    assert.equal((await member.find("volumes", inUse))?.status, "in-use");
  });

  it("makes snapshots and backups, and deletes them", async () => {
    const snapshot = await member.make("snapshots", { volume_id: volume, name: "s" });
    const full = await member.make("backups", { volume_id: volume, name: "b" });
    const incremental = await member.make("backups", { volume_id: volume, incremental: true });
    assert.deepEqual([full["is_incremental"], incremental["is_incremental"]], [false, true]);
    await member.remove("backups", incremental.id);
    await member.remove("backups", full.id);
    await member.remove("snapshots", snapshot.id);
    assert.equal(await member.find("snapshots", snapshot.id), undefined);
  });

  it("has a member, a reader, a member of another project and an administrator", async () => {
    const post = (who: "member" | "reader" | "stranger" | "admin") =>
      member.as(who).send("POST", "/snapshots", { snapshot: { volume_id: volume } });
    assert.equal((await post("reader")).status, 403);
    assert.equal((await post("stranger")).status, 404);
    assert.equal((await member.as("reader").send("GET", `/volumes/${volume}`)).status, 200);
    assert.equal((await member.as("admin").send("GET", "/os-services")).status, 200);
    assert.equal((await member.send("GET", "/os-services")).status, 403);
  });

  it("keeps ids when it is brought up again, and so does its file of clouds", async () => {
    const before = lab.description;
    const clouds = readFileSync(lab.cloudsYaml, "utf8");
    await lab.up();
    assert.deepEqual(lab.description, before);
    assert.equal(readFileSync(lab.cloudsYaml, "utf8"), clouds);
    const names = Object.keys((JSON.parse(clouds) as { clouds: object }).clouds).sort();
    assert.deepEqual(names, ["admin", "credential", "member", "reader", "stranger"]);
  });

  it("lets the storage fail, be busy, and wait", async () => {
    const post = async () => {
      const made = await member.call("POST", "/snapshots", { snapshot: { volume_id: volume } });
      return (made as { snapshot: { id: string } }).snapshot.id;
    };
    lab.turn({ faults: { create_snapshot: ["fail", ""] } });
    const failed = await post();
    await member.settled("snapshots", failed, "error");
    assert.match((await member.messages(failed)).join(), /create snapshot/);
    const fine = await post();
    await member.settled("snapshots", fine);

    lab.turn({ faults: { delete_snapshot: ["busy", "fail"] } });
    await member.call("DELETE", `/snapshots/${fine}`);
    await member.until("snapshots", fine, (row) => row?.status !== "deleting");
    assert.match((await member.messages(fine)).join(), /busy/);
    await member.call("DELETE", `/snapshots/${fine}`);
    await member.settled("snapshots", fine, "error_deleting");

    lab.turn({ faults: { create_snapshot: "hold" } });
    const held = await post();
    assert.equal((await member.find("snapshots", held))?.status, "creating");
    lab.turn();
    await member.settled("snapshots", held);

    await member.as("admin").forceRemove("snapshots", fine);
    for (const id of [failed, held]) await member.remove("snapshots", id);
  });

  it("has quotas, short pages, older microversions and rules to be set", async () => {
    const admin = member.as("admin");
    await admin.quota(member.user.projectId, { snapshots: 0 });
    const over = await member.send("POST", "/snapshots", { snapshot: { volume_id: volume } });
    assert.equal(over.status, 413);
    await admin.stockQuota(member.user.projectId);

    lab.turn({ page_limit: 1, max_microversion: "3.50" });
    const { volumes } = JSON.parse((await member.send("GET", "/volumes", undefined, "3.50")).text) as { volumes: [] };
    assert.equal(volumes.length, 1);
    assert.equal((await member.send("GET", "/volumes", undefined, "3.51")).status, 406);
    const versions = await request(new URL("/", lab.description.volume));
    assert.match(await versions.body.text(), /"version": "3.50"/);

    lab.turn();
    lab.policy({ "volume:create_snapshot": "!" });
    assert.equal((await member.send("POST", "/snapshots", { snapshot: { volume_id: volume } })).status, 403);
  });

  it("gives tokens that end early, and ends them on demand", async () => {
    lab.turn({ token_seconds: 1 });
    const short = await member.logIn();
    lab.turn();
    const revoked = await member.logIn();
    await member.as("admin").revoke(revoked);
    const status = async (token: string) => {
      const url = `${lab.description.volume}/${member.user.projectId}/volumes`;
      const answer = await request(url, { headers: { "x-auth-token": token } });
      await answer.body.dump();
      return answer.statusCode;
    };
    assert.equal(await status(revoked), 401);
    const deadline = Date.now() + 10_000;
    while ((await status(short)) !== 401) assert.ok(Date.now() < deadline);
  });

  it("survives the sudden end of Cinder", async () => {
    lab.turn({ faults: { create_snapshot: "hold" } });
    const made = await member.call("POST", "/snapshots", { snapshot: { volume_id: volume } });
    const { id } = (made as { snapshot: { id: string } }).snapshot;
    await lab.held("create_snapshot");
    lab.kill("cinder");
    lab.turn();
    await lab.up();
    await member.settled("snapshots", id, "error");
    await member.remove("snapshots", id);
  });

  describe("has a tap", () => {
    let tap: Tap;

    before(async () => {
      tap = await new Tap(lab).open();
    });
    after(() => tap.close());
    afterEach(() => tap.reset());

    const logIn = async () => {
      const { username, password, projectId } = member.user;
      const user = { name: username, domain: { id: "default" }, password };
      const auth = { identity: { methods: ["password"], password: { user } }, scope: { project: { id: projectId } } };
      const answer = await request(`${tap.identity}/auth/tokens`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ auth }),
      });
      return { token: String(answer.headers["x-subject-token"]), text: await answer.body.text() };
    };
    const volumes = async (token: string) => {
      const url = `${tap.volume}/${member.user.projectId}/volumes`;
      const answer = await request(url, { headers: { "x-auth-token": token } });
      return { status: answer.statusCode, text: await answer.body.text() };
    };

    it("to which the catalog leads", async () => {
      const { token, text } = await logIn();
      assert.ok(text.includes(`${tap.volume}/${member.user.projectId}`));
      assert.ok(!text.includes(new URL(lab.description.volume).host));
      assert.deepEqual(tap.tokens, [token]);
      assert.match((await volumes(token)).text, new RegExp(volume));
      assert.deepEqual([tap.count({}), tap.count({ service: "volume", path: /^\/volumes$/ })], [2, 1]);
    });

    it("that does harm at one place", async () => {
      const { token } = await logIn();
      tap.inject({ service: "volume" }, harm.badGateway, { skip: 1 });
      tap.inject({ service: "volume" }, harm.unauthorized);
      tap.inject({ service: "volume" }, harm.tooMany(7));
      const seen: number[] = [];
      for (let i = 0; i < 4; i++) seen.push((await volumes(token)).status);
      assert.deepEqual(seen, [401, 502, 429, 200]);
      assert.equal(tap.left, 0);
    });

    it("that loses answers", async () => {
      const { token } = await logIn();
      const before = (await member.list("snapshots")).length;
      const post = () =>
        request(`${tap.volume}/${member.user.projectId}/snapshots`, {
          method: "POST",
          headers: { "x-auth-token": token, "content-type": "application/json" },
          body: JSON.stringify({ snapshot: { volume_id: volume } }),
        });
      tap.inject({ method: "POST" }, harm.loseAnswer);
      tap.inject({ method: "POST" }, harm.reset);
      await assert.rejects(post());
      await assert.rejects(post());
      const rows = await member.list("snapshots");
      assert.equal(rows.length, before + 1);
      for (const { id } of rows) {
        await member.settled("snapshots", id);
        await member.remove("snapshots", id);
      }
    });
  });

  describe("ends", () => {
    let directory: string;
    const children: ChildProcess[] = [];

    /** Something that runs for long, and says so in its command line. */
    function runs(...named: string[]): ChildProcess {
      const child = spawn("/bin/sh", ["-c", "exec 2>&1; sleep 600; :", ...named], { stdio: "ignore", detached: true });
      children.push(child);
      return child;
    }
    const ended = (child: ChildProcess) => child.signalCode !== null || child.exitCode !== null;
    const script = (name: string, ...args: string[]) =>
      spawn("/usr/bin/python3", ["-B", join(__dirname, "lab", name), ...args], { stdio: "ignore" });

    beforeEach(() => {
      directory = mkdtempSync(join(tmpdir(), "pulumi-snapshots-cinder-"));
      mkdirSync(join(directory, "run"));
      writeFileSync(join(directory, ".pulumi-snapshots-cinder-lab"), "");
    });
    afterEach(() => {
      for (const child of children.splice(0)) {
        if (child.pid !== undefined && !ended(child)) process.kill(-child.pid, "SIGKILL");
      }
      rmSync(directory, { recursive: true, force: true });
    });

    it("what it started, and nothing that has got the pid since", async () => {
      const [own, foreign] = [runs(`${directory}/etc`), runs()];
      writeFileSync(join(directory, "run/cinder.pid"), String(own.pid));
      writeFileSync(join(directory, "run/keystone.pid"), String(foreign.pid));
      await once(script("down.py", directory), "exit");
      assert.deepEqual([ended(own), ended(foreign), existsSync(directory)], [true, false, false]);
    });

    it("with the process for which it was started", async () => {
      const [own, owner] = [runs(`${directory}/etc`), runs()];
      writeFileSync(join(directory, "run/cinder.pid"), String(own.pid));
      const guard = once(script("guard.py", directory, String(owner.pid)), "exit");
      process.kill(-(owner.pid ?? 0), "SIGKILL");
      await guard;
      assert.deepEqual([ended(own), existsSync(directory)], [true, false]);
    });

    it("leaves alone what is no lab", async () => {
      rmSync(join(directory, ".pulumi-snapshots-cinder-lab"));
      await once(script("down.py", directory), "exit");
      assert.ok(existsSync(join(directory, "run")));
    });
  });
});
