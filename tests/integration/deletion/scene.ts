import assert from "node:assert/strict";
import { ownerOf, ownerTag, parseSeed, stackLabel } from "../../../provider/core/identity/identity";
import { defaultFixture } from "../../../simulator";
import type { Control } from "../../support/control";
import { declareAs, type JsonObject, ProviderProcess, Resource } from "../../support/providerProcess";
import { historyOf } from "../../support/series";
import { type Case, type Maker, type Step, servers } from "./cases";
import { type BackupRow, type GroupRow, Platform, type Row } from "./platform";

const vm = defaultFixture.vmInstances.web1;
const dataVolume = vm.dataVolumeUuids[0];
const { imageStore1, imageStore2 } = defaultFixture.backupStorages;

export const sceneVolumes = [vm.rootVolumeUuid, dataVolume, defaultFixture.volumes.detached.uuid] as const;

/** `deletionPolicy`; undefined where none is declared. */
type Policy = "delete" | "retain" | "cascade" | "ungroup" | undefined;

function policyOf(by: Maker, kind: string): Policy {
  if (by === "retained") return "retain";
  if (kind === "VmBackupSeries") return "delete";
  if (by === "cascading" && /^VolumeSnapshot/.test(kind)) return "cascade";
  return by === "ungrouping" && kind === "VolumeSnapshotGroup" ? "ungroup" : undefined;
}

/** One declared resource, and what became of it in the engine. */
export interface Declared {
  readonly resource: Resource;
  readonly stack: "dev" | "prod";
  readonly policy: Policy;
  /** What its last destroy said. */
  error?: string | undefined;
}

export const idOf = ({ resource }: Pick<Declared, "resource">): string => resource.state?.id ?? "";

/** Ids of its objects: of a series those of its points. */
export function objectsOf({ resource }: Pick<Declared, "resource">): string[] {
  const { id, outputs } = resource.state ?? {};
  if (id === undefined || outputs === undefined) return [];
  return outputs["history"] === undefined ? [id] : historyOf(resource).map((one) => one.uuid);
}

/** The platform and the stacks before a destroy. */
export class Scene {
  readonly declared: Declared[] = [];
  /** Snapshots that linked clones keep. */
  readonly cloned = new Set<string>();
  private readonly running: Record<"dev" | "prod", ProviderProcess>;
  private readonly dying: ProviderProcess;
  /** How often what cases are made of really happened. */
  readonly happened = {
    ...{ stackRenamed: 0, namespaceChanged: 0, deletedFirst: 0, meanwhile: 0, forks: 0 },
    ...{ snapshotsReverted: 0, groupsReverted: 0, backupsReverted: 0, safetySnapshots: 0, emptyGroups: 0 },
  };
  private place = { namespace: "", stack: "dev" };
  private readonly former: string[] = [];
  private count = 0;
  private isRunning = true;

  constructor(
    readonly control: Control,
    private readonly given: Case,
  ) {
    this.running = { dev: this.process(), prod: this.process() };
    this.dying = new ProviderProcess(control, { engineAlive: async () => false });
  }

  get configuration(): JsonObject {
    return this.given.single ? { "zstack:deleteScope": "single" } : {};
  }

  /** Whether single snapshots can go without what is below them. */
  get alone(): boolean {
    return this.given.single && servers[this.given.server]?.serverVersion === "5.4.0";
  }

  process(): ProviderProcess {
    return new ProviderProcess(this.control, { configuration: this.configuration });
  }

  async build(): Promise<void> {
    for (const step of this.given.steps) await this.run(step);
    this.happened.forks += (await this.look()).forks();
    if (this.given.recycled) await this.control.job("DELETE", `/v1/volumes/${dataVolume}`);
  }

  treeRefOf(stack: "dev" | "prod"): { readonly namespace: string; readonly stack: string } {
    return stack === "dev" ? this.place : { namespace: "", stack };
  }

  /** What the stack is called in marks, and was before. */
  namesOf(stack: "dev" | "prod"): readonly string[] {
    return stack === "dev" ? [stackLabel(this.ofStack), ...this.former] : ["org/project/prod"];
  }

