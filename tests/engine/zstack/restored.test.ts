import assert from "node:assert/strict";
import { defaultFixture } from "../../../simulator";
import { EngineTests } from "../support";

const { imageStore1 } = defaultFixture.backupStorages;
const { db1, web1 } = defaultFixture.vmInstances;

interface Row {
  readonly uuid: string;
  readonly name: string;
  readonly status: string;
  readonly vmInstanceUuid?: string;
}

describe("what was restored, through the engine", () => {
  const engine = new EngineTests();

  /** Volumes that the fixture does not have. */
  const rows = async (): Promise<Row[]> =>
    ((await engine.control.state()) as unknown as { volumes: Row[] }).volumes.filter(
      ({ uuid }) => !/^c\d0000000000400080/.test(uuid),
    );

  it("is made, moved, replaced, refreshed and destroyed", async () => {
    const project = await engine.project();
    const declare = (attachTo: string, version: number) =>
      project.program({
        "index.js": `
          const { zstack } = require("pulumi-snapshots");
          const backup = new zstack.VolumeBackup("backup", {
            volumeUuid: "${web1.dataVolumeUuids[0]}", backupStorageUuid: "${imageStore1.uuid}", triggers: [${version}],
          });
          const volume = new zstack.RestoredVolume("volume", {
            volumeBackupUuid: backup.uuid, attachTo: "${attachTo}", userTags: ["app::web"],
          });
          new zstack.RestoredImage("image", {
            volumeBackupUuid: backup.uuid, mediaType: "DataVolumeTemplate", backupStorageUuids: ["${imageStore1.uuid}"],
          });
          exports.attachedTo = volume.attachedVmUuid;
        `,
      });
    const live = async () =>
      (await rows())
        .filter(({ status }) => status !== "Deleted")
        .map(({ uuid, name, vmInstanceUuid }) => [uuid, name, vmInstanceUuid]);
    const id = async () => (await project.resources())["volume"]?.id;

    declare(web1.uuid, 1);
    // With its preview, which does not know the source yet.
    assert.match(await project.succeed("up", "--yes", "--non-interactive"), /4 created/);
    const first = await id();
    assert.deepEqual(await live(), [[first, "volume", web1.uuid]]);
    assert.match(await project.refresh("--expect-no-changes"), /4 unchanged/);

    declare(db1.uuid, 1);
    assert.match(await project.up(), /1 updated/);
    assert.deepEqual(await live(), [[first, "volume", db1.uuid]]);

    declare(db1.uuid, 2);
    assert.match(await project.up(), /3 replaced/);
    assert.notEqual(await id(), first);
    assert.deepEqual(await live(), [[await id(), "volume", db1.uuid]]);
    await project.destroy();
    assert.deepEqual(
      (await rows()).map(({ status }) => status),
      ["Deleted", "Deleted"],
    );
  });

  it("as a VM is made, kept quiet, replaced and destroyed with its data volumes, through both doors", async () => {
    const project = await engine.project();
    const declare = (version: number) =>
      project.program({
        "index.js": `
          const { zstack } = require("pulumi-snapshots");
          const group = new zstack.VolumeSnapshotGroup("group", {
            vmInstanceUuid: "${db1.uuid}", triggers: [${version}], deletionPolicy: "retain",
          });
          new zstack.RestoredVm("vm", {
            volumeSnapshotGroupUuid: group.uuid, cpuNum: 1, memorySize: 1073741824,
            clusterUuid: "${defaultFixture.clusterUuid}", userTags: ["drill"],
          });
        `,
      });
    const vms = async () => {
      const { vmInstances } = (await engine.control.state()) as unknown as { vmInstances: (Row & { state: string })[] };
      return vmInstances.filter(({ name }) => name === "vm").map(({ uuid, state }) => [uuid, state]);
    };
    const id = async () => (await project.resources())["vm"]?.id;

    declare(1);
    assert.match(await project.succeed("up", "--yes", "--non-interactive"), /3 created/);
    const first = await id();
    assert.deepEqual(await vms(), [[first, "Stopped"]]);
    assert.match(await project.refresh("--expect-no-changes"), /3 unchanged/);
    project.configure({ "snapshots:door": "plugin" });
    declare(2);
    project.withPlugin();
    assert.match(await project.up(), /2 replaced/);
    assert.equal((await rows()).filter(({ status }) => status === "Ready").length, 1 + 2);
    await project.destroy();
    assert.deepEqual(
      (await vms()).map(([, state]) => state),
      ["Destroyed", "Destroyed"],
    );
    assert.ok((await rows()).every(({ status }) => status === "Deleted"));
  });
});
