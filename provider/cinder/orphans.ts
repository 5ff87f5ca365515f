import type { RequestContext } from "../core/contract/resourceDefinition";
import type { Settings } from "../core/contract/settings";
import { stackPrefix } from "../core/identity/identity";
import { type Findings, type Known, type Orphan, OrphanKeeper, type StackOf } from "../core/orphans";
import type { ProviderRuntime } from "../core/runtime/runtime";
import { NotFoundError } from "../http/errors";
import type { CinderApi } from "./client/client";
import { connectionOf } from "./connections";
import { type Change, ownedByNobody, ownershipOf, stackKey } from "./models/metadata";
import {
  type CinderType,
  getObject,
  hasFailed,
  isLeaving,
  isResumable,
  isUsable,
  ownershipIn,
  ownTags,
  taggedOf,
} from "./models/objectType";
import { backupMetadataVersion } from "./models/paths";
import { type BackupRow, type CinderRow, isoTime, type SnapshotRow } from "./models/rows";
import { changeMetadata, gone } from "./ownership/changeMetadata";
import { deleteObject, deletionLimit, type OnRefusal } from "./resource/delete";
import { metadataFilter } from "./resource/readBatch";
import { volumes } from "./resource/volumeType";
import { deleteVolume } from "./restoredVolume/delete";
import { restoredVolumeType } from "./restoredVolume/resource";
import { dependents, withDependents } from "./volumeBackup/chain";
import { backupsOf, backupType } from "./volumeBackup/resource";
import { snapshotType } from "./volumeSnapshot/resource";

const snapshotToken = "cinder.VolumeSnapshot";
const backupToken = "cinder.VolumeBackup";
const volumeToken = "cinder.RestoredVolume";

/** Inputs that name an object which is adopted. */
const importInputs: Readonly<Record<string, string>> = {
  [snapshotToken]: "snapshotId",
  [backupToken]: "backupId",
  [volumeToken]: "volumeId",
};

/** Snapshots, backups and volumes that carry the stack's key and are not in its state. */
export class CinderOrphans extends OrphanKeeper {
  readonly api: CinderApi;

  constructor(settings: Settings, runtime: ProviderRuntime, stack: StackOf) {
    super(settings, runtime, stack);
    this.api = connectionOf({ settings, runtime });
  }

  override async find(known: Known): Promise<Findings> {
    const snapshots = (await this.snapshots()).flatMap((row) => this.orphansOf(snapshotToken, snapshotType, row));
    const all = await this.backups();
    const backups = all.flatMap((row) =>
      this.orphansOf(backupToken, backupType, row).map((one) =>
        one.status === "deferred" ? { ...one, waitsFor: waiting(all, row) } : one,
      ),
    );
    // All of the project: the tags of a volume may not be in its metadata yet.
    const made = (await volumes(this.api)).flatMap((row) => this.orphansOf(volumeToken, restoredVolumeType, row));
    return { orphans: [...snapshots, ...backups, ...made].filter((one) => !known.ids.has(one.uuid)), unsupported: [] };
  }

  protected override importInput(token: string): string {
    return importInputs[token] ?? "";
  }

  protected override async removeTags(orphan: Orphan): Promise<void> {
    if (orphan.token === snapshotToken) await this.removeTagsOf(snapshotType, orphan);
    else if (orphan.token === volumeToken) await this.removeTagsOf(restoredVolumeType, orphan);
    else await this.removeTagsOf(backupType, orphan);
  }

  protected override async deleteUnchanged(orphan: Orphan, ctx: RequestContext): Promise<"deleted" | "deferred"> {
    if (orphan.token === snapshotToken) return this.deleteIfUnchanged(snapshotType, orphan, ctx);
    if (orphan.token === volumeToken) {
      await this.readUnchanged(restoredVolumeType, orphan);
      const outcome = await deleteVolume(this.api, ctx, restoredVolumeType, orphan.uuid, ctx.deadline(deletionLimit));
      return outcome === "gone" ? "deleted" : "deferred";
    }
    const row = await this.readUnchanged(backupType, orphan);
    const look = (): Promise<BackupRow[]> => backupsOf(this.api, row.volume_id);
    return this.deleteIfUnchanged(backupType, orphan, ctx, withDependents(this.api, ctx, backupType, look));
  }

