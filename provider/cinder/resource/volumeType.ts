// Volumes as objects that this package makes.
// @API GET /v3/{project_id}/volumes/detail

import type { RequestContext } from "../../core/contract/resourceDefinition";
import type { CinderApi } from "../client/client";
import { identityKey, identityValue } from "../models/metadata";
import type { CinderType } from "../models/objectType";
import { volumePath } from "../models/paths";
import { type VolumeRow, volumeRow } from "../models/rows";
import { volumeTags } from "../models/volumeTags";
import { metadataFilter } from "./readBatch";
import { refuseUsedVolume } from "./usedVolume";

export const volumeType: CinderType<VolumeRow> = {
  ...volumePath,
  // Its data are complete, and nothing is about to replace them.
  usable: [
    "available",
    "in-use",
    "attaching",
    "detaching",
    "reserved",
    "backing-up",
    "extending",
    "retyping",
    "uploading",
    "maintenance",
    "awaiting-transfer",
  ],
  limit: 3 * 3600,
  look: (api: CinderApi, ctx: RequestContext) =>
    volumes(api, { metadata: JSON.stringify({ [identityKey]: identityValue(ctx.owner, ctx.identity) }) }),
  refuseUsed: refuseUsedVolume,
  tags: volumeTags,
};

/** Volumes of the project. */
export async function volumes(api: CinderApi, query: Readonly<Record<string, string>> = {}): Promise<VolumeRow[]> {
  const options = (await api.supports(metadataFilter)) ? { at: metadataFilter } : {};
  return api.list("/volumes/detail", "volumes", query, volumeRow, options);
}
