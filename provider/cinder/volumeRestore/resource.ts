// A backup that is restored into an existing volume, once.
// @API POST /v3/{project_id}/backups/{backup_id}/restore
// @API GET /v3/{project_id}/volumes/{volume_id}
// @API GET /v3/{project_id}/backups/{backup_id}
// @API PUT /v3/{project_id}/backups/{backup_id}
// @API POST /v3/{project_id}/volumes/{volume_id}/metadata
// @API DELETE /v3/{project_id}/volumes/{volume_id}/metadata/{key}
// @API GET /v3/{project_id}/volumes/detail
// @API POST /v3/{project_id}/volumes

import type { ActionDefinition } from "../../core/actions/definition";
import { readersOf } from "../../core/contract/readers";
import { RefusedError } from "../../http/errors";
import type { CinderApi } from "../client/client";
import { backupMetadataVersion, backupPath } from "../models/paths";
import { type BackupRow, named } from "../models/rows";
import { revertAction } from "../reverts/action";
import { cinderRevert } from "../reverts/definition";
import type { CinderRevert, Pair } from "../reverts/kind";
import { volumeRestoreProperties } from "./properties";

const { declared } = readersOf(volumeRestoreProperties);

const kind: CinderRevert<BackupRow> = {
  source: (inputs) => ({ backupId: declared(inputs).backupId }),
  target: (ctx) => declared(ctx.inputs).volumeId,
  pointInput: "backupId",
  pointId: (ctx) => declared(ctx.inputs).backupId,
  point: backupPath,
  needs: [backupMetadataVersion, "cinder.VolumeRestore (metadata of backups)"],
  busy: "restoring-backup",
  replacesMetadata: true,
  check,
  dateOf: (backup) => backup.data_timestamp ?? backup.created_at,

  async send(api, ctx, condition, deadline) {
    const { volumeId, backupId } = declared(ctx.inputs);
    const body = async () => {
      await condition();
      // Without a volume the platform would make a new one.
      return { restore: { volume_id: volumeId } };
    };
    await api.post(`/backups/${backupId}/restore`, body, undefined, { deadline });
  },

  remedy: () => "Remove the cause. An administrator can reset the status (os-reset_status)",
};

export const volumeRestoring = cinderRevert(kind);

export const volumeRestore: ActionDefinition = { ...volumeRestoreProperties, ...revertAction(kind, volumeRestoring) };

async function check(_api: CinderApi, { volume, point }: Pair<BackupRow>): Promise<void> {
  if (volume.size == null || point.size == null || volume.size >= point.size) return;
  throw new RefusedError(
    "not-as-declared",
    `volumeId: volume ${named(volume)} has ${volume.size} GiB, and volume backup ${named(point)} needs ${point.size} GiB. ` +
      "Extend the volume, or make a new one from the backup (cinder.RestoredVolume). Nothing was overwritten.",
  );
}
