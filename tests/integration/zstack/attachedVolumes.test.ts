import assert from "node:assert/strict";
import { defaultFixture } from "../../../simulator";
import { idOf, out, stores } from "../../support/backups";
import { type JsonObject, Resource } from "../../support/providerProcess";
import { Restored } from "../../support/restored";
import { RestoredVms, type VmSourceName, vmSources } from "../../support/restoredVms";
import { Simulated } from "../../support/simulated";
import { runOrphans, settingsOf } from "../deletion/orphansCommand";

const { clusterUuid, primaryStorageUuid, vmInstances } = defaultFixture;
const { batch1 } = vmInstances;
const names = Object.keys(vmSources) as VmSourceName[];

// The run that made the VM was killed before its owner tags.
describe("a volume that somebody attaches to an interrupted restored VM", () => {
  const simulated = new Simulated();
  const vms = new RestoredVms(simulated);
  const restored = new Restored(simulated);

  async function job(path: string, params: JsonObject): Promise<JsonObject> {
    const { inventory, inventories } = await simulated.control.job("POST", path, { params });
    return (inventory ?? (inventories as JsonObject[])[0]) as JsonObject;
  }

  const empty = async (): Promise<string> =>
    String((await job("/v1/volumes/data", { name: "mine", diskSize: 1024 ** 3, primaryStorageUuid }))["uuid"]);

  async function leftBy(source: JsonObject): Promise<string> {
    const dying = vms.vm({ engineAlive: async () => false });
    await assert.rejects(new Resource(vms.inputs(source)).up(dying), { code: "engine-gone" });
    const [{ uuid } = { uuid: "" }] = await vms.rows();
    return uuid;
  }

  /** A restore point of a VM without data volumes. */
  async function withoutData(name: "group" | "VM backup"): Promise<JsonObject> {
    const place = { cpuNum: 1, memorySize: 2 ** 30, clusterUuid };
    const { rootVolumeUuid } = batch1;
    await vms.power(batch1.uuid, "startVmInstance");
    if (name === "group")
      return {
        volumeSnapshotGroupUuid: (await job("/v1/volume-snapshots/group", { rootVolumeUuid, name: "g" }))["uuid"],
        ...place,
      };
    const backup = await job(`/v1/volumes/${rootVolumeUuid}/vm-backups`, {
      name: "b",
      backupStorageUuid: stores.first,
    });
    return { vmBackupUuid: backup["groupUuid"], ...place };
  }

  const deleteAsOrphan = async (vm: string) => {
    const { outcomes } = await runOrphans(
      [["the stack's connection", settingsOf(simulated)]],
      ["--delete", vm, "--allow-unmarked"],
      [],
    );
    return outcomes?.[0];
  };
  const statusOf = async (uuid: string) => (await restored.row(uuid))?.status;
  const living = async () => (await vms.dataVolumes()).filter(({ status }) => status !== "Deleted");

  const sources: readonly (readonly [string, number, () => Promise<JsonObject>])[] = [
    ...names.map((name) => [name, vmSources[name], () => vms.source(name)] as const),
    ["group without data volumes", 0, () => withoutData("group")],
    ["VM backup without data volumes", 0, () => withoutData("VM backup")],
  ];

  for (const [name, count, source] of sources)
    describe(`from a ${name}`, () => {
      it("is not the resource's once the next run takes the VM over, and not deleted with it", async () => {
        const point = await source();
        const vm = await leftBy(point);
        const mine = await empty();
        await restored.attach(mine, vm);
        const resource = new Resource(vms.inputs(point));
        await resource.up(vms.vm());
        assert.equal(idOf(resource), vm);
        const made = out(resource, "dataVolumeUuids") as string[];
        assert.deepEqual([made.length, made.includes(mine)], [count, false]);
        assert.deepEqual(await simulated.control.tags(mine), []);
        await assert.rejects(resource.destroy(vms.vm()), { code: "has-dependents", message: new RegExp(mine) });
        await restored.detach(mine);
        await resource.destroy(vms.vm());
        assert.deepEqual(
          (await living()).map(({ uuid }) => uuid),
          [mine],
        );
      });

      it("keeps the VM from being deleted with it as an orphan", async () => {
        const vm = await leftBy(await source());
        const mine = await empty();
        await restored.attach(mine, vm);
        const refused = await deleteAsOrphan(vm);
        assert.equal(refused?.code, "has-dependents");
        assert.match(refused?.message ?? "", new RegExp(`${mine}.*Detach`));
        assert.equal((await living()).length, count + 1);
        await restored.detach(mine);
        await deleteAsOrphan(vm);
        assert.deepEqual(
          (await living()).map(({ uuid }) => uuid),
          [mine],
        );
      });
    });

  for (const name of ["group", "VM backup"] as const)
    describe(`from a ${name}, if it is from a restore point too`, () => {
      /** A data volume of a VM that somebody restored by hand, and took it from. */
      async function taken({ volumeSnapshotGroupUuid, vmBackupUuid, ...place }: JsonObject): Promise<string> {
        const known = (await vms.dataVolumes()).map(({ uuid }) => uuid);
        const from = volumeSnapshotGroupUuid === undefined ? "vm-backups" : "volume-snapshots/group";
        const params = { name: "by hand", ...place, strategy: "CreateStopped" };
        await job(`/v1/vm-instances/from/${from}/${volumeSnapshotGroupUuid ?? vmBackupUuid}`, params);
        const made = (await vms.dataVolumes()).find(({ uuid }) => !known.includes(uuid));
        await restored.detach(made?.uuid ?? "");
        return made?.uuid ?? "";
      }

      for (const which of ["the same", "another"])
        it(`of ${which} ${name}: it is kept`, async () => {
          const point = await vms.source(name);
          const vm = await leftBy(point);
          const mine = await taken(which === "another" ? await vms.source(name) : point);
          await restored.attach(mine, vm);
          const refused = await deleteAsOrphan(vm);
          assert.equal(refused?.code, "has-dependents");
          assert.match(refused?.message ?? "", new RegExp(mine));
          assert.equal(await statusOf(mine), "Ready");
        });

      it("keeps the VM and all its volumes if the restore point is gone", async () => {
        const { volumeSnapshotGroupUuid, vmBackupUuid, ...place } = await vms.source(name);
        const vm = await leftBy({ volumeSnapshotGroupUuid, vmBackupUuid, ...place });
        await simulated.control.job(
          "DELETE",
          vmBackupUuid === undefined
            ? `/v1/volume-snapshots/group/${volumeSnapshotGroupUuid}`
            : `/v1/vm-backups/${vmBackupUuid}`,
        );
        const refused = await deleteAsOrphan(vm);
        assert.equal(refused?.code, "has-dependents");
        const kept = await living();
        assert.equal(kept.length, 2);
        for (const { uuid } of kept) {
          assert.match(refused?.message ?? "", new RegExp(uuid));
          await restored.detach(uuid);
        }
        await deleteAsOrphan(vm);
        assert.equal((await living()).length, 2);
      });
    });

  describe("where the server names data volumes in another way", () => {
    async function renamed(): Promise<readonly [JsonObject, string]> {
      const point = await vms.source("VM backup");
      const vm = await leftBy(point);
      for (const { uuid } of await vms.dataVolumes())
        await simulated.control.job("PUT", `/v1/volumes/${uuid}/actions`, { updateVolume: { name: `disk-${uuid}` } });
      return [point, vm];
    }

    it("is not told from the VM's own, none of which is the resource's then", async () => {
      const [point, vm] = await renamed();
      const mine = await empty();
      await restored.attach(mine, vm);
      const resource = new Resource(vms.inputs(point));
      await assert.rejects(resource.up(vms.vm()), { message: new RegExp(mine) });
      for (const { uuid } of await vms.dataVolumes()) assert.deepEqual(await simulated.control.tags(uuid), []);
      await assert.rejects(resource.destroy(vms.vm()), { code: "has-dependents" });
      assert.equal((await living()).length, 3);
    });

    it("and there is none, a VM with as many as its backup has is taken over with all of them", async () => {
      const [point, vm] = await renamed();
      const resource = new Resource(vms.inputs(point));
      await resource.up(vms.vm());
      assert.equal(idOf(resource), vm);
      assert.equal((out(resource, "dataVolumeUuids") as string[]).length, 2);
      await resource.destroy(vms.vm());
      assert.deepEqual(await living(), []);
    });

    it("keeps the VM from being deleted as an orphan", async () => {
      const [, vm] = await renamed();
      assert.equal((await deleteAsOrphan(vm))?.code, "has-dependents");
      assert.equal((await living()).length, 2);
    });
  });
});
