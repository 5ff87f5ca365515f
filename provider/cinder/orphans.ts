import type { RequestContext } from "../core/contract/resourceDefinition";
import type { Settings } from "../core/contract/settings";
import { nameIn, type Owner, type OwnershipTags, ownerLabel, sameStack, stackPrefix } from "../core/identity/identity";
import { newHolder } from "../core/lifecycle/holder";
import {
  type Findings,
  type Known,
  labelIn,
  type Orphan,
  type OrphanKeeper,
  refuseDelete,
  refuseRelease,
  refuseReleaseRetained,
  type StackOf,
  statusOf,
} from "../core/orphans";
import type { ProviderRuntime } from "../core/runtime/runtime";
import { Deadline } from "../http/clock";
import { NotFoundError, RefusedError } from "../http/errors";
import type { CinderApi } from "./client/client";
import { connectionOf } from "./connections";
import { type Change, ownedByNobody, ownershipOf, stackKey } from "./models/metadata";
import { type CinderType, getObject, hasFailed, isLeaving, isResumable, isUsable } from "./models/objectType";
import { type BackupRow, type CinderRow, isoTime, type SnapshotRow } from "./models/rows";
import { changeMetadata, gone } from "./ownership/changeMetadata";
import { deleteObject, deletionLimit, type OnRefusal } from "./resource/delete";
import { metadataFilter } from "./resource/readBatch";
import { dependents, withDependents } from "./volumeBackup/chain";
import { backupsOf, backupType, metadataVersion } from "./volumeBackup/resource";
import { snapshotType } from "./volumeSnapshot/resource";

const snapshotToken = "cinder.VolumeSnapshot";
const backupToken = "cinder.VolumeBackup";

/** Snapshots and backups that carry the stack's key and are not in its state. */
export class CinderOrphans implements OrphanKeeper {
  readonly api: CinderApi;

  constructor(
    private readonly settings: Settings,
    private readonly runtime: ProviderRuntime,
    private readonly stack: StackOf,
  ) {
    this.api = connectionOf({ settings, runtime });
  }

  async find(known: Known): Promise<Findings> {
    const snapshots = (await this.snapshots()).flatMap((row) => this.classified(snapshotToken, snapshotType, row));
    const all = await this.backups();
    const backups = all.flatMap((row) =>
      this.classified(backupToken, backupType, row).map((one) =>
        one.status === "deferred" ? { ...one, waitsFor: waiting(all, row) } : one,
      ),
    );
    return { orphans: [...snapshots, ...backups].filter((one) => !known.ids.has(one.uuid)), unsupported: [] };
  }

  async release(orphan: Orphan, known: Known): Promise<void> {
    const input = orphan.token === snapshotToken ? "snapshotId" : "backupId";
    refuseRelease(orphan, known, `declare it with adopt: true and ${input}: "${orphan.uuid}"`);
    await this.removeTags(orphan);
  }

  async releaseRetained(orphan: Orphan): Promise<void> {
    refuseReleaseRetained(orphan);
    await this.removeTags(orphan);
  }

  async delete(orphan: Orphan): Promise<"deleted" | "deferred"> {
    refuseDelete(orphan, this.settings.retainAllOverride);
    if (orphan.token === snapshotToken) return this.deleteIfUnchanged(snapshotType, orphan);
    const row = await this.readUnchanged(backupType, orphan);
    const look = (): Promise<BackupRow[]> => backupsOf(this.api, row.volume_id);
    const ctx = this.ctx(orphan);
    const outcome = await this.deleteIfUnchanged(backupType, orphan, withDependents(this.api, ctx, backupType, look));
    // The state was read, and does not hold it.
    for (const deferral of ctx.deferrals) await deferral.confirm();
    return outcome;
  }

