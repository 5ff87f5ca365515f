import type { Control, Tag } from "../support/control";

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
}

export interface GroupRow {
  readonly uuid: string;
  readonly volumeSnapshotRefs: readonly Ref[];
}

/** One look at the platform. */
export class Platform {
  private constructor(
    readonly snapshots: ReadonlyMap<string, Row>,
    readonly groups: ReadonlyMap<string, GroupRow>,
    private readonly tags: readonly Tag[],
  ) {}

  /** Once the server is at rest: a killed process leaves its last job running. */
  static async look(control: Control): Promise<Platform> {
    for (;;) {
      const platform = await Platform.glance(control);
      if ([...platform.snapshots.values()].every((row) => row.status === "Ready")) return platform;
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
  }

  private static async glance(control: Control): Promise<Platform> {
    const state = (await control.state()) as unknown as {
      volumeSnapshots: Row[];
      volumeSnapshotGroups: GroupRow[];
      userTags: Tag[];
    };
    return new Platform(
      new Map(state.volumeSnapshots.map((row) => [row.uuid, row])),
      new Map(state.volumeSnapshotGroups.map((row) => [row.uuid, row])),
      state.userTags,
    );
  }

  has(uuid: string): boolean {
    return this.snapshots.has(uuid) || this.groups.has(uuid);
  }

  get uuids(): string[] {
    return [...this.snapshots.keys(), ...this.groups.keys()];
  }

  tagsOf(uuid: string): string[] {
    return this.tags.filter((tag) => tag.resourceUuid === uuid).map((tag) => tag.tag);
  }

  /** Objects that this stack has put off. */
  deferredBy(stack: string): string[] {
    const mark = `pulumi::deferred-delete::org/project/${stack}::`;
    return this.tags.filter((tag) => tag.tag.startsWith(mark)).map((tag) => tag.resourceUuid);
  }

  membersOf(group: string): string[] {
    const refs = this.groups.get(group)?.volumeSnapshotRefs ?? [];
    return refs.filter((ref) => !ref.snapshotDeleted).map((ref) => ref.volumeSnapshotUuid);
  }

  /** Whether the group still has all it had. */
  complete(group: string): boolean {
    const refs = this.groups.get(group)?.volumeSnapshotRefs ?? [];
    return refs.every((ref) => !ref.snapshotDeleted);
  }

  leaves(): Row[] {
    const parents = new Set([...this.snapshots.values()].map((row) => row.parentUuid));
    return [...this.snapshots.values()].filter((row) => !parents.has(row.uuid));
  }

  /**
   * Everything that goes, or loses a part, when `uuid` goes: what is below it, groups that rely on that, and their
   * members with what is below those. `alone`: single snapshots go without what is below them.
   */
  closure(uuid: string, alone: boolean): Set<string> {
    const found = new Set<string>([uuid]);
    const waiting = [uuid];
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      for (const other of this.dependants(next, alone && next === uuid)) {
        if (found.has(other)) continue;
        found.add(other);
        waiting.push(other);
      }
    }
    return found;
  }

  volumesOf(uuid: string): string[] {
    const members = this.groups.has(uuid) ? this.membersOf(uuid) : [uuid];
    return members.flatMap((member) => this.snapshots.get(member)?.volumeUuid ?? []);
  }

  private dependants(uuid: string, alone: boolean): string[] {
    if (this.groups.has(uuid)) return this.membersOf(uuid);
    const row = this.snapshots.get(uuid);
    const group = row?.groupUuid === undefined ? [] : [row.groupUuid];
    if (alone) return group;
    return [...group, ...[...this.snapshots.values()].filter((one) => one.parentUuid === uuid).map((one) => one.uuid)];
  }
}
