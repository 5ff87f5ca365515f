import { defaultFixture } from "../../simulator";
import type { Control } from "../support/control";
import { declareAs, type ProviderProcess, Resource, type Values } from "../support/providerProcess";
import { type Case, type Maker, type Step, servers } from "./cases";
import { Platform } from "./platform";
import { startProcess } from "./processes";

const vm = defaultFixture.vmInstances.web1;
const dataVolume = vm.dataVolumeUuids[0];

export const sceneVolumes = [vm.rootVolumeUuid, dataVolume, defaultFixture.volumes.detached.uuid] as const;

/** One declared resource, and what became of it in the engine. */
export interface Declared {
  readonly resource: Resource;
  readonly stack: "dev" | "prod";
  readonly retain: boolean;
  /** What its last destroy said. */
  error?: string | undefined;
}

export const idOf = ({ resource }: Pick<Declared, "resource">): string => resource.state?.id ?? "";

/** The platform and the stacks before a destroy. */
export class Scene {
  readonly declared: Declared[] = [];
  /** Snapshots that linked clones keep. */
  readonly cloned = new Set<string>();
  private readonly running: Record<"dev" | "prod", ProviderProcess>;
  private readonly dying: ProviderProcess;
  private count = 0;

  constructor(
    readonly control: Control,
    private readonly given: Case,
  ) {
    this.running = { dev: this.process(), prod: this.process() };
    this.dying = startProcess(control, { engineAlive: async () => false });
  }

  get configuration(): Values {
    return this.given.single ? { "zstack:deleteScope": "single" } : {};
  }

  /** Whether single snapshots can go without what is below them. */
  get alone(): boolean {
    return this.given.single && servers[this.given.server]?.serverVersion === "5.4.0";
  }

  process(): ProviderProcess {
    return startProcess(this.control, { configuration: this.configuration });
  }

  async build(): Promise<void> {
    await this.control.job("PUT", `/v1/vm-instances/${vm.uuid}/actions`, { stopVmInstance: {} });
    for (const step of this.given.steps) await this.run(step);
    if (this.given.recycled) await this.control.job("DELETE", `/v1/volumes/${dataVolume}`);
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
      case "revert": {
        const uuid = chosen([...(await this.look()).snapshots.keys()], step.pick);
        const body = { revertVolumeFromSnapshot: {} };
        if (uuid !== undefined) await this.control.job("PUT", `/v1/volume-snapshots/${uuid}/actions`, body);
        return;
      }
      case "clone": {
        const uuid = chosen([...(await this.look()).snapshots.keys()], step.pick);
        if (uuid === undefined) return;
        this.cloned.add(uuid);
        await this.control.objects({ references: { volumeSnapshotUuid: uuid, volumeUuids: ["0".repeat(32)] } });
        return;
      }
      case "replace":
        return this.replace(chosen(this.inState("dev"), step.pick));
      case "drop":
        return chosen(this.inState("dev"), step.pick)
          ?.resource.destroy(this.running.dev)
          .catch(() => undefined);
      case "lose": {
        const leaf = chosen((await this.look()).leaves(), step.pick);
        if (leaf !== undefined && !this.cloned.has(leaf.uuid))
          await this.control.job("DELETE", `/v1/volume-snapshots/${leaf.uuid}`);
        return;
      }
      case "adopt":
        return this.adopt(step.pick);
    }
  }

  private async make(by: Maker, kind: string, args: Values): Promise<void> {
    this.count += 1;
    const name = `${by}-${this.count}`;
    if (by === "stranger") {
      const body = { params: { name, ...(kind === "VolumeSnapshot" ? {} : { rootVolumeUuid: vm.rootVolumeUuid }) } };
      const path =
        kind === "VolumeSnapshot" ? `volumes/${args["volumeUuid"]}/volume-snapshots` : "volume-snapshots/group";
      await this.control.job("POST", `/v1/${path}`, body);
      return;
    }
    const stack = by === "prod" ? "prod" : "dev";
    const retain = by === "retained";
    const more = retain ? { deletionPolicy: "retain" } : {};
    const resource = new Resource(declareAs(kind, name, { ...args, ...more }, { stack }));
    if (by === "interrupted") {
      await resource.up(this.dying).catch(() => undefined);
      return;
    }
    await resource.up(this.running[stack]);
    if (by !== "forgotten") this.declared.push({ resource, stack, retain });
  }

  private async replace(one: Declared | undefined): Promise<void> {
    if (one === undefined) return;
    const { resource } = one;
    this.count += 1;
    const before = resource.state;
    resource.inputs = { ...resource.inputs, triggers: [this.count] };
    delete resource.inputs["resourceUuid"];
    delete resource.inputs["adopt"];
    await resource.up(this.running.dev).catch(() => {
      // The new one is there and the delete of the old one failed: the engine keeps both.
      if (before === undefined || resource.state?.id === before.id) return;
      const old = new Resource(before.inputs);
      old.state = before;
      this.declared.push({ ...one, resource: old });
    });
  }

  private async adopt(pick: number): Promise<void> {
    const platform = await this.look();
    const state = new Set(this.declared.map(idOf));
    const free = [...platform.snapshots.values()].filter(
      (row) => !state.has(row.uuid) && platform.tagsOf(row.uuid).length === 0,
    );
    const row = chosen(free, pick);
    if (row === undefined) return;
    this.count += 1;
    const args = { volumeUuid: row.volumeUuid, resourceUuid: row.uuid, adopt: true };
    const resource = new Resource(declareAs("VolumeSnapshot", `adopted-${this.count}`, args, { stack: "dev" }));
    await resource.up(this.running.dev);
    this.declared.push({ resource, stack: "dev", retain: false });
  }

  private look(): Promise<Platform> {
    return Platform.look(this.control);
  }
}

function chosen<T>(from: readonly T[], pick: number): T | undefined {
  return from[pick % Math.max(1, from.length)];
}
