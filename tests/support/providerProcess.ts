import { randomBytes } from "node:crypto";
import { formatSeed } from "../../provider/core/identity/identity";
import { confirmDeferrals } from "../../provider/core/lifecycle/deferrals";
import type { ProviderRuntime } from "../../provider/core/runtime/runtime";
import { type Clock, systemClock } from "../../provider/http/clock";
import { closeConnections } from "../../provider/zstack/connections";
import type { Control } from "./control";
import { type Door, doorOfTests } from "./doors";
import { everyResource } from "./everyResource";
import type { EngineCalls } from "./protocol/calls";
import { ServedPlugin } from "./protocol/servedPlugin";

export type JsonObject = Record<string, unknown>;

/** Waits a hundredth, or another fraction, of what it is asked for, and counts the whole. */
export function hurriedClock(times = 100): Clock {
  let ahead = 0;
  return {
    now: () => performance.now() + ahead,
    sleep: async (ms) => {
      ahead += ms;
      await systemClock.sleep(ms / times);
    },
  };
}

export interface ProcessOptions {
  readonly configuration?: Readonly<Record<string, unknown>>;
  readonly environment?: Readonly<Record<string, string>>;
  readonly engineAlive?: () => Promise<boolean>;
  readonly clock?: Clock;
  /** Through which the engine reaches it; the one of this run of the tests without. */
  readonly door?: Door;
}

/** What an engine talks to. */
export type Provider = Pick<ProviderProcess, "handler"> & Partial<Pick<ProviderProcess, "runEnds">>;

/** Everything outside of one provider process. */
export function runtimeOf(options: ProcessOptions, lines: string[]): ProviderRuntime {
  return {
    clock: options.clock ?? hurriedClock(),
    environment: options.environment ?? {},
    random: randomBytes,
    createdInThisProcess: new Set(),
    keptByProgram: new Set(),
    say: (line) => lines.push(line),
    engineAlive: options.engineAlive ?? (async () => true),
  };
}

/** What a provider is configured with where a test says nothing else. */
export const configurationOf = ({ host, port }: Pick<Control, "host" | "port">): JsonObject => ({
  "zstack:host": host,
  "zstack:port": port,
  "zstack:accountName": "admin",
  "zstack:accountPassword": "password",
});

/** One provider process as the engine would start it, in this process: its own session, memory and configuration. */
export class ProviderProcess {
  readonly lines: string[] = [];
  readonly handler: EngineCalls;
  private readonly runtime: ProviderRuntime;
  private readonly plugin: ServedPlugin | undefined;

  constructor(control: Pick<Control, "host" | "port">, options: ProcessOptions = {}) {
    const runtime = runtimeOf(options, this.lines);
    const configuration: JsonObject = { ...configurationOf(control), ...options.configuration };
    if ((options.door ?? doorOfTests) === "plugin") {
      // The other door has it from the program.
      this.plugin = new ServedPlugin(runtime, { "snapshots:organization": organization, ...configuration });
      this.handler = this.plugin;
      this.runtime = this.plugin.runtime;
      return;
    }
    this.runtime = runtime;
    const handler = everyResource(runtime);
    handler.configure({ config: { get: (key) => configuration[key] } });
    this.handler = handler;
  }

  /** The engine has recorded all answers, and the run is over. */
  async runEnds(): Promise<void> {
    await confirmDeferrals(this.runtime);
  }

  async end(): Promise<void> {
    await this.plugin?.end();
    await closeConnections(this.runtime, 500);
  }
}

export interface Place {
  readonly stack?: string;
  readonly namespace?: string;
  readonly timeouts?: JsonObject;
}

/** Organization of the stacks that tests declare resources in. */
export const organization = "org";

