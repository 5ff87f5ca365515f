// A volume backup: a copy of one volume, or of one of its snapshots, kept apart from the storage that holds the volume.
// @API GET /v3/{project_id}/backups/detail
// @API GET /v3/{project_id}/backups/{backup_id}
// @API POST /v3/{project_id}/backups
// @API PUT /v3/{project_id}/backups/{backup_id}
// @API DELETE /v3/{project_id}/backups/{backup_id}

import { z } from "zod";
import type { Call, Failure, Fields, Kind } from "../../core/contract/resourceDefinition";
import type { Values } from "../../core/json";
import type { Json } from "../../openstack/responses";
import type { CinderApi } from "../client/client";
import { identityMetadata } from "../models/metadata";
import type { CinderSighting, CinderType } from "../models/objectType";
import { type BackupRow, backupRow, isoTime, type Metadata } from "../models/rows";
import { apiOf, commonOutputs, objectKind } from "../resource/base";
import { makeOnce } from "../resource/create";
import { deletionLimit, removeObject } from "../resource/delete";
import { commonFields, flag, id, label, namingRules } from "../resource/inputs";
import { bringText } from "../resource/update";
import { whenVolumeAllows } from "../resource/volumeState";
import { sweep, withDependents } from "./chain";

type BackupSighting = CinderSighting<BackupRow>;

const noun = "volume backup";

/** Microversion from which backups have metadata, which say whose they are. */
export const metadataVersion = "3.43";

/** Microversion from which a backup can be put into an availability zone. */
const zoneVersion = "3.51";

const fields: Fields = {
  ...commonFields,
  snapshotId: { schema: id.optional(), change: "replace" },
  incremental: { schema: flag, change: "replace" },
  container: { schema: label, change: "replace" },
  availabilityZone: { schema: label, change: "replace" },
  backupId: { schema: id.optional(), change: "replace" },
};

const made = z.object({ backup: z.object({ id: z.string().min(1) }) });

const volumeOf = (call: Call): string => String(call.inputs["volumeId"]);

/** All backups of a volume, or of the project. */
export function backupsOf(api: CinderApi, volume?: string): Promise<BackupRow[]> {
  const query = volume === undefined ? {} : { volume_id: volume };
  return api.list("/backups/detail", "backups", query, backupRow, { at: metadataVersion });
}

const backupsOfVolume = (api: CinderApi, call: Call): Promise<BackupRow[]> => backupsOf(api, volumeOf(call));

export const backupType: CinderType<BackupRow> = {
  noun,
  path: "/backups",
  member: "backup",
  list: "backups",
  schema: backupRow,
  at: metadataVersion,
  usable: ["available", "restoring"],
  limit: 3 * 3600,

  // Backups cannot be filtered by their metadata.
  look: backupsOfVolume,
  metadata: "replaced",
};

const type = backupType;

export const volumeBackup: Kind<BackupRow> = {
  ...objectKind(type),
  token: "cinder.VolumeBackup",
  fields,
  namedBy: "backupId",

  async origin(call: Call): Promise<string> {
    const api = apiOf(call);
    await api.demand(metadataVersion, "cinder.VolumeBackup (the metadata of backups)");
    if (call.operation === "create" && call.inputs["availabilityZone"] !== undefined) {
      await api.demand(zoneVersion, "availabilityZone");
    }
    return api.origin();
  },

  rules(news: Values, olds: Values): Failure[] {
    return namingRules(fields, "backupId", news, olds);
  },

  create(call: Call, seen: ReadonlySet<string>): Promise<BackupSighting> {
    const api = apiOf(call);
    const deadline = call.deadline(type.limit);
    const at = call.inputs["availabilityZone"] === undefined ? metadataVersion : zoneVersion;
    return makeOnce(api, call, {
      type,
      seen,
      deadline,
      mismatch: (sighting) => volumeBackup.mismatch(call, sighting),
      async post() {
        const answer = await whenVolumeAllows(api, call, noun, deadline, () =>
          api.post("/backups", bodyOf(call), made, { at, deadline }),
        );
        return answer.backup.id;
      },
    });
  },

  mismatch(call: Call, sighting: BackupSighting): string | undefined {
    const { object: row, id: backup } = sighting;
    if (row.volume_id !== call.inputs["volumeId"]) {
      return `${noun} ${backup} is of volume ${row.volume_id}, not of volumeId ${volumeOf(call)}`;
    }
    const shown = {
      snapshotId: row.snapshot_id,
      container: row.container,
      availabilityZone: row.availability_zone,
      incremental: row.is_incremental,
    };
    for (const [input, value] of Object.entries(shown)) {
      const declared = call.inputs[input];
      // A full backup may become the base of others; one that was to be incremental and is none is another one.
      if (declared === undefined || value == null || declared === value) continue;
      return `${noun} ${backup} has ${input} ${value}, not ${String(declared)}`;
    }
    return undefined;
  },

  update(call: Call, sighting: BackupSighting, olds: Values): Promise<BackupSighting> {
    return bringText(apiOf(call), call, type, sighting, olds);
  },

  async remove(call: Call, backup: string): Promise<void> {
    const api = apiOf(call);
    const look = (): Promise<BackupRow[]> => backupsOfVolume(api, call);
    const deadline = call.deadline(deletionLimit);
    await removeObject(api, type, backup, deadline, withDependents(api, call, type, look));
    // Not only after incremental ones: what relied on a waiting one may have been deleted by others since.
    await sweep(api, call, type, look, deadline);
  },

  toOutputs(sighting: BackupSighting, olds: Values): Values {
    const { data_timestamp } = sighting.object;
    return {
      ...commonOutputs(sighting.object, olds),
      dataTimestamp: olds["dataTimestamp"] ?? (data_timestamp == null ? undefined : isoTime(data_timestamp)),
    };
  },
};

function bodyOf(call: Call): Json {
  const { name, description, metadata, snapshotId, incremental, force, container, availabilityZone } = call.inputs;
  return {
    backup: {
      volume_id: volumeOf(call),
      name,
      ...(snapshotId === undefined ? {} : { snapshot_id: snapshotId }),
      ...(description === undefined ? {} : { description }),
      ...(container === undefined ? {} : { container }),
      ...(availabilityZone === undefined ? {} : { availability_zone: availabilityZone }),
      ...(incremental === true ? { incremental: true } : {}),
      ...(force === true ? { force: true } : {}),
      metadata: { ...(metadata as Metadata | undefined), ...identityMetadata(call.owner, call.identity) },
    },
  };
}
