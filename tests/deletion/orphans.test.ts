import assert from "node:assert/strict";
import { stackPrefix } from "../../provider/core/identity";
import { parseOptions } from "../../tools/orphans/options";
import { knownOf } from "../../tools/orphans/stack";
import { Backups } from "../support/backups";
import { declare, Resource } from "../support/providerProcess";
import { SeriesTests, seriesMark, uuidsOf } from "../support/series";
import { runOrphans, settingsOf, stackOf } from "./orphansCommand";
import { Deletions, idOf, rootVolume } from "./support";

describe("pulumi-snapshots orphans", () => {
  const simulated = new Deletions();
  const backups = new Backups(simulated);

  /** Runs the command for the stack with these resources in state. */
  const orphans = (args: string[], state: Resource[] = [], environment: Record<string, string> = {}) =>
    runOrphans([["the stack's connection", settingsOf(simulated)]], args, state, environment);

  const interrupted = async (name: string): Promise<string> => {
    const dying = simulated.start({ engineAlive: async () => false });
    await assert.rejects(new Resource(declare(name, { volumeUuid: rootVolume })).up(dying));
    const { volumeSnapshots } = await simulated.control.state();
    return volumeSnapshots.find((one) => one.name === name)?.uuid ?? "";
  };

  it("finds nothing where state knows all, whoever else is there", async () => {
    const resource = await simulated.snapshot("a");
    await simulated.snapshot("theirs", {}, { stack: "prod" });
    await simulated.control.strangersSnapshot(rootVolume);
    const { code, orphans: found } = await orphans([], [resource]);
    assert.deepEqual({ code, found }, { code: 0, found: [] });
  });

  const tests = new SeriesTests(simulated);
  const type = "pulumi-nodejs:dynamic/zstack:VolumeSnapshotSeries";

  it("knows points of a series by the history that is in state", async () => {
    const series = await tests.taken(2);
    const { id = "", inputs = {}, outputs = {} } = series.state ?? {};
    const known = knownOf([
      { type, id, inputs, outputs },
      { type: "other:Thing", id: "x" },
    ]);
    assert.deepEqual(known.ids, new Set([id, ...uuidsOf(series)]));
    assert.deepEqual(known.owners, new Set([seriesMark.slice("pulumi::".length)]));
    const __series = { pending: { uuid: "u", job: "j", name: "n", triggerDigest: "d" } };
    assert.deepEqual(knownOf([{ type, outputs: { __series } }]).ids, new Set(["u"]));
    const other = new Resource(series.inputs);
    other.state = { id: uuidsOf(series)[0] ?? "", inputs, outputs };
    const { orphans: found } = await orphans([], [other]);
    assert.deepEqual(
      found.map((one) => [one.uuid, one.status]),
      [[uuidsOf(series)[1], "settled"]],
    );
  });

  it("finds points of a series by their mark too, and gives them back to nobody", async () => {
    const series = await tests.taken(1);
    const [uuid = ""] = uuidsOf(series);
    const stranger = await simulated.control.strangersSnapshot(rootVolume);
    const params = { resourceType: "VolumeSnapshotVO", resourceUuid: stranger, tag: seriesMark };
    await simulated.control.job("POST", "/v1/user-tags", { params });
    const { orphans: found, outcomes = [] } = await orphans(["--release", uuid]);
    assert.deepEqual(found.map((one) => one.uuid).sort(), [uuid, stranger].sort());
    assert.match(String(outcomes[0]?.message), /was one of a series/);
  });

  it("says of each kind and each state what it is", async () => {
    const parent = await simulated.snapshot("parent");
    const [parentId, child] = [idOf(parent), await simulated.snapshot("child")];
    await parent.destroy(simulated.start());
    const kept = await simulated.snapshot("kept", { deletionPolicy: "retain" });
    const keptId = idOf(kept);
    await kept.destroy(simulated.start());
    const left = await interrupted("left");
    const group = await simulated.group("grp");
    const [volumeBackup, vmBackup] = [await backups.madeVolume(), await backups.madeVm()];
    const adopted = await simulated.control.strangersSnapshot(rootVolume);
    await simulated.snapshot("adopted", { resourceUuid: adopted, adopt: true });
    const { code, orphans: found } = await orphans([], [child]);
    assert.equal(code, 2);
    const states = Object.fromEntries(found.map((one) => [one.uuid, `${one.kind} ${one.status}`]));
    assert.deepEqual(states, {
      [parentId]: "zstack.VolumeSnapshot deferred",
      [keptId]: "zstack.VolumeSnapshot retained",
      [left]: "zstack.VolumeSnapshot unsettled",
      [idOf(group)]: "zstack.VolumeSnapshotGroup settled",
      [idOf(volumeBackup)]: "zstack.VolumeBackup settled",
      [idOf(vmBackup)]: "zstack.VmBackup settled",
      [adopted]: "zstack.VolumeSnapshot settled",
    });
    assert.match(found.find((one) => one.uuid === parentId)?.meaning ?? "", new RegExp(`waits for .*${idOf(child)}`));
  });

  it("releases a settled one, which the next up takes over", async () => {
    const lost = await simulated.snapshot("a");
    const id = idOf(lost);
    assert.equal((await orphans(["--release", id])).code, 0);
    const again = await simulated.snapshot("a");
    assert.equal(idOf(again), id);
  });

  it("deletes exactly the uuid, under the rules of every deletion", async () => {
    const [parent, child, alone] = [
      await simulated.snapshot("parent"),
      await simulated.snapshot("child"),
      await simulated.snapshot("alone"),
    ];
    const [first, second, third] = [idOf(parent), idOf(child), idOf(alone)];
    await parent.destroy(simulated.start());
    const { outcomes = [] } = await orphans(["--delete", second]);
    assert.equal(outcomes[0]?.outcome, "deferred");
    assert.equal((await orphans(["--delete", third])).outcomes?.[0]?.outcome, "deleted");
    assert.deepEqual(await simulated.left(), [first, second].sort(), "nothing is swept along");
  });

  it("refuses what is retained, in state, a stranger's, below a stranger, or braked", async () => {
    const kept = await simulated.snapshot("kept", { deletionPolicy: "retain" });
    const keptId = idOf(kept);
    await kept.destroy(simulated.start());
    const live = await simulated.snapshot("live");
    const lost = idOf(await simulated.snapshot("lost"));
    const strange = await simulated.control.strangersSnapshot(rootVolume);
    const before = await simulated.left();
    const { code, outcomes = [] } = await orphans(["--delete", keptId, idOf(live), strange, lost], [live]);
    assert.equal(code, 1);
    for (const [at, message] of [/is retained/, /in the state/, /not an orphan/, new RegExp(strange)].entries())
      assert.match(outcomes[at]?.message ?? "", message);
    const braked = await orphans(["--delete", lost], [live], { PULUMI_SNAPSHOTS_DELETION_POLICY: "retain" });
    assert.match(braked.outcomes?.[0]?.message ?? "", /nothing is deleted/);
    assert.deepEqual(await simulated.left(), before);
  });

  it("deletes groups and backups as a whole", async () => {
    const all = [await simulated.group("grp"), await backups.madeVolume(), await backups.madeVm()].map(idOf);
    assert.ok(all.every((uuid) => uuid.startsWith(stackPrefix(stackOf))));
    const { code, outcomes = [] } = await orphans(["--delete", ...all]);
    assert.deepEqual({ code, all: outcomes.map((one) => one.outcome) }, { code: 0, all: all.map(() => "deleted") });
    assert.deepEqual([await simulated.left(), await backups.rows()], [[], []]);
  });

  // The last one of the server: the moved clock ends its sessions.
  it("does not release what nothing would take over, and says how else", async () => {
    const old = idOf(await simulated.snapshot("old"));
    await simulated.control.advance(4 * 3600 * 1000);
    const kept = await simulated.snapshot("kept", { deletionPolicy: "retain" });
    const keptId = idOf(kept);
    await kept.destroy(simulated.start());
    const second = await simulated.snapshot("b");
    const before = idOf(second);
    second.state = undefined;
    await second.up(simulated.start());
    const { code, outcomes = [] } = await orphans(["--release", old, keptId, before, idOf(second)], [second]);
    assert.equal(code, 1);
    for (const [at, message] of [
      /too old to be taken over; .*adopt: true/,
      /is retained/,
      /holds another/,
      /in the state/,
    ].entries())
      assert.match(outcomes[at]?.message ?? "", message);
    assert.ok((await simulated.control.tags(old)).length > 0);
  });

  for (const [args, message] of [
    [["--delete"], /--delete needs the uuids/],
    [["--delete", "--yes"], /--delete needs the uuids/],
    [["--release", "abc"], /"abc" is not a uuid/],
    [["--delete", "a".repeat(32), "--release", "a".repeat(32)], /given to --release and to --delete/],
    [["--force"], /'--force'/],
    [["a".repeat(32)], /Unexpected argument/],
  ] as const) {
    it(`does not take ${args.join(" ")}`, () => assert.throws(() => parseOptions([...args]), { message }));
  }
});
