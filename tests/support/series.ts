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
import { type Simulated, volumes } from "./simulated";

export interface PointOut {
  readonly uuid: string;
  readonly name: string;
  readonly createDate: string;
  readonly size: number;
  readonly triggerDigest?: string;
  readonly triggerText?: string;
  readonly pendingDeletionReason?: string;
}

export const historyOf = (resource: Resource): PointOut[] =>
  (resource.state?.outputs["history"] ?? []) as unknown as PointOut[];
export const namesOf = (resource: Resource): string[] => historyOf(resource).map((one) => one.name);
export const currentOf = (resource: Resource): PointOut | undefined =>
  resource.state?.outputs["current"] as PointOut | undefined;
export const uuidsOf = (resource: Resource): string[] => historyOf(resource).map((one) => one.uuid);

/** What tests of series need of a simulator. */
export class SeriesTests {
  /** @param hidden hidden inputs of every series */
  constructor(
    readonly simulated: Simulated,
    private readonly hidden: JsonObject = {},
  ) {}

  get control() {
    return this.simulated.control;
  }

  snapshots(options: ProcessOptions = {}): ProviderProcess {
    return this.simulated.process(options);
  }

  backups(options: ProcessOptions = {}): ProviderProcess {
    return this.simulated.process(options);
  }

  /** A series of snapshots of the root volume of web-1, without a first one yet. */
  declared(more: JsonObject = {}, place: Place = {}, name = "nightly"): Resource {
    return new Resource(this.inputs(more, place, name));
  }

  inputs(more: JsonObject = {}, place: Place = {}, name = "nightly"): JsonObject {
    return declareAs("VolumeSnapshotSeries", name, { volumeUuid: volumes.root, ...this.hidden, ...more }, place);
  }

  backupInputs(more: JsonObject = {}): JsonObject {
    const vmInstanceUuid = defaultFixture.vmInstances.db1.uuid;
    return declareAs("VmBackupSeries", "weekly", { vmInstanceUuid, backupStorageUuid: stores.first, ...more });
  }

  /** One `up` with other triggers; returns what was done. */
  async next(
    resource: Resource,
    triggers: unknown,
    process: ProviderProcess = this.snapshots(),
    more: JsonObject = {},
  ): Promise<string> {
    resource.inputs = { ...resource.inputs, ...more, triggers };
    return resource.up(process);
  }

  /** A series that has taken a snapshot for 1, 2 … `count`, each in a process of its own. */
  async taken(count: number, more: JsonObject = {}, options: ProcessOptions = {}): Promise<Resource> {
    const resource = this.declared(more);
    for (let at = 1; at <= count; at += 1) await this.next(resource, at, this.snapshots(options));
    return resource;
  }

  /** Snapshots on the platform, sorted by name. */
  async left(): Promise<string[]> {
    return (await this.control.state()).volumeSnapshots.map((one) => one.name).sort();
  }

  async tags(uuid: string): Promise<string[]> {
    return this.control.tags(uuid);
  }

  /** Puts `mark` in place of all tags of a snapshot, as whoever takes it over does. */
  async remarked(uuid: string, mark: string): Promise<void> {
    const rows = (await this.control.state()).userTags.filter((one) => one.resourceUuid === uuid);
    for (const row of rows) await this.control.job("DELETE", `/v1/tags/${row.uuid}?deleteMode=Permissive`);
    const params = { resourceType: "VolumeSnapshotVO", resourceUuid: uuid, tag: mark };
    await this.control.job("POST", "/v1/user-tags", { params });
  }
}

export const seriesMark = "pulumi::org/project/dev::zstack.VolumeSnapshotSeries::nightly";
