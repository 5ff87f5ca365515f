// A volume made from a snapshot or a backup, beside the volume that the restore point was taken from.
// @API GET /v3/{project_id}/volumes/detail
// @API GET /v3/{project_id}/volumes/{volume_id}
// @API POST /v3/{project_id}/volumes
// @API PUT /v3/{project_id}/volumes/{volume_id}
// @API POST /v3/{project_id}/volumes/{volume_id}/metadata
// @API DELETE /v3/{project_id}/volumes/{volume_id}/metadata/{key}
// @API POST /v3/{project_id}/volumes/{volume_id}/action
// @API DELETE /v3/{project_id}/volumes/{volume_id}
// @API GET /v3/{project_id}/snapshots/detail
// @API GET /v3/{project_id}/snapshots/{snapshot_id}
// @API GET /v3/{project_id}/backups/{backup_id}

import { z } from "zod";
import {
  defineResource,
  type ImportedInputs,
  type ObservedInputs,
  type ShownBy,
} from "../../core/contract/defineResource";
import { type DeclaredBy, type GivenBy, type RecordedBy, readersOf } from "../../core/contract/readers";
import type { Finding, RequestContext, ResourceDefinition } from "../../core/contract/resourceDefinition";
import { withLocks } from "../../core/runtime/locks";
import type { Json } from "../../openstack/responses";
import type { CinderApi } from "../client/client";
import { type Change, identityMetadata, ownedByNobody } from "../models/metadata";
import { at, type CinderType, type ObservedCinder, observedFrom, taggedOf } from "../models/objectType";
import type { VolumeRow } from "../models/rows";
import { creationName, isUnfinished, sourceBackupOf } from "../models/volumeTags";
import { changeMetadata, gone } from "../ownership/changeMetadata";
import { apiOf, commonDefinition, commonImportedInputs, commonOutputs } from "../resource/base";
import { createOnce } from "../resource/create";
import { deletionLimit } from "../resource/delete";
import { updateNameAndDescription } from "../resource/update";
import { volumes, volumeType } from "../resource/volumeType";
import { deleteVolume } from "./delete";
import { extended, refuseShrinking } from "./extend";
import { restoredVolumeProperties } from "./properties";
import { rules } from "./rules";
import { otherSource, retryWhileSourceBusy, sourceOf } from "./source";

type ObservedVolume = ObservedCinder<VolumeRow>;

/** Microversion from which a volume can be made from a backup. An older service ignores it, and makes an empty volume. */
const backupSourceVersion = "3.47";

type Properties = typeof restoredVolumeProperties;

const { declared } = readersOf(restoredVolumeProperties);

const createResponse = z.object({ volume: z.object({ id: z.string().min(1) }) });

export const restoredVolumeType: CinderType<VolumeRow> = {
  ...volumeType,
  async look(api: CinderApi, ctx: RequestContext): Promise<VolumeRow[]> {
    // In this order: a volume gets its tags back before it loses the name of its creation.
    const named =
      declared(ctx.inputs).backupId === undefined
        ? []
        : await volumes(api, { name: creationName(ctx.owner, ctx.identity) });
    const tagged = await volumeType.look(api, ctx);
    return [...tagged, ...named.filter(({ id }) => !tagged.some((one) => one.id === id))];
  },
};

const type = restoredVolumeType;
const { noun } = type;
const common = commonDefinition(type);

