import { declareAs, type JsonObject, Resource } from "./providerProcess";
import { Restored } from "./restored";
import { creationRoutes, RestoredVms } from "./restoredVms";
import { Simulated } from "./simulated";

/** Restore points of which a drill can be declared. */
export const drillKinds = ["snapshot", "backup", "snapshot group", "VM backup"] as const;

/** One simulator, and what tests of restore drills need of it. */
export function drillScene() {
  const simulated = new Simulated();
  const restored = new Restored(simulated);
  const vms = new RestoredVms(simulated);
  const ofVm = async (name: "group" | "VM backup"): Promise<JsonObject> => {
    const { cpuNum: _cpuNum, memorySize: _memorySize, clusterUuid: _clusterUuid, ...source } = await vms.source(name);
    return source;
  };
  const sources = {
    snapshot: () => restored.snapshotSource(),
    backup: () => restored.backupSource(),
    "snapshot group": () => ofVm("group"),
    "VM backup": () => ofVm("VM backup"),
  } as const;
  const created = [
    "/v1/volumes/data/from/volume-snapshots/{volumeSnapshotUuid}",
    "/v1/volumes/data-volume/from/volume-template/{backupUuid}",
    creationRoutes.group,
    creationRoutes["VM backup"],
  ];
  const left = async () => [...(await vms.rows()), ...(await restored.rows())].map(({ uuid }) => uuid);

  const declare = (source: JsonObject, more: JsonObject = {}): Resource => {
    const { name: _, ...rest } = declareAs("RestoreDrill", "drill", { ...source, ...more });
    return new Resource(rest);
  };
  const made = async (): Promise<number> => {
    const counts = await Promise.all(created.map((route) => simulated.control.countOf("POST", route)));
    return counts.reduce((sum, count) => sum + count, 0);
  };
  return { simulated, sources, declare, made, left, vms };
}
