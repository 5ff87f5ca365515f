// A volume that goes back to its newest snapshot, in place and once.
// @API POST /v3/{project_id}/volumes/{volume_id}/action
// @API GET /v3/{project_id}/volumes/{volume_id}
// @API GET /v3/{project_id}/snapshots/{snapshot_id}
// @API GET /v3/{project_id}/snapshots/detail
// @API POST /v3/{project_id}/snapshots/{snapshot_id}/metadata
// @API DELETE /v3/{project_id}/snapshots/{snapshot_id}/metadata/{key}
// @API POST /v3/{project_id}/volumes/{volume_id}/metadata
// @API DELETE /v3/{project_id}/volumes/{volume_id}/metadata/{key}
// @API GET /v3/{project_id}/volumes/detail
// @API POST /v3/{project_id}/volumes

import type { ActionDefinition } from "../../core/actions/definition";
import { readersOf } from "../../core/contract/readers";
import { RefusedError } from "../../http/errors";
import type { CinderApi } from "../client/client";
import { snapshotPath } from "../models/paths";
import { isoTime, moment, named, type SnapshotRow, snapshotRow } from "../models/rows";
import { listed } from "../resource/attachments";
import { revertAction } from "../reverts/action";
import { cinderRevert } from "../reverts/definition";
import type { CinderRevert, Pair } from "../reverts/kind";
import { volumeRevertProperties } from "./properties";

const { declared } = readersOf(volumeRevertProperties);

/** Microversion from which volumes can be reverted. */
const revertVersion = "3.40";

const kind: CinderRevert<SnapshotRow> = {
  source: (inputs) => ({ snapshotId: declared(inputs).snapshotId }),
  target: (ctx) => declared(ctx.inputs).volumeId,
  pointInput: "snapshotId",
  pointId: (ctx) => declared(ctx.inputs).snapshotId,
  point: snapshotPath,
  needs: [revertVersion, "cinder.VolumeRevert"],
  busy: "reverting",
  replacesMetadata: false,
  check,
  dateOf: (snapshot) => snapshot.created_at,

  async send(api, ctx, condition, deadline) {
    const { volumeId, snapshotId } = declared(ctx.inputs);
    const body = async () => {
      await condition();
      return { revert: { snapshot_id: snapshotId } };
    };
    await api.post(`/volumes/${volumeId}/action`, body, undefined, { at: revertVersion, deadline });
  },

  remedy: ({ id }) =>
    `Look for a snapshot "[revert] volume ${id} backup snapshot" with what it held; delete it before another revert. An ` +
    "administrator can reset the status (os-reset_status)",
};

export const volumeReverting = cinderRevert(kind);

export const volumeRevert: ActionDefinition = { ...volumeRevertProperties, ...revertAction(kind, volumeReverting) };

async function check(api: CinderApi, { volume, point }: Pair<SnapshotRow>): Promise<void> {
  const snapshot = `snapshotId: volume snapshot ${named(point)}`;
  if (point.volume_id !== volume.id) {
    throw new RefusedError(
      "not-as-declared",
      `${snapshot} is of volume ${point.volume_id}, not of volumeId ${volume.id}; correct one of the two. Nothing was overwritten.`,
    );
  }
  const all = await api.list("/snapshots/detail", "snapshots", { volume_id: volume.id }, snapshotRow);
  const newer = all.filter((one) => one.volume_id === volume.id && moment(one.created_at) > moment(point.created_at));
  if (newer.length > 0) {
    const names = listed(newer.map((one) => `${named(one)}${dated(one)}`));
    throw new RefusedError(
      "not-newest",
      `${snapshot}${dated(point)} is not the newest of volume ${named(volume)}, and the platform reverts to the newest only. ` +
        `Newer: ${names}. Delete those first if they are not needed, or make a new volume from this one ` +
        "(cinder.RestoredVolume). Nothing was overwritten.",
    );
  }
  if (volume.size === point.size) return;
  throw new RefusedError(
    "not-as-declared",
    `${snapshot} has ${point.size} GiB and volume ${named(volume)} ${volume.size} GiB: the platform reverts only a volume that ` +
      "was not extended since. Make a new volume from the snapshot instead (cinder.RestoredVolume). Nothing was overwritten.",
  );
}

const dated = ({ created_at: at }: SnapshotRow): string => (at == null ? "" : ` of ${isoTime(at)}`);
