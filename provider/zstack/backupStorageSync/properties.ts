// What programs see of a synchronization of an image store.

import { z } from "zod";
import { defineProperties, input, int32, named, output } from "../../core/contract/properties";
import { uuid } from "../resource/inputs";

const scope = named(
  "BackupStorageSyncScope",
  "Which records a synchronization compares: those of VM backups or of single volumes.",
  z.enum(["vm", "volume"], { error: 'give "vm" or "volume"' }),
);

export const backupStorageSyncProperties = defineProperties({
  token: "zstack.BackupStorageSync",
  description: `
Runs a synchronization of an image store: the server compares its records of backups with what the store holds, adds what it did
not know and drops what is gone. **It can remove records of backups that the store has lost**, also such as this stack has made.

Only administrators may run it. It waits up to 10 minutes (or \`customTimeouts\`) for backups that are being made, whose records
the server could remove, and fails then; under the retain-all override it does not run.

It is an action and leaves no object behind: deleting the resource does nothing, and a refresh only looks whether the image store
is still there. The limit is \`customTimeouts\`, or else the server's own (30 minutes) and a minute.

Fails, before anything is sent, if the backup storage does not exist or is no image store.
`,
  api:
    "`PUT /v1/vm-backups/imageStore/{imageStoreUuid}/actions` and " +
    "`PUT /v1/volume-backups/imageStore/{imageStoreUuid}/actions`",
  inputs: {
    imageStoreUuid: input(uuid, { onChange: "replace", description: "uuid of the image store." }),
    scope: input(scope, { onChange: "replace", description: "Which records to compare." }),
    triggers: input(z.json().optional(), {
      onChange: "update",
      description: "Any JSON value: the synchronization runs when it is declared, and again whenever this changes.",
    }),
  },
  outputs: {
    newBackupCount: output(
      int32(z.int()).optional(),
      "Backups that the last run found and recorded; absent if the server does not count.",
    ),
    deletedBackupCount: output(
      int32(z.int()).optional(),
      "Backups of this scope that are not on this store, **wherever else they are**: with 500 backups on another store it is " +
        "500, although nothing is gone. Absent if the server does not count.",
    ),
    runCount: output(int32(z.int()), "How often this resource ran the synchronization."),
  },
  example: {
    name: "remote-site",
    inputs: { imageStoreUuid: "d1000000000040008000000000000001", scope: "vm", triggers: ["2026-11-21"] },
    output: "newBackupCount",
  },
});
