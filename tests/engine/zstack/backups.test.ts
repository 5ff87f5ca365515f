import assert from "node:assert/strict";
import { defaultFixture } from "../../../simulator";
import { EngineTests } from "../support";

const { imageStore1, imageStore2, sftp } = defaultFixture.backupStorages;
const { db1, web1 } = defaultFixture.vmInstances;

interface Row {
  readonly uuid: string;
  readonly status: string;
  readonly groupUuid?: string;
  readonly backupStorageRefs: { readonly backupStorageUuid: string; readonly status: string }[];
}

describe("backups through the engine", () => {
  const engine = new EngineTests();

  const rows = async (): Promise<Row[]> =>
    ((await engine.control.state()) as unknown as { volumeBackups: Row[] }).volumeBackups.filter(
      (row) => row.status !== "Deleted",
    );

  it("are made, left alone, changed in place, replaced, refreshed and destroyed", async () => {
    const project = await engine.project();
    const declare = (volume: object, vm: object, version: number) =>
      project.program({
        "index.js": `
          const { zstack } = require("pulumi-snapshots");
          const backupStorageUuid = "${imageStore1.uuid}";
          const data = new zstack.VolumeBackup("data", {
            volumeUuid: "${web1.dataVolumeUuids[0]}", backupStorageUuid, userTags: ["app::web"], ...${JSON.stringify(volume)},
          });
          const db = new zstack.VmBackup("db", {
            vmInstanceUuid: "${db1.uuid}", backupStorageUuid, ...${JSON.stringify(vm)},
          });
          const sync = new zstack.BackupStorageSync("sync", {
            imageStoreUuid: "${imageStore2.uuid}", scope: "vm", triggers: [${version}],
          });
          exports.copies = data.replicaStorageUuids;
          exports.mode = data.mode;
          exports.volumes = db.backups.apply((backups) => backups.map((backup) => backup.volumeUuid));
          exports.runs = sync.runCount;
        `,
      });
    const output = async (name: string): Promise<unknown> =>
      JSON.parse(await project.succeed("stack", "output", name, "--json"));

    declare({}, {}, 1);
    assert.match(await project.up(), /4 created/);
    const first = await project.resources();
    assert.equal(first["db"]?.outputs["groupUuid"], first["db"]?.id);
    assert.equal(
      first["sync"]?.inputs["__provider"],
      'exports.handler=()=>require("pulumi-snapshots/dynamic").zstackBackupStorageSync;',
    );
    assert.equal((await rows()).filter((one) => one.groupUuid === first["db"]?.id).length, 3);
    assert.match(await project.refresh("--expect-no-changes"), /4 unchanged/);

    // A rename warns and costs no backup; replicas and triggers of a synchronization work in place.
    declare({ name: "renamed", replicas: [imageStore2.uuid] }, { name: "renamed" }, 2);
    const updated = await project.up();
    assert.match(updated, /3 updated/);
    assert.match(updated, /name of a volume backup cannot be changed/);
    assert.match(updated, /name of a VM backup cannot be changed/);
    assert.deepEqual(await output("copies"), [imageStore1.uuid, imageStore2.uuid]);
    assert.equal(await output("runs"), 2);
    assert.equal((await rows()).length, 4);

    // A copy and a member are lost outside.
    const { data, db } = await project.resources();
    const member = ((db?.outputs["backups"] ?? []) as { uuid: string; volumeUuid: string }[])[1];
    await engine.control.deleteBackup(`volume-backups/${data?.id}`, imageStore2.uuid);
    await engine.control.deleteBackup(`volume-backups/${member?.uuid}`);
    await project.refresh();
    const again = await project.up();
    assert.match(again, new RegExp(`warning: VM backup ${db?.id} has no backup of volume ${member?.volumeUuid}`));
    assert.match(again, /2 updated/);
    assert.equal((await rows()).find((one) => one.uuid === data?.id)?.backupStorageRefs.length, 2);

    declare({ name: "renamed", replicas: [imageStore2.uuid], triggers: 2 }, { name: "renamed", triggers: 2 }, 2);
    assert.match(await project.up(), /2 replaced/);
    assert.equal((await rows()).length, 4, "new ones whole, old ones gone");

    await project.destroy();
    assert.deepEqual(await rows(), []);
  });

  it("are refused with the remedy, before a job is handed in", async () => {
    const project = await engine.project();
    const declare = (args: object) =>
      project.program({
        "index.js": `
          const { zstack } = require("pulumi-snapshots");
          new zstack.VmBackup("db", ${JSON.stringify({ vmInstanceUuid: db1.uuid, ...args })});
        `,
      });
    declare({ backupStorageUuid: imageStore1.uuid, volumeReadBandwidth: 1 });
    const early = await project.fail("up", "--yes", "--skip-preview");
    assert.match(early, /volumeReadBandwidth: is below the minimum of 1024/);
    assert.equal((await engine.control.requests()).length, 0);
    declare({ backupStorageUuid: sftp.uuid });
    const late = await project.fail("up", "--yes", "--skip-preview");
    assert.match(late, /backupStorageUuid: backup storage .* is of type SftpBackupStorage/);
    assert.doesNotMatch(late, /\n\s+at .*\.js:\d+/);
    assert.equal(await engine.control.countOf("POST", "/v1/volumes/{rootVolumeUuid}/vm-backups"), 0);
  });
});
