import { createHash } from "node:crypto";
import { groupedBy } from "../../provider/core/groupedBy";
import { stackPrefixIn } from "../../provider/core/identity/identity";
import { systemClock } from "../../provider/http/clock";
import { defaultFixture, type JobDurations, type Simulator, startSimulator } from "../../simulator";
import { Control } from "../support/control";
import { declare, ProviderProcess, Resource } from "../support/providerProcess";

/** As many operations as the engine runs at a time on two processors. */
const parallel = 8;

/** Requests by method and route, e.g. `POST /v1/user-tags`. */
export type Counts = ReadonlyMap<string, number>;

export const sumOf = (counts: Counts): number => [...counts.values()].reduce((sum, count) => sum + count, 0);

/** Snapshots of volumes of their own, made, read and deleted as the engine does it: some at a time, a process for each run. */
export class Run {
  private saves: Promise<void> = Promise.resolve();

  private constructor(
    private readonly simulator: Simulator,
    private readonly control: Control,
    readonly resources: readonly Resource[],
    private readonly saveMs: number,
  ) {}

  /**
   * @param depth snapshots of each volume, each on top of the one before
   * @param saveMs milliseconds that the engine takes to save its state; of 100 resources, on a file backend, if none is given
   */
  static async start(
    jobDuration: JobDurations,
    { volumes, depth, saveMs = 5 }: { readonly volumes: number; readonly depth: number; readonly saveMs?: number },
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
    return new Run(simulator, control, resources, saveMs);
  }

  up(): Promise<Counts> {
    return this.each((resource, process) => this.step(() => resource.up(process)));
  }

  refresh(resources = this.resources): Promise<Counts> {
    return this.each((resource, process) => resource.refresh(process), resources);
  }

  /** @param resources in the order in which they are asked for */
  destroy(resources: readonly Resource[] = this.resources): Promise<Counts> {
    const remove = async (resource: Resource, { handler }: ProviderProcess): Promise<void> => {
      if (resource.state === undefined) return;
      await handler.delete(resource.state.id, resource.state.outputs);
      resource.state = undefined;
    };
    return this.each((resource, process) => this.step(() => remove(resource, process)), resources);
  }

  /** Volume by volume, the newest of each first: no deletion has to be put off. */
  get newestFirst(): readonly Resource[] {
    const volumes = groupedBy(this.resources, ({ inputs }) => inputs["volumeUuid"]);
    return [...volumes.values()].flatMap((chain) => chain.reverse());
  }

  /** So many more of the stack, like its first one, which are not made one by one. */
  async more(count: number): Promise<readonly Resource[]> {
    const [first] = this.resources;
    if (first?.state === undefined) throw new Error("the first one is not made yet");
    const { id, inputs, outputs } = first.state;
    const uuidPrefix = stackPrefixIn(id);
    const userTags = (await this.control.tags(id)).filter((tag) => tag.startsWith("pulumi::"));
    const { volumeUuid } = inputs;
    const namePrefix = "more";
    await this.control.objects({ volumeSnapshots: { volumeUuid, count, uuidPrefix, namePrefix, userTags } });
    const { volumeSnapshots } = await this.control.state();
    return volumeSnapshots
      .filter(({ name }) => name.startsWith(namePrefix))
      .map(({ uuid }) => {
        const resource = new Resource(inputs);
        resource.state = { id: uuid, inputs, outputs: { ...outputs, uuid } };
        return resource;
      });
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

  /** The engine saves its state before and after each step, one save after the other: so steps do not begin together. */
  private async step(work: () => Promise<unknown>): Promise<void> {
    await this.save();
    await work();
    await this.save();
  }

  private save(): Promise<void> {
    this.saves = this.saves.then(() => systemClock.sleep(this.saveMs));
    return this.saves;
  }

  private async each(
    work: (resource: Resource, process: ProviderProcess) => Promise<unknown>,
    resources = this.resources,
  ): Promise<Counts> {
    const before = await this.counts();
    const process = new ProviderProcess(this.control, { clock: systemClock });
    const waiting = [...resources];
    const next = async (): Promise<void> => {
      for (let one = waiting.shift(); one !== undefined; one = waiting.shift()) await work(one, process);
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