  ownerTagOf({ resource }: Declared): string {
    const { inputs } = resource.state ?? resource;
    const { kind } = namesIn(inputs["__seed"]);
    return ownerTag(ownerOf(parseSeed(inputs["__seed"]), `zstack.${kind}`));
  }

  private get ofStack() {
    return { organization: "org", project: "project", ...this.place };
  }

  /** What the stack has in state. */
  inState(stack: "dev" | "prod"): Declared[] {
    return this.declared.filter((one) => one.stack === stack && one.resource.state !== undefined);
  }

  async end(): Promise<void> {
    await Promise.all([this.running.dev, this.running.prod, this.dying].map((process) => process.end()));
  }

  private async run(step: Step): Promise<void> {
    switch (step.kind) {
      case "snapshot":
        return this.make(step.by, "VolumeSnapshot", { volumeUuid: sceneVolumes[step.volume] });
      case "group":
        return this.make(step.by, "VolumeSnapshotGroup", { vmInstanceUuid: vm.uuid });
      case "backup":
        await this.turn(true);
        return this.make(step.by, "VolumeBackup", { volumeUuid: sceneVolumes[step.volume], ...stored(step) });
      case "vmBackup":
        await this.turn(true);
        return this.make(step.by, "VmBackup", { rootVolumeUuid: vm.rootVolumeUuid, ...stored(step) });
      case "series": {
        await this.turn(true);
        const { taken, keepLast, fullEvery } = step;
        const kept = { keepLast, ...(fullEvery === undefined ? {} : { fullEvery }) };
        const args = { vmInstanceUuid: vm.uuid, ...stored(step), ...kept };
        await this.make(step.by, "VmBackupSeries", { ...args, triggers: 1 });
        const made = this.declared.at(-1);
        for (let at = 2; at <= taken; at += 1) await this.next(made);
        return;
      }
      case "next":
        await this.turn(true);
        return this.next(chosen(this.seriesOf("dev"), step.pick));
      case "restart":
        await this.turn(true);
        for (const action of ["stopVmInstance", "startVmInstance"])
          await this.control.job("PUT", `/v1/vm-instances/${vm.uuid}/actions`, { [action]: {} });
        return;
      case "dropReplica":
        return this.dropReplica(step.pick);
      case "copy":
        return this.copy(step.pick);
      case "revert":
        return this.revert(step);
      case "clone": {
        const uuid = chosen([...(await this.look()).snapshots.keys()], step.pick);
        if (uuid === undefined) return;
        this.cloned.add(uuid);
        await this.control.objects({ references: { volumeSnapshotUuid: uuid, volumeUuids: ["0".repeat(32)] } });
        return;
      }
      case "replace":
        if (step.first === "delete") return this.replaceAfterDelete(chosen(this.inState("dev"), step.pick));
        return this.replace(chosen(this.inState("dev"), step.pick));
      case "rename":
        return this.rename(step.what);
      case "stale":
        return this.leaveMark(chosen(this.inState("dev"), step.pick));
      case "drop":
        return this.inNewRun(async (process) => {
          await chosen(this.inState("dev"), step.pick)
            ?.resource.destroy(process)
            .catch(() => undefined);
        });
      case "lose": {
        const platform = await this.look();
        const leaves = platform.leaves().filter((leaf) => !this.cloned.has(leaf.uuid));
        const paths = [
          ...leaves.map(({ uuid }) => `volume-snapshots/${uuid}`),
          ...[...platform.backups.keys()].map((uuid) => `volume-backups/${uuid}`),
        ];
        const path = chosen(paths, step.pick);
        if (path === undefined) return;
        if (path.startsWith("volume-backups")) await this.control.deleteBackup(path);
        else await this.control.job("DELETE", `/v1/${path}`);
        return;
      }
      case "adopt":
        return this.adopt(step.pick);
    }
  }

  private async make(by: Maker, kind: string, args: JsonObject): Promise<void> {
    this.count += 1;
    const name = `${by}-${this.count}`;
    if (by === "stranger") return this.strangers(kind, name, args);
    const stack = by === "prod" ? "prod" : "dev";
    const policy = policyOf(by, kind);
    const more = policy === undefined ? {} : { deletionPolicy: policy };
    const resource = new Resource(declareAs(kind, name, { ...args, ...more }, this.treeRefOf(stack)));
    if (by === "interrupted") {
      await resource.up(this.dying).catch(() => undefined);
      return;
    }
    await resource.up(this.running[stack]);
    if (by !== "forgotten") this.declared.push({ resource, stack, policy });
  }

