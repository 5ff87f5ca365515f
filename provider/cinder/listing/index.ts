// Lists all restore points of a project.

import { type ListedPoint, type ListedVolume, type Listing, placesInChains } from "../../core/listing";
import { platformText } from "../../http/printable";
import type { CinderApi } from "../client/client";
import { ownershipOf, stackKey } from "../models/metadata";
import { isUsable, ownershipIn, ownTags } from "../models/objectType";
import { backupMetadataVersion } from "../models/paths";
import { type BackupRow, isoTime, moment, type SnapshotRow } from "../models/rows";
import { volumes } from "../resource/volumeType";
import { inOrder } from "../volumeBackup/chain";
import { backupsOf, backupType } from "../volumeBackup/resource";
import { snapshotType } from "../volumeSnapshot/resource";

const gibibyte = 2 ** 30;

/** Longest name that is kept of an object. */
const longestName = 200;

const shownName = (name: string | null | undefined): string => platformText(name ?? "", longestName);

/** Throws if the service does not answer; one that shows no metadata of backups shows no owners either, and has none listed. */
export async function listPoints(api: CinderApi): Promise<Listing> {
  const { path, list, schema } = snapshotType;
  const snapshots = await api.list(`${path}/detail`, list, {}, schema);
  const backups = (await api.supports(backupMetadataVersion)) ? await backupsOf(api) : undefined;
  const rows = await volumes(api);
  return {
    points: [...snapshots.map((row) => listedSnapshot(api, row)), ...listedBackups(api, backups ?? [])],
    volumes: new Map(
      rows.map(({ id, name, attachments }): [string, ListedVolume] => [
        id,
        { name: shownName(name), vm: attachments.find((one) => one.server_id != null)?.server_id ?? undefined },
      ]),
    ),
    // Names of servers are Nova's.
    vms: new Map(),
    stores: new Map(),
    unsupported: backups === undefined ? ["cinder.VolumeBackup"] : [],
    doubt: api.clock.doubt,
  };
}

function common(api: CinderApi, row: SnapshotRow | BackupRow, usable: boolean) {
  const [now, made] = [api.clock.now(), moment(row.created_at)];
  return {
    uuid: row.id,
    name: shownName(row.name),
    createDate: row.created_at == null ? undefined : isoTime(row.created_at),
    age: now === undefined || Number.isNaN(made) ? undefined : Math.max(0, (now - made) / 1000),
    volume: row.volume_id,
    size: row.size == null ? undefined : row.size * gibibyte,
    status: shownName(row.status),
    problems: usable ? [] : [`it is ${shownName(row.status)}, not available`],
    latest: false,
    parts: [],
  };
}

function listedSnapshot(api: CinderApi, row: SnapshotRow): ListedPoint {
  return {
    ...common(api, row, isUsable(snapshotType, row)),
    kind: "snapshot",
    token: "cinder.VolumeSnapshot",
    stores: [],
    depth: 1,
    dependents: 0,
    ownership: ownershipIn(snapshotType, row),
    stackPrefix: ownTags(snapshotType, row)[stackKey] ?? "",
  };
}

/** An incremental backup builds on the newest backup of its volume before it, down to a full one. */
function listedBackups(api: CinderApi, rows: readonly BackupRow[]): ListedPoint[] {
  const chains = new Map<string, string>();
  const ordered = rows.filter(({ status }) => status !== "error").sort(inOrder);
  const layers = ordered.map((row, at) => {
    const chain = row.is_incremental === true ? (chains.get(row.volume_id) ?? row.id) : row.id;
    chains.set(row.volume_id, chain);
    return { uuid: row.id, chain, at, order: 0, alive: true };
  });
  const places = placesInChains(layers);
  const chainOf = new Map(layers.map(({ uuid, chain }) => [uuid, chain]));
  return rows.map((row) => ({
    ...common(api, row, isUsable(backupType, row)),
    kind: "volume-backup",
    token: "cinder.VolumeBackup",
    stores: row.container == null ? [] : [shownName(row.container)],
    chain: chainOf.get(row.id),
    depth: places.get(row.id)?.depth ?? 1,
    dependents: places.get(row.id)?.dependents ?? 0,
    ownership: ownershipOf(row.metadata),
    stackPrefix: row.metadata[stackKey] ?? "",
  }));
}
