import assert from "node:assert/strict";
import type { StackWithPoints } from "../../../cli/stack/pulumiStack";
import { uuidFor } from "../../../simulator/core/ids";
import { Backups, stores } from "../../support/backups";
import { declare, Resource } from "../../support/providerProcess";
import { settingsOf } from "../deletion/orphansCommand";
import { Deletions, dataVolume, idOf, rootVolume } from "../deletion/support";
import { type Place, stackWith } from "./listCommand";
import { found, status } from "./statusCommand";

const hours = (count: number): number => count * 3_600_000;

describe("pulumi-snapshots status", () => {
  const here = new Deletions({
    accounts: [
      { name: "admin", password: "password" },
      { name: "jane", password: "secret" },
    ],
  });

  /** Sessions end while the clock runs ahead. */
  afterEach(() => here.control.forgetSession());

  const backups = new Backups(here);
  const one = (): Place[] => [["the stack's connection", settingsOf(here)]];
  const stack = (...state: Resource[]): StackWithPoints => stackWith(one(), state);

  it("is content with a new verified point of each volume, whatever older ones there are", async () => {
    const old = await here.snapshot("old");
    await here.control.clock({ stepMs: hours(30) });
    const fresh = await here.snapshot("fresh");
    const { code, findings, newest } = await found(stack(old, fresh));
    assert.deepEqual([code, findings], [0, []]);
    assert.deepEqual(
      newest.map(({ volume, count }) => [volume.id, count]),
      [[rootVolume, 2]],
    );
    const { text } = await status(stack(old, fresh), "--max-age", "1d");
    assert.match(
      text,
      /^ok: the newest verified restore points of 1 volume are at most \d+ seconds? old \(limit 24 hours\)$/,
    );
  });

  it("finds the volumes whose newest verified point is too old, in one line each", async () => {
    const root = await here.snapshot("root");
    const data = await here.snapshot("data", { volumeUuid: dataVolume });
    await here.control.clock({ stepMs: hours(25) });
    await here.control.strangersSnapshot(dataVolume);
    const all = stack(root, data);
    assert.deepEqual((await found(all)).code, 0);
    await here.control.clock({ stepMs: hours(2) });
    assert.deepEqual((await found(all, "--all")).codes, [`too-old ${rootVolume}`, `too-old ${dataVolume}`].sort());
    assert.deepEqual((await found(all, "--max-age", "28h")).code, 0);
    assert.deepEqual((await found(all, "--volume", rootVolume)).codes, [`too-old ${rootVolume}`]);
    const { code, text } = await status(all);
    assert.equal(code, 2);
    assert.equal(text.split("\n").length, 2);
    assert.match(
      text,
      /^too-old: volume "ROOT-for-web-1" \(\w+\) of VM "web-1" \(\w+\): .* 27 hours old \(limit 26 hours\)/m,
    );
  });

  it("counts a group and a VM backup for each of its volumes, and nothing that is deferred", async () => {
    const root = await here.snapshot("root");
    const data = await here.snapshot("data", { volumeUuid: dataVolume });
    await here.control.clock({ stepMs: hours(48) });
    const group = await here.group("group");
    assert.deepEqual((await found(stack(root, data, group))).codes, []);
    const vmBackup = await backups.madeVm();
    assert.deepEqual((await found(stack(vmBackup))).newest.length, 3 + 2);
    const newer = await here.snapshot("newer");
    await group.destroy(here.start());
    // What is left of the group is deferred or deleted; the data volume has only an old point.
    assert.deepEqual((await found(stack(root, data, newer, vmBackup))).codes, [`too-old ${dataVolume}`]);
  });

  it("finds what was deleted outside, and what cannot be restored", async () => {
    const [lost, bad] = [await here.snapshot("lost"), await here.snapshot("bad", { volumeUuid: dataVolume })];
    await here.control.job("DELETE", `/v1/volume-snapshots/${idOf(lost)}?deleteMode=Permissive`);
    await here.control.objects({ patch: { table: "snapshots", uuid: idOf(bad), columns: { size: 0 } } });
    const { code, codes } = await found(stack(lost, bad));
    assert.equal(code, 2);
    assert.deepEqual(codes, [`missing ${idOf(lost)}`, `no-verified-point ${dataVolume}`, `problems ${idOf(bad)}`]);
    const state = bad.state;
    assert.ok(state);
    await here.control.objects({ patch: { table: "snapshots", uuid: idOf(bad), columns: { size: 1 } } });
    assert.deepEqual((await found(stack(bad))).codes, []);
    bad.state = { ...state, outputs: { ...state.outputs, problems: { status: "it was Creating" } } };
    assert.deepEqual((await found(stack(bad))).codes, [`no-verified-point ${dataVolume}`, `problems ${idOf(bad)}`]);
  });

  it("finds a copy that was never finished, once it should be", async () => {
    const [copy] = [await backups.madeVolume()];
    const columns = { status: "Creating" };
    await here.control.objects({ patch: { table: "backups", uuid: idOf(copy), columns } });
    assert.deepEqual((await found(stack(copy))).codes, [`no-verified-point ${dataVolume}`]);
    await here.control.clock({ stepMs: hours(27) });
    assert.deepEqual((await found(stack(copy))).codes, [`no-verified-point ${dataVolume}`, `problems ${idOf(copy)}`]);
  });

  it("finds chains, quotas and storages that are nearly used up", async () => {
    const jane = { "zstack:accountName": "jane", "zstack:accountPassword": "secret" };
    const columns = { accountUuid: uuidFor("account jane") };
    await here.control.objects({ patch: { table: "volumes", uuid: dataVolume, columns } });
    const own = new Resource(declare("own", { volumeUuid: dataVolume }));
    await own.up(here.process({ configuration: jane }));
    const ofJane = stackWith([["the stack's connection", { ...settingsOf(here), ...jane }]], [own]);
    assert.deepEqual((await found(ofJane)).codes, []);
    // The third chain has 59 of 64, and all of them are 188 of 200.
    await here.control.objects({ volumeSnapshots: { volumeUuid: dataVolume, count: 187 } });
    const near = await found(ofJane);
    assert.deepEqual([near.code, near.codes], [2, [`chain-limit ${dataVolume}`, "quota snapshot.volume.num"].sort()]);
    assert.deepEqual((await found(ofJane, "--max-usage", "95")).codes, []);
    assert.deepEqual((await found(ofJane, "--volume", rootVolume)).codes, ["quota snapshot.volume.num"]);
    const tag = "volumeMaxIncrementalSnapshotNum::90";
    const params = { resourceType: "VolumeVO", resourceUuid: dataVolume, tag };
    await here.control.job("POST", "/v1/system-tags", { params });
    assert.deepEqual((await found(ofJane)).codes, ["quota snapshot.volume.num"]);

    const backup = await backups.madeVolume();
    const full = { availableCapacity: 2 ** 30 };
    await here.control.objects({ patch: { table: "backupStorages", uuid: stores.first, columns: full } });
    const { findings } = await found(stack(backup));
    const storage = findings.find(({ code }) => code === "storage");
    assert.equal(storage?.id, stores.first);
    assert.match(storage?.message ?? "", /^storage "image-store-1" \(\w+\): 2\.0 TiB of 2\.0 TiB used \(99 %\)$/);
  });

  it("ends with 1 where not everything could be looked at, and still prints what it found", async () => {
    const lost = await here.snapshot("lost");
    await here.control.job("DELETE", `/v1/volume-snapshots/${idOf(lost)}?deleteMode=Permissive`);
    const wrong = { ...settingsOf(here), "zstack:accountPassword": "wrong" };
    const { code, codes } = await found(stackWith([...one(), ['provider "site"', wrong]], [lost]));
    assert.deepEqual([code, codes], [1, [`missing ${idOf(lost)}`]]);
  });

  it("prints what Prometheus reads", async () => {
    const snapshot = await here.snapshot("a");
    const { code, text } = await status(stack(snapshot), "--format", "prometheus");
    assert.equal(code, 0);
    const line = /^(# (HELP|TYPE) pulumi_snapshots_\w+ .+|pulumi_snapshots_\w+(\{(\w+="([^"\\]|\\.)*",?)+\})? \d+)$/;
    for (const one of text.split("\n")) assert.match(one, line);
    assert.match(
      text,
      new RegExp(`^pulumi_snapshots_newest_verified_age_seconds\\{.*volume="${rootVolume}".*\\} \\d+$`, "m"),
    );
    assert.match(text, /^pulumi_snapshots_points\{ownership="managed"\} 1$/m);
    assert.match(text, /^pulumi_snapshots_connection_up\{connection="the stack's connection"\} 1$/m);
  });

  it("finds the volumes without any restore point, if asked to", async () => {
    const root = await here.snapshot("root");
    const theirs = await here.snapshot("theirs", { volumeUuid: dataVolume }, { stack: "prod" });
    const all = await found(stack(root), "--all", "--unprotected", "--vm", "web-1");
    assert.deepEqual(all.codes, []);
    const own = await found(stack(root), "--unprotected", "--vm", "web-1");
    assert.deepEqual([own.code, own.codes], [2, [`unprotected ${dataVolume}`]]);
    assert.match(own.findings[0]?.message ?? "", /^volume "DATA-for-web-1-1" \(\w+\) of VM "web-1" \(\w+\): it has no/);
    // Those of the other machine, one line each; what is in the recycle bin has nothing to lose.
    const machine = ["--unprotected", "--vm", "db-1"];
    const { codes } = await found(stack(root), ...machine);
    assert.equal(codes.length, 3);
    const [gone = ""] = codes.map((code) => code.split(" ")[1]);
    await here.control.objects({ patch: { table: "volumes", uuid: gone, columns: { status: "Deleted" } } });
    assert.deepEqual((await found(stack(root), ...machine)).codes, codes.slice(1));
    assert.equal((await found(stack(root, theirs))).findings.length, 0);
  });
});
