import { stores } from "./backups";
import {
  declareAs,
  type JsonObject,
  type Place,
  type ProcessOptions,
  type ProviderProcess,
  Resource,
} from "./providerProcess";
import { type Simulated, volumes } from "./simulated";

export interface VolumeRow {
  readonly uuid: string;
  readonly name: string;
  readonly description?: string;
  readonly type: string;
  readonly status: string;
  readonly size: number;
  readonly vmInstanceUuid?: string;
  readonly primaryStorageUuid?: string;
}

/** What tests of restored volumes need of a simulator. */
export class Restored {
  constructor(readonly simulated: Simulated) {}

  get control() {
    return this.simulated.control;
  }

  volume(options: ProcessOptions = {}): ProviderProcess {
    return this.simulated.process(options);
  }

  inputs(source: JsonObject, more: JsonObject = {}, place: Place = {}, name = "restored"): JsonObject {
    return declareAs("RestoredVolume", name, { ...source, ...more }, place);
  }

  async fromSnapshot(more: JsonObject = {}): Promise<Resource> {
    const resource = new Resource(this.inputs(await this.snapshotSource(), more));
    await resource.up(this.volume());
    return resource;
  }

  async fromBackup(more: JsonObject = {}): Promise<Resource> {
    const resource = new Resource(this.inputs(await this.backupSource(), more));
    await resource.up(this.volume());
    return resource;
  }

  async snapshotSource(): Promise<JsonObject> {
    return { volumeSnapshotUuid: await this.control.strangersSnapshot(volumes.data) };
  }

  async backupSource(): Promise<JsonObject> {
    const body = { params: { name: "stranger", backupStorageUuid: stores.first } };
    const result = await this.control.job("POST", `/v1/volumes/${volumes.data}/volume-backups`, body);
    return { volumeBackupUuid: (result["inventory"] as { uuid: string }).uuid };
  }

  /** Volumes that the fixture does not have, also those in the recycle bin. */
  async rows(): Promise<VolumeRow[]> {
    const { volumes: all } = (await this.control.state()) as unknown as { volumes: VolumeRow[] };
    return all.filter(({ uuid }) => !isOfFixture(uuid));
  }

  async row(uuid: string): Promise<VolumeRow | undefined> {
    return (await this.rows()).find((one) => one.uuid === uuid);
  }

  /** Somebody attaches the volume, or detaches it, past Pulumi. */
  async attach(uuid: string, vmUuid: string): Promise<void> {
    await this.control.job("POST", `/v1/volumes/${uuid}/vm-instances/${vmUuid}`, { params: {} });
  }

  async detach(uuid: string): Promise<void> {
    await this.control.job("DELETE", `/v1/volumes/${uuid}/vm-instances`);
  }
}

/** Whether the volume is one that every simulator begins with. */
function isOfFixture(uuid: string): boolean {
  return /^c\d0000000000400080/.test(uuid);
}