  private async strangers(kind: string, name: string, args: JsonObject): Promise<void> {
    const { volumeUuid, backupStorageUuid } = args;
    const paths: Readonly<Record<string, string>> = {
      VolumeSnapshot: `volumes/${volumeUuid}/volume-snapshots`,
      VolumeSnapshotGroup: "volume-snapshots/group",
      VolumeBackup: `volumes/${volumeUuid}/volume-backups`,
      VmBackup: `volumes/${vm.rootVolumeUuid}/vm-backups`,
    };
    const more = kind === "VolumeSnapshotGroup" ? { rootVolumeUuid: vm.rootVolumeUuid } : {};
    const stored = backupStorageUuid === undefined ? {} : { backupStorageUuid };
    await this.control.job("POST", `/v1/${paths[kind]}`, { params: { name, ...more, ...stored } });
  }

  private seriesOf(stack: "dev" | "prod"): Declared[] {
    return this.inState(stack).filter(({ resource }) => resource.state?.outputs["history"] !== undefined);
  }

  private async next(one: Declared | undefined): Promise<void> {
    if (one === undefined) return;
    this.count += 1;
    one.resource.inputs = { ...one.resource.inputs, triggers: `next-${this.count}` };
    await one.resource.up(this.running[one.stack]);
  }

  private async dropReplica(pick: number): Promise<void> {
    const series = this.seriesOf("dev");
    const replicated = this.inState("dev").filter(
      (one) => one.resource.inputs["replicas"] !== undefined && !series.includes(one),
    );
    const resource = chosen(replicated, pick)?.resource;
    if (resource === undefined) return;
    const { replicas: _, ...inputs } = resource.inputs;
    resource.inputs = inputs;
    // What was lost past Pulumi leaves nothing to update.
    await resource.up(this.running.dev).catch(() => undefined);
  }

  private async copy(pick: number): Promise<void> {
    const platform = await this.look();
    const uuid = chosen(
      [...platform.backups.keys()].filter((one) => platform.copiesOf(one).join() === imageStore1.uuid),
      pick,
    );
    const params = { srcBackupStorageUuid: imageStore1.uuid, dstBackupStorageUuid: imageStore2.uuid };
    const body = { syncBackupFromImageStoreBackupStorage: params };
    if (uuid !== undefined) await this.control.job("PUT", `/v1/volume-backups/${uuid}/actions`, body);
  }

  /** Backups are made of a running VM, and volumes are reverted where it is off. */
  private async turn(on: boolean): Promise<void> {
    if (this.isRunning === on) return;
    this.isRunning = on;
    const columns = { state: on ? "Running" : "Stopped" };
    await this.control.objects({ patch: { table: "vmInstances", uuid: vm.uuid, columns } });
  }

  private async revert({ of, pick, safety, refused }: Extract<Step, { kind: "revert" }>): Promise<void> {
    const before = await this.look();
    const uuid = chosen([...before[`${of}s`].keys()], pick);
    if (uuid === undefined) return;
    await this.turn(refused);
    await this.takeSafetySnapshots(safety);
    const { path, action } = reverts[of];
    // A group that has lost a member, or a backup of a volume that is deleted, cannot be gone back to.
    const done = await this.control.job("PUT", `/v1/${path}/${uuid}/actions`, { [action]: {} }).catch(() => undefined);
    const results = (done?.["results"] ?? []) as readonly { readonly success: boolean }[];
    if (done !== undefined && results.every(({ success }) => success)) this.happened[`${of}sReverted`] += 1;
    const after = await this.look();
    if (after.snapshots.size > before.snapshots.size) this.happened.safetySnapshots += 1;
    if (after.groups.size > before.groups.size && refused) this.happened.emptyGroups += 1;
  }

  private async takeSafetySnapshots(on: boolean): Promise<void> {
    const path = "/v1/global-configurations/volumeSnapshot/snapshot.before.revertvolume/actions";
    await this.control.job("PUT", path, { updateGlobalConfig: { value: String(on) } });
  }

