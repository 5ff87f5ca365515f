import assert from "node:assert/strict";
import { defaultFixture } from "../../../simulator";
import type { StateResource } from "../project";
import { EngineTests } from "../support";

const { web1, db1, batch1 } = defaultFixture.vmInstances;
const { imageStore1, imageStore2 } = defaultFixture.backupStorages;
const [webData] = web1.dataVolumeUuids;

/** One point for each thing that can happen to one, and one that is left in peace. */
const program = `
  const { zstack } = require("pulumi-snapshots");
  const volumeUuid = "${batch1.rootVolumeUuid}";
  for (const name of ["untouched", "gone", "unready", "renamed", "unmarked"]) {
    new zstack.VolumeSnapshot(name, { volumeUuid });
  }
  new zstack.VolumeSnapshot("retagged", { volumeUuid, userTags: ["app::web"] });
  for (const name of ["group", "gone-group", "renamed-group"]) {
    new zstack.VolumeSnapshotGroup(name, { vmInstanceUuid: "${db1.uuid}" });
  }
  const backupStorageUuid = "${imageStore1.uuid}";
  const replicas = ["${imageStore2.uuid}"];
  new zstack.VolumeBackup("replica", { volumeUuid: "${webData}", backupStorageUuid, replicas });
  new zstack.VolumeBackup("primary", { volumeUuid: "${web1.rootVolumeUuid}", backupStorageUuid, replicas });
  for (const name of ["unready-backup", "gone-backup"]) {
    new zstack.VolumeBackup(name, { volumeUuid: "${webData}", backupStorageUuid });
  }
  for (const name of ["machine", "gone-machine"]) {
    new zstack.VmBackup(name, { vmInstanceUuid: "${db1.uuid}", backupStorageUuid });
  }
  new zstack.VmBackup("machine-replica", { vmInstanceUuid: "${db1.uuid}", backupStorageUuid, replicas });
`;

const preview = ["preview", "--non-interactive", "--refresh", "--expect-no-changes"];

