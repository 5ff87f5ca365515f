import assert from "node:assert/strict";
import type { JsonObject } from "../../../../provider/core/json";
import { addressees, type Backup, rootLast } from "../../../../provider/zstack/backup/requests";
import { type BackupInventory, backupSchema, holders } from "../../../../provider/zstack/models/backup";
import { observedFrom } from "../../../../provider/zstack/resource/objectType";
import { vmBackupOf, vmBackupType } from "../../../../provider/zstack/vmBackup/objectType";
import { vmBackup } from "../../../../provider/zstack/vmBackup/resource";

// Samples as the vendor's pages print them.
const volumeSample = `{   "inventory": {     "uuid": "6bd6608ecda63747b2471a02b42704d6",     "volumeUuid": "1a0c6b2ca31a3b40b2c06a0f2ecb0849",     "name": "Backup-1",     "description": "volume backup",     "size": 1.073741824E9,     "createDate": "Nov 14, 2017 10:20:57 PM",     "lastOpDate": "Nov 14, 2017 10:20:57 PM"   } }`;
const vmSample = `{ "inventories": [ { "uuid": "785edb93bb1b3a31857dac1e69cc8392", "volumeUuid": "2ae6b881bb1239cd907d48993e86a2e8", "name": "Root-Volume-Backup-1", "description": "volume backup", "size": 1.073741824E9, "groupUuid": "2f7c0a5bb86430e8a5ac48312172d70d", "createDate": "Nov 14, 2017 10:20:57 PM", "lastOpDate": "Nov 14, 2017 10:20:57 PM" }, { "uuid": "3084eea905f4311b9d484bfe97142bdf", "volumeUuid": "f6c7d5276c873eba8accddd4a09a1ee6", "name": "Data-Volume-Backup-1", "description": "volume backup", "size": 2.147483648E9, "createDate": "Nov 14, 2017 10:20:57 PM", "lastOpDate": "Nov 14, 2017 10:20:57 PM" } ] }`;

function backup(more: JsonObject = {}): BackupInventory {
  return backupSchema.parse({ uuid: "m1", volumeUuid: "v1", type: "Root", status: "Ready", groupUuid: "g", ...more });
}

const ref = (backupStorageUuid: string, status = "Ready") => ({ backupStorageUuid, status });

describe("the vendor's samples of backups", () => {
  it("are understood: a volume backup", () => {
    const { inventory } = JSON.parse(volumeSample) as { inventory: unknown };
    const read = backupSchema.parse(inventory);
    assert.equal(read.size, 1_073_741_824);
    assert.deepEqual(read.backupStorageRefs, []);
  });

  it("are understood: a VM backup whose group is named on one member only", () => {
    const made = vmBackupType.made(JSON.parse(vmSample) as Record<string, unknown>);
    assert.equal(made?.uuid, "2f7c0a5bb86430e8a5ac48312172d70d");
    assert.equal(made?.members.length, 2);
  });
});

describe("storages that hold a backup", () => {
  it("hold a Ready copy of every member", () => {
    const root = backup({ backupStorageRefs: [ref("b"), ref("a"), ref("c", "Deleted")] });
    const data = backup({ uuid: "m2", backupStorageRefs: [ref("a"), ref("c")] });
    assert.deepEqual(holders([root]), ["a", "b"]);
    assert.deepEqual(holders([root, data]), ["a"]);
    assert.deepEqual(holders([]), []);
  });

  it("hold nothing that is under way, was interrupted, or never was there", () => {
    for (const status of ["Creating", "Deleted", undefined]) {
      const refs = [ref("a"), { backupStorageUuid: "b", ...(status === undefined ? {} : { status }) }];
      assert.deepEqual(holders([backup({ backupStorageRefs: refs })]), ["a"], status);
    }
  });
});