/** What the SDK would hand over for `new zstack.<kind>(name, args)` in the stack `org/project/<stack>`. */
export function declareAs(
  kind: string,
  name: string,
  args: JsonObject,
  place: Place = {},
  module = "zstack",
): JsonObject {
  const urn = `urn:pulumi:${place.stack ?? "dev"}::project::pulumi-nodejs:dynamic/${module}:${kind}::${name}`;
  return {
    name,
    ...args,
    __provider: "text",
    __seed: formatSeed(place.namespace ?? "", organization, urn),
    ...(place.timeouts === undefined ? {} : { __timeouts: place.timeouts }),
  };
}

/** What the SDK would hand over for a volume snapshot. */
export function declare(name: string, args: JsonObject, place: Place = {}): JsonObject {
  return declareAs("VolumeSnapshot", name, args, place);
}

export interface Recorded {
  id: string;
  inputs: JsonObject;
  outputs: JsonObject;
}

/** One declared resource and what the engine keeps of it; every method is what the engine does in one run. */
export class Resource {
  state: Recorded | undefined;
  /** The engine keeps it although the last operation failed. */
  unfinished = false;

  constructor(public inputs: JsonObject) {}

  /** `pulumi up`: creates, updates or replaces as the provider's answers demand. Returns what was done. */
  async up(process: Provider, options: { replace?: boolean } = {}): Promise<string> {
    try {
      return await this.brought(process, options);
    } finally {
      await process.runEnds?.();
    }
  }

  private async brought(process: Provider, options: { replace?: boolean }): Promise<string> {
    const olds = this.state;
    if (olds === undefined) {
      await this.create(process);
      return "created";
    }
    if (options.replace === true) return this.replace(process, olds);
    await this.check(process, olds.inputs);
    const difference = await process.handler.diff(olds.id, olds.outputs, this.inputs);
    if (difference.replaces.length > 0) return this.replace(process, olds);
    if (!difference.changes && !this.unfinished) {
      olds.inputs = this.inputs;
      return "same";
    }
    await this.kept(async () => {
      const { outs } = await process.handler.update(olds.id, olds.outputs, this.inputs);
      return { id: olds.id, outs };
    });
    return "updated";
  }

  async refresh(process: Provider): Promise<"same" | "changed" | "gone"> {
    if (this.state === undefined) return "gone";
    const before = JSON.stringify(this.state.outputs);
    const result = await process.handler.read(this.state.id, this.state.outputs, this.state.inputs);
    if (result.id === undefined) {
      this.state = undefined;
      return "gone";
    }
    this.state = { id: result.id, inputs: result.inputs ?? this.state.inputs, outputs: result.props ?? {} };
    return sorted(JSON.parse(before) as JsonObject) === sorted(this.state.outputs) ? "same" : "changed";
  }

  async destroy(process: Provider): Promise<void> {
    if (this.state === undefined) return;
    try {
      await process.handler.delete(this.state.id, this.state.outputs);
      this.state = undefined;
    } finally {
      await process.runEnds?.();
    }
  }

  private async replace(process: Provider, olds: Recorded): Promise<string> {
    await this.create(process);
    await process.handler.delete(olds.id, olds.outputs);
    return "replaced";
  }

  private async create(process: Provider): Promise<void> {
    await this.check(process, {});
    await this.kept(() => process.handler.create(this.inputs));
  }

  private async check(process: Provider, olds: JsonObject): Promise<void> {
    const { failures } = await process.handler.check(olds, this.inputs);
    if (failures.length > 0) throw new Error(failures.map((failure) => failure.reason).join("; "));
  }

  private async kept(work: () => Promise<{ id: string; outs: JsonObject }>): Promise<void> {
    try {
      const { id, outs } = await work();
      this.state = { id, inputs: this.inputs, outputs: outs };
      this.unfinished = false;
    } catch (error) {
      const partial = error as { id?: string; properties?: JsonObject };
      if (partial.id !== undefined) {
        this.state = { id: partial.id, inputs: this.inputs, outputs: partial.properties ?? {} };
        this.unfinished = true;
      }
      throw error;
    }
  }
}

function sorted(values: JsonObject): string {
  return JSON.stringify(Object.entries(values).sort(([a], [b]) => (a < b ? -1 : 1)));
}
