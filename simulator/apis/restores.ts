// New data volumes, and one out of a snapshot.

import { duplicateKey, internal, operation, resourceMissing, wrongStatus } from "../core/errors";
import { newUuid } from "../core/ids";
import type { SnapshotRow, VolumeRow } from "../core/model";
import { addClone } from "../engine/deletion";
import { newDisk } from "../engine/disks";
import { storeTags } from "../engine/tags";
import { volumeInventory } from "../query/registry";
import {
  type Api,
  type Call,
  createParams,
  descriptionParam,
  hours,
  nameParam,
  type ParamSpec,
  type Work,
} from "../rest/api";

export const newVolumeParams: Record<string, ParamSpec> = {
  name: nameParam,
  description: descriptionParam,
  primaryStorageUuid: { kind: "string", resource: "PrimaryStorageVO" },
  ...createParams,
};

export interface Source {
  size: number;
  primaryStorageUuid: string | undefined;
  /** Where it is one: a linked clone goes on depending on it. */
  snapshot?: SnapshotRow;
}

interface NewVolume {
  uuid: string;
  source: Source;
  /** Called when its row is there. */
  begun?(row: VolumeRow): void;
  /** Called when it is Ready; what this throws fails the job, and the volume stays. */
  made?(row: VolumeRow): void;
}

/** Makes the new volume a linked clone; it is not stored. */
const linked = "ephemeral::volume::fastCreate";

const snapshotLocation = "VolumeSnapshotTreeBase.java: create-data-volume-on-primary-storage (location:1/2)";

/** A data volume that nobody uses, with the contents of the source. */
export function planVolume(call: Call, { uuid, source, begun, made }: NewVolume): Work {
  const { world, params, account } = call;
  const { volumes, snapshots } = world.database.tables;
  let row: VolumeRow | undefined;
  return {
    ...(source.snapshot === undefined ? {} : { location: snapshotLocation }),
    start: () => {
      if (world.database.isTaken(uuid)) throw duplicateKey();
      // At once; size, format and disk come with the data.
      row = volumes.insert({
        ...world.database.base(uuid, account.uuid),
        name: params.need("name"),
        description: params.str("description"),
        type: "Data",
        size: 0,
        state: "Enabled",
        status: "Creating",
        isShareable: false,
      });
      begun?.(row);
    },
    abort: () => {
      if (row?.status !== "Creating" || !volumes.has(uuid)) return;
      world.database.removeResource("volumes", uuid);
      world.database.burn(uuid);
    },
    finish: () => {
      const { primaryStorageUuid, size, snapshot } = source;
      if (row === undefined) throw internal("the volume was never begun");
      if (!volumes.has(uuid)) throw operation("target volume is expunged during volume creation");
      if (snapshot !== undefined && !snapshots.has(snapshot.uuid)) {
        throw resourceMissing("volumeSnapshotUuid", snapshot.uuid, "VolumeSnapshotVO");
      }
      const disk = newDisk(world.database, { ...row, primaryStorageUuid });
      const isClone = snapshot !== undefined && call.systemTags.includes(linked);
      // One that went to the recycle bin meanwhile stays there.
      const status = row.status === "Creating" ? "Ready" : row.status;
      volumes.update(row, { ...disk, primaryStorageUuid, size, actualSize: isClone ? 1024 : size, status });
      if (isClone) addClone(world, snapshot, uuid);
      made?.(row);
      return { inventory: volumeInventory(row) };
    },
  };
}

export function snapshotSource({ world, params }: Call, message: string): Source {
  const row = world.database.tables.snapshots.get(params.need("volumeSnapshotUuid"));
  if (row === undefined) throw internal("the snapshot went away");
  // The state is not looked at.
  if (row.status !== "Ready") throw wrongStatus(row, message);
  return { ...contentsOf(row, world.database.tables.volumes.get(row.volumeUuid ?? "")), snapshot: row };
}

/** What is in a snapshot: as much as the volume was large, on the snapshot's storage. */
export function contentsOf(row: SnapshotRow, volume: VolumeRow | undefined): Source {
  return { size: row.volumeSize || (volume?.size ?? row.size), primaryStorageUuid: row.primaryStorageUuid };
}

export const restoreApis: Api[] = [
  {
    name: "CreateDataVolumeFromVolumeSnapshot",
    kind: "job",
    method: "POST",
    path: "/volumes/data/from/volume-snapshots/{volumeSnapshotUuid}",
    wrapper: "params",
    timeout: 3 * hours,
    refusesSystemTags: true,
    params: {
      volumeSnapshotUuid: { kind: "string", required: true, resource: "VolumeSnapshotVO" },
      ...newVolumeParams,
    },
    // The storage given was only looked for.
    plan: (call) =>
      planVolume(call, {
        uuid: call.params.str("resourceUuid") ?? newUuid(),
        source: snapshotSource(call, "org.zstack.header.volume.APICreateDataVolumeFromVolumeSnapshotMsg"),
        begun: (row) => storeTags(call, "VolumeVO", row.uuid),
      }),
  },
];
