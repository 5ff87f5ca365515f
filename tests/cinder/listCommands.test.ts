import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseOptions } from "../../cli/command";
import { list as listCommand } from "../../cli/commands/list";
import { report as reportCommand } from "../../cli/commands/report";
import { status as statusCommand } from "../../cli/commands/status";
import { work as list } from "../../cli/list/run";
import { work as report, written } from "../../cli/report/run";
import { work as status } from "../../cli/status/run";
import { loadMeasure } from "../../cli/table/width";
import { closeConnections } from "../../provider/cinder/connections";
import type { ProviderRuntime } from "../../provider/core/runtime/runtime";
import { commandRuntime, type ListReport, type Point, stackWith } from "../integration/zstack/listCommand";
import type { Resource } from "../support/providerProcess";
import { CinderTests, idOf } from "./support/provider";

interface StatusReport {
  readonly findings: { readonly code: string; readonly id: string; readonly message: string }[];
  readonly newest: { readonly volume: object; readonly count: number; readonly point?: object }[];
  readonly limits: { readonly quotas: { readonly name: string; readonly used: number; readonly total: number }[] }[];
  readonly points: Readonly<Record<string, number>>;
}

interface ChainedReport extends ListReport {
  readonly points: (Point & { readonly chain?: string })[];
}

const gibibyte = 2 ** 30;

const section = (page: string, id: string): string =>
  page.split(`<section id="${id}"`)[1]?.split("</section>")[0] ?? "";

