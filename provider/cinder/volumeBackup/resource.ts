// A volume backup: a copy of one volume, or of one of its snapshots, kept apart from the storage that holds the volume.
// @API GET /v3/{project_id}/backups/detail
// @API GET /v3/{project_id}/backups/{backup_id}
// @API POST /v3/{project_id}/backups
// @API PUT /v3/{project_id}/backups/{backup_id}
// @API DELETE /v3/{project_id}/backups/{backup_id}

import { z } from "zod";
import { defineResource, type ImportedInputs, type ShownBy } from "../../core/contract/defineResource";
import { type DeclaredBy, type GivenBy, type RecordedBy, readersOf } from "../../core/contract/readers";
import type { Failure, RequestContext, ResourceDefinition } from "../../core/contract/resourceDefinition";
import type { JsonObject } from "../../core/json";
import type { Json } from "../../openstack/responses";
import type { CinderApi } from "../client/client";
import { identityMetadata } from "../models/metadata";
import type { CinderType, ObservedCinder } from "../models/objectType";
import { backupMetadataVersion, backupPath } from "../models/paths";
import { type BackupRow, backupRow, isoTime } from "../models/rows";
import { apiOf, commonDefinition, commonImportedInputs, commonOutputs } from "../resource/base";
import { createOnce } from "../resource/create";
import { deleteObject, deletionLimit } from "../resource/delete";
import { namingRules } from "../resource/inputs";
import { updateNameAndDescription } from "../resource/update";
import { retryWhileVolumeBusy } from "../resource/volumeState";
import { deleteDeferred, withDependents } from "./chain";
import { volumeBackupProperties } from "./properties";

type ObservedBackup = ObservedCinder<BackupRow>;
type Properties = typeof volumeBackupProperties;

const { noun } = backupPath;

/** Microversion from which a backup can be put into an availability zone. */
const zoneVersion = "3.51";

const { declared } = readersOf(volumeBackupProperties);

const createResponse = z.object({ backup: z.object({ id: z.string().min(1) }) });

const volumeOf = (ctx: RequestContext): string => declared(ctx.inputs).volumeId;

/** All backups of a volume, or of the project. */
export function backupsOf(api: CinderApi, volume?: string): Promise<BackupRow[]> {
  const query = volume === undefined ? {} : { volume_id: volume };
  return api.list("/backups/detail", "backups", query, backupRow, { at: backupMetadataVersion });
}

const backupsOfVolume = (api: CinderApi, ctx: RequestContext): Promise<BackupRow[]> => backupsOf(api, volumeOf(ctx));

export const backupType: CinderType<BackupRow> = {
  ...backupPath,
  usable: ["available", "restoring"],
  limit: 3 * 3600,

  // Backups cannot be filtered by their metadata.
  look: backupsOfVolume,
};

const type = backupType;

export const volumeBackup: ResourceDefinition<BackupRow> = defineResource(volumeBackupProperties, {
  ...commonDefinition(type),
  importInput: "backupId",

  async origin(ctx: RequestContext): Promise<string> {
    const api = apiOf(ctx);
    await api.demand(backupMetadataVersion, "cinder.VolumeBackup (metadata of backups)");
    if (ctx.operation === "create" && declared(ctx.inputs).availabilityZone !== undefined) {
      await api.demand(zoneVersion, "availabilityZone");
    }
    return api.origin();
  },

  rules(news: JsonObject, olds: JsonObject): Failure[] {
    return namingRules(volumeBackupProperties.inputs, "backupId", news, olds);
  },

  create(ctx: RequestContext, existing: ReadonlySet<string>): Promise<ObservedBackup> {
    const api = apiOf(ctx);
    const deadline = ctx.deadline(type.limit);
    const { availabilityZone, snapshotId } = declared(ctx.inputs);
    const at = availabilityZone === undefined ? backupMetadataVersion : zoneVersion;
    return createOnce(api, ctx, {
      type,
      existing,
      deadline,
      mismatch: (observed) => volumeBackup.mismatch(ctx, observed),
      async post() {
        const send = () => api.post("/backups", bodyOf(ctx), createResponse, { at, deadline });
        const response = await retryWhileVolumeBusy(api, ctx, noun, deadline, send, snapshotId);
        return response.backup.id;
      },
    });
  },

  mismatch(wanted: DeclaredBy<Properties>, observed: ObservedBackup): string | undefined {
    const { object: row, id: backup } = observed;
    if (row.volume_id !== wanted.volumeId) {
      return `${noun} ${backup} belongs to volume ${row.volume_id}, not to volumeId ${wanted.volumeId}`;
    }
    const shown = [
      ["snapshotId", row.snapshot_id],
      ["container", row.container],
      ["availabilityZone", row.availability_zone],
      ["incremental", row.is_incremental],
    ] as const;
    for (const [input, value] of shown) {
      const given = wanted[input];
      // incremental says what the create made; a backup of the other type is not what was declared.
      if (given === undefined || value == null || given === value) continue;
      return `${noun} ${backup} has ${input} ${value}, not ${given}`;
    }
    return undefined;
  },

  update(ctx: RequestContext, observed: ObservedBackup, olds: GivenBy<Properties>): Promise<ObservedBackup> {
    return updateNameAndDescription(apiOf(ctx), ctx, type, observed, olds);
  },

  async remove(ctx: RequestContext, backup: string): Promise<void> {
    const api = apiOf(ctx);
    const look = (): Promise<BackupRow[]> => backupsOfVolume(api, ctx);
    const deadline = ctx.deadline(deletionLimit);
    await deleteObject(api, ctx, type, backup, deadline, withDependents(api, ctx, type, look));
    // Not only after incremental ones: the dependents of a postponed one may have been deleted outside Pulumi.
    await deleteDeferred(api, ctx, type, look, deadline);
  },

  importedInputs({ object: row }: ObservedBackup): ImportedInputs<Properties> {
    return {
      volumeId: row.volume_id,
      ...commonImportedInputs(row),
      ...(row.snapshot_id == null ? {} : { snapshotId: row.snapshot_id }),
      ...(row.is_incremental === true ? { incremental: true } : {}),
    };
  },

  toOutputs(observed: ObservedBackup, before: RecordedBy<Properties>): ShownBy<Properties> {
    const { data_timestamp } = observed.object;
    return {
      ...commonOutputs(observed.object, before),
      dataTimestamp: before.dataTimestamp ?? (data_timestamp == null ? undefined : isoTime(data_timestamp)),
    };
  },
});

function bodyOf(ctx: RequestContext): Json {
  const { name, description, metadata, snapshotId, incremental, force, container, availabilityZone } = declared(
    ctx.inputs,
  );
  return {
    backup: {
      volume_id: volumeOf(ctx),
      name,
      ...(snapshotId === undefined ? {} : { snapshot_id: snapshotId }),
      ...(description === undefined ? {} : { description }),
      ...(container === undefined ? {} : { container }),
      ...(availabilityZone === undefined ? {} : { availability_zone: availabilityZone }),
      ...(incremental === true ? { incremental: true } : {}),
      ...(force === true ? { force: true } : {}),
      metadata: { ...metadata, ...identityMetadata(ctx.owner, ctx.identity) },
    },
  };
}
