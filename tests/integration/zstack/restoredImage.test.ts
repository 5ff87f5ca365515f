import assert from "node:assert/strict";
import { request } from "undici";
import { Backups, idOf, out, stores } from "../../support/backups";
import { declareAs, type JsonObject, type Place, type ProcessOptions, Resource } from "../../support/providerProcess";
import { Restored } from "../../support/restored";
import { Simulated } from "../../support/simulated";

const owner = "pulumi::org/project/dev::zstack.RestoredImage::image";
const fresh = "5f0e6a1b2c3d4e5f8a9b0c1d2e3f4a5b";
const nobody = "0".repeat(32);
const from = {
  snapshot: "/v1/images/data-volume-templates/from/volume-snapshots/{snapshotUuid}",
  backup: "/v1/images/data-volume-templates/from/volume-template/{backupUuid}",
} as const;

interface ImageRow {
  readonly uuid: string;
  readonly name: string;
  readonly status: string;
  readonly mediaType: string;
  readonly platform?: string;
}

describe("a restored image", () => {
  const simulated = new Simulated();
  const restored = new Restored(simulated);
  const backups = new Backups(simulated);
  const sources = { snapshot: () => restored.snapshotSource(), backup: () => restored.backupSource() } as const;

  const image = (options: ProcessOptions = {}) => simulated.process(options);
  const inputs = (source: JsonObject, more: JsonObject = {}, place: Place = {}) => {
    const common = { mediaType: "DataVolumeTemplate", backupStorageUuids: [stores.first] };
    return declareAs("RestoredImage", "image", { ...common, ...source, ...more }, place);
  };
  const made = async (kind: keyof typeof sources, more: JsonObject = {}): Promise<Resource> => {
    const resource = new Resource(inputs(await sources[kind](), more));
    await resource.up(image());
    return resource;
  };

  async function rows(): Promise<ImageRow[]> {
    const answer = await request(`${new URL(simulated.control.url).origin}/simulator/tables`);
    const { images = [] } = (await answer.body.json()) as { images?: ImageRow[] };
    return images;
  }

  for (const kind of ["snapshot", "backup"] as const) {
    describe(`from a ${kind}`, () => {
      it("is made once, tagged last, and has what is declared", async () => {
        const resource = await made(kind, { userTags: ["b", "a"] });
        assert.deepEqual(
          (await rows()).map(({ uuid, name, status }) => [uuid, name, status]),
          [[idOf(resource), "image", "Ready"]],
        );
        assert.deepEqual(await simulated.control.tags(idOf(resource)), ["a", "b", owner]);
        assert.deepEqual(out(resource, "readyStorageUuids"), [stores.first]);
        assert.equal(typeof out(resource, "verifiedAt"), "string");
        assert.equal(await resource.refresh(image()), "same");
        assert.equal(await resource.up(image()), "same");
        await resource.destroy(image());
        assert.deepEqual(
          (await rows()).map(({ status }) => status),
          ["Deleted"],
        );
      });

      it("is taken over from a process that died before its owner tag", async () => {
        const source = await sources[kind]();
        const dying = image({ engineAlive: async () => false });
        await assert.rejects(new Resource(inputs(source)).up(dying), { code: "engine-gone" });
        const [left] = await rows();
        const resource = new Resource(inputs(source));
        await resource.up(image());
        assert.equal(idOf(resource), left?.uuid);
        assert.equal((await rows()).length, 1);
      });

      for (const action of ["dropAfter", "dropBefore", "expireJob", "malformed"]) {
        it(`is made once despite ${action}`, async () => {
          const source = await sources[kind]();
          await simulated.control.fault({ match: { method: "POST", route: from[kind] }, action: { type: action } });
          const resource = new Resource(inputs(source));
          await resource.up(image());
          assert.deepEqual(
            (await rows()).map(({ uuid }) => uuid),
            [idOf(resource)],
          );
        });
      }

      it("is replaced by another source, new one first", async () => {
        const resource = await made(kind);
        const old = idOf(resource);
        resource.inputs = inputs(await sources[kind]());
        assert.equal(await resource.up(image()), "replaced");
        const all = Object.fromEntries((await rows()).map(({ uuid, status }) => [uuid, status]));
        assert.deepEqual(all, { [old]: "Deleted", [idOf(resource)]: "Ready" });
      });
    });
  }

  it("of a root volume inherits from its VM, and what is inherited is no drift", async () => {
    const resource = await made("snapshot", { mediaType: "RootVolumeTemplate", virtio: true, platform: "Linux" });
    assert.equal((await rows())[0]?.mediaType, "RootVolumeTemplate");
    assert.equal(await resource.refresh(image()), "same");
    assert.equal(await resource.up(image()), "same");
  });

  it("that is missing on one of its storages is a failed verification, until that is accepted", async () => {
    const source = await restored.snapshotSource();
    const resource = new Resource(inputs(source, { backupStorageUuids: [stores.first, stores.second] }));
    await resource.up(image());
    await simulated.control.objects({
      patch: { table: "backupStorages", uuid: stores.second, columns: { availableCapacity: 0 } },
    });
    const other = new Resource({ ...resource.inputs, triggers: ["2"] });
    await assert.rejects(other.up(image()), { code: "verification-failed" });
    assert.deepEqual(out(other, "readyStorageUuids"), [stores.first]);
    other.inputs = { ...other.inputs, verify: { copies: false } };
    assert.equal(await other.up(image()), "updated");
    assert.equal(typeof out(other, "verifiedAt"), "string");
  });

  it("is refused before anything is sent, by name", async () => {
    const snapshot = await restored.snapshotSource();
    const backup = await restored.backupSource();
    const refused = async (source: JsonObject, more: JsonObject, message: RegExp): Promise<void> => {
      await assert.rejects(new Resource(inputs(source, more)).up(image()), { message });
      assert.equal((await rows()).length, 0);
      for (const route of Object.values(from)) assert.equal(await simulated.control.countOf("POST", route), 0);
    };
    const two = { backupStorageUuids: [stores.first, stores.second] };
    await refused({}, {}, /^volumeSnapshotUuid: give what to restore from/);
    await refused({ ...snapshot, ...backup }, {}, /^volumeBackupUuid: volumeSnapshotUuid names/);
    await refused(backup, two, /^backupStorageUuids: .* give exactly one$/);
    await refused(snapshot, { backupStorageUuids: [stores.first, stores.first] }, /is given twice/);
    await refused(snapshot, { backupStorageUuids: [] }, /^backupStorageUuids: is empty/);
    await refused(snapshot, { platform: "Linux" }, /^platform: only a RootVolumeTemplate has it/);
    await refused(snapshot, { mediaType: "ISO" }, /^mediaType: give "RootVolumeTemplate"/);
    await refused(snapshot, { backupStorageUuids: [nobody] }, /backupStorageUuids: backup storage 0+ does not exist/);
    await refused({ volumeSnapshotUuid: nobody }, {}, /volumeSnapshotUuid: volume snapshot 0+ does not exist/);
    await refused(
      backup,
      { backupStorageUuids: [stores.second] },
      /backupStorageUuids: .* has no Ready copy of volume backup/,
    );
    await refused({ volumeBackupUuid: nobody }, {}, /volumeBackupUuid: volume backup 0+ does not exist/);
    await backups.patch("backupStorages", stores.first, { state: "Disabled" });
    await refused(snapshot, {}, /backupStorageUuids: backup storage .* is Disabled/);
  });

  it("is adopted only if it was made from the declared snapshot", async () => {
    const left = await made("snapshot", { deletionPolicy: "retain", resourceUuid: fresh });
    const { volumeSnapshotUuid } = left.inputs;
    await left.destroy(image());
    const adopt = { adopt: true, resourceUuid: fresh };
    const wrong = new Resource(inputs(await restored.snapshotSource(), adopt));
    await assert.rejects(wrong.up(image()), { code: "not-as-declared" });
    const resource = new Resource(inputs({ volumeSnapshotUuid }, adopt));
    await resource.up(image());
    assert.equal(idOf(resource), fresh);
  });

  it("leaves the recycle bin only where that is declared, also in a second run", async () => {
    const resource = await made("snapshot", { expungeOnDelete: true });
    const refusal = { type: "respond", status: 400, body: "no" };
    const match = { method: "PUT", route: "/v1/images/{imageUuid}/actions" };
    await simulated.control.fault({ match, action: refusal });
    await assert.rejects(resource.destroy(image()));
    assert.deepEqual(
      (await rows()).map(({ status }) => status),
      ["Deleted"],
    );
    await resource.destroy(image());
    assert.deepEqual(await rows(), []);
  });

  it("is kept by the retain-all override", async () => {
    const resource = await made("backup");
    const id = idOf(resource);
    await resource.destroy(image({ environment: { PULUMI_SNAPSHOTS_DELETION_POLICY: "retain" } }));
    assert.equal((await rows())[0]?.status, "Ready");
    assert.match((await simulated.control.tags(id))[0] ?? "", /^pulumi-retained::/);
  });
});
