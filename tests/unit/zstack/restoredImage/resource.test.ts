import assert from "node:assert/strict";
import { Settings } from "../../../../provider/core/contract/settings";
import { difference } from "../../../../provider/core/lifecycle/diff";
import { imageSchema } from "../../../../provider/zstack/models/image";
import { restoredImage } from "../../../../provider/zstack/restoredImage/resource";

type Observed = Parameters<typeof restoredImage.toOutputs>[0];
type Context = Parameters<typeof restoredImage.verify>[0];
type Inputs = Readonly<Record<string, unknown>>;

const [snapshot = "", backup = "", first = "", second = ""] = ["a", "b", "c", "d"].map((digit) => digit.repeat(32));
const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
const declared = {
  name: "image",
  volumeSnapshotUuid: snapshot,
  mediaType: "RootVolumeTemplate",
  backupStorageUuids: [first, second],
};

function observed(more: Inputs = {}, stores: readonly (readonly [string, string])[] = [[first, "Ready"]]): Observed {
  const inventory = imageSchema.parse({
    uuid: "1".repeat(32),
    name: "image",
    status: "Ready",
    size: 1024,
    url: `volumeSnapshot://${snapshot}`,
    mediaType: "RootVolumeTemplate",
    backupStorageRefs: stores.map(([backupStorageUuid, status]) => ({ backupStorageUuid, status })),
    ...more,
  });
  const { uuid, status } = inventory;
  return { id: uuid, object: { inventory, rows: [] }, ready: status === "Ready", ownership: {}, tags: [] };
}

const ctx = (inputs: Inputs): Context => ({ inputs }) as unknown as Context;
const refused = (more: Inputs): string[] =>
  restoredImage.rules({ ...declared, ...more }, {}).map(({ property }) => property);

describe("a restored image", () => {
  it("has one source, one storage where that is a backup, and nothing of a root volume where it is none", () => {
    const ofBackup = { volumeSnapshotUuid: undefined, volumeBackupUuid: backup };
    const ofData = { mediaType: "DataVolumeTemplate" };
    assert.deepEqual(refused({}), []);
    assert.deepEqual(refused({ volumeSnapshotUuid: undefined }), ["volumeSnapshotUuid"]);
    assert.deepEqual(refused({ volumeBackupUuid: backup }), ["volumeBackupUuid"]);
    assert.deepEqual(refused(ofBackup), ["backupStorageUuids"]);
    assert.deepEqual(refused({ ...ofBackup, backupStorageUuids: [first] }), []);
    assert.deepEqual(refused({ ...ofBackup, backupStorageUuids: unknown }), []);
    assert.deepEqual(refused({ backupStorageUuids: [first, first] }), ["backupStorageUuids"]);
    assert.deepEqual(refused({ ...ofData, virtio: false, platform: "Linux" }), ["platform", "virtio"]);
    assert.deepEqual(refused({ mediaType: unknown, virtio: false }), []);
  });

  it("is as verified on each of its storages, and only a Ready copy counts", () => {
    const checks = (image: Observed) => restoredImage.verify(ctx(declared), image).map(({ check }) => check);
    const both = [first, second].map((one) => [one, "Ready"] as const);
    assert.deepEqual(checks(observed({}, both)), []);
    assert.deepEqual(checks(observed()), ["copies"]);
    assert.deepEqual(checks(observed({ size: 0 })), ["size", "copies"]);
    assert.deepEqual(checks(observed({}, [both[0] ?? ["", ""], [second, "Downloading"]])), ["copies"]);
    assert.deepEqual(checks(observed({ status: "Creating" }, [])), ["status"]);
    assert.deepEqual(restoredImage.toOutputs(observed({}, both), {}, declared)["readyStorageUuids"], [first, second]);
    const other = { ...declared, backupStorageUuids: [second] };
    assert.deepEqual(restoredImage.toOutputs(observed({}, both), {}, other)["readyStorageUuids"], [second]);
  });

  it("does not drift by what its server fills in", () => {
    const filled = observed({ platform: "Windows", guestOsType: "x", architecture: "y", name: "other" });
    const inputs = { ...declared, platform: "Linux", guestOsType: "CentOS", virtio: true };
    assert.deepEqual(restoredImage.toInputs(filled, inputs), {});
  });

  it("differs where it was made from another snapshot, or is of another kind", () => {
    const mismatch = (more: Inputs, inputs: Inputs = declared) => restoredImage.mismatch(ctx(inputs), observed(more));
    assert.equal(mismatch({}), undefined);
    assert.match(
      mismatch({ url: `volumeSnapshot://${backup}` }) ?? "",
      /was made from volume snapshot b+, not from a+/,
    );
    assert.match(mismatch({ mediaType: "DataVolumeTemplate" }) ?? "", /is a DataVolumeTemplate/);
    const ofBackup = { ...declared, volumeSnapshotUuid: undefined, volumeBackupUuid: backup };
    assert.match(mismatch({}, ofBackup) ?? "", /not from volume backup b+/);
    assert.equal(mismatch({ url: "anything" }, ofBackup), undefined);
  });

  it("is replaced by what changes its data, create first, and records the rest", () => {
    const settings = new Settings(() => undefined, {});
    const change = (more: Inputs) => difference(restoredImage, settings, "1", declared, { ...declared, ...more });
    for (const more of [{ backupStorageUuids: [first] }, { mediaType: "DataVolumeTemplate" }, { triggers: 1 }])
      assert.deepEqual(change(more), { changes: true, replaces: Object.keys(more), deleteBeforeReplace: false });
    for (const more of [{ name: "b" }, { description: "d" }, { userTags: ["t"] }, { expungeOnDelete: true }])
      assert.deepEqual(change(more).replaces, []);
  });
});
