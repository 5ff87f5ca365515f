import { RefusedError } from "../core/errors";
import { type Owner, ownerLabel, sameStack, stackPrefix } from "../core/identity";
import type { Call } from "../core/kind";
import type { Known, Orphan, OrphanKeeper, StackOf } from "../core/orphan";
import type { Settings } from "../core/settings";
import type { Surroundings } from "../core/surroundings";
import { Deadline } from "../http/clock";
import { NotFoundError } from "../http/errors";
import type { CinderApi } from "./api";
import { dependents, withDependents } from "./backupChain";
import { connectionOf } from "./connection";
import { changeMetadata } from "./inPlace";
import { marksOf, ownedByNobody, stackKey } from "./marks";
import { type CinderType, getObject, hasFailed, isLeaving, isUsable, isYoung } from "./objects";
import { metadataFilter } from "./readBatch";
import { deletionLimit, type OnRefusal, removeObject } from "./removal";
import { type BackupRow, type CinderRow, isoTime, type SnapshotRow } from "./rows";
import { backupsOf, backupType, metadataVersion } from "./volumeBackup";
import { snapshotType } from "./volumeSnapshot";

const snapshotToken = "cinder.VolumeSnapshot";
const backupToken = "cinder.VolumeBackup";

/** Snapshots and backups that carry a stack's key and that its state does not know. */
export class CinderOrphans implements OrphanKeeper {
  readonly api: CinderApi;

  constructor(
    private readonly settings: Settings,
    private readonly around: Surroundings,
    private readonly stack: StackOf,
  ) {
    this.api = connectionOf({ settings, around });
  }

  async find(known: Known): Promise<Orphan[]> {
    const snapshots = (await this.snapshots()).flatMap((row) => this.judged(snapshotToken, snapshotType, row));
    const all = await this.backups();
    const backups = all.flatMap((row) =>
      this.judged(backupToken, backupType, row).map((one) =>
        one.status === "deferred" ? { ...one, waitsFor: waiting(all, row) } : one,
      ),
    );
    return [...snapshots, ...backups].filter((one) => !known.ids.has(one.uuid));
  }

  async release(orphan: Orphan, known: Known): Promise<void> {
    const { status, uuid, noun, owner, kind } = orphan;
    const input = kind === snapshotToken ? "snapshotId" : "backupId";
    const way = `declare it with adopt: true and ${input}: "${uuid}" instead`;
    if (status === "unsettled")
      throw new RefusedError(`${noun} ${uuid} has no settled mark; there is nothing to take off`);
    if (status !== "settled")
      throw new RefusedError(`${noun} ${uuid} is ${status} and is not taken over by itself; ${way}`);
    if (owner?.split("::")[1] !== kind)
      throw new RefusedError(`${noun} ${uuid} was one of a series, and no other series takes it over; ${way}`);
    if (!orphan.young) throw new RefusedError(`${noun} ${uuid} is older than 3 h, too old to be taken over; ${way}`);
    if (owner !== undefined && known.owners.has(owner))
      throw new RefusedError(
        `the stack holds another object for ${owner}; nothing would take over ${noun} ${uuid}; ${way}`,
      );
    if (kind === snapshotToken) await this.disowned(snapshotType, orphan);
    else await this.disowned(backupType, orphan);
  }

  async delete(orphan: Orphan): Promise<"deleted" | "deferred"> {
    const { uuid, noun, status, kind } = orphan;
    const { brake } = this.settings;
    if (brake !== undefined) throw new RefusedError(`${brake} is "retain": nothing is deleted`);
    if (status === "retained")
      throw new RefusedError(`${noun} ${uuid} is retained: delete it on the platform if nobody needs it`);
    if (!orphan.ready) throw new RefusedError(`${noun} ${uuid} is still being made; run the command again later`);
    if (kind === snapshotToken) return this.removed(snapshotType, orphan);
    const row = await this.unchanged(backupType, orphan);
    const look = (): Promise<BackupRow[]> => backupsOf(this.api, row.volume_id);
    return this.removed(backupType, orphan, withDependents(this.api, this.call(orphan), backupType, look));
  }