  private async deleteIfUnchanged<T extends CinderRow>(
    type: CinderType<T>,
    orphan: Orphan,
    onRefusal?: OnRefusal<T>,
  ): Promise<"deleted" | "deferred"> {
    await this.readUnchanged(type, orphan);
    const deadline = new Deadline(this.runtime.clock, deletionLimit);
    return (await deleteObject(this.api, type, orphan.uuid, deadline, onRefusal)) === "gone" ? "deleted" : "deferred";
  }

  private async removeTags(orphan: Orphan): Promise<void> {
    if (orphan.token === snapshotToken) await this.removeTagsOf(snapshotType, orphan);
    else await this.removeTagsOf(backupType, orphan);
  }

  private async removeTagsOf<T extends CinderRow>(type: CinderType<T>, orphan: Orphan): Promise<void> {
    // Another stack may have adopted it since it was listed.
    const change = ({ metadata }: T): Change =>
      isAsListed(orphan, ownershipOf(metadata)) ? ownedByNobody(metadata) : { set: {}, drop: [] };
    const row = await changeMetadata(this.api, type, orphan.uuid, { change });
    if (row === undefined) throw gone(type, orphan.uuid);
    if (Object.keys(ownershipOf(row.metadata)).length > 0) throw changed(orphan);
  }

  /** The object, read again right before a change: another stack may have adopted it since it was listed. */
  private async readUnchanged<T extends CinderRow>(type: CinderType<T>, orphan: Orphan): Promise<T> {
    const now = await getObject(this.api, type, orphan.uuid);
    if (now === undefined) throw gone(type, orphan.uuid);
    if (!isAsListed(orphan, now.ownership)) throw changed(orphan);
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
    if (!(await this.api.supports(metadataVersion))) return [];
    return backupsOf(this.api).catch((error: unknown) => {
      if (error instanceof NotFoundError) return [];
      throw error;
    });
  }

  private classified<T extends CinderRow>(token: string, type: CinderType<T>, row: T): Orphan[] {
    if (row.metadata[stackKey] !== stackPrefix(this.stack) || isLeaving(row)) return [];
    const ownership = ownershipOf(row.metadata);
    const label = labelIn(ownership);
    // The key is a short hash, which another stack may share.
    if (label !== undefined && !sameStack(label, { ...this.stack, token: "", name: "" })) return [];
    const orphan: Orphan = {
      uuid: row.id,
      name: row.name ?? "",
      createDate: row.created_at == null ? undefined : isoTime(row.created_at),
      ready: isUsable(type, row) || hasFailed(row),
      resumable:
        !hasFailed(row) && isResumable(this.api, this.ctx({ token, owner: label, name: "", ownership }), type, row),
      ownership,
      token,
      noun: isUsable(type, row) ? type.noun : `${type.noun} (${row.status})`,
      status: statusOf(ownership),
      owner: label,
      named: true,
      waitsFor: [],
    };
    return [orphan];
  }

  /** What the deletions of the provider want to know; the name is that of the resource, as far as it is known. */
  private ctx(orphan: Pick<Orphan, "token" | "owner" | "name" | "ownership">): RequestContext {
    const name = nameIn(orphan.owner ?? "") ?? orphan.name;
    const owner: Owner = { ...this.stack, token: orphan.token, name };
    return {
      operation: "delete",
      settings: this.settings,
      runtime: this.runtime,
      inputs: {},
      outputs: {},
      owner,
      formerStacks: [],
      deferrals: [],
      identity: "",
      timeout: undefined,
      holder: newHolder(orphan.ownership),
      label: ownerLabel(owner),
      deadline: (otherwise) => new Deadline(this.runtime.clock, otherwise),
    };
  }
}

const isAsListed = ({ ownership }: Orphan, now: OwnershipTags): boolean =>
  JSON.stringify(now) === JSON.stringify(ownership);

const changed = ({ noun, uuid }: Orphan): Error =>
  new RefusedError(
    "changed-meanwhile",
    `The owner tags of ${noun} ${uuid} changed since it was listed. Run the command again.`,
  );

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
