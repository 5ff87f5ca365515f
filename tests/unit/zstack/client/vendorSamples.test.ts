import assert from "node:assert/strict";
import { FinalError } from "../../../../provider/http/errors";
import { parseResponse } from "../../../../provider/zstack/client/responses";
import { snapshotSchema } from "../../../../provider/zstack/models/volumeSnapshot";
import { groupSchema, livingRefs } from "../../../../provider/zstack/models/volumeSnapshotGroup";

// The response samples of the vendor's pages, as they are printed there; those of backups are in backupInventory.test.ts.

const group = `{ "createDate": "Sep 12, 2019 5:26:18 PM", "description": "", "lastOpDate": "Sep 12, 2019 5:26:18 PM",
  "name": "Snapshot-4", "snapshotCount": 2, "uuid": "63854129e8aa42258aa83d0d9d45032c",
  "vmInstanceUuid": "c0220ee607bf4afabc2a66532b0b0387", "volumeSnapshotRefs": [
  { "createDate": "Sep 12, 2019 5:26:18 PM", "deviceId": 1, "lastOpDate": "Sep 12, 2019 5:26:18 PM",
    "snapshotDeleted": false, "volumeName": "Volume-1",
    "volumeSnapshotGroupUuid": "63854129e8aa42258aa83d0d9d45032c",
    "volumeSnapshotInstallPath": "/zstack_ps/dataVolumes/acct-36c27e8ff05c4780bf6d2fa65700f22e/vol-1b746a6adb584ee89c65ab51c3634416/snapshots/2b47066db7c641019495204a39d00abb.qcow2",
    "volumeSnapshotName": "Snapshot-4-Volume-1", "volumeSnapshotUuid": "75c17cf55b2a4a70877e274d5c5ec77b",
    "volumeType": "Data", "volumeUuid": "1b746a6adb584ee89c65ab51c3634416" },
  { "createDate": "Sep 12, 2019 5:26:18 PM", "deviceId": 0, "lastOpDate": "Sep 12, 2019 5:26:18 PM",
    "snapshotDeleted": false, "volumeName": "ROOT-for-VM-1",
    "volumeSnapshotGroupUuid": "63854129e8aa42258aa83d0d9d45032c",
    "volumeSnapshotInstallPath": "/zstack_ps/rootVolumes/acct-36c27e8ff05c4780bf6d2fa65700f22e/vol-b2026ce722584b0383b247640e2961e2/snapshots/d0ea588f6c5d4e539a54ff4f64112e86.qcow2",
    "volumeSnapshotName": "Snapshot-4-ROOT-for-VM-1", "volumeSnapshotUuid": "6daba46d758445d4af7812738ba93e7d",
    "volumeType": "Root", "volumeUuid": "b2026ce722584b0383b247640e2961e2" } ] }`;

const snapshot = `{ "uuid": "492ebccdeb804e308361b08e4f0e9a7a", "name": "My Snapshot 2",
  "primaryStorageUuid": "/Cloud_ps/rootVolumes/acct-e77f16d460ea46e18262547b56972273/vol-13c66bb52d0949398e520183b917f813/snapshots/2fa6979af5c6479fa98f37d316f44b5f.qcow2",
  "volumeType": "Root", "format": "qcow2", "latest": false, "size": 1310720.0, "state": "Enabled", "status": "Ready" }`;

const timeout = `{ "error": { "code": "SYS.1001", "description": "A message or a operation timeout",
  "details": "Create VM on KVM timeout after 300s" } }`;

describe("response samples of the vendor's pages", () => {
  it("a volume snapshot group", () => {
    const inventory = groupSchema.parse(JSON.parse(group));
    assert.equal(inventory.vmInstanceUuid, "c0220ee607bf4afabc2a66532b0b0387");
    assert.deepEqual(
      livingRefs(inventory).map((ref) => ref.volumeName),
      ["ROOT-for-VM-1", "Volume-1"],
    );
  });

  it("a volume snapshot, which lacks what the page calls required", () => {
    const inventory = snapshotSchema.parse(JSON.parse(snapshot));
    assert.equal(inventory.size, 1_310_720);
    assert.equal(inventory.volumeUuid, undefined);
  });

  it("an error", () => {
    const exchange = { request: "DELETE /v1/vm-backups/x", write: true, base: "http://cloud:8080/zstack" };
    assert.throws(
      () => parseResponse({ status: 503, headers: {}, text: timeout }, exchange),
      (error) => error instanceof FinalError && /Create VM on KVM timeout after 300s \(SYS\.1001\)/.test(error.message),
    );
  });
});