  /** A run has a process of its own, and what a process has made it does not delete. */
  private async inNewRun<T>(work: (process: ProviderProcess) => Promise<T>): Promise<T> {
    const process = this.process();
    try {
      return await work(process);
    } finally {
      await process.end();
    }
  }

  private async replace(one: Declared | undefined): Promise<void> {
    if (one === undefined) return;
    const { resource } = one;
    this.count += 1;
    const before = resource.state;
    resource.inputs = { ...resource.inputs, triggers: [this.count] };
    delete resource.inputs["resourceUuid"];
    delete resource.inputs["adopt"];
    const there = await this.look();
    await this.inNewRun((process) => resource.up(process)).catch(() => {
      // The new one is there and the delete of the old one failed: the engine keeps both.
      if (before === undefined || resource.state?.id === before.id) return;
      const old = new Resource(before.inputs);
      old.state = before;
      this.declared.push({ ...one, resource: old });
    });
    // A series is no replacement: it prunes what it need not keep.
    if (before === undefined || !there.has(before.id)) return;
    await this.nothingElseGone(there, before.id);
    assert.ok((await this.look()).has(idOf(one)), `${idOf(one)} was made for ${before.id} and is gone`);
  }

  /** `deleteBeforeReplace`: what cannot be deleted, or what fails, ends the run. */
  private async replaceAfterDelete(one: Declared | undefined): Promise<void> {
    if (one?.resource.state === undefined || one.policy === "retain") return;
    const { resource } = one;
    const { id, inputs, outputs } = one.resource.state;
    this.count += 1;
    const { resourceUuid: _, adopt: __, ...rest } = resource.inputs;
    const news = { ...rest, triggers: [this.count] };
    const there = await this.look();
    const isGone = await this.inNewRun(async ({ handler }) => {
      await handler.check(inputs, news);
      // A series is changed in place.
      if ((await handler.diff(id, outputs, news)).replaces.length === 0) return false;
      this.happened.deletedFirst += 1;
      return handler.delete(id, outputs).then(
        () => true,
        () => false,
      );
    });
    if (there.has(id)) await this.nothingElseGone(there, id);
    if (!isGone) return;
    resource.state = undefined;
    resource.inputs = news;
    // No backup is made of a VM that is off.
    await resource.up(this.running.dev).catch(() => undefined);
  }

  /** State knows the former name of what it holds. What an `up` cannot bring up to date is taken out of it. */
  private async rename(what: "stack" | "namespace"): Promise<void> {
    // An old one that a refused replacement has left is in no program: nothing tells it the new name.
    const seeds = this.inState("dev").map(({ resource }) => resource.inputs["__seed"]);
    if (new Set(seeds).size < seeds.length) return;
    this.count += 1;
    this.former.unshift(stackLabel(this.ofStack));
    const name = `${what}${this.count}`;
    this.place = what === "stack" ? { ...this.place, stack: name } : { ...this.place, namespace: name };
    this.happened[what === "stack" ? "stackRenamed" : "namespaceChanged"] += 1;
    for (const { resource } of this.inState("dev")) {
      const { kind, name } = namesIn(resource.inputs["__seed"]);
      const { __seed } = declareAs(kind, name, {}, this.place);
      resource.inputs = { ...resource.inputs, __seed };
      await resource.up(this.running.dev).catch(() => {
        resource.state = undefined;
      });
    }
  }

  /** A replacement takes what it replaces, whatever its policy, and what was deferred until then. */
  private async nothingElseGone(before: Platform, old: string): Promise<void> {
    const after = await this.look();
    const going = [old, ...before.deferredBy(this.namesOf("dev"))];
    const allowed = new Set(going.flatMap((uuid) => [uuid, ...before.membersOf(uuid), ...before.backupsOf(uuid)]));
    // What waited with a cascade goes with what is foreign below it.
    const below = before.subtrees(
      [...before.cascadingBy(this.namesOf("dev"))].flatMap((uuid) => [uuid, ...before.membersOf(uuid)]),
    );
    const lost = before.uuids.filter((uuid) => !after.has(uuid) && !allowed.has(uuid) && !below.has(uuid));
    assert.deepEqual(lost, [], `gone with ${old}, which was replaced`);
  }

