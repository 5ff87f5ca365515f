// Ways to restore from restore points of OpenStack Cinder.

import type { CinderApi } from "../../../provider/cinder/client/client";
import { closeConnections, connectionOf } from "../../../provider/cinder/connections";
import { rowOf } from "../../../provider/cinder/models/objectType";
import { volumePath } from "../../../provider/cinder/models/paths";
import { named, type VolumeRow } from "../../../provider/cinder/models/rows";
import { serversOf } from "../../../provider/cinder/resource/attachments";
import { volumeRestore, volumeRestoring } from "../../../provider/cinder/volumeRestore/resource";
import { volumeRevert, volumeReverting } from "../../../provider/cinder/volumeRevert/resource";
import type { ProviderRuntime } from "../../../provider/core/runtime/runtime";
import { CliError } from "../../errors";
import { inPlace, targetGone } from "../inPlace";
import { onlyOn } from "../onlyOn";
import type { RestoreOptions } from "../options";
import type { Found, RestorePlatform, Way } from "../way";
import { newVolume } from "./newVolume";
import { type CinderPoint, pointOf } from "./point";

export const cinderPlatform: RestorePlatform = {
  async wayTo(options, found) {
    refuseOthers(options);
    const { id, settings, runtime } = found;
    const api = connectionOf(found);
    const point = await pointOf(api, id);
    if (options.to === "in-place") return wayInPlace(options, { ...found, api, point });
    const name = (options.name ?? `restored-${point.row.name || id}`).slice(0, 255).trim();
    return newVolume({ api, settings, runtime, point, name, options: options.newVolume });
  },
  close: (runtime: ProviderRuntime, ms: number) => closeConnections(runtime, ms),
};

/** What only another platform can do. */
function refuseOthers({ to, whenRunning, backupStorageUuid, newVm }: RestoreOptions): void {
  if (to === "new-vm") {
    throw new CliError(
      "usage-error",
      "--to new-vm: a snapshot or backup of OpenStack Cinder is of one volume, and servers are made by Nova, which this " +
        "command does not use. Restore each volume of the server with --to new-volume; then boot a new server from the root " +
        "volume: openstack server create --volume <id> --flavor <flavor> --network <network> <name>",
    );
  }
  if (whenRunning !== undefined) {
    throw new CliError(
      "usage-error",
      "--when-running: OpenStack Cinder overwrites detached volumes only, and this command stops no servers. Detach the " +
        "volume (openstack server remove volume <server> <volume>), restore without this option, and attach it again",
    );
  }
  onlyOn("ZStack", [
    ["--backup-storage", backupStorageUuid],
    ["--cluster", newVm.clusterUuid],
    ["--network", newVm.networkUuids[0]],
    ["--cpu", newVm.cpuNum],
    ["--memory", newVm.memoryGib],
    ["--start", newVm.start],
  ]);
}

interface FoundPoint extends Found {
  readonly api: CinderApi;
  readonly point: CinderPoint;
}

const inPlaceBy = {
  snapshot: { resource: volumeRevert, reverting: volumeReverting, input: "snapshotId" },
  backup: { resource: volumeRestore, reverting: volumeRestoring, input: "backupId" },
} as const;

async function wayInPlace(options: RestoreOptions, found: FoundPoint): Promise<Way> {
  const { id, settings, runtime, api, point } = found;
  const { resource, reverting, input } = inPlaceBy[point.kind];
  const volumeId = point.row.volume_id;
  const volume = await rowOf(api, volumePath, volumeId);
  if (volume === undefined) throw targetGone(reverting.noun, volumeId, "new-volume");
  const { safetySnapshot: safetyVolume, onUnknown } = options;
  return inPlace({
    ...{ resource, reverting, settings, runtime, point: id },
    inputs: { volumeId, [input]: id, safetyVolume, ...(onUnknown === undefined ? {} : { onUnknown }) },
    targetName: volume.name || volume.id,
    notes: [volumeInWords(volume)],
    next: ({ safetyVolumeId: kept }) => [
      `The volume is as it was at the restore point. Attach it again: openstack server add volume <server> ${volumeId}`,
      ...(kept === undefined
        ? []
        : [
            `What was overwritten is kept as volume ${String(kept)}. When it is no longer needed: openstack volume delete ${String(kept)}`,
          ]),
      'If a stack declares the volume, run "pulumi refresh" there.',
    ],
  });
}

function volumeInWords(volume: VolumeRow): string {
  const servers = serversOf(volume);
  const size = volume.size == null ? "" : `${volume.size} GiB, `;
  const where = servers === "" ? "" : `, attached to ${servers}`;
  return `volume ${named(volume)}: ${size}status "${volume.status}"${where}`;
}
