import { after, afterEach, before } from "mocha";
import { type Simulator, type SimulatorOptions, startSimulator } from "../../simulator";
import { Control } from "../support/control";
import { Project } from "./project";

/** A simulator for a file of engine tests, and projects that are removed after each of them. */
export class EngineTests {
  private simulator: Simulator | undefined;
  private open: Control | undefined;
  private readonly projects: Project[] = [];

  constructor(options: SimulatorOptions = {}) {
    before(async () => {
      this.simulator = await startSimulator({ port: 0, ...options });
      this.open = new Control(this.simulator.url);
    });
    afterEach(async () => {
      for (const project of this.projects.splice(0)) project.remove();
      await this.control.reset();
    });
    after(async () => this.simulator?.close());
  }

  get control(): Control {
    if (this.open === undefined) throw new Error("the simulator runs only inside tests");
    return this.open;
  }

  get settings(): Record<string, string> {
    return {
      ZSTACK_HOST: this.control.host,
      ZSTACK_PORT: this.control.port,
      ZSTACK_ACCOUNT_NAME: "admin",
      ZSTACK_ACCOUNT_PASSWORD: "password",
    };
  }

  async project(settings: Record<string, string> = this.settings, stack?: string): Promise<Project> {
    return this.unstarted(settings, stack).start();
  }

  /** One without a stack so far. */
  unstarted(settings: Record<string, string> = this.settings, stack?: string): Project {
    const project = new Project(settings, stack);
    this.projects.push(project);
    return project;
  }

  async uuids(): Promise<string[]> {
    return (await this.control.state()).volumeSnapshots.map((one) => one.uuid).sort();
  }
}