export const restoredVolume: ResourceDefinition<VolumeRow> = defineResource(restoredVolumeProperties, {
  ...common,
  importInput: "volumeId",
  rules,

  async origin(ctx: RequestContext): Promise<string> {
    const api = apiOf(ctx);
    if (ctx.operation === "create" && declared(ctx.inputs).backupId !== undefined) {
      await api.demand(backupSourceVersion, "backupId");
    }
    return api.origin();
  },

  create(ctx: RequestContext, existing: ReadonlySet<string>): Promise<ObservedVolume> {
    const api = apiOf(ctx);
    const make = (): Promise<ObservedVolume> => {
      const deadline = ctx.deadline(type.limit);
      return createOnce(api, ctx, {
        type,
        existing,
        deadline,
        mismatch: (observed) => restoredVolume.mismatch(ctx, observed),
        async post() {
          const send = () => api.post("/volumes", bodyOf(ctx), createResponse, { ...versionOf(ctx), deadline });
          return (await retryWhileSourceBusy(api, ctx, deadline, send)).volume.id;
        },
      });
    };
    const { input, id } = sourceOf(declared(ctx.inputs));
    // The platform marks a backup as busy only some time after it has accepted the request.
    return input === "backupId" ? withLocks(api, [id], make) : make();
  },

  mismatch(wanted: DeclaredBy<Properties>, { id, object: row }: ObservedVolume): string | undefined {
    const other = otherSource(sourceOf(wanted), row);
    if (other !== undefined) return `${noun} ${id} ${other}`;
    const { size, volumeType, availabilityZone } = wanted;
    if (size !== undefined && row.size != null && row.size > size) {
      return `${noun} ${id} has ${row.size} GiB, more than size ${size}, and cannot shrink`;
    }
    const shown = [
      // The platform shows the name of a type that may be declared by its id.
      ["volumeType", isId(volumeType) ? undefined : volumeType, row.volume_type],
      ["availabilityZone", availabilityZone, row.availability_zone],
    ] as const;
    for (const [input, given, value] of shown) {
      if (given === undefined || value == null || given === value) continue;
      return `${noun} ${id} has ${input} ${value}, not ${given}`;
    }
    return undefined;
  },

  unadoptable(wanted: DeclaredBy<Properties>, observed: ObservedVolume): string | undefined {
    const { input, id } = sourceOf(wanted);
    const hidden = input === "backupId" && sourceBackupOf(observed.object) === undefined;
    return (
      common.unadoptable(wanted, observed) ??
      (hidden
        ? `${noun} ${observed.id} does not show which backup it was made from, so not that it is ${id}`
        : undefined)
    );
  },

  async update(ctx: RequestContext, observed: ObservedVolume, olds: GivenBy<Properties>): Promise<ObservedVolume> {
    const api = apiOf(ctx);
    refuseShrinking(ctx, observed);
    const tagged = isUnfinished(observed.object) ? await retagged(api, observed.id) : observed;
    return extended(api, ctx, type, await updateNameAndDescription(api, ctx, type, tagged, olds));
  },

  async remove(ctx: RequestContext, volume: string): Promise<void> {
    await deleteVolume(apiOf(ctx), ctx, type, volume, ctx.deadline(deletionLimit));
  },

  verify(ctx: RequestContext, observed: ObservedVolume): Finding[] {
    const found = common.verify(ctx, observed);
    const { size } = declared(ctx.inputs);
    if (found.length > 0 || size === undefined || (observed.object.size ?? size) >= size) return found;
    const reason = `${noun} ${observed.id} has ${observed.object.size} GiB, less than size ${size}`;
    return [{ check: "size", reason }];
  },

  importedInputs({ object: row }: ObservedVolume): ImportedInputs<Properties> {
    const backupId = sourceBackupOf(row);
    return {
      ...(backupId === undefined ? {} : { backupId }),
      ...(backupId !== undefined || row.snapshot_id == null ? {} : { snapshotId: row.snapshot_id }),
      ...commonImportedInputs(row),
    };
  },

  toOutputs({ object: row }: ObservedVolume, { createdAt }: RecordedBy<Properties>): ShownBy<Properties> {
    return commonOutputs(row, { createdAt });
  },

  toInputs(observed: ObservedVolume, given: DeclaredBy<Properties>): ObservedInputs<Properties> {
    const { size } = given;
    return {
      ...common.toInputs(observed, given),
      ...(size === undefined ? {} : { size: observed.object.size ?? size }),
    };
  },
});

const isId = (volumeType: string | undefined): boolean =>
  /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(volumeType ?? "");

/** Puts the tags of the creation back, in place of what the restore has copied. */
async function retagged(api: CinderApi, id: string): Promise<ObservedVolume> {
  // Unless the volume has got an owner in the meantime.
  const change = (row: VolumeRow): Change =>
    isUnfinished(row) ? ownedByNobody(taggedOf(type, row)) : { set: {}, drop: [] };
  const row = await changeMetadata(api, type, id, { change });
  if (row === undefined) throw gone(type, id);
  return observedFrom(type, row);
}

const versionOf = (ctx: RequestContext): { at?: string } =>
  declared(ctx.inputs).backupId === undefined ? at(type) : { at: backupSourceVersion };

function bodyOf(ctx: RequestContext): Json {
  const { name, description, metadata, snapshotId, backupId, size, volumeType, availabilityZone } = declared(
    ctx.inputs,
  );
  return {
    volume: {
      ...(snapshotId === undefined ? {} : { snapshot_id: snapshotId }),
      // A restore replaces the metadata, and with them the identity: it is in the name until the restore has ended.
      ...(backupId === undefined ? { name } : { backup_id: backupId, name: creationName(ctx.owner, ctx.identity) }),
      ...(description === undefined ? {} : { description }),
      ...(size === undefined ? {} : { size }),
      ...(volumeType === undefined ? {} : { volume_type: volumeType }),
      ...(availabilityZone === undefined ? {} : { availability_zone: availabilityZone }),
      metadata: { ...metadata, ...identityMetadata(ctx.owner, ctx.identity) },
    },
  };
}