  private async leaveMark(one: Declared | undefined): Promise<void> {
    const kind = /zstack:(VolumeSnapshot|VolumeSnapshotGroup)::/.exec(String(one?.resource.inputs["__seed"]))?.[1];
    if (one === undefined || kind === undefined) return;
    const tag = this.ownerTagOf(one).replace(/^pulumi::/, "pulumi::deferred-delete::");
    const params = { resourceType: `${kind}VO`, resourceUuid: idOf(one), tag };
    // It may be gone by now, or marked already.
    await this.control.job("POST", "/v1/user-tags", { params }).catch(() => undefined);
  }

  private async adopt(pick: number): Promise<void> {
    const platform = await this.look();
    const state = new Set(this.declared.map(idOf));
    const isFree = (uuid: string): boolean => !state.has(uuid) && platform.tagsOf(uuid).length === 0;
    const free: (readonly [kind: string, args: JsonObject])[] = [
      ...[...platform.snapshots.values()].filter((row) => isFree(row.uuid)).map(adoptable.snapshot),
      ...[...platform.groups.values()].filter((row) => isFree(row.uuid) && isWhole(row)).map(adoptable.group),
      ...[...platform.backups.values()].filter((row) => isFree(row.uuid)).flatMap(adoptable.backup(platform)),
    ];
    const [kind, args] = chosen(free, pick) ?? [];
    if (kind === undefined || state.has(String(args?.["resourceUuid"]))) return;
    this.count += 1;
    const declared = declareAs(kind, `adopted-${this.count}`, { ...args, adopt: true }, this.treeRefOf("dev"));
    const resource = new Resource(declared);
    await resource.up(this.running.dev);
    this.declared.push({ resource, stack: "dev", policy: undefined });
  }

  private look(): Promise<Platform> {
    return Platform.look(this.control);
  }
}

const reverts = {
  snapshot: { path: "volume-snapshots", action: "revertVolumeFromSnapshot" },
  group: { path: "volume-snapshots/group", action: "revertVmFromSnapshotGroup" },
  backup: { path: "volume-backups", action: "revertVolumeFromVolumeBackup" },
} as const;

const stored = ({ replica, full = false }: { readonly replica: boolean; readonly full?: boolean }): JsonObject => ({
  backupStorageUuid: imageStore1.uuid,
  ...(replica ? { replicas: [imageStore2.uuid] } : {}),
  ...(full ? { mode: "full" } : {}),
});

function namesIn(seed: unknown): { kind: string; name: string } {
  const [, kind = "", name = ""] = /zstack:(\w+)::(.+)$/.exec(String(seed)) ?? [];
  return { kind, name };
}

const isWhole = ({ volumeSnapshotRefs }: GroupRow): boolean => volumeSnapshotRefs.every((ref) => !ref.snapshotDeleted);

/** Declarations that take over what somebody else made. */
const adoptable = {
  snapshot: ({ uuid, volumeUuid }: Row) => ["VolumeSnapshot", { volumeUuid, resourceUuid: uuid }] as const,
  group: ({ uuid }: GroupRow) => ["VolumeSnapshotGroup", { vmInstanceUuid: vm.uuid, resourceUuid: uuid }] as const,
  /** A VM backup by its root, as long as that is there; its other members cannot be had by themselves. */
  backup:
    (platform: Platform) =>
    ({ uuid, volumeUuid, groupUuid, type }: BackupRow): (readonly [string, JsonObject])[] => {
      const backupStorageUuid = imageStore1.uuid;
      if (groupUuid === undefined) return [["VolumeBackup", { volumeUuid, backupStorageUuid, resourceUuid: uuid }]];
      const tags = platform.backupsOf(groupUuid).flatMap((member) => platform.tagsOf(member));
      if (type !== "Root" || tags.length > 0) return [];
      return [["VmBackup", { rootVolumeUuid: volumeUuid, backupStorageUuid, resourceUuid: groupUuid }]];
    },
};

function chosen<T>(from: readonly T[], pick: number): T | undefined {
  return from[pick % Math.max(1, from.length)];
}
