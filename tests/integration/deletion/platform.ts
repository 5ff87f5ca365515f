import type { Control, Tag } from "../../support/control";

/** What the platform holds, as far as deletions matter. */
export interface Row {
  readonly uuid: string;
  readonly name: string;
  readonly volumeUuid: string;
  readonly parentUuid?: string;
  readonly groupUuid?: string;
  readonly status: string;
}

interface Ref {
  readonly volumeSnapshotUuid: string;
  readonly snapshotDeleted: boolean;
  readonly volumeType: string;
}

export interface GroupRow {
  readonly uuid: string;
  readonly volumeSnapshotRefs: readonly Ref[];
}

/** The backup of one volume. */
export interface BackupRow {
  readonly uuid: string;
  readonly volumeUuid: string;
  readonly type: string;
  readonly status: string;
  /** Of a VM backup. */
  readonly groupUuid?: string;
  readonly backupStorageRefs: readonly { readonly backupStorageUuid: string; readonly status: string }[];
}

interface Tables {
  readonly volumeSnapshots: readonly Row[];
  readonly volumeSnapshotGroups: readonly GroupRow[];
  readonly volumeBackups: readonly BackupRow[];
  readonly userTags: readonly Tag[];
}

/** One look at the platform. */
export class Platform {
  readonly snapshots: ReadonlyMap<string, Row>;
  readonly groups: ReadonlyMap<string, GroupRow>;
  readonly backups: ReadonlyMap<string, BackupRow>;
  private readonly tags: readonly Tag[];

  private constructor({ volumeSnapshots, volumeSnapshotGroups, volumeBackups, userTags }: Tables) {
    this.snapshots = new Map(volumeSnapshots.map((row) => [row.uuid, row]));
    this.groups = new Map(volumeSnapshotGroups.map((row) => [row.uuid, row]));
    // What is left of a chain of increments is no backup any more.
    this.backups = new Map(volumeBackups.filter((row) => row.status !== "Deleted").map((row) => [row.uuid, row]));
    this.tags = userTags;
  }

