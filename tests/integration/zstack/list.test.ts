import assert from "node:assert/strict";
import { Backups, membersOf } from "../../support/backups";
import { declare, Resource } from "../../support/providerProcess";
import { SeriesTests, uuidsOf } from "../../support/series";
import { settingsOf } from "../deletion/orphansCommand";
import { Deletions, dataVolume, idOf, rootVolume, vm } from "../deletion/support";
import { listed, type Place, type Point, runList, stackWith } from "./listCommand";

const own = "the stack's connection";
const site = 'provider "backup-site"';

const by = (points: readonly Point[], uuid: string): Point => {
  const found = points.find((point) => point.uuid === uuid);
  assert.ok(found, `${uuid} is listed`);
  return found;
};

describe("pulumi-snapshots list", () => {
  const here = new Deletions();
  const there = new Deletions();
  const backups = new Backups(here);
  const series = new SeriesTests(here);
  const one = (): Place[] => [[own, settingsOf(here)]];
  const both = (): Place[] => [...one(), [site, settingsOf(there)]];

  it("says whose each restore point is, and what keeps it", async () => {
    const managed = await here.snapshot("managed");
    const deferred = await here.snapshot("deferred");
    const lost = await here.snapshot("lost");
    const deferredId = idOf(deferred);
    await deferred.destroy(here.start());
    const theirs = await here.snapshot("theirs", {}, { stack: "prod" });
    const kept = await here.snapshot("kept", { deletionPolicy: "retain" });
    const keptId = idOf(kept);
    await kept.destroy(here.start());
    const foreign = await here.control.strangersSnapshot(dataVolume);
    const dying = here.start({ engineAlive: async () => false });
    await assert.rejects(new Resource(declare("interrupted", { volumeUuid: dataVolume })).up(dying));
    const outside = await here.snapshot("outside", { volumeUuid: dataVolume });
    await here.control.job("DELETE", `/v1/volume-snapshots/${idOf(outside)}?deleteMode=Permissive`);
    const stack = stackWith(one(), [managed, outside]);

    const { code, points } = await listed(stack, "--all");
    assert.equal(code, 0);
    const seen = points.map(({ name, ownership, owner, verified, keptBy }) => [
      name,
      { ownership, owner, verified, keptBy: keptBy.join(", ") },
    ]);
    const dev = (name: string): string => `org/project/dev::${name}`;
    assert.deepEqual(Object.fromEntries(seen), {
      managed: { ownership: "managed", owner: dev("managed"), verified: true, keptBy: "state, 4 newer snapshots" },
      deferred: { ownership: "deferred", owner: dev("deferred"), verified: false, keptBy: "3 newer snapshots" },
      lost: { ownership: "unmanaged", owner: dev("lost"), verified: true, keptBy: "owner tag, 2 newer snapshots" },
      theirs: {
        ...{ ownership: "other-stack", owner: "org/project/prod::theirs", verified: true },
        keptBy: "other stack, 1 newer snapshot",
      },
      kept: { ownership: "retained", owner: dev("kept"), verified: true, keptBy: "retained" },
      stranger: { ownership: "foreign", owner: undefined, verified: false, keptBy: "1 newer snapshot" },
      interrupted: { ownership: "interrupted", owner: undefined, verified: false, keptBy: "" },
      outside: { ownership: "missing", owner: dev("outside"), verified: false, keptBy: "state" },
    });
    assert.deepEqual(
      [idOf(managed), deferredId, idOf(lost), idOf(theirs), keptId].map((uuid) => by(points, uuid).chainDepth),
      [1, 2, 3, 4, 5],
    );

    const mine = await listed(stack);
    const others = [foreign, idOf(theirs)];
    assert.deepEqual(
      mine.points.map(({ uuid }) => uuid).sort(),
      points
        .map(({ uuid }) => uuid)
        .filter((uuid) => !others.includes(uuid))
        .sort(),
    );
  });

  it("does not take what a run has just recorded or deleted for lost", async () => {
    const [fresh, gone] = [await here.snapshot("fresh"), await here.snapshot("gone")];
    await here.control.job("DELETE", `/v1/volume-snapshots/${idOf(gone)}?deleteMode=Permissive`);
    const { points } = await listed(stackWith(one(), [gone], [fresh]));
    assert.deepEqual(
      points.map(({ uuid, ownership }) => [uuid, ownership]),
      [[idOf(fresh), "managed"]],
    );
  });

  it("does not take for missing what a page lacks because something before it was deleted", async () => {
    const [snapshot, vmBackup] = [await here.snapshot("a"), await backups.madeVm()];
    // A page that lacks both, as it comes if rows before it vanish.
    for (const route of ["/v1/volume-snapshots", "/v1/volume-backups"]) {
      const action = { type: "respond", status: 200, body: { inventories: [] } };
      await here.control.fault({ match: { method: "GET", route }, times: 1, action });
    }
    const { points } = await listed(stackWith(one(), [snapshot, vmBackup]));
    assert.deepEqual(
      points.map(({ ownership }) => ownership),
      ["managed", "managed"],
    );
    assert.equal(await here.control.faultsLeft(), 0);
  });

  it("asks several platforms, and tells what is missing from what one did not answer about", async () => {
    const [first, second] = [await here.snapshot("a"), await there.snapshot("b")];
    const lost = await there.snapshot("c");
    const { points, code } = await listed(stackWith(both(), [first, second]));
    assert.equal(code, 0);
    assert.deepEqual(
      Object.fromEntries(points.map(({ uuid, connection, ownership }) => [uuid, `${ownership} ${connection}`])),
      {
        [idOf(first)]: `managed ${own}`,
        [idOf(second)]: `managed ${site}`,
        [idOf(lost)]: `unmanaged ${site}`,
      },
    );
    const settings = { ...settingsOf(here), "zstack:accountPassword": "wrong" };
    const silent = await listed(stackWith([[own, settings], both()[1] ?? [site, {}]], [first, second]));
    assert.equal(silent.code, 1);
    assert.equal(silent.connections[0]?.code, "session-refused");
    assert.deepEqual(
      silent.points.filter(({ uuid }) => uuid === idOf(first)).map(({ ownership, problems }) => [ownership, problems]),
      [["unknown", []]],
    );
    assert.ok(silent.lines.some((line) => line.startsWith("warning: the stack's connection: query failed: ")));
  });

  it("shows a group and a VM backup once, with their parts, sizes and stores", async () => {
    const group = await here.group("group");
    const vmBackup = await backups.madeVm();
    const backup = await backups.madeVolume();
    const { points } = await listed(stackWith(one(), [group, vmBackup, backup]), "--all");
    assert.deepEqual(points.map(({ kind }) => kind).sort(), ["group", "vm-backup", "volume-backup"]);
    const shownGroup = by(points, idOf(group));
    const { volumeSnapshots } = await here.control.state();
    assert.equal(
      shownGroup.size,
      volumeSnapshots.reduce((sum, { size }) => sum + size, 0),
    );
    assert.deepEqual(
      shownGroup.parts.map(({ volume }) => volume.id),
      [rootVolume, ...vm.dataVolumeUuids],
    );
    assert.deepEqual(shownGroup.vm, { id: vm.uuid, name: "web-1" });
    const machine = by(points, idOf(vmBackup));
    assert.deepEqual(
      machine.parts.map(({ uuid }) => uuid).sort(),
      membersOf(vmBackup)
        .map(({ uuid }) => uuid)
        .sort(),
    );
    assert.deepEqual(
      [machine.stores[0]?.name, machine.ownership, machine.verified],
      ["image-store-1", "managed", true],
    );
    assert.deepEqual(by(points, idOf(backup)).volume, { id: dataVolume, name: "DATA-for-web-1-1" });
  });

  it("counts the layers of a chain of backups, deleted ones included", async () => {
    const volumeBackup = async (name: string): Promise<Resource> => {
      const resource = new Resource(backups.volumeInputs({}, {}, name));
      await resource.up(backups.volume());
      return resource;
    };
    const full = await volumeBackup("full");
    const middle = await volumeBackup("middle");
    const last = await volumeBackup("last");
    const stack = stackWith(one(), [full, middle, last]);
    const layers = async (): Promise<unknown> =>
      (await listed(stack, "--sort", "depth")).points
        .filter(({ ownership }) => ownership === "managed")
        .map(({ resource, chainDepth, dependents }) => [resource, chainDepth, dependents]);
    assert.deepEqual(await layers(), [
      ["full", 1, 2],
      ["middle", 2, 1],
      ["last", 3, 0],
    ]);
    await middle.destroy(backups.volume());
    assert.deepEqual(await layers(), [
      ["full", 1, 1],
      ["last", 3, 0],
    ]);
  });

  it("shows forks by their depth, and points of a series by the series", async () => {
    const snapshots = [await here.snapshot("a"), await here.snapshot("b"), await here.snapshot("c")];
    await here.revert(idOf(snapshots[0] as Resource));
    const fork = await here.snapshot("fork");
    const nightly = await series.taken(2);
    const { points } = await listed(stackWith(one(), [...snapshots, fork, nightly]), "--sort", "depth");
    const tree = points.filter(({ resource }) => resource !== "nightly");
    const own = tree.map(({ resource, chainDepth }) => [resource, chainDepth]);
    assert.deepEqual(Object.fromEntries(own as [string, number][]), { a: 1, b: 2, c: 3, fork: 2 });
    const taken = points.filter(({ type }) => type === "zstack.VolumeSnapshotSeries");
    assert.deepEqual(taken.map(({ uuid }) => uuid).sort(), uuidsOf(nightly).sort());
    assert.ok(taken.every(({ verified, ownership }) => verified && ownership === "managed"));
  });

  describe("with filters", () => {
    const hours = (count: number): number => count * 3_600_000;

    const scene = async () => {
      const old = await here.snapshot("old");
      await here.control.clock({ stepMs: hours(27) });
      const [young, data] = [await here.snapshot("young"), await here.snapshot("data", { volumeUuid: dataVolume })];
      const group = await here.group("group", {}, { stack: "prod" });
      const stack = stackWith(one(), [old, young, data]);
      return async (...args: string[]): Promise<string[]> => {
        const { points, code, lines } = await listed(stack, "--all", ...args);
        assert.deepEqual([code, lines], [0, []]);
        return points.map(({ uuid, name }) => (uuid === idOf(group) ? "group" : name));
      };
    };

    it("shows only what is asked for, in the order that is asked for", async () => {
      const names = await scene();
      assert.deepEqual(await names("--older-than", "26h"), ["old"]);
      assert.deepEqual(await names("--older-than", "2d"), []);
      assert.deepEqual(await names("--volume", dataVolume), ["group", "data"]);
      assert.deepEqual(await names("--volume", "root-for-WEB", "--kind", "snapshot"), ["young", "old"]);
      assert.deepEqual(await names("--vm", "web-1", "--sort", "name"), ["data", "group", "old", "young"]);
      assert.deepEqual(await names("--vm", "db-1"), []);
      assert.deepEqual(await names("--kind", "group"), ["group"]);
      assert.deepEqual(await names("--owner", "prod"), ["group"]);
      assert.deepEqual(await names("--owner", "managed", "--sort", "-name"), ["young", "old", "data"]);
      assert.equal((await names("--sort", "-age"))[0], "old");
      assert.equal((await names("--sort", "age")).at(-1), "old");
    });

    it("has ages by the server's clock", async () => {
      const old = await here.snapshot("old");
      await here.control.clock({ stepMs: hours(72), timeZone: "Asia/Shanghai" });
      const young = await here.snapshot("young");
      const { points } = await listed(stackWith(one(), [old, young]));
      const age = (resource: Resource): number => by(points, idOf(resource)).ageSeconds ?? Number.NaN;
      assert.ok(age(young) < 3600);
      assert.ok(age(old) > 62 * 3600, "dates are in the zone that the server has now");
    });
  });

  it("prints a table, comma-separated values, or the state alone", async () => {
    const point = await here.snapshot("a", { name: '=1+1, the "first"' });
    const stack = stackWith(one(), [point]);
    const { text } = await runList(stack, []);
    const [head = "", row = "", total] = text.split("\n");
    assert.match(head, /^NAME +RESOURCE +VM\/VOLUME +AGE +SIZE +STATUS +DEPTH +OWNER +KEPT BY +ID$/);
    assert.equal(row.indexOf("zstack.VolumeSnapshot"), head.indexOf("RESOURCE"));
    assert.match(row, / web-1\/ROOT-for-web-1 +\d+ seconds? +2\.5 GiB +verified +1 +dev::a +state +[0-9a-f]{32}$/);
    assert.equal(total, "1 restore point of dev, 2.5 GiB.");
    assert.match((await runList(stack, ["--bytes"])).text, / 2684354560 /);
    const csv = (await runList(stack, ["--csv"])).text.split("\n");
    assert.equal(csv[0]?.split(",")[1], "name");
    assert.equal(csv[1]?.slice(33, 60), `"'=1+1, the ""first""",snap`);
    const before = await here.control.countOf("GET", "/v1/volume-snapshots");
    const state = await listed(stack, "--state");
    assert.deepEqual(
      state.points.map(({ uuid, ownership, verified }) => [uuid, ownership, verified]),
      [[idOf(point), "unknown", false]],
    );
    assert.equal(await here.control.countOf("GET", "/v1/volume-snapshots"), before);
    assert.equal(
      (await runList(stackWith(one(), []), ["--owner", "nobody"])).text.split(" found")[0],
      "No restore points of dev",
    );
  });

  it("has the same fields in JSON for whoever reads it", async () => {
    const point = await here.snapshot("a");
    const vmBackup = await backups.madeVm();
    const { text } = await runList(stackWith(one(), [point, vmBackup]), ["--json"]);
    const report = JSON.parse(text) as { points: Record<string, unknown>[] };
    assert.deepEqual(
      Object.keys(report).sort(),
      ["namespace", "organization", "project", "stack", "connections", "unreadable", "totals", "points"].sort(),
    );
    // More may come; none of these is renamed.
    const always =
      "uuid name kind type status verified problems stores chainDepth latest dependents ownership keptBy connection parts";
    const often = "resource vm createDate ageSeconds size verifiedAt owner";
    assert.equal(report.points.length, 2);
    for (const one of report.points) {
      for (const field of `${always} ${often}`.split(" ")) assert.ok(one[field] !== undefined, field);
    }
    const [snapshot, backup] = ["snapshot", "vm-backup"].map((kind) =>
      report.points.find((one) => one["kind"] === kind),
    );
    assert.deepEqual(Object.keys(snapshot ?? {}).sort(), `${always} ${often} volume`.split(" ").sort());
    assert.deepEqual(Object.keys(backup ?? {}).sort(), `${always} ${often} chain`.split(" ").sort());
  });

  it("asks for 10,000 points by pages, and at most 200 of their tags at a time", async function () {
    this.timeout(60_000);
    for (const volumeUuid of [rootVolume, dataVolume]) {
      const userTags = ["pulumi::org/project/prod::zstack.VolumeSnapshot::bulk"];
      await here.control.objects({ volumeSnapshots: { volumeUuid, count: 5000, userTags } });
    }
    const { totals, points } = await listed(stackWith(one(), []), "--all");
    assert.equal(totals.count, 10_000);
    assert.ok(points.every(({ owner, verified }) => verified && owner === "org/project/prod::bulk"));
    assert.equal(Math.max(...points.map(({ chainDepth }) => chainDepth)), 64);
    assert.equal(await here.control.countOf("GET", "/v1/volume-snapshots"), 11);
    assert.ok((await here.control.countOf("GET", "/v1/user-tags")) <= 51);
  });
});
