import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { zstack } from "../../../sdk";
import { providerStrings } from "../doors/dynamic/providerStrings";
import { mockedEngine, registration } from "./mocked";

const [volumeUuid, vmInstanceUuid, store] = ["a".repeat(32), "b".repeat(32), "c".repeat(32)] as const;

const everything = {
  backupStorageUuid: store,
  name: "n",
  description: "d",
  mode: "full",
  volumeReadBandwidth: 1024,
  volumeWriteBandwidth: 1024,
  networkReadBandwidth: 1024,
  networkWriteBandwidth: 1024,
  backupNetworkCidr: "10.0.0.0/8",
  fsInfo: { type: "nfs", url: "host:/path", options: "ro" },
  parallelismDegree: 1,
  systemTags: ["ephemeral::x"],
  replicas: ["d".repeat(32)],
  userTags: ["t"],
  triggers: [1],
  deletionPolicy: "retain",
  handleDependency: true,
  adopt: true,
  resourceUuid: "5d1e6a7b8c9d4e0f8a1b2c3d4e5f6a7b",
} as const;

describe("backups in the SDK", () => {
  mockedEngine();

  it("register a volume backup with the least there can be, and with everything", async () => {
    const least = await registration(new zstack.VolumeBackup("web", { volumeUuid, backupStorageUuid: store }));
    const type = "pulumi-nodejs:dynamic/zstack:VolumeBackup";
    assert.equal(least.type, type);
    assert.deepEqual(least.inputs, {
      __provider: providerStrings["zstackVolumeBackup"],
      __seed: `/acme/urn:pulumi:dev::shop::${type}::web`,
      volumeUuid,
      backupStorageUuid: store,
      name: "web",
    });
    const args = {
      volumeUuid,
      ...everything,
      systemTags: [...everything.systemTags],
      replicas: [...everything.replicas],
    };
    const all = await registration(
      new zstack.VolumeBackup(
        "all",
        { ...args, userTags: [...everything.userTags] },
        { customTimeouts: { create: "30h" } },
      ),
    );
    const { __provider, __seed, __timeouts, ...rest } = all.inputs;
    assert.deepEqual(rest, { volumeUuid, ...everything });
    assert.deepEqual(__timeouts, { create: 108_000 });
  });

  it("register a VM backup by VM or root volume", async () => {
    const byVm = await registration(new zstack.VmBackup("vm", { vmInstanceUuid, backupStorageUuid: store }));
    assert.equal(byVm.type, "pulumi-nodejs:dynamic/zstack:VmBackup");
    assert.equal(byVm.inputs["__provider"], providerStrings["zstackVmBackup"]);
    assert.equal(byVm.inputs["vmInstanceUuid"], vmInstanceUuid);
    const byRoot = await registration(
      new zstack.VmBackup("root", { rootVolumeUuid: volumeUuid, backupStorageUuid: store }),
    );
    assert.equal(byRoot.inputs["rootVolumeUuid"], volumeUuid);
    assert.equal("vmInstanceUuid" in byRoot.inputs, false);
  });

  it("register a synchronization without a name", async () => {
    const { type, inputs } = await registration(
      new zstack.BackupStorageSync("sync", { imageStoreUuid: store, scope: "vm", triggers: [1] }),
    );
    assert.equal(type, "pulumi-nodejs:dynamic/zstack:BackupStorageSync");
    assert.deepEqual(inputs, {
      __provider: providerStrings["zstackBackupStorageSync"],
      __seed: `/acme/urn:pulumi:dev::shop::${type}::sync`,
      imageStoreUuid: store,
      scope: "vm",
      triggers: [1],
    });
  });

  it("have outputs for all that a program can read", async () => {
    const volume = new zstack.VolumeBackup("v", { volumeUuid, backupStorageUuid: store });
    const vm = new zstack.VmBackup("m", { vmInstanceUuid, backupStorageUuid: store });
    const sync = new zstack.BackupStorageSync("s", { imageStoreUuid: store, scope: "volume" });
    for (const output of [
      ...[
        volume.uuid,
        volume.size,
        volume.type,
        volume.mode,
        volume.state,
        volume.vmInstanceUuid,
        volume.replicaStorageUuids,
      ],
      ...[
        vm.groupUuid,
        vm.backups,
        vm.totalSize,
        vm.complete,
        vm.missingVolumes,
        vm.replicaStorageUuids,
        vm.vmInstanceUuid,
        vm.mode,
      ],
      ...[sync.newBackupCount, sync.deletedBackupCount, sync.runCount, volume.createDate, vm.createDate],
    ]) {
      assert.ok(pulumi.Output.isInstance(output));
    }
    await Promise.all([volume, vm, sync].map(registration));
  });
});
