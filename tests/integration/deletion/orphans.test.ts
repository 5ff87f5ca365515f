import assert from "node:assert/strict";
import { knowledgeOf } from "../../../cli/stack/knowledge";
import { stackPrefix } from "../../../provider/core/identity/identity";
import { Backups } from "../../support/backups";
import { declare, Resource } from "../../support/providerProcess";
import { SeriesTests, seriesMark, uuidsOf } from "../../support/series";
import { entryOf, runOrphans, type State, settingsOf, stackOf } from "./orphansCommand";
import { Deletions, idOf, rootVolume } from "./support";

describe("pulumi-snapshots orphans", () => {
  const simulated = new Deletions();
  const backups = new Backups(simulated);

  /** Runs the command for the stack with these resources in state. */
  const orphans = (args: string[], state: State = [], environment: Record<string, string> = {}, later?: State) =>
    runOrphans([["the stack's connection", settingsOf(simulated)]], args, state, environment, later);

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

  it("knows points of a series by the history that is in state", async () => {
    const series = await tests.taken(2);
    const { id = "" } = series.state ?? {};
    const entry = entryOf(series);
    const known = knowledgeOf({ deployment: { resources: [entry] } });
    assert.deepEqual(known.ids, new Set([id, ...uuidsOf(series)]));
    assert.deepEqual(known.owners, new Set([seriesMark.slice("pulumi::".length)]));
    assert.deepEqual((await orphans([], [series])).orphans, []);
    const history = [{ uuid: uuidsOf(series)[0] }];
    const shorter = { ...entry, outputs: { ...series.state?.outputs, history, current: history[0] } };
    const { orphans: found } = await orphans([], { resources: [shorter] });
    assert.deepEqual(
      found.map((one) => [one.uuid, one.status]),
      [[uuidsOf(series)[1], "unmanaged"]],
    );
  });

  for (const [what, history, lists] of [
    ["was exported in the clear", (value: unknown) => ({ plaintext: JSON.stringify(value) }), false],
    ["is still encrypted", () => ({ ciphertext: "v1:abc" }), true],
  ] as const) {
    it(`deletes no point of a series whose secret history ${what}`, async () => {
      const series = await tests.taken(2);
      const outputs = series.state?.outputs ?? {};
      const secret = { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270" };
      const hidden = { ...outputs, history: { ...secret, ...history(outputs["history"]) }, current: undefined };
      const state = { resources: [{ ...entryOf(series), outputs: hidden }] };
      const { code, orphans: listed, unreadable = [], asText } = await orphans([], state);
      assert.deepEqual([listed.length > 0, code, unreadable.length], lists ? [true, 1, 1] : [false, 0, 0]);
      if (lists)
        assert.match(await asText(), /^The state could not be read completely.*\n {2}urn:.*::nightly: .*secrets/);
      const before = await simulated.left();
      const lost = idOf(await simulated.snapshot("lost"));
      for (const action of ["--delete", "--release"]) {
        const changed = await orphans([action, ...uuidsOf(series), lost, "--allow-unmarked"], state);
        assert.equal(changed.code, 1);
        for (const { code } of changed.outcomes?.slice(0, 2) ?? [])
          assert.equal(code, lists ? "state-unreadable" : "not-orphaned");
        for (const uuid of uuidsOf(series)) assert.deepEqual(await simulated.control.tags(uuid), [seriesMark]);
        assert.equal((await simulated.left()).includes(lost), lists, "one damaged entry keeps everything as it is");
        if (!lists) break;
      }
      assert.deepEqual(
        (await simulated.left()).filter((one) => one !== lost),
        before,
      );
    });
  }

  it("neither lists nor deletes what a run has recorded since the state was read", async () => {
    const fresh = await simulated.snapshot("fresh");
    assert.deepEqual((await orphans([], [], {}, [fresh])).orphans, []);
    const { outcomes = [] } = await orphans(["--delete", idOf(fresh)], [], {}, [fresh]);
    assert.equal(outcomes[0]?.code, "not-orphaned");
    assert.deepEqual(await simulated.left(), [idOf(fresh)]);
  });

  it("changes nothing that a run may be making, as the state tells", async () => {
    const lost = await simulated.snapshot("lost");
    const left = await interrupted("left");
    const creating = { ...entryOf(lost), id: "", outputs: {} };
    const state = { resources: [], pending_operations: [{ type: "creating", resource: creating }] };
    for (const args of [["--delete"], ["--release"]]) {
      const { code, outcomes = [] } = await orphans([...args, idOf(lost), left, "--allow-unmarked"], state);
      assert.equal(code, 1);
      for (const one of outcomes) assert.equal(one.code, "pending-operations");
    }
    assert.deepEqual(await simulated.left(), [idOf(lost), left].sort());
  });

  it("takes the digits of a stack for no proof", async () => {
    const left = await interrupted("left");
    const { orphans: found } = await orphans([]);
    assert.match(found[0]?.meaning ?? "", /no owner tag, id prefix of this stack/);
    const { outcomes = [] } = await orphans(["--delete", left]);
    assert.equal(outcomes[0]?.code, "owner-unknown");
    assert.deepEqual(await simulated.left(), [left]);
    assert.equal((await orphans(["--delete", left, "--allow-unmarked"])).code, 0);
    assert.deepEqual(await simulated.left(), []);
  });

  it("reads the names of resources in every script, and whatever else stands in a mark", async () => {
    const lost = await simulated.snapshot("备".repeat(100));
    const broken = await simulated.control.strangersSnapshot(rootVolume);
    const tag = "pulumi::deferred-delete::org/project/dev::zstack.VolumeSnapshot::%E5%A4";
    const params = { resourceType: "VolumeSnapshotVO", resourceUuid: broken, tag };
    await simulated.control.job("POST", "/v1/user-tags", { params });
    const { orphans: found, connections } = await orphans([]);
    assert.deepEqual(
      connections.flatMap((one) => one.error ?? []),
      [],
    );
    assert.deepEqual(found.map((one) => one.uuid).sort(), [idOf(lost), broken].sort());
    const { outcomes = [] } = await orphans(["--delete", broken, idOf(lost)]);
    assert.deepEqual(
      outcomes.map((one) => one.outcome),
      ["deleted", "deleted"],
    );
  });

  it("leaves out a kind that the server does not have, and shows the others", async () => {
    const lost = await simulated.snapshot("lost");
    const body = "no api mapping to /v1/volume-backups";
    await simulated.control.fault({
      match: { route: "/v1/volume-backups" },
      times: 100,
      action: { type: "respond", status: 404, body },
    });
    const { code, orphans: found, connections, asText } = await orphans([]);
    assert.deepEqual([code, found.map((one) => one.uuid)], [2, [idOf(lost)]]);
    assert.deepEqual(connections[0]?.unsupported, ["zstack.VolumeBackup", "zstack.VmBackup"]);
    assert.match(await asText(), /does not support zstack\.VolumeBackup, zstack\.VmBackup; skipped/);
    assert.equal((await orphans(["--delete", idOf(lost)])).code, 0);
  });

  it("names what a chain of deferred ones waits for, once", async () => {
    const chain: Resource[] = [];
    for (let at = 0; at < 12; at += 1) chain.push(await simulated.snapshot(`s${at}`));
    const live = chain.pop();
    assert.ok(live);
    const process = simulated.start();
    for (const one of chain) await one.destroy(process);
    const { code, orphans: found, asText } = await orphans([], [live]);
    assert.equal(code, 0, "nothing of it asks for a decision");
    assert.equal(found.length, 11);
    assert.deepEqual(
      found.flatMap((one) => one.waitsFor.map(({ uuid }) => uuid)),
      found.map(() => idOf(live)),
    );
    assert.equal((await asText()).match(/volume snapshot [0-9a-f]{32}/g)?.length, 11);
    const all = await orphans([], []);
    assert.deepEqual(all.orphans.map((one) => one.status).sort(), [...chain.map(() => "deferred"), "unmanaged"].sort());
    assert.equal(all.code, 2);
  });

  it("ends with 2 for the statuses that are asked for", async () => {
    const kept = await simulated.snapshot("kept", { deletionPolicy: "retain" });
    const uuid = idOf(kept);
    await kept.destroy(simulated.start());
    const codes = async () => {
      const all = ["interrupted,unmanaged", "retained", "retained, deferred", "none"];
      return Promise.all(["", ...all].map(async (one) => (await orphans(one === "" ? [] : ["--fail-on", one])).code));
    };
    assert.deepEqual(await codes(), [0, 0, 2, 2, 0]);
    const { outcomes = [] } = await orphans(["--release-retained", uuid]);
    assert.deepEqual(
      outcomes.map((one) => one.outcome),
      ["released"],
    );
    assert.deepEqual(await simulated.control.tags(uuid), []);
    assert.equal((await orphans([])).orphans[0]?.status, "interrupted");
    assert.deepEqual(await codes(), [2, 2, 0, 0, 0]);
    const again = await orphans(["--release-retained", uuid]);
    assert.equal(again.outcomes?.[0]?.code, "not-releasable");
  });

  it("finds points of a series by their mark too, and gives them back to nobody", async () => {
    const series = await tests.taken(1);
    const [uuid = ""] = uuidsOf(series);
    const stranger = await simulated.control.strangersSnapshot(rootVolume);
    const params = { resourceType: "VolumeSnapshotVO", resourceUuid: stranger, tag: seriesMark };
    await simulated.control.job("POST", "/v1/user-tags", { params });
    const { orphans: found, outcomes = [] } = await orphans(["--release", uuid]);
    assert.deepEqual(found.map((one) => one.uuid).sort(), [uuid, stranger].sort());
    assert.equal(outcomes[0]?.code, "not-releasable");
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
    const states = Object.fromEntries(found.map((one) => [one.uuid, `${one.type} ${one.status}`]));
    assert.deepEqual(states, {
      [parentId]: "zstack.VolumeSnapshot deferred",
      [keptId]: "zstack.VolumeSnapshot retained",
      [left]: "zstack.VolumeSnapshot interrupted",
      [idOf(group)]: "zstack.VolumeSnapshotGroup unmanaged",
      [idOf(volumeBackup)]: "zstack.VolumeBackup unmanaged",
      [idOf(vmBackup)]: "zstack.VmBackup unmanaged",
      [adopted]: "zstack.VolumeSnapshot unmanaged",
    });
    assert.match(found.find((one) => one.uuid === parentId)?.meaning ?? "", new RegExp(`waiting for .*${idOf(child)}`));
  });

  it("releases an unmanaged one, which the next up takes over", async () => {
    const lost = await simulated.snapshot("a");
    const id = idOf(lost);
    assert.equal((await orphans(["--release", id])).code, 0);
    const again = await simulated.snapshot("a");
    assert.equal(idOf(again), id);
  });

  it("shows one that a killed run was deferring as unmanaged, and releases it without the wish to delete it", async () => {
    const id = idOf(await simulated.snapshot("a"));
    const label = "org/project/dev::zstack.VolumeSnapshot::a";
    const params = { resourceType: "VolumeSnapshotVO", resourceUuid: id, tag: `pulumi::deferred-delete::${label}` };
    await simulated.control.job("POST", "/v1/user-tags", { params });
    const { code, orphans: found } = await orphans([]);
    assert.deepEqual([code, found.map((one) => [one.uuid, one.status])], [2, [[id, "unmanaged"]]]);
    const action = { type: "failJob", code: "SYS.1006", details: "not now" };
    await simulated.control.fault({ match: { method: "DELETE", route: "/v1/tags/{uuid}" }, skip: 1, action });
    assert.equal((await orphans(["--release", id])).code, 1);
    assert.deepEqual(await simulated.control.tags(id), [`pulumi::${label}`], "never the deferring one alone");
    assert.equal((await orphans(["--release", id])).code, 0);
    assert.deepEqual(await simulated.control.tags(id), []);
    assert.equal(idOf(await simulated.snapshot("a")), id);
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
    assert.deepEqual(
      outcomes.map((one) => one.code),
      ["retained", "not-orphaned", "not-orphaned", "foreign-dependents"],
    );
    const braked = await orphans(["--delete", lost], [live], { PULUMI_SNAPSHOTS_DELETION_POLICY: "retain" });
    assert.equal(braked.outcomes?.[0]?.code, "retain-all-override");
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
    assert.deepEqual(
      outcomes.map((one) => one.code),
      ["not-releasable", "not-releasable", "not-releasable", "not-orphaned"],
    );
    assert.ok((await simulated.control.tags(old)).length > 0);
  });
});