describe("a VM backup out of its rows", () => {
  const root = backup({ uuid: "r", volumeUuid: "z" });
  const [data1, data2] = [
    backup({ uuid: "d1", volumeUuid: "a", type: "Data" }),
    backup({ uuid: "d2", volumeUuid: "b", type: "Data" }),
  ] as const;

  it("has the root first, then its volumes in order, without what only lingers", () => {
    const lingering = backup({ uuid: "x", status: "Deleted" });
    for (const rows of [
      [data2, lingering, root, data1],
      [root, data1, data2],
    ]) {
      assert.deepEqual(
        vmBackupOf("g", rows).members.map((one) => one.uuid),
        ["r", "d1", "d2"],
      );
    }
  });

  it("is ready with exactly one root, and all of it Ready", () => {
    const ready = (...rows: BackupInventory[]) => vmBackupType.ready(vmBackupOf("g", rows));
    assert.equal(ready(root, data1), true);
    assert.equal(ready(data1), false);
    assert.equal(ready(root, { ...root, uuid: "r2" }), false);
    assert.equal(ready(root, { ...data1, status: "Creating" }), false);
    assert.equal(vmBackupType.gone(vmBackupOf("g", [{ ...root, status: "Deleted" }])), true);
  });

  it("carries its tags on the root", () => {
    assert.equal(vmBackupType.tagged(vmBackupOf("g", [data1, root])), "r");
    assert.equal(vmBackupType.tagged(vmBackupOf("g", [data2, data1])), "d1");
  });

  it("is asked for as a whole only where the server knows it as one", () => {
    const group: Backup = { what: "VM backup g", groupUuid: "g", tagged: () => "r", look: async () => [] };
    const paths = (members: BackupInventory[], chosen = members) =>
      addressees(group, members, chosen).map((one) => one.path);
    assert.deepEqual(paths([root, data1]), ["/v1/vm-backups/g"]);
    assert.deepEqual(paths([data1, data2]), ["/v1/volume-backups/d1", "/v1/volume-backups/d2"]);
    assert.deepEqual(paths([root, data1], [data1]), ["/v1/volume-backups/d1"]);
    assert.deepEqual(
      rootLast([root, data1, data2]).map((one) => one.uuid),
      ["d1", "d2", "r"],
    );
  });

  it("shows sizes as they were recorded, and what is lost", () => {
    const inputs = { backupStorageUuid: "d".repeat(32), vmInstanceUuid: "b".repeat(32) };
    const seen = (rows: BackupInventory[], expected?: readonly string[]) =>
      observedFrom(vmBackupType, { ...vmBackupOf("g", rows), expected }, []);
    const first = vmBackup.toOutputs(
      seen(
        [
          { ...root, size: 5 },
          { ...data1, size: 7 },
        ],
        ["z", "a"],
      ),
      {},
      inputs,
    );
    assert.deepEqual([first["totalSize"], first["complete"], first["missingVolumes"]], [12, true, []]);
    const grown = vmBackup.toOutputs(
      seen([
        { ...root, size: 50 },
        { ...data1, size: 70 },
      ]),
      first,
      inputs,
    );
    assert.equal(grown["totalSize"], 12);
    const without = vmBackup.toOutputs(seen([{ ...root, size: 50 }]), grown, inputs);
    assert.deepEqual([without["totalSize"], without["complete"], without["missingVolumes"]], [5, false, ["a"]]);
    const ctx = { operation: "read", inputs, outputs: grown } as unknown as Parameters<typeof vmBackup.verify>[0];
    assert.deepEqual(
      vmBackup.verify(ctx, seen([{ ...root, size: 50 }])).map(({ check }) => check),
      ["members", "copies"],
      "a lost member, and no storage has a copy of what is left",
    );
    assert.match(vmBackup.verify(ctx, seen([root]))[0]?.reason ?? "", /VM backup g has no backup of volume a$/);
    const never = vmBackup.toOutputs(seen([root], ["z", "b"]), {}, inputs);
    assert.deepEqual(never["missingVolumes"], ["b"]);
  });
});