describe("pulumi-snapshots list, status and report on OpenStack", () => {
  const cinder = new CinderTests();
  let folder = "";
  before(() => {
    folder = mkdtempSync(join(tmpdir(), "pulumi-snapshots-cinder-report-"));
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  /** A snapshot, a full backup and an incremental one of the stack, and a snapshot that someone made by hand. */
  async function made() {
    const process = cinder.process();
    const [snapshot, full] = [cinder.snapshot(), cinder.backup()];
    const increment = cinder.backup({ incremental: true }, {}, "inc");
    await snapshot.up(process.snapshots);
    await full.up(process.backups);
    await increment.up(process.backups);
    const byHand = await cinder.member.make("snapshots", { volume_id: cinder.volume, name: "by hand" });
    const state = [snapshot, full, increment];
    const ids: Readonly<Record<string, string>> = {
      ...{ snap: idOf(snapshot), bak: idOf(full), inc: idOf(increment) },
      "by hand": byHand.id,
    };
    return { state, ids };
  }

  afterEach(async () => {
    for (const { id } of (await cinder.rows("backups")).reverse()) await cinder.member.remove("backups", id);
    for (const id of await cinder.ids()) await cinder.member.remove("snapshots", id);
  });

  /** The stack's state has these. Other tests have objects in the same project: only the volume's are asked for. */
  async function run(
    state: readonly Resource[],
    command: (stack: ReturnType<typeof stackWith>, args: string[], runtime: ProviderRuntime) => Promise<number>,
  ): Promise<{ code: number; lines: readonly string[] }> {
    const lines: string[] = [];
    const runtime = commandRuntime(lines);
    const stack = stackWith([["the stack's connection", cinder.configuration() as Record<string, string>]], state);
    try {
      return { code: await command(stack, ["--all", "--volume", cinder.volume], runtime), lines };
    } finally {
      await closeConnections(runtime, 500);
    }
  }

  async function listed(state: readonly Resource[]) {
    let text = "";
    const print = (printed: string): void => {
      text = printed;
    };
    const screen = { measure: await loadMeasure(), width: undefined, colors: false };
    const ran = await run(state, (stack, args, runtime) =>
      list(parseOptions(listCommand, [...args, "--json"]), stack, { runtime, print, printStyled: print, screen }),
    );
    return { ...ran, ...(JSON.parse(text) as ChainedReport) };
  }

  async function checked(state: readonly Resource[]) {
    let text = "";
    const print = (printed: string): void => {
      text = printed;
    };
    const ran = await run(state, (stack, args, runtime) =>
      status(parseOptions(statusCommand, [...args, "--json"]), stack, { runtime, print }),
    );
    return { ...ran, ...(JSON.parse(text) as StatusReport) };
  }

  async function reported(state: readonly Resource[]) {
    const file = join(folder, "report.html");
    let text = "";
    const print = (printed: string): void => {
      text = printed;
    };
    const ran = await run(state, (stack, args, runtime) =>
      report(parseOptions(reportCommand, ["--html", file, ...args]), stack, {
        ...{ runtime, print, write: written },
        now: Date.now(),
      }),
    );
    return { ...ran, text, page: readFileSync(file, "utf8") };
  }

  it("show what there is, whose it is, and what builds on it", async () => {
    const { state, ids } = await made();
    const { code, totals, points } = await listed(state);
    assert.deepEqual([code, totals], [0, { count: 4, size: 4 * gibibyte }]);
    const found = new Map(points.map((point) => [point.name, point]));
    const about = (name: string) => {
      const point = found.get(name) ?? assert.fail(`${name} is not listed`);
      const { uuid, type, volume, size, status, verified, ownership, owner, keptBy, chainDepth, chain } = point;
      assert.deepEqual([uuid, status, size], [ids[name], "available", gibibyte]);
      assert.deepEqual(volume, { id: cinder.volume, name: "volume" });
      assert.ok((point.ageSeconds ?? Number.NaN) < 60, `${name}: ${point.ageSeconds}`);
      return [type, verified, ownership, owner, keptBy, chainDepth, chain];
    };
    const ofStack = (name: string) => ["managed", `org/project/dev::${name}`] as const;
    assert.deepEqual(about("snap"), ["cinder.VolumeSnapshot", true, ...ofStack("snap"), ["state"], 1, undefined]);
    assert.deepEqual(about("by hand"), ["cinder.VolumeSnapshot", false, "foreign", undefined, [], 1, undefined]);
    const held = ["state", "1 increment"];
    assert.deepEqual(about("bak"), ["cinder.VolumeBackup", true, ...ofStack("bak"), held, 1, ids["bak"]]);
    assert.deepEqual(about("inc"), ["cinder.VolumeBackup", true, ...ofStack("inc"), ["state"], 2, ids["bak"]]);
    assert.deepEqual([found.get("bak")?.dependents, found.get("inc")?.dependents], [1, 0]);

    const status = await checked(state);
    assert.deepEqual([status.code, status.findings, status.points], [0, [], { managed: 3, foreign: 1 }]);
    const [newest, ...others] = status.newest.map(({ volume, count, point }) => ({ volume, count, point }));
    const point = { uuid: ids["inc"], name: "inc", kind: "volume-backup" };
    assert.deepEqual(newest, { volume: { id: cinder.volume, name: "volume" }, count: 4, point });
    assert.deepEqual(others, []);
    for (const name of ["snapshots", "backups"]) {
      const quota = status.limits.flatMap(({ quotas }) => quotas).find((one) => one.name === name);
      assert.ok((quota?.used ?? 0) >= 2 && (quota?.total ?? 0) > 2, name);
    }

    const { code: written, text, page } = await reported(state);
    assert.equal(written, 0);
    assert.match(text, /: 4 restore points, 0 findings\.$/);
    assert.match(section(page, "dependencies"), /dev::bak.*layer 2/s);
    assert.match(section(page, "capacity"), />snapshots<.*>backups</s);
    for (const id of Object.values(ids))
      assert.match(section(page, "points"), new RegExp(`restore ${id} --to new-volume --stack org/project/dev<`));
  });

  it("name what is damaged, and what is missing although the state has it", async () => {
    const { state, ids } = await made();
    const [snapshot = "", increment = ""] = [ids["snap"], ids["inc"]];
    await cinder.admin.resetStatus("snapshots", snapshot, "error");
    await cinder.member.remove("backups", increment);

    const { code, points } = await listed(state);
    assert.equal(code, 0);
    const about = (id: string) => {
      const { status, verified, ownership, problems } = points.find(({ uuid }) => uuid === id) ?? assert.fail(id);
      return [status, verified, ownership, problems];
    };
    assert.deepEqual(about(snapshot), ["error", false, "managed", ["it is error, not available"]]);
    assert.deepEqual(about(increment), ["missing", false, "missing", ["the platform does not have it"]]);
    assert.equal(points.find(({ name }) => name === "bak")?.dependents, 0);

    const status = await checked(state);
    const codes = status.findings.map((one) => `${one.code} ${one.id}`);
    assert.deepEqual([status.code, codes.sort()], [2, [`missing ${increment}`, `problems ${snapshot}`]]);

    const { page } = await reported(state);
    for (const id of [snapshot, increment]) assert.ok(section(page, "findings").includes(id), id);
    assert.ok(!page.includes(`restore ${increment}`), "nothing can be restored from what is gone");
    await cinder.admin.resetStatus("snapshots", snapshot, "available");
  });
});
