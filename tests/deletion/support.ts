import { defaultFixture } from "../../simulator";
import {
  declareAs,
  type Place,
  type ProcessOptions,
  type ProviderProcess,
  Resource,
  type Values,
} from "../support/providerProcess";
import { Simulated } from "../support/simulated";
import { bothKinds } from "./processes";

export const vm = defaultFixture.vmInstances.web1;
export const rootVolume = vm.rootVolumeUuid;
export const dataVolume = vm.dataVolumeUuids[0];

export const idOf = (resource: Resource): string => resource.state?.id ?? "";

/** uuids of the members of a group. */
export const membersOf = (resource: Resource): string[] => {
  const members = resource.state?.outputs["members"];
  return Array.isArray(members) ? members.map((one: { volumeSnapshotUuid: string }) => one.volumeSnapshotUuid) : [];
};

/** A simulator, and restore points of its VM web-1. */
export class Deletions extends Simulated {
  start(options: ProcessOptions = {}): ProviderProcess {
    return this.process(options, bothKinds);
  }

  async snapshot(name: string, more: Values = {}, place: Place = {}): Promise<Resource> {
    return this.made("VolumeSnapshot", name, { volumeUuid: rootVolume, ...more }, place);
  }

  async group(name: string, more: Values = {}, place: Place = {}): Promise<Resource> {
    return this.made("VolumeSnapshotGroup", name, { vmInstanceUuid: vm.uuid, ...more }, place);
  }

  /** All snapshots and groups, sorted. */
  async left(): Promise<string[]> {
    const { volumeSnapshots, volumeSnapshotGroups } = await this.control.state();
    return [...volumeSnapshots, ...volumeSnapshotGroups].map((one) => one.uuid).sort();
  }

  async isDeferred(uuid: string): Promise<boolean> {
    return (await this.control.tags(uuid)).some((tag) => tag.startsWith("pulumi::deferred-delete::"));
  }

  private async made(kind: string, name: string, args: Values, place: Place): Promise<Resource> {
    const resource = new Resource(declareAs(kind, name, args, place));
    await resource.up(this.start());
    return resource;
  }
}
