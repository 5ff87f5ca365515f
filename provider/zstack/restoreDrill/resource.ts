// A restore drill: a volume or VM is restored, verified and taken away again.
// @API GET /v1/volumes
// @API GET /v1/volumes/{uuid}
// @API POST /v1/volumes/data/from/volume-snapshots/{volumeSnapshotUuid}
// @API POST /v1/volumes/data-volume/from/volume-template/{backupUuid}
// @API PUT /v1/volumes/{uuid}/actions updateVolume expungeDataVolume
// @API DELETE /v1/volumes/{uuid}
// @API DELETE /v1/volumes/{uuid}/vm-instances
// @API GET /v1/vm-instances
// @API GET /v1/vm-instances/{uuid}
// @API POST /v1/vm-instances/from/volume-snapshots/group/{volumeSnapshotGroupUuid}
// @API POST /v1/vm-instances/from/vm-backups/{groupUuid}
// @API PUT /v1/vm-instances/{uuid}/actions stopVmInstance expungeVmInstance
// @API DELETE /v1/vm-instances/{uuid}
// @API GET /v1/system-tags
// @API GET /v1/volume-snapshots
// @API GET /v1/volume-snapshots/{uuid}
// @API GET /v1/volume-snapshots/group/{uuid}
// @API GET /v1/volume-backups
// @API GET /v1/volume-backups/{uuid}
// @API GET /v1/backup-storage/{uuid}

import type { ActionDefinition } from "../../core/actions/definition";
import { readersOf } from "../../core/contract/readers";
import type { Failure } from "../../core/contract/resourceDefinition";
import { runDrill } from "../../core/drills/drill";
import { formerRequests } from "../../core/drills/formerRequests";
import { clearDrill } from "../../core/drills/leftovers";
import { identityOf } from "../../core/identity/identity";
import { zstackEndpoint } from "../config";
import { apiOf } from "../resource/base";
import { exactlyOneSource, onlyWith } from "../restore/sources";
import { drillSources, restoreDrillProperties, vmSources } from "./properties";
import { vmDrill } from "./vmDrill";
import { volumeDrill } from "./volumeDrill";

const { declared, proposed } = readersOf(restoreDrillProperties);

export const restoreDrill: ActionDefinition = {
  ...restoreDrillProperties,
  noun: "restore drill",
  destroys: "delete what it makes",
  endpoint: (settings) => zstackEndpoint(settings),
  origin: (ctx) => apiOf(ctx).origin(),

  rules(news) {
    const given = proposed(news);
    const failures = exactlyOneSource(given, drillSources);
    if (failures.length > 0) return failures;
    const isVm = vmSources.some((name) => given[name] !== undefined);
    const place: Failure[] =
      given.clusterUuid === undefined || isVm
        ? []
        : [
            {
              property: "clusterUuid",
              reason: `clusterUuid: a volume is in no cluster; remove it, or give ${vmSources.join(" or ")}`,
            },
          ];
    const storage = given.vmBackupUuid !== undefined ? [] : ["backupStorageUuid"];
    const why = isVm ? "a drill of a VM leaves that to the server" : "a snapshot is restored on its own storage";
    return [...place, ...onlyWith(given, ["primaryStorageUuid", ...storage], "volumeBackupUuid", why)];
  },

  async run(ctx) {
    const { volumeSnapshotGroupUuid, vmBackupUuid } = declared(ctx.inputs);
    const isVm = (volumeSnapshotGroupUuid ?? vmBackupUuid) !== undefined;
    // No input replaces a drill.
    const before = formerRequests(ctx, (seed) => identityOf(seed, {}));
    // An earlier run may have been interrupted with a restore point of the other kind.
    for (const one of [...before, ctx])
      await (isVm ? clearDrill(volumeDrill, one, "all") : clearDrill(vmDrill, one, "all"));
    return isVm ? runDrill(vmDrill, ctx, before) : runDrill(volumeDrill, ctx, before);
  },
  // Nothing is left, so there is nothing that could be gone.
  targetExists: async () => true,
};
