// All tables, and what the product's foreign keys do: a removed object takes its tags along.

import type { Clock } from "./clock";
import type {
  BackupRefRow,
  BackupRow,
  BackupStorageRow,
  DiskOfferingRow,
  GlobalConfigRow,
  GroupRefRow,
  GroupRow,
  ImageRow,
  LongJobRow,
  PrimaryStorageRow,
  SessionRow,
  SnapshotRow,
  TagPatternRow,
  TagRow,
  TreeRow,
  VmInstanceRow,
  VolumeRow,
} from "./model";
import { type BaseRow, Table } from "./table";

export interface Tables {
  vmInstances: Table<VmInstanceRow>;
  volumes: Table<VolumeRow>;
  trees: Table<TreeRow>;
  snapshots: Table<SnapshotRow>;
  groups: Table<GroupRow>;
  groupRefs: Table<GroupRefRow>;
  backups: Table<BackupRow>;
  backupRefs: Table<BackupRefRow>;
  backupStorages: Table<BackupStorageRow>;
  primaryStorages: Table<PrimaryStorageRow>;
  diskOfferings: Table<DiskOfferingRow>;
  userTags: Table<TagRow>;
  systemTags: Table<TagRow>;
  tagPatterns: Table<TagPatternRow>;
  images: Table<ImageRow>;
  globalConfigs: Table<GlobalConfigRow>;
  longJobs: Table<LongJobRow>;
  sessions: Table<SessionRow>;
  /** Of volumes and images whose creation failed. */
  burntUuids: Table<BaseRow>;
}

export type TableName = keyof Tables;

/** A row of a table, a job, or so much that everything is written anew. */
export type Change = { table: TableName; uuid: string; removed: boolean } | { job: string } | "everything";

/** Resources by entity class name: what `resourceType` of a tag may say, and what error texts print. */
export const entities = {
  VmInstanceVO: "vmInstances",
  VolumeVO: "volumes",
  VolumeSnapshotVO: "snapshots",
  VolumeSnapshotTreeVO: "trees",
  VolumeSnapshotGroupVO: "groups",
  VolumeBackupVO: "backups",
  BackupStorageVO: "backupStorages",
  PrimaryStorageVO: "primaryStorages",
  DiskOfferingVO: "diskOfferings",
  TagPatternVO: "tagPatterns",
  ImageVO: "images",
} as const satisfies Record<string, TableName>;

export type EntityName = keyof typeof entities;

export function isEntity(name: string): name is EntityName {
  return Object.hasOwn(entities, name);
}

export class Database {
  readonly tables: Tables;
  private listener: (change: Change) => void = () => {};

  constructor(readonly clock: Clock) {
    const table = <R extends BaseRow>(name: TableName, ...indexed: (keyof R & string)[]) =>
      new Table<R>(
        () => clock.timestamp(),
        (uuid, removed) => this.listener(uuid === undefined ? "everything" : { table: name, uuid, removed }),
        indexed,
      );
    this.tables = {
      vmInstances: table("vmInstances"),
      volumes: table("volumes", "vmInstanceUuid"),
      trees: table("trees", "volumeUuid"),
      snapshots: table("snapshots", "volumeUuid", "treeUuid", "parentUuid"),
      groups: table("groups", "vmInstanceUuid"),
      groupRefs: table("groupRefs", "volumeSnapshotGroupUuid", "volumeUuid"),
      backups: table("backups", "volumeUuid", "groupUuid", "vmInstanceUuid", "image"),
      backupRefs: table("backupRefs", "volumeBackupUuid", "backupStorageUuid"),
      backupStorages: table("backupStorages"),
      primaryStorages: table("primaryStorages"),
      diskOfferings: table("diskOfferings"),
      userTags: table("userTags", "resourceUuid"),
      systemTags: table("systemTags", "resourceUuid"),
      tagPatterns: table("tagPatterns"),
      images: table("images"),
      globalConfigs: table("globalConfigs"),
      longJobs: table("longJobs"),
      sessions: table("sessions", "accountUuid"),
      burntUuids: table("burntUuids"),
    };
  }

  /** Called after every change. */
  onChange(listener: (change: Change) => void): void {
    this.listener = listener;
  }

  /** The columns every new row has. */
  base(uuid: string, accountUuid: string): BaseRow {
    const now = this.clock.timestamp();
    return { uuid, accountUuid, createDate: now, lastOpDate: now };
  }

  entity(name: EntityName, uuid: string): BaseRow | undefined {
    return this.tables[entities[name]].get(uuid);
  }

  /** Any resource with this uuid: the product keeps one list of uuids for all types. */
  resource(uuid: string): { type: EntityName; row: BaseRow } | undefined {
    for (const type of Object.keys(entities) as EntityName[]) {
      const row = this.entity(type, uuid);
      if (row !== undefined) return { type, row };
    }
    return undefined;
  }

  /** Whether a row of this uuid can no more be made: there is one, or what is left of one whose creation failed. */
  isTaken(uuid: string): boolean {
    return this.resource(uuid) !== undefined || this.tables.burntUuids.has(uuid);
  }

  /** The row is gone, but its uuid cannot be used again. */
  burn(uuid: string): void {
    this.tables.burntUuids.insert(this.base(uuid, ""));
  }

  removeTagsOf(resourceUuid: string): void {
    for (const table of [this.tables.userTags, this.tables.systemTags]) {
      for (const tag of table.by("resourceUuid", resourceUuid)) table.remove(tag.uuid);
    }
  }

  removeResource(
    table: Exclude<TableName, "sessions" | "userTags" | "systemTags" | "globalConfigs" | "longJobs" | "burntUuids">,
    uuid: string,
  ): void {
    this.tables[table].remove(uuid);
    this.removeTagsOf(uuid);
  }

  clear(except: readonly TableName[] = []): void {
    for (const name of Object.keys(this.tables) as TableName[]) {
      if (!except.includes(name)) this.tables[name].clear();
    }
  }
}
