import { defaultFixture } from "../../simulator";
import { stores } from "./backups";
import {
  declareAs,
  type JsonObject,
  type Place,
  type ProcessOptions,
  type ProviderProcess,
  Resource,
} from "./providerProcess";
import type { VolumeRow } from "./restored";
import type { Simulated } from "./simulated";

const { db1 } = defaultFixture.vmInstances;

export interface VmRow {
  readonly uuid: string;
  readonly name: string;
  readonly description?: string;
  readonly state: string;
  readonly rootVolumeUuid: string;
}

/** How a VM is restored, with how many data volumes. */
export const vmSources = { group: 2, "VM backup": 2, "root backup": 0 } as const;
export type VmSourceName = keyof typeof vmSources;

export const creationRoutes = {
  group: "/v1/vm-instances/from/volume-snapshots/group/{volumeSnapshotGroupUuid}",
  "VM backup": "/v1/vm-instances/from/vm-backups/{groupUuid}",
  "root backup": "/v1/vm-instances/from/vm-backup/{backupUuid}",
} as const;

const isOfFixture = (uuid: string): boolean => /^[a-f]\d0000000000400080/.test(uuid);

/** What tests of restored VMs need of a simulator. */
export class RestoredVms {
  constructor(readonly simulated: Simulated) {}

  get control() {
    return this.simulated.control;
  }

  vm(options: ProcessOptions = {}): ProviderProcess {
    return this.simulated.process(options);
  }

  inputs(source: JsonObject, more: JsonObject = {}, place: Place = {}, name = "restored"): JsonObject {
    return declareAs("RestoredVm", name, { ...source, ...more }, place);
  }

  async made(name: VmSourceName, more: JsonObject = {}): Promise<Resource> {
    const resource = new Resource(this.inputs(await this.source(name), more));
    await resource.up(this.vm());
    return resource;
  }

  /** A restore point of db-1, and what else has to be declared with it. */
  async source(name: VmSourceName): Promise<JsonObject> {
    const { clusterUuid, instanceOfferingUuid, l3NetworkUuid } = defaultFixture;
    const place = { cpuNum: 1, memorySize: 2 ** 30, clusterUuid };
    if (name === "group") {
      const params = { rootVolumeUuid: db1.rootVolumeUuid, name: "stranger" };
      return { volumeSnapshotGroupUuid: await this.uuid("/v1/volume-snapshots/group", params), ...place };
    }
    const params = { name: "stranger", backupStorageUuid: stores.first };
    if (name === "root backup") {
      const volumeBackupUuid = await this.uuid(`/v1/volumes/${db1.rootVolumeUuid}/volume-backups`, params);
      return { volumeBackupUuid, instanceOfferingUuid, l3NetworkUuids: [l3NetworkUuid] };
    }
    const path = `/v1/volumes/${db1.rootVolumeUuid}/vm-backups`;
    const { inventories } = await this.control.job("POST", path, { params });
    return { vmBackupUuid: (inventories as { groupUuid: string }[])[0]?.groupUuid, ...place };
  }

  private async uuid(path: string, params: object): Promise<string> {
    return ((await this.control.job("POST", path, { params }))["inventory"] as { uuid: string }).uuid;
  }

  /** VMs that the fixture does not have, also those in the recycle bin. */
  async rows(): Promise<VmRow[]> {
    const { vmInstances } = (await this.control.state()) as unknown as { vmInstances: VmRow[] };
    return vmInstances.filter(({ uuid }) => !isOfFixture(uuid));
  }

  /** Data volumes that the fixture does not have, also those in the recycle bin. */
  async dataVolumes(): Promise<VolumeRow[]> {
    const { volumes } = (await this.control.state()) as unknown as { volumes: VolumeRow[] };
    return volumes
      .filter(({ uuid, type }) => type === "Data" && !isOfFixture(uuid))
      .sort((a, b) => (a.uuid < b.uuid ? -1 : 1));
  }

  /** Somebody makes a data volume, past Pulumi. */
  async strangersVolume(): Promise<string> {
    const snapshot = await this.control.strangersSnapshot(defaultFixture.volumes.detached.uuid);
    return this.uuid(`/v1/volumes/data/from/volume-snapshots/${snapshot}`, { name: "strangers" });
  }

  async attach(volumeUuid: string, vmUuid: string): Promise<void> {
    await this.control.job("POST", `/v1/volumes/${volumeUuid}/vm-instances/${vmUuid}`, { params: {} });
  }

  async power(vmUuid: string, action: "startVmInstance" | "stopVmInstance"): Promise<void> {
    await this.control.job("PUT", `/v1/vm-instances/${vmUuid}/actions`, { [action]: {} });
  }
}
