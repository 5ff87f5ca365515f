import { after, afterEach, before } from "mocha";
import { defaultFixture, type Simulator, type SimulatorOptions, startSimulator } from "../../simulator";
import { Control } from "./control";
import { type ProcessOptions, ProviderProcess } from "./providerProcess";

/** One simulator for a file of tests, as new before each of them. */
export class Simulated {
  private simulator: Simulator | undefined;
  private readonly processes: ProviderProcess[] = [];
  private open: Control | undefined;

  constructor(options: SimulatorOptions = {}) {
    before(async () => {
      this.simulator = await startSimulator({ port: 0, jobDuration: 5, ...options });
      this.open = new Control(this.simulator.url);
    });
    afterEach(async () => {
      await Promise.all(this.processes.splice(0).map((process) => process.end()));
      await this.control.reset();
    });
    after(async () => this.simulator?.close());
  }

  get control(): Control {
    if (this.open === undefined) throw new Error("the simulator runs only inside tests");
    return this.open;
  }

  /** A new provider process, ended after the test. */
  process(options: ProcessOptions = {}): ProviderProcess {
    const process = new ProviderProcess(this.control, options);
    this.processes.push(process);
    return process;
  }
}

export const volumes = {
  root: defaultFixture.vmInstances.web1.rootVolumeUuid,
  data: defaultFixture.vmInstances.web1.dataVolumeUuids[0],
  other: defaultFixture.vmInstances.db1.rootVolumeUuid,
} as const;
