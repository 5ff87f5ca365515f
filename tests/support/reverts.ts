import { defaultFixture } from "../../simulator";
import { stores } from "./backups";
import {
  declareAs,
  type JsonObject,
  type Place,
  type ProcessOptions,
  ProviderProcess,
  Resource,
} from "./providerProcess";
import type { Simulated } from "./simulated";

const vm = defaultFixture.vmInstances.db1;

/** What goes back, and to what. */
export const revertNames = ["volume to snapshot", "volume to backup", "VM to group", "VM to backup"] as const;
export type RevertName = (typeof revertNames)[number];

interface Row {
  readonly uuid: string;
  readonly installPath?: string;
  readonly state?: string;
}

/** Restores in place of the VM db-1, which has three volumes, and what the simulator shows of them. */
export class Reverts {
  constructor(readonly simulated: Simulated) {}

  readonly vm = vm.uuid;
  readonly volumes: readonly string[] = [vm.rootVolumeUuid, ...vm.dataVolumeUuids];
  readonly root = vm.rootVolumeUuid;

  get control() {
    return this.simulated.control;
  }

  start(options: ProcessOptions = {}): ProviderProcess {
    return new ProviderProcess(this.control, options);
  }

  async stop(): Promise<void> {
    await this.power("stopVmInstance");
  }

  async run(): Promise<void> {
    await this.power("startVmInstance");
  }

  private async power(action: string): Promise<void> {
    await this.control.job("PUT", `/v1/vm-instances/${this.vm}/actions`, { [action]: {} });
  }

  async stateOfVm(): Promise<string | undefined> {
    return (await this.rows("vmInstances")).find(({ uuid }) => uuid === this.vm)?.state;
  }

  async pathOf(volume: string): Promise<string | undefined> {
    return (await this.rows("volumes")).find(({ uuid }) => uuid === volume)?.installPath;
  }

  private async rows(table: string): Promise<Row[]> {
    return ((await this.control.state()) as unknown as Record<string, Row[]>)[table] ?? [];
  }

  async snapshot(volume: string = this.root): Promise<string> {
    const body = { params: { name: "point" } };
    return uuidOf(await this.control.job("POST", `/v1/volumes/${volume}/volume-snapshots`, body));
  }

  /** A restore point, and inputs of the resource that goes back to it. */
  async point(name: RevertName): Promise<JsonObject> {
    if (name === "volume to snapshot") return { volumeUuid: this.root, volumeSnapshotUuid: await this.snapshot() };
    if (name === "VM to group") {
      const body = { params: { name: "point", rootVolumeUuid: this.root } };
      const group = await this.control.job("POST", "/v1/volume-snapshots/group", body);
      return { vmInstanceUuid: this.vm, volumeSnapshotGroupUuid: uuidOf(group) };
    }
    const body = { params: { name: "point", backupStorageUuid: stores.first } };
    if (name === "volume to backup") {
      const backup = await this.control.job("POST", `/v1/volumes/${this.root}/volume-backups`, body);
      return { volumeUuid: this.root, volumeBackupUuid: uuidOf(backup) };
    }
    const backup = await this.control.job("POST", `/v1/volumes/${this.root}/vm-backups`, body);
    const [first] = backup["inventories"] as { groupUuid: string }[];
    return { vmInstanceUuid: this.vm, vmBackupUuid: first?.groupUuid };
  }

  declare(inputs: JsonObject, more: JsonObject = {}, place: Place = {}, name = "back"): Resource {
    const kind = inputs["vmInstanceUuid"] === undefined ? "VolumeRevert" : "VmRevert";
    const { name: _, ...rest } = declareAs(kind, name, { ...inputs, ...more }, place);
    return new Resource(rest);
  }

  /** Restores in place that the server accepted, whatever their end, and those that it carried out. */
  async jobs(): Promise<{ accepted: number; done: number }> {
    const jobs = (await this.control.state()).jobs as { api: string; status?: number }[];
    const reverts = jobs.filter(({ api }) => /^Revert/.test(api));
    return { accepted: reverts.length, done: reverts.filter(({ status }) => status === 200).length };
  }

  /** Marks on a volume or VM, as `<event>::<phase>`. */
  async marks(uuid: string): Promise<string[]> {
    return (await this.control.tags(uuid))
      .filter((tag) => tag.startsWith("pulumi-restored::"))
      .map((tag) => tag.split("::").slice(1, 3).join("::"));
  }

  /** Snapshots and groups that are kept on purpose. */
  async retained(): Promise<number> {
    const { userTags } = await this.control.state();
    return userTags.filter(({ tag }) => tag.startsWith("pulumi-retained::")).length;
  }

  async safetySnapshots(): Promise<string[]> {
    const { volumeSnapshots } = await this.control.state();
    return volumeSnapshots.filter(({ name }) => name.startsWith("before-restore-")).map(({ uuid }) => uuid);
  }
}

const uuidOf = (result: Record<string, unknown>): string => (result["inventory"] as { uuid: string }).uuid;
