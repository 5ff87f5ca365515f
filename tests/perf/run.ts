import { createHash } from "node:crypto";
import { groupedBy } from "../../provider/core/groupedBy";
import { systemClock } from "../../provider/http/clock";
import { defaultFixture, type JobDurations, type Simulator, startSimulator } from "../../simulator";
import { Control } from "../support/control";
import { declare, ProviderProcess, Resource } from "../support/providerProcess";

/** As many operations as the engine runs at a time on two processors. */
const parallel = 8;

/** Milliseconds that the engine takes to save a state of that size on a file backend. */
const saveMs = 5;

/** Requests by method and route, e.g. `POST /v1/user-tags`. */
export type Counts = ReadonlyMap<string, number>;

export const sumOf = (counts: Counts): number => [...counts.values()].reduce((sum, count) => sum + count, 0);

/** Snapshots of volumes of their own, made, read and deleted as the engine does it: some at a time, a process for each run. */
export class Run {
  private constructor(
    private readonly simulator: Simulator,
    private readonly control: Control,
    readonly resources: readonly Resource[],
  ) {}

  /** @param depth snapshots of each volume, each on top of the one before */
  static async start(
    jobDuration: JobDurations,
    { volumes, depth }: { readonly volumes: number; readonly depth: number },
  ): Promise<Run> {
    const simulator = await startSimulator({ port: 0, jobDuration });
    const control = new Control(simulator.url);
    const uuids = Array.from({ length: volumes }, (_, index) => `e1000000000040008${String(index).padStart(15, "0")}`);
    const { primaryStorageUuid } = defaultFixture;
    for (const resourceUuid of uuids) {
      const params = { name: resourceUuid, resourceUuid, primaryStorageUuid, diskSize: 1 << 30 };
      await control.job("POST", "/v1/volumes/data", { params });
    }
    const resources = Array.from({ length: depth }, (_, at) =>
      uuids.map(
        (volumeUuid, index) => new Resource(declare(`snap-${index}-${at}`, { volumeUuid, verify: { size: false } })),
      ),
    ).flat();
    return new Run(simulator, control, resources);
  }

  up(): Promise<Counts> {
    return this.each((resource, process) => resource.up(process));
  }

  refresh(): Promise<Counts> {
    return this.each((resource, process) => resource.refresh(process));
  }

  /** @param resources in the order in which they are asked for */
  destroy(resources: readonly Resource[] = this.resources): Promise<Counts> {
    return this.each(async (resource, { handler }) => {
      if (resource.state === undefined) return;
      await handler.delete(resource.state.id, resource.state.outputs);
      resource.state = undefined;
    }, resources);
  }

  /** Volume by volume, the newest of each first: no deletion has to be put off. */
  get newestFirst(): readonly Resource[] {
    const volumes = groupedBy(this.resources, ({ inputs }) => inputs["volumeUuid"]);
    return [...volumes.values()].flatMap((chain) => chain.reverse());
  }

  /** The same order in each run, which has nothing to do with volumes. */
  get shuffled(): readonly Resource[] {
    const placeOf = ({ inputs }: Resource): string => createHash("sha256").update(String(inputs["name"])).digest("hex");
    return [...this.resources].sort((a, b) => placeOf(a).localeCompare(placeOf(b)));
  }

  async left(): Promise<number> {
    return (await this.control.state()).volumeSnapshots.length;
  }

  end(): Promise<void> {
    return this.simulator.close();
  }

  private async each(
    work: (resource: Resource, process: ProviderProcess) => Promise<unknown>,
    resources = this.resources,
  ): Promise<Counts> {
    const before = await this.counts();
    const process = new ProviderProcess(this.control, { clock: systemClock });
    const waiting = [...resources];
    // The engine saves its state before and after each step, one save after the other: so steps do not begin together.
    let saves: Promise<void> = Promise.resolve();
    const saved = (): Promise<void> => {
      saves = saves.then(() => systemClock.sleep(saveMs));
      return saves;
    };
    const next = async (): Promise<void> => {
      for (let one = waiting.shift(); one !== undefined; one = waiting.shift()) {
        await saved();
        await work(one, process);
        await saved();
      }
    };
    await Promise.all(Array.from({ length: parallel }, next));
    await process.runEnds();
    await process.end();
    const after = await this.counts();
    const counts = [...after].map(([what, count]) => [what, count - (before.get(what) ?? 0)] as const);
    return new Map(counts.filter(([, count]) => count > 0));
  }

  private async counts(): Promise<Counts> {
    return new Map((await this.control.requests()).map(({ method, route, count }) => [`${method} ${route}`, count]));
  }
}
