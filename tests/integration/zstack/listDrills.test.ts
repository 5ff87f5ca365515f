import assert from "node:assert/strict";
import { Backups, membersOf } from "../../support/backups";
import { DrillTests } from "../../support/drills";
import { declareAs, type JsonObject, type ProcessOptions, Resource } from "../../support/providerProcess";
import { uuidsOf } from "../../support/series";
import { settingsOf } from "../deletion/orphansCommand";
import { Deletions, dataVolume, idOf, rootVolume } from "../deletion/support";
import { listed, type Place, type Point, runList, stackWith } from "./listCommand";
import { found, status } from "./statusCommand";

const own = "the stack's connection";
const site = 'provider "backup-site"';
const day = 24 * 3_600_000;

/** As the engine would keep it if the drill had been then. */
function aged(resource: Resource, days: number): Resource {
  assert.ok(resource.state);
  const restorableAt = new Date(Date.now() - days * day).toISOString();
  resource.state = { ...resource.state, outputs: { ...resource.state.outputs, restorableAt } };
  return resource;
}

describe("pulumi-snapshots list and status of restore drills", () => {
  const here = new Deletions();
  const there = new Deletions();
  const backups = new Backups(here);
  const series = new DrillTests(here, "snapshots");
  afterEach(() => here.control.forgetSession());

  const one = (): Place[] => [[own, settingsOf(here)]];
  const both = (): Place[] => [...one(), [site, settingsOf(there)]];

  async function drilled(source: JsonObject, at = here, options: ProcessOptions = {}): Promise<Resource> {
    const { name: _, ...inputs } = declareAs("RestoreDrill", `drill-${Object.values(source)[0]}`, source);
    const drill = new Resource(inputs);
    await drill.up(at.start(options));
    return drill;
  }

  const by = (points: readonly Point[], uuid: string): Point | undefined => points.find((point) => point.uuid === uuid);

  it("show each restore point that was restored in a drill, on every platform of the stack, and when", async () => {
    const [root, data, far] = [
      await here.snapshot("root"),
      await here.snapshot("data", { volumeUuid: dataVolume }),
      await there.snapshot("far"),
    ];
    const [group, vmBackup] = [await here.group("group"), await backups.madeVm()];
    const [member = ""] = membersOf(vmBackup).map(({ uuid }) => uuid);
    const drills = [
      await drilled({ volumeSnapshotUuid: idOf(root) }),
      await drilled({ volumeSnapshotUuid: idOf(far) }, there),
      await drilled({ volumeSnapshotGroupUuid: idOf(group) }),
      await drilled({ volumeBackupUuid: member }),
    ];
    const state = [root, data, far, group, vmBackup, ...drills];
    const { code, points, totals } = await listed(stackWith(both(), state));
    assert.deepEqual([code, totals.count], [0, 5], "a drill is no restore point");
    const proven = drills.map(({ state: recorded }) => recorded?.outputs["restorableAt"]);
    assert.deepEqual(
      [root, far, group, data, vmBackup].map((resource) => by(points, idOf(resource))?.drill?.restorableAt),
      [...proven.slice(0, 3), undefined, undefined],
    );
    assert.equal(typeof by(points, idOf(root))?.drill?.duration, "number");
    const parts = by(points, idOf(vmBackup))?.parts.filter(({ drill }) => drill !== undefined);
    assert.deepEqual(
      parts?.map(({ uuid, drill }) => [uuid, drill?.restorableAt]),
      [[member, proven[3]]],
    );

    // What the state holds is known without a request as well.
    const alone = await listed(stackWith(both(), state), "--state");
    assert.equal(by(alone.points, idOf(group))?.drill?.restorableAt, proven[2]);
    const table = (width?: number) => runList(stackWith(both(), state), [], width);
    assert.match((await table()).text, /^NAME .* DRILL .*\n(?:.*\n)*root .* verified +\d+ seconds? /);
    const narrow = await table(70);
    assert.match(narrow.text, /too narrow: .*DRILL/);
    assert.doesNotMatch(narrow.text, /^NAME .*DRILL/);
    assert.doesNotMatch((await runList(stackWith(one(), [root]), [])).text, /DRILL/);
    const csv = (await runList(stackWith(both(), state), ["--csv"])).text.split("\n");
    assert.match(csv[0] ?? "", /,restorable_at,drill_seconds,drill_problem$/);
    assert.equal(csv.filter((line) => line.includes(`,${proven[0]},`)).length, 1);
    const tree = JSON.parse((await runList(stackWith(both(), state), ["--tree", "--json"])).text) as {
      volumes: { snapshots: { group?: string; drill?: object }[] }[];
    };
    const members = tree.volumes.flatMap(({ snapshots }) =>
      snapshots.filter((snapshot) => snapshot.group !== undefined),
    );
    assert.equal(members.length, 2);
    assert.ok(
      members.every(({ drill }) => drill !== undefined),
      "restored with their group",
    );
  });

  it("find the volumes whose newest drill is too old, or that have none, if they are asked to", async () => {
    const [root, data] = [await here.snapshot("root"), await here.snapshot("data", { volumeUuid: dataVolume })];
    const fresh = await drilled({ volumeSnapshotUuid: idOf(root) });
    const stack = (...drills: Resource[]) => stackWith(one(), [root, data, ...drills]);
    const asked = ["--max-drill-age", "30d"];
    assert.deepEqual((await found(stack(fresh))).codes, []);
    const none = await found(stack(fresh), ...asked);
    assert.deepEqual([none.code, none.codes], [2, [`no-drill ${dataVolume}`]]);
    assert.deepEqual((await found(stack(fresh), ...asked, "--volume", rootVolume)).codes, []);
    const old = aged(await drilled({ volumeSnapshotUuid: idOf(data) }), 31);
    const { codes, newest } = await found(stack(fresh, old), ...asked);
    assert.deepEqual(codes, [`drill-too-old ${dataVolume}`]);
    const known = newest.find(({ volume }) => volume.id === dataVolume)?.drill?.restorableAt;
    assert.equal(known, old.state?.outputs["restorableAt"]);
    const { text } = await status(stack(fresh, old), ...asked);
    assert.match(
      text,
      /^drill-too-old: volume "DATA-for-web-1-1" \(\w+\) of VM "web-1" \(\w+\): .* 31 days ago \(limit 30 days\)/,
    );
    assert.deepEqual((await found(stack(fresh, aged(old, 29)), ...asked)).codes, []);
    const prometheus = (await status(stack(fresh, old), "--format", "prometheus")).text;
    const seconds = Math.floor(Date.parse(String(known)) / 1000) + 2 * 24 * 3600;
    const line = new RegExp(`^pulumi_snapshots_newest_drill_timestamp_seconds\\{.*"${dataVolume}".*\\} (\\d+)$`, "m");
    assert.ok(Math.abs(Number(line.exec(prometheus)?.[1]) - seconds) < 60);
  });

  it("count a drill of what was deleted meanwhile, and name one of what nobody knows", async () => {
    const [root, lost] = [await here.snapshot("root"), await here.snapshot("lost")];
    const foreign = await here.control.strangersSnapshot(dataVolume);
    const drills = [await drilled({ volumeSnapshotUuid: idOf(lost) }), await drilled({ volumeSnapshotUuid: foreign })];
    for (const uuid of [foreign, idOf(lost)])
      await here.control.job("DELETE", `/v1/volume-snapshots/${uuid}?deleteMode=Permissive`);
    const { codes, lines } = await found(stackWith(one(), [root, lost, ...drills]), "--max-drill-age", "30d");
    assert.deepEqual(codes, [`missing ${idOf(lost)}`]);
    assert.ok(lines.some((line) => line.includes(foreign)));
  });

  it("name the last drill of a series that failed, until it has succeeded", async () => {
    const nightly = await series.taken(1);
    await series.failing();
    await assert.rejects(series.series.next(nightly, 2, here.start()));
    const [failed = ""] = uuidsOf(nightly);
    const stack = () => stackWith(one(), [nightly]);
    const { code, codes, findings } = await found(stack());
    assert.deepEqual([code, codes], [2, [`drill-failed ${failed}`]]);
    assert.match(findings[0]?.message ?? "", /restore drill of "nightly"/);
    assert.equal(typeof by((await listed(stack())).points, failed)?.drillProblem, "string");
    assert.match((await runList(stack(), [])).text, / failed /);
    // The older point proves the volume all the same.
    assert.deepEqual((await found(stack(), "--max-drill-age", "1d")).codes, [`drill-failed ${failed}`]);
    await nightly.up(here.start());
    assert.deepEqual((await found(stack(), "--max-drill-age", "1d")).codes, []);
  });

  it("refuse to judge drills without a stack, before anything is sent", async () => {
    const saved = { ...process.env };
    const { host, port } = here.control;
    const account = { ZSTACK_ACCOUNT_NAME: "admin", ZSTACK_ACCOUNT_PASSWORD: "password" };
    Object.assign(process.env, { ZSTACK_HOST: host, ZSTACK_PORT: port, ...account });
    try {
      const refused = status(undefined, "--all", "--max-drill-age", "30d");
      await assert.rejects(refused, { code: "usage-error", message: /--max-drill-age .*--cwd/ });
      assert.deepEqual(await here.control.requests(), []);
      assert.equal((await status(undefined, "--all")).code, 0, "it is the option that needs one");
    } finally {
      for (const key of Object.keys(process.env)) if (!(key in saved)) delete process.env[key];
    }
  });
});
