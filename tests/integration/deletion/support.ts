import { defaultFixture } from "../../../simulator";
import type { Fault } from "../../support/control";
import {
  declareAs,
  type JsonObject,
  type Place,
  type ProcessOptions,
  type ProviderProcess,
  Resource,
} from "../../support/providerProcess";
import { Simulated } from "../../support/simulated";

export const vm = defaultFixture.vmInstances.web1;
export const rootVolume = vm.rootVolumeUuid;
export const dataVolume = vm.dataVolumeUuids[0];

/** Longer than any test, shorter than a session and than the limit of any job. */
const slowly = 20 * 60 * 1000;

export const idOf = (resource: Resource): string => resource.state?.id ?? "";

/** uuids of the members of a group. */
export const membersOf = (resource: Resource): string[] => {
  const members = resource.state?.outputs["members"];
  return Array.isArray(members) ? members.map((one: { volumeSnapshotUuid: string }) => one.volumeSnapshotUuid) : [];
};

/** Runs `work` for each, at most `parallel` at a time. */
export async function each<T>(
  items: readonly T[],
  parallel: number,
  work: (item: T, at: number) => Promise<void>,
): Promise<void> {
  const queue = [...items.entries()];
  const worker = async (): Promise<void> => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) await work(next[1], next[0]);
  };
  await Promise.all(Array.from({ length: parallel }, worker));
}

/** A simulator, and restore points of its VM web-1. */
export class Deletions extends Simulated {
  start(options: ProcessOptions = {}): ProviderProcess {
    return this.process(options);
  }

  async snapshot(name: string, more: JsonObject = {}, place: Place = {}): Promise<Resource> {
    return this.made("VolumeSnapshot", name, { volumeUuid: rootVolume, ...more }, place);
  }

  async group(name: string, more: JsonObject = {}, place: Place = {}): Promise<Resource> {
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

  /** What a delete leaves that was killed between its mark and the engine's record. */
  async leaveMark(resource: Resource, resourceType = "VolumeSnapshotVO"): Promise<void> {
    const owner = (await this.control.tags(idOf(resource))).find((tag) => tag.startsWith("pulumi::org/"));
    const tag = `pulumi::deferred-delete::${owner?.slice("pulumi::".length)}`;
    const params = { resourceType, resourceUuid: idOf(resource), tag };
    await this.control.job("POST", "/v1/user-tags", { params });
  }

  /** A volume goes back to an older snapshot: the next one forks the tree. */
  async revert(uuid: string): Promise<void> {
    await this.control.objects({ patch: { table: "vmInstances", uuid: vm.uuid, columns: { state: "Stopped" } } });
    await this.control.job("PUT", `/v1/volume-snapshots/${uuid}/actions`, { revertVolumeFromSnapshot: {} });
  }

  /** The next such job takes until `release`. Nothing else on the server waits for it. */
  async slow(match: Fault["match"]): Promise<void> {
    await this.control.fault({ match, action: { type: "slowJob", ms: slowly } });
  }

  async release(): Promise<void> {
    await this.control.advance(slowly);
  }

  async until(condition: () => Promise<boolean>): Promise<void> {
    for (let count = 0; count < 5000; count += 1) {
      if (await condition()) return;
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
    throw new Error("the condition did not come true");
  }

  async made(kind: string, name: string, args: JsonObject, place: Place = {}): Promise<Resource> {
    const resource = new Resource(declareAs(kind, name, args, place));
    await resource.up(this.start());
    return resource;
  }
}