describe("a preview for pipelines", () => {
  // Nothing that happens to one snapshot happens to another.
  const engine = new EngineTests({ storage: "individual" });

  it("is quiet until somebody touches what is declared, and names each difference until it is resolved", async () => {
    const project = await engine.project();
    project.program({ "index.js": program });
    await project.up();
    const made = await project.resources();
    await besides(made);
    await project.succeed(...preview);

    await touched(made);
    const { code, output } = await project.run([...preview, "--diff"]);
    assert.notEqual(code, 0);
    assert.match(output, /no changes were expected/);
    const differences = differencesOf(output);
    const expected: Record<string, RegExp> = {
      gone: /^\+ /,
      "gone-group": /^\+ /,
      "gone-backup": /^\+ /,
      "gone-machine": /^\+ /,
      "renamed-group": /^~ .*~ name\s*: "by-hand" => "renamed-group"/s,
      "unready-backup": /^~ .*- problems.*status\s*: "volume backup \w+ is Error, not Ready"/s,
      "machine-replica": /^~ .*~ replicas.*\+ \[0\]/s,
      unready: /^~ .*- problems.*status\s*: "volume snapshot \w+ is Error, not Ready"/s,
      renamed: /^~ .*~ name\s*: "by-hand" => "renamed"/s,
      retagged: /^~ .*~ userTags.*- \[1\]: "by::hand"/s,
      unmarked: /^~ /s,
      group: /^~ .*- problems.*members: "volume snapshot group \w+ has no snapshot of DATA-for-db-1-1"/s,
      replica: /^~ .*~ replicas.*\+ \[0\]/s,
      primary: /^~ .*- problems.*copies\s*: "volume backup \w+ has no Ready copy on backupStorageUuid/s,
      machine: new RegExp(
        `^~ .*- problems.*members: "VM backup \\w+ has no backup of volume ${db1.dataVolumeUuids[0]}"`,
        "s",
      ),
    };
    assert.deepEqual([...differences.keys()].sort(), Object.keys(expected).sort(), output);
    for (const [name, pattern] of Object.entries(expected)) assert.match(differences.get(name) ?? "", pattern, name);

    // What can be put right is; of the rest each run says the same, without blocking anything.
    const repaired = await project.up("--refresh");
    const unrepaired = ["group", "machine", "unready", "unready-backup"];
    for (const name of unrepaired) {
      assert.match(repaired, new RegExp(`"${name}": warning: .*change triggers to create a new one, or accept`));
    }
    const after = await project.run([...preview, "--diff"]);
    assert.notEqual(after.code, 0);
    assert.deepEqual([...differencesOf(after.output).keys()].sort(), unrepaired, after.output);
  });

  /** What people do beside the declared objects. */
  async function besides(made: Readonly<Record<string, StateResource>>): Promise<void> {
    const { control } = engine;
    const id = made["untouched"]?.id ?? "";
    await control.strangersSnapshot(batch1.rootVolumeUuid);
    await control.job("PUT", `/v1/volume-snapshots/${id}/actions`, { getVolumeSnapshotSize: {} });
    const tag = { resourceType: "VolumeSnapshotVO", resourceUuid: id, tag: "not::declared" };
    await control.job("POST", "/v1/user-tags", { params: tag });
    const copy = { srcBackupStorageUuid: imageStore1.uuid, dstBackupStorageUuid: imageStore2.uuid };
    await control.job("PUT", `/v1/volume-backups/${made["gone-backup"]?.id}/actions`, {
      syncBackupFromImageStoreBackupStorage: copy,
    });
    const { detached } = defaultFixture.volumes;
    await control.job("POST", `/v1/volumes/${detached.uuid}/vm-instances/${db1.uuid}`);
  }

  async function touched(made: Readonly<Record<string, StateResource>>): Promise<void> {
    const { control } = engine;
    const id = (name: string): string => made[name]?.id ?? "";
    const outputs = (name: string, list: string) => (made[name]?.outputs[list] ?? []) as Record<string, string>[];
    await control.job("DELETE", `/v1/volume-snapshots/${id("gone")}`);
    await control.job("DELETE", `/v1/volume-snapshots/group/${id("gone-group")}`);
    await control.deleteBackup(`volume-backups/${id("gone-backup")}`);
    await control.deleteBackup(`vm-backups/${id("gone-machine")}`);
    await control.deleteBackup(`vm-backups/${id("machine-replica")}`, imageStore2.uuid);
    await control.objects({ patch: { table: "backups", uuid: id("unready-backup"), columns: { status: "Error" } } });
    await control.job("PUT", `/v1/volume-snapshots/group/${id("renamed-group")}/actions`, {
      updateVolumeSnapshotGroup: { name: "by-hand" },
    });
    await control.objects({ patch: { table: "snapshots", uuid: id("unready"), columns: { status: "Error" } } });
    await control.job("PUT", `/v1/volume-snapshots/${id("renamed")}/actions`, {
      updateVolumeSnapshot: { name: "by-hand" },
    });
    await control.job("POST", "/v1/user-tags", {
      params: { resourceType: "VolumeSnapshotVO", resourceUuid: id("retagged"), tag: "by::hand" },
    });
    const mark = (await control.state()).userTags.find((tag) => tag.resourceUuid === id("unmarked"));
    await control.job("DELETE", `/v1/tags/${mark?.uuid}`);
    await control.job("DELETE", `/v1/volume-snapshots/${outputs("group", "members")[1]?.["volumeSnapshotUuid"]}`);
    for (const [name, storage] of [
      ["replica", imageStore2.uuid],
      ["primary", imageStore1.uuid],
    ] as const) {
      await control.deleteBackup(`volume-backups/${id(name)}`, storage);
    }
    await control.deleteBackup(`volume-backups/${outputs("machine", "backups")[1]?.["uuid"]}`);
  }
});

/** What a preview with --diff says about each restore point that is to change, by logical name. */
function differencesOf(output: string): Map<string, string> {
  const found = new Map<string, string>();
  for (const part of output.split(/\n(?= {4}[~+-] pulumi-nodejs:)/).slice(1)) {
    const name = /\[urn=urn:pulumi:[^\]]*::([^:\]]+)\]/.exec(part)?.[1] ?? "";
    found.set(name, part.trim());
  }
  return found;
}