  /** Once the server is at rest: a killed process leaves its last job running. */
  static async look(control: Control): Promise<Platform> {
    for (;;) {
      const platform = await Platform.getCached(control);
      if ([...platform.snapshots.values()].every((row) => row.status === "Ready")) return platform;
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
  }

  private static async getCached(control: Control): Promise<Platform> {
    return new Platform((await control.state()) as unknown as Tables);
  }

  has(uuid: string): boolean {
    return (
      this.snapshots.has(uuid) || this.groups.has(uuid) || this.backups.has(uuid) || this.backupsOf(uuid).length > 0
    );
  }

  get uuids(): string[] {
    return [...this.snapshots.keys(), ...this.groups.keys(), ...this.backups.keys()];
  }

  /** Members of a VM backup. */
  backupsOf(vmBackup: string): string[] {
    return [...this.backups.values()].filter((row) => row.groupUuid === vmBackup).map((row) => row.uuid);
  }

  /** Storages that hold a backup. */
  copiesOf(backup: string): string[] {
    const refs = this.backups.get(backup)?.backupStorageRefs ?? [];
    return refs.filter((ref) => ref.status === "Ready").map((ref) => ref.backupStorageUuid);
  }

  tagsOf(uuid: string): string[] {
    return this.tags.filter((tag) => tag.resourceUuid === uuid).map((tag) => tag.tag);
  }

  /** Objects that a stack with one of these names has deferred. */
  deferredBy(stack: readonly string[]): string[] {
    return this.markedBy("pulumi::deferred-delete::", stack);
  }

  private markedBy(front: string, stack: readonly string[]): string[] {
    const isMark = ({ tag }: Tag): boolean => stack.some((label) => tag.startsWith(`${front}${label}::`));
    return this.tags.filter(isMark).map((tag) => tag.resourceUuid);
  }

  /** Objects that are owned under exactly this tag, and not to be deleted. */
  liveWith(owner: string): string[] {
    const owned = this.tags.filter(({ tag }) => tag === owner).map((tag) => tag.resourceUuid);
    return owned.filter((uuid) => !this.tagsOf(uuid).some((tag) => tag.startsWith("pulumi::deferred-delete::")));
  }

  /** Those of them that its engine has let go of for certain, and that nobody retains; the others may be in state. */
  letGoBy(stack: readonly string[]): string[] {
    return this.deferredBy(stack).filter(
      (uuid) => !this.tagsOf(uuid).some((tag) => /^pulumi(?:-retained)?::(?!deferred-delete::)/.test(tag)),
    );
  }

  /** Those that are to be deleted together with what is foreign below them. */
  cascadingBy(stack: readonly string[]): string[] {
    return this.markedBy("pulumi-cascade::", stack);
  }

  membersOf(group: string): string[] {
    const refs = this.groups.get(group)?.volumeSnapshotRefs ?? [];
    return refs.filter((ref) => !ref.snapshotDeleted).map((ref) => ref.volumeSnapshotUuid);
  }

  /** What a snapshot is based on, and itself. */
  ancestors(uuid: string): string[] {
    const parent = this.snapshots.get(uuid)?.parentUuid;
    return [uuid, ...(parent === undefined ? [] : this.ancestors(parent))];
  }

  /** Snapshots that several others are based on. */
  forks(): number {
    const parents = [...this.snapshots.values()].flatMap((row) => row.parentUuid ?? []);
    return new Set(parents.filter((uuid, index) => parents.indexOf(uuid) !== index)).size;
  }

  leaves(): Row[] {
    const parents = new Set([...this.snapshots.values()].map((row) => row.parentUuid));
    return [...this.snapshots.values()].filter((row) => !parents.has(row.uuid));
  }

  /** Snapshots with all that is below them. */
  subtrees(uuids: readonly string[]): Set<string> {
    const found = new Set(uuids.filter((uuid) => this.snapshots.has(uuid)));
    // A set grows while it is walked.
    for (const uuid of found) for (const child of this.childrenOf(uuid)) found.add(child);
    return found;
  }

  /** Groups whose row goes with one of these snapshots: it goes with the root volume's. */
  groupsOf(snapshots: ReadonlySet<string>): string[] {
    return [...this.groups.values()]
      .filter(({ volumeSnapshotRefs }) =>
        volumeSnapshotRefs.some((ref) => ref.volumeType === "Root" && snapshots.has(ref.volumeSnapshotUuid)),
      )
      .map((group) => group.uuid);
  }

  /**
   * Everything that goes, or loses a part, when `uuid` goes: what is below it, groups that rely on that, and their
   * members with what is below those. `alone`: single snapshots go without what is below them. `loose`: groups that
   * let go of their members.
   */
  closure(uuid: string, alone: boolean, loose: ReadonlySet<string>): Set<string> {
    const found = new Set<string>([uuid]);
    for (const next of found)
      for (const other of this.dependants(next, alone && next === uuid, loose)) found.add(other);
    return found;
  }

  volumesOf(uuid: string): string[] {
    const members = this.groups.has(uuid) ? this.membersOf(uuid) : [uuid];
    return members.flatMap((member) => this.snapshots.get(member)?.volumeUuid ?? []);
  }

  private dependants(uuid: string, alone: boolean, loose: ReadonlySet<string>): string[] {
    if (this.groups.has(uuid)) return loose.has(uuid) ? [] : this.membersOf(uuid);
    const group = this.snapshots.get(uuid)?.groupUuid;
    return [...(group === undefined ? [] : [group]), ...(alone ? [] : this.childrenOf(uuid))];
  }

  private childrenOf(uuid: string): string[] {
    return [...this.snapshots.values()].filter((row) => row.parentUuid === uuid).map((row) => row.uuid);
  }
}
