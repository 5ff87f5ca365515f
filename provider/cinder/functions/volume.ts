// Finds volumes.
// @API GET /v3/{project_id}/volumes/detail
// @API GET /v3/{project_id}/volumes/{volume_id}

import { z } from "zod";
import { int32, named } from "../../core/contract/properties";
import { usersMetadata } from "../models/metadata";
import { type VolumeRow, volumeRow } from "../models/rows";
import { common, commonOf, defineRowFunction, flag, idText, metadata, text, times, utc } from "./define";
import { flagFilter, idFilter, rowFilters, textFilter } from "./filters";

const attachment = named(
  "FoundVolumeAttachment",
  "A server that a volume is attached to.",
  z.object({
    serverId: z.string().describe("id of the server."),
    device: text("As the server sees it, e.g. `/dev/vdb`."),
    attachmentId: idText("the attachment"),
    attachedAt: text("Since when: ISO 8601 in UTC."),
  }),
);

const isBootable = ({ bootable }: VolumeRow): boolean | undefined =>
  bootable === null || bootable === undefined ? undefined : bootable === true || bootable === "true";

export const Volume = defineRowFunction({
  token: "cinder:getVolume",
  noun: "volume",
  description: "",
  path: "/volumes",
  schema: volumeRow,
  filters: {
    ...rowFilters<VolumeRow>(),
    availabilityZone: textFilter("Availability zone.", (row: VolumeRow) => row.availability_zone),
    volumeType: textFilter("Name of the volume type.", (row: VolumeRow) => row.volume_type),
    serverId: idFilter("Volumes attached to this server.", (row: VolumeRow) =>
      row.attachments.map((one) => one.server_id),
    ),
    snapshotId: idFilter("Volumes created from this snapshot.", (row: VolumeRow) => [row.snapshot_id]),
    bootable: flagFilter("Whether a server can boot from it.", isBootable),
  },
  result: z.object({
    ...common,
    size: int32(z.int()).describe("GiB."),
    availabilityZone: text("Availability zone."),
    volumeType: text("Name of the volume type."),
    snapshotId: idText("the snapshot that it was created from"),
    sourceVolumeId: idText("the volume that it was created from"),
    bootable: flag("Whether a server can boot from it."),
    encrypted: flag("Whether its data are encrypted."),
    multiattach: flag("Whether several servers may use it at the same time."),
    attachments: z.array(attachment).describe("Sorted by server."),
    metadata: metadata.describe("Metadata, without the keys of this package."),
    ...times,
  }),
  toResult: (row) => ({
    ...row,
    ...commonOf(row),
    availabilityZone: row.availability_zone,
    volumeType: row.volume_type,
    snapshotId: row.snapshot_id,
    sourceVolumeId: row.source_volid,
    bootable: isBootable(row),
    attachments: row.attachments
      .map((one) => ({
        serverId: one.server_id ?? "",
        device: one.device,
        attachmentId: one.attachment_id,
        attachedAt: utc(one.attached_at),
      }))
      .sort((a, b) => (a.serverId < b.serverId ? -1 : 1)),
    metadata: usersMetadata(row.metadata),
  }),
  examples: {
    one: `const disk = await cinder.getVolume({ name: "web-1-data" });
new cinder.VolumeSnapshot("before-upgrade", { volumeId: disk.id, force: disk.status === "in-use" });`,
    oneOutput: `const disk = cinder.getVolumeOutput({ id: server.volumeId });`,
    all: `const disks = await cinder.getVolumes({ status: "in-use", metadata: { tier: "gold" } });
for (const disk of disks) new cinder.VolumeSnapshot(disk.name, { volumeId: disk.id, force: true });`,
    allOutput: `const disks = cinder.getVolumesOutput({ serverId: server.id });`,
  },
});
