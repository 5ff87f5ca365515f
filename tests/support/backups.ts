import { request } from "undici";
import { defaultFixture } from "../../simulator";
import {
  declareAs,
  type JsonObject,
  type Place,
  type ProcessOptions,
  type ProviderProcess,
  Resource,
} from "./providerProcess";
import { type Simulated, volumes } from "./simulated";

export interface BackupRow {
  readonly uuid: string;
  readonly name: string;
  readonly description?: string;
  readonly volumeUuid: string;
  readonly groupUuid?: string;
  readonly type: string;
  readonly status: string;
  readonly size: number;
  readonly mode?: string;
  readonly backupStorageRefs: {
    readonly id: number;
    readonly backupStorageUuid: string;
    readonly status: string;
    readonly installPath: string;
  }[];
}

export const stores = {
  first: defaultFixture.backupStorages.imageStore1.uuid,
  second: defaultFixture.backupStorages.imageStore2.uuid,
  sftp: defaultFixture.backupStorages.sftp.uuid,
} as const;

/** A member of a VM backup in outputs. */
export interface Member {
  readonly uuid: string;
  readonly volumeUuid: string;
  readonly type: string;
  readonly name: string;
  readonly size: number;
  readonly mode: string;
}

export const idOf = (resource: Resource): string => resource.state?.id ?? "";
export const out = (resource: Resource, name: string): unknown => resource.state?.outputs[name];
export const membersOf = (resource: Resource): Member[] => (out(resource, "backups") ?? []) as Member[];

/** What tests of backups need of a simulator. */
export class Backups {
  constructor(readonly simulated: Simulated) {}

  get control() {
    return this.simulated.control;
  }

  volume(options: ProcessOptions = {}): ProviderProcess {
    return this.simulated.process(options);
  }

  vm(options: ProcessOptions = {}): ProviderProcess {
    return this.simulated.process(options);
  }

  sync(options: ProcessOptions = {}): ProviderProcess {
    return this.simulated.process(options);
  }

  /** Inputs of a backup of the data volume of web-1 on the first store. */
  volumeInputs(more: JsonObject = {}, place: Place = {}, name = "bak"): JsonObject {
    return declareAs(
      "VolumeBackup",
      name,
      { volumeUuid: volumes.data, backupStorageUuid: stores.first, ...more },
      place,
    );
  }

  async madeVolume(more: JsonObject = {}): Promise<Resource> {
    const resource = new Resource(this.volumeInputs(more));
    await resource.up(this.volume());
    return resource;
  }

  /** Inputs of a backup of db-1, which has three volumes, on the first store. */
  vmInputs(more: JsonObject = {}, place: Place = {}, name = "vm"): JsonObject {
    const vmInstanceUuid = defaultFixture.vmInstances.db1.uuid;
    return declareAs("VmBackup", name, { vmInstanceUuid, backupStorageUuid: stores.first, ...more }, place);
  }

  async madeVm(more: JsonObject = {}, name = "vm"): Promise<Resource> {
    const resource = new Resource(this.vmInputs(more, {}, name));
    await resource.up(this.vm());
    return resource;
  }

  /** Group uuids of all VM backups. */
  async groups(): Promise<string[]> {
    return [...new Set((await this.rows()).map((one) => one.groupUuid ?? ""))];
  }

  /** Backups that there are; records that only keep what others build on are none. */
  async rows(): Promise<BackupRow[]> {
    return (await this.records()).filter((one) => one.status !== "Deleted");
  }

  async records(): Promise<BackupRow[]> {
    return ((await this.control.state()) as unknown as { volumeBackups: BackupRow[] }).volumeBackups;
  }

  async row(uuid: string): Promise<BackupRow | undefined> {
    return (await this.records()).find((one) => one.uuid === uuid);
  }

  /** Tags of a row, sorted; without those that tell one adoption from another. */
  async tags(uuid: string): Promise<string[]> {
    return (await this.control.tags(uuid)).filter((tag) => !tag.startsWith("pulumi::claim::"));
  }

  /** Storages with a Ready copy, sorted. */
  async copies(uuid: string): Promise<string[]> {
    const refs = (await this.row(uuid))?.backupStorageRefs ?? [];
    return refs
      .filter((ref) => ref.status === "Ready")
      .map((ref) => ref.backupStorageUuid)
      .sort();
  }

  /** Columns of a row, for states that no call leads to. */
  async patch(table: string, uuid: string, columns: object): Promise<void> {
    const answer = await request(`${new URL(this.control.url).origin}/simulator/objects`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ patch: { table, uuid, columns } }),
    });
    const text = await answer.body.text();
    if (answer.statusCode !== 200) throw new Error(text);
  }

  /** A third image store. */
  async thirdStore(): Promise<string> {
    await this.patch("backupStorages", stores.sftp, { type: "ImageStoreBackupStorage" });
    return stores.sftp;
  }

  async strangersBackup(volumeUuid: string, storageUuid: string = stores.first): Promise<string> {
    const body = { params: { name: "stranger", backupStorageUuid: storageUuid } };
    const result = await this.control.job("POST", `/v1/volumes/${volumeUuid}/volume-backups`, body);
    return (result["inventory"] as { uuid: string }).uuid;
  }

  async strangersVmBackup(rootVolumeUuid: string): Promise<string> {
    const body = { params: { name: "stranger", backupStorageUuid: stores.first } };
    const result = await this.control.job("POST", `/v1/volumes/${rootVolumeUuid}/vm-backups`, body);
    return (result["inventories"] as { groupUuid: string }[])[0]?.groupUuid ?? "";
  }
}