  private async removed<T extends CinderRow>(
    type: CinderType<T>,
    orphan: Orphan,
    onRefusal?: OnRefusal<T>,
  ): Promise<"deleted" | "deferred"> {
    await this.unchanged(type, orphan);
    const deadline = new Deadline(this.around.clock, deletionLimit);
    return (await removeObject(this.api, type, orphan.uuid, deadline, onRefusal)) === "gone" ? "deleted" : "deferred";
  }

  private async disowned<T extends CinderRow>(type: CinderType<T>, orphan: Orphan): Promise<void> {
    const row = await this.unchanged(type, orphan);
    await changeMetadata(this.api, type, row, ownedByNobody(row.metadata));
  }

  /** The last look before a change: somebody may have taken it since it was listed. */
  private async unchanged<T extends CinderRow>(type: CinderType<T>, { uuid, noun, marks }: Orphan): Promise<T> {
    const now = await getObject(this.api, type, uuid);
    if (now === undefined) throw new RefusedError(`${noun} ${uuid} is gone`);
    if (JSON.stringify(now.marks) !== JSON.stringify(marks))
      throw new RefusedError(`the marks on ${noun} ${uuid} have changed meanwhile; run the command again`);
    return now.object;
  }

  private async snapshots(): Promise<SnapshotRow[]> {
    const { path, list, schema } = snapshotType;
    if (!(await this.api.supports(metadataFilter))) return this.api.list(`${path}/detail`, list, {}, schema);
    const metadata = JSON.stringify({ [stackKey]: stackPrefix(this.stack) });
    return this.api.list(`${path}/detail`, list, { metadata }, schema, { at: metadataFilter });
  }

  /** Backups cannot be filtered by metadata, and older services, and some others, have none that we could have made. */
  private async backups(): Promise<BackupRow[]> {
    if (!(await this.api.supports(metadataVersion))) return [];
    return backupsOf(this.api).catch((error: unknown) => {
      if (error instanceof NotFoundError) return [];
      throw error;
    });
  }

  private judged<T extends CinderRow>(token: string, type: CinderType<T>, row: T): Orphan[] {
    if (row.metadata[stackKey] !== stackPrefix(this.stack) || isLeaving(row)) return [];
    const marks = marksOf(row.metadata);
    const { owner, deferred, retained } = marks;
    const label = retained ?? deferred ?? owner;
    // The key is short: another stack may have the same.
    if (label !== undefined && !sameStack(label, { ...this.stack, kind: "", name: "" })) return [];
    const settled = owner === undefined ? "unsettled" : "settled";
    const orphan: Orphan = {
      uuid: row.id,
      name: row.name ?? "",
      createDate: row.created_at == null ? undefined : isoTime(row.created_at),
      ready: isUsable(type, row) || hasFailed(row),
      young: !hasFailed(row) && isYoung(this.api, this.call({ kind: token, owner: label, name: "" }), type, row),
      marks,
      kind: token,
      noun: isUsable(type, row) ? type.noun : `${type.noun} (${row.status})`,
      status: retained !== undefined ? "retained" : deferred !== undefined ? "deferred" : settled,
      owner: label,
      named: true,
      waitsFor: [],
    };
    return [orphan];
  }

  /** What the deletions of the provider want to know; the name is that of the resource, as far as it is known. */
  private call(orphan: Pick<Orphan, "kind" | "owner" | "name">): Call {
    const name = decodeURIComponent(orphan.owner?.split("::")[2] ?? encodeURIComponent(orphan.name));
    const owner: Owner = { ...this.stack, kind: orphan.kind, name };
    return {
      operation: "delete",
      settings: this.settings,
      around: this.around,
      inputs: {},
      outputs: {},
      owner,
      identity: "",
      timeout: undefined,
      label: ownerLabel(owner),
      deadline: (otherwise) => new Deadline(this.around.clock, otherwise),
    };
  }
}

function waiting(all: readonly BackupRow[], row: BackupRow): Orphan["waitsFor"] {
  if (row.has_dependent_backups !== true) return [];
  const ofVolume = all.filter((one) => one.volume_id === row.volume_id);
  return dependents(ofVolume, row).map(({ id, name, metadata }) => ({
    what: backupType.noun,
    uuid: id,
    name: name ?? "",
    owner: marksOf(metadata).owner,
  }));
}
