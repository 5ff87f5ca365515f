// Keeps the table in docs/reference/timeouts.md in step with the limits in the code and with the recorded ones of a server:
// UPDATE_DOCS=1 npx mocha tests/unit/documentation/timeouts.test.ts writes it anew.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { backupLimits } from "../../../provider/zstack/models/backup";
import { allApis } from "../../../simulator/apis";
import { assertTable } from "./table";

/** The value of `name = 3 * 3600`, or of `name: 3600`, in a file of provider/: the only one of that name there. */
function inCode(file: string, name: string): number {
  const text = readFileSync(join(__dirname, "../../../provider", file), "utf8");
  const found = [...text.matchAll(new RegExp(`\\b${name}(?: =|:) ([\\d_]+(?: \\* [\\d_]+)*)[;,]`, "g"))];
  assert.equal(found.length, 1, `${file}: ${name}`);
  return (found[0]?.[1] ?? "").split(" * ").reduce((product, factor) => product * Number(factor), 1);
}

/** Seconds that a server allows a job by itself. */
function ofServer(api: string): number {
  const found = allApis.find(({ name }) => name === api);
  assert.ok(found?.kind === "job", api);
  return found.timeout / 1000;
}

function words(limit: number): string {
  const [count, unit] = limit % 3600 === 0 ? [limit / 3600, "hour"] : [limit / 60, "minute"];
  return `${count} ${unit}${count === 1 ? "" : "s"}`;
}

const limit = (api: string): string => words(ofServer(api));
const replicas = `${limit("CreateUserTag")}; ${limit("SyncBackupFromImageStoreBackupStorage")} for each copy`;
const cinderDrill = words(inCode("cinder/resource/volumeType.ts", "limit"));
const cinderRevert = words(inCode("cinder/reverts/carryOut.ts", "revertLimit"));
const cinderDeletion = words(inCode("cinder/resource/delete.ts", "deletionLimit"));

const vmLimit = words(inCode("zstack/restoredVm/objectType.ts", "restoreLimit"));
const volumeLimits = `${limit("CreateDataVolumeFromVolumeSnapshot")} from a snapshot, ${limit("CreateDataVolumeFromVolumeBackup")} from a backup`;
const volumeRevert = `${limit("RevertVolumeFromSnapshot")}; ${limit("RevertVolumeFromVolumeBackup")} from a backup`;
const vmRevert = `${limit("RevertVmFromSnapshotGroup")}; ${limit("RevertVmFromVmBackup")} from a backup`;

const rows = [
  [
    "zstack.VolumeSnapshot",
    limit("CreateVolumeSnapshot"),
    limit("UpdateVolumeSnapshot"),
    limit("DeleteVolumeSnapshot"),
  ],
  [
    "zstack.VolumeSnapshotGroup",
    limit("CreateVolumeSnapshotGroup"),
    limit("UpdateVolumeSnapshotGroup"),
    limit("DeleteVolumeSnapshotGroup"),
  ],
  ["zstack.VolumeBackup", limit("CreateVolumeBackup"), replicas, limit("DeleteVolumeBackup")],
  ["zstack.VmBackup", limit("CreateVmBackup"), replicas, limit("DeleteVmBackup")],
  [
    "zstack.RestoredVolume",
    volumeLimits,
    `${limit("UpdateVolume")}; ${limit("AttachDataVolumeToVm")} for each attachment`,
    limit("DeleteDataVolume"),
  ],
  [
    "zstack.RestoredImage",
    limit("CreateRootVolumeTemplateFromVolumeSnapshot"),
    limit("CreateUserTag"),
    limit("DeleteImage"),
  ],
  ["zstack.RestoredVm", vmLimit, limit("UpdateVmInstance"), `${limit("StopVmInstance")} for each of its requests`],
  ["zstack.BackupStorageSync", limit("SyncVmBackup"), limit("SyncVmBackup"), "does nothing"],
  [
    "zstack.RestoreDrill",
    `${volumeLimits}; ${vmLimit} for a VM`,
    `${volumeLimits}; ${vmLimit} for a VM`,
    "does nothing",
  ],
  ["zstack.VolumeRevert", volumeRevert, volumeRevert, "does nothing"],
  ["zstack.VmRevert", vmRevert, vmRevert, "does nothing"],
  ["cinder.VolumeSnapshot", words(inCode("cinder/volumeSnapshot/resource.ts", "limit")), "no wait", cinderDeletion],
  ["cinder.VolumeBackup", words(inCode("cinder/volumeBackup/resource.ts", "limit")), "no wait", cinderDeletion],
  [
    "cinder.RestoredVolume",
    words(inCode("cinder/resource/volumeType.ts", "limit")),
    words(inCode("cinder/restoredVolume/extend.ts", "extensionLimit")),
    cinderDeletion,
  ],
  ["cinder.VolumeRevert", cinderRevert, cinderRevert, "does nothing"],
  ["cinder.VolumeRestore", cinderRevert, cinderRevert, "does nothing"],
  ["cinder.RestoreDrill", cinderDrill, cinderDrill, "does nothing"],
];

describe("docs/reference/timeouts.md", () => {
  it("has the limits of the server and of the code", () => {
    const named = rows.map(([token = "", ...limits]) => [`\`${token}\``, ...limits]);
    assertTable("docs/reference/timeouts.md", "timeouts", ["resource", "create", "update", "delete"], named);
  });

  it("is about a server whose limits the code knows", () => {
    assert.equal(inCode("zstack/volumeSnapshot/resource.ts", "serverLimit"), ofServer("CreateVolumeSnapshot"));
    assert.equal(
      inCode("zstack/volumeSnapshotGroup/resource.ts", "serverLimit"),
      ofServer("CreateVolumeSnapshotGroup"),
    );
    assert.equal(inCode("zstack/snapshotTree/idleTree.ts", "deletionLimit"), ofServer("DeleteVolumeSnapshot"));
    assert.equal(inCode("zstack/backup/delete.ts", "serverLimit"), ofServer("DeleteVolumeBackup"));
    assert.equal(
      inCode("zstack/backup/stuckCopies.ts", "copyLimit"),
      ofServer("SyncBackupFromImageStoreBackupStorage"),
    );
    assert.equal(inCode("zstack/backupStorageSync/resource.ts", "serverLimit"), ofServer("SyncVmBackup"));
    assert.equal(backupLimits.volume, ofServer("CreateVolumeBackup"));
    assert.equal(backupLimits.vm, ofServer("CreateVmBackup"));
  });
});
