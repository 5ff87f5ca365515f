// What programs see of a VM that goes back to a snapshot group or a VM backup.

import { defineProperties, input } from "../../core/contract/properties";
import { uuid } from "../resource/inputs";
import { revertInputs, revertOutputs } from "../reverts/inputs";

export const vmRevertProperties = defineProperties({
  token: "zstack.VmRevert",
  description: `
Restores the volumes of a ZStack VM in place, from a snapshot group or a VM backup: **what was written to them since is lost**,
except in the safety snapshots that are taken first. Volumes and VM keep their uuids; a VM backup changes the VM's image uuid.

It happens once for each restore point and value of \`triggers\`, and never again by itself: not with a refresh, a forced
replacement, a renamed resource or stack, a lost state or an interrupted run. Two user tags on the VM (\`pulumi-restored::…\`),
written before and after, tell that; they stay, and deleting the resource does nothing. A run that was interrupted is continued by
the next \`pulumi up\`. If nothing tells how it ended, that run fails and asks (\`onUnknown\`).

The volumes go back one after the other. The server reports success even if some of them failed: each is looked at, and if only
some went back the resource fails with both lists, and the VM stays stopped. The VM has to be stopped before, see \`whenRunning\`.
Under the retain-all override it does not run.

Fails, before anything is sent, if the restore point is not of this VM or not complete, if a volume was detached or attached since
a snapshot group was taken, or if the VM is in a state that forbids it. How a restore from a VM backup ends on a real server could
not be observed: it is taken from the vendor's texts.
`,
  api: "`PUT /v1/volume-snapshots/group/{uuid}/actions` and `PUT /v1/vm-backups/{groupUuid}/actions`",
  inputs: {
    vmInstanceUuid: input(uuid, {
      onChange: "replace",
      description:
        "uuid of the VM whose volumes are overwritten, as a confirmation: it has to be the VM of the restore point.",
    }),
    volumeSnapshotGroupUuid: input(uuid.optional(), {
      onChange: "update",
      description: "uuid of the snapshot group to restore. Exactly one of this and `vmBackupUuid`.",
    }),
    vmBackupUuid: input(uuid.optional(), {
      onChange: "update",
      description: "Group uuid of the VM backup to restore. Exactly one of this and `volumeSnapshotGroupUuid`.",
    }),
    backupStorageUuid: input(uuid.optional(), {
      onChange: "record",
      description:
        "uuid of the backup storage to read a VM backup from; it has to hold a Ready copy of every member. Default: the server " +
        "chooses one that is not remote.",
    }),
    ...revertInputs("VM"),
  },
  outputs: revertOutputs,
  example: {
    name: "web-back",
    inputs: {
      vmInstanceUuid: "b1000000000040008000000000000001",
      volumeSnapshotGroupUuid: "5b1e0e5c6f7a4d0e8c9b0a1d2e3f4a5b",
      whenRunning: "stopAndStart",
      triggers: ["upgrade 2.4.0 failed"],
    },
    output: "revertedAt",
  },
});
