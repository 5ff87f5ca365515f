import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseOptions } from "../../../cli/command";
import { report as reportCommand } from "../../../cli/commands/report";
import { restore as restoreCommand } from "../../../cli/commands/restore";
import { work, written } from "../../../cli/report/run";
import { run as restore } from "../../../cli/restore/run";
import type { StackWithPoints } from "../../../cli/stack/pulumiStack";
import { codeOf } from "../../../provider/http/errorCodes";
import { closeConnections } from "../../../provider/zstack/connections";
import { Backups } from "../../support/backups";
import { playNights } from "../../support/nights";
import { declareAs, Resource } from "../../support/providerProcess";
import { settingsOf } from "../deletion/orphansCommand";
import { Deletions, dataVolume, idOf } from "../deletion/support";
import { commandRuntime, type Place, stackWith } from "./listCommand";

describe("pulumi-snapshots report", () => {
  const here = new Deletions();
  const backups = new Backups(here);
  let folder = "";
  before(() => {
    folder = mkdtempSync(join(tmpdir(), "pulumi-snapshots-report-"));
  });
  after(() => rmSync(folder, { recursive: true, force: true }));
  afterEach(() => here.control.forgetSession());

  async function reported(stack: StackWithPoints | undefined, ...args: string[]) {
    const lines: string[] = [];
    const runtime = commandRuntime(lines);
    const file = join(folder, "report.html");
    let text = "";
    const print = (printed: string): void => {
      text = printed;
    };
    try {
      const options = parseOptions(reportCommand, ["--html", file, ...args]);
      const code = await work(options, stack, { runtime, print, now: Date.UTC(2026, 10, 22), write: written });
      assert.deepEqual(readdirSync(folder), ["report.html"]);
      return { code, lines, text, page: readFileSync(file, "utf8") };
    } finally {
      await closeConnections(runtime, 500);
    }
  }

  /** The environment of a user without a project. */
  async function withEnvironment<T>(work: () => Promise<T>): Promise<T> {
    const saved = { ...process.env };
    const { host, port } = here.control;
    Object.assign(process.env, { ZSTACK_HOST: host, ZSTACK_PORT: port });
    Object.assign(process.env, { ZSTACK_ACCOUNT_NAME: "admin", ZSTACK_ACCOUNT_PASSWORD: "password" });
    try {
      return await work();
    } finally {
      for (const key of Object.keys(process.env)) if (!(key in saved)) delete process.env[key];
      Object.assign(process.env, saved);
    }
  }

  it("says of a restore point when it was restored in a drill, and finds volumes without one", async () => {
    const snapshot = await here.snapshot("root");
    const { name: _, ...inputs } = declareAs("RestoreDrill", "drill", { volumeSnapshotUuid: idOf(snapshot) });
    const drill = new Resource(inputs);
    await drill.up(here.start());
    const one: Place[] = [["the stack's connection", settingsOf(here)]];
    const proven = await reported(stackWith(one, [snapshot, drill]), "--max-drill-age", "30d");
    const at = String(drill.state?.outputs["restorableAt"]).slice(0, 19);
    assert.match(proven.page, new RegExp(`<dt>Restore drill</dt><dd><time datetime="${at}Z">`));
    assert.match((await reported(stackWith(one, [snapshot]))).text, / 0 findings\.$/);
    assert.match((await reported(stackWith(one, [snapshot]), "--max-drill-age", "30d")).page, />No drill</);
    await assert.rejects(reported(undefined, "--all", "--max-drill-age", "30d"), { code: "usage-error" });
  });

  it("shows what list and status show, with commands that restore from each", async function () {
    this.timeout(60_000);
    const { stack, missing } = await playNights(here, backups, 8);
    const { code, text, page } = await reported(stack);
    assert.equal(code, 0);
    assert.match(text, /report\.html: \d+ restore points of dev, \d+ findings\.$/);
    const section = (id: string): string => page.split(`<section id="${id}"`)[1]?.split("</section>")[0] ?? "";
    assert.match(section("findings"), new RegExp(`Missing</span>.*${missing}`));
    assert.match(section("timeline"), /DATA-for-db-1-1: 5 restore points; newest 4 hours old; 1 gap of 4 days/);
    assert.match(section("dependencies"), /group before-upgrade/);
    assert.match(section("dependencies"), /prod::migration/);
    assert.match(section("capacity"), /image-store-1/);
    const listed = /<span class="p-name">(?:before-fix|migration)</;
    assert.ok(!listed.test(page));
    assert.ok(listed.test((await reported(stack, "--all")).page));

    // Without a project, as in an emergency: what the page says is done by the command.
    const emergency = await withEnvironment(() => reported(undefined, "--all"));
    assert.match(emergency.page, /<title>Restore points of everything/);
    const commands = [...emergency.page.matchAll(/<code>npx pulumi-snapshots restore ([^<]+)<\/code>/g)].map(
      ([, rest = ""]) => rest.split(" "),
    );
    const kinds = new Map(commands.map((words) => [words.slice(1).join(" "), words]));
    for (const words of [...kinds.values(), ...commands.slice(-6)]) {
      const options = parseOptions(restoreCommand, [...words, "--dry-run", "--json"]);
      const write = process.stdout.write.bind(process.stdout);
      process.stdout.write = (() => true) as typeof process.stdout.write;
      try {
        assert.equal(await withEnvironment(() => restore(options, commandRuntime([]))), 0, words.join(" "));
      } finally {
        process.stdout.write = write;
      }
    }
    assert.equal(kinds.size, 4);
  });

  it("heeds the filters of list, and the state alone", async () => {
    const root = await here.snapshot("root");
    const data = await here.snapshot("data", { volumeUuid: dataVolume });
    const stack = stackWith([["the stack's connection", settingsOf(here)]], [root, data]);
    const one = await reported(stack, "--volume", dataVolume);
    assert.match(one.page, new RegExp(`, only --volume ${dataVolume}`));
    assert.doesNotMatch(one.page, /ROOT-for-web-1/);
    const before = await here.control.requests();
    const state = await reported(stack, "--state");
    assert.deepEqual(await here.control.requests(), before);
    assert.match(state.page, /Nothing was checked/);
    assert.match(state.page, /<span class="p-name">data<\/span>/);
  });

  it("is written and ends with 1 if a platform does not answer", async () => {
    const settings = { ...settingsOf(here), "zstack:accountPassword": "wrong-Password-1" };
    const made = await here.snapshot("root");
    const { code, page } = await reported(stackWith([["the stack's connection", settings]], [made]));
    assert.equal(code, 1);
    assert.match(page, /<p class="note">warning: the stack&#39;s connection: query failed: /);
    assert.doesNotMatch(page, /wrong-Password-1/);
  });

  it("refuses a file that cannot be written, and leaves nothing behind", async () => {
    const file = join(folder, "no/such/folder.html");
    await assert.rejects(written(file, "x"), (error) => codeOf(error) === "usage-error");
    assert.throws(
      () => parseOptions(reportCommand, []),
      (error) => codeOf(error) === "usage-error",
    );
  });
});