  private async deleteIfUnchanged<T extends CinderRow>(
    type: CinderType<T>,
    orphan: Orphan,
    ctx: RequestContext,
    onRefusal?: OnRefusal<T>,
  ): Promise<"deleted" | "deferred"> {
    await this.readUnchanged(type, orphan);
    const outcome = await deleteObject(this.api, ctx, type, orphan.uuid, ctx.deadline(deletionLimit), onRefusal);
    return outcome === "gone" ? "deleted" : "deferred";
  }

  private async removeTagsOf<T extends CinderRow>(type: CinderType<T>, orphan: Orphan): Promise<void> {
    // Another stack may have adopted it since it was listed: then nothing is written.
    const change = (row: T): Change =>
      this.isUnchanged(orphan, ownershipIn(type, row)) ? ownedByNobody(taggedOf(type, row)) : { set: {}, drop: [] };
    const row = await changeMetadata(this.api, type, orphan.uuid, { change });
    if (row === undefined) throw gone(type, orphan.uuid);
    if (Object.keys(ownershipIn(type, row)).length > 0) throw this.changed(orphan);
  }

  private async readUnchanged<T extends CinderRow>(type: CinderType<T>, orphan: Orphan): Promise<T> {
    const now = await getObject(this.api, type, orphan.uuid);
    if (now === undefined) throw gone(type, orphan.uuid);
    this.assertUnchanged(orphan, now.ownership);
    return now.object;
  }

  private async snapshots(): Promise<SnapshotRow[]> {
    const { path, list, schema } = snapshotType;
    if (!(await this.api.supports(metadataFilter))) return this.api.list(`${path}/detail`, list, {}, schema);
    const metadata = JSON.stringify({ [stackKey]: stackPrefix(this.stack) });
    return this.api.list(`${path}/detail`, list, { metadata }, schema, { at: metadataFilter });
  }

  /** Backups cannot be filtered by metadata. A service without metadata of backups has none of this provider. */
  private async backups(): Promise<BackupRow[]> {
    if (!(await this.api.supports(backupMetadataVersion))) return [];
    return backupsOf(this.api).catch((error: unknown) => {
      if (error instanceof NotFoundError) return [];
      throw error;
    });
  }

  private orphansOf<T extends CinderRow>(token: string, type: CinderType<T>, row: T): Orphan[] {
    // The key is a short hash, which another stack may share.
    if (ownTags(type, row)[stackKey] !== stackPrefix(this.stack) || isLeaving(row)) return [];
    const [name, ownership] = [row.name ?? "", ownershipIn(type, row)];
    const ctx = this.ctx({ token, owner: undefined, name, ownership });
    const candidate = {
      uuid: row.id,
      name,
      createDate: row.created_at == null ? undefined : isoTime(row.created_at),
      ready: isUsable(type, row) || hasFailed(row),
      resumable: !hasFailed(row) && isResumable(this.api, ctx, type, row),
      ownership,
      token,
      noun: isUsable(type, row) ? type.noun : `${type.noun} (${row.status})`,
    };
    const orphan = this.classified(candidate, true);
    return orphan === undefined ? [] : [orphan];
  }
}

function waiting(all: readonly BackupRow[], row: BackupRow): Orphan["waitsFor"] {
  if (row.has_dependent_backups !== true) return [];
  const ofVolume = all.filter((one) => one.volume_id === row.volume_id);
  return dependents(ofVolume, row).map(({ id, name, metadata }) => ({
    what: backupType.noun,
    uuid: id,
    name: name ?? "",
    owner: ownershipOf(metadata).owner,
  }));
}
