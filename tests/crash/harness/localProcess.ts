import type { Door } from "../../support/doors";
import type { EngineCalls } from "../../support/protocol/calls";
import type { Victim } from "./faults";

/** A provider in this process. */
export interface LocalProvider {
  readonly handler: EngineCalls;
  /** What it printed. */
  readonly lines: readonly string[];
  /** The engine has recorded all answers, and the run is over. */
  runEnds?(): Promise<void>;
  end(): Promise<void>;
}

/** What one run of the engine talks to. */
export interface RunProcess extends Victim {
  readonly output: string;
  calls(configuration: Record<string, unknown>): Promise<EngineCalls>;
  end(): Promise<void>;
}

/** For runs that no fault ends: the start of a process takes longer than most of them. */
export class LocalProcess implements RunProcess {
  readonly exited = new Promise<never>(() => undefined);

  constructor(
    private readonly provider: LocalProvider,
    private readonly door: Door,
  ) {}

  get output(): string {
    return this.provider.lines.join("\n");
  }

  async calls(): Promise<EngineCalls> {
    return this.provider.handler;
  }

  kill(): void {
    throw new Error("a fault that ends its process is not marked as deadly");
  }

  async loseEngine(): Promise<void> {
    this.kill();
  }

  /** An engine lets a plugin end its run; a dynamic provider it kills. */
  async end(): Promise<void> {
    if (this.door === "plugin") await this.provider.runEnds?.();
    await this.provider.end();
  }
}
