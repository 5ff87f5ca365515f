import { createHash } from "node:crypto";
import { request } from "undici";
import { systemClock } from "../../../../provider/http/clock";
import { type Simulator, startSimulator } from "../../../../simulator";
import { brokenText, Control } from "../../../support/control";
import type { Door } from "../../../support/doors";
import type { EngineCalls } from "../../../support/protocol/calls";
import { type JsonObject, organization as ofTests, ProviderProcess } from "../../../support/providerProcess";
import type { EngineState, Recorded } from "../../harness/engine";
import type { Known, Lane, Operation, Platform, Point } from "../../harness/lane";
import type { Exchange } from "../../harness/line";
import { full, only } from "../../harness/options";
import { faults } from "./faults";
import {
  classOf,
  declaredFor,
  drilledNames,
  isRestored,
  isSeries,
  type KindName,
  type ResourceName,
  resourceNames,
  restoredNames,
  sourceOf,
} from "./kinds";
import { brokenIncrements, historyComplaints, knownBy, markOf, pointsOf } from "./points";
import { Tap } from "./tap";

/** Milliseconds of a job that is too slow for everybody. */
const tooSlow = 120_000;

const password = "Pa55-of-the-crash-tests";

/** The platform's own calls. */
const deletions: Readonly<Record<KindName, (uuid: string) => string>> = {
  VolumeSnapshot: (uuid) => `/v1/volume-snapshots/${uuid}`,
  VolumeSnapshotGroup: (uuid) => `/v1/volume-snapshots/group/${uuid}`,
  VolumeBackup: (uuid) => `/v1/volume-backups/${uuid}?deleteMode=Permissive&handleDependency=true`,
  VmBackup: (uuid) => `/v1/vm-backups/${uuid}?deleteMode=Permissive&handleDependency=true`,
};

/** One simulator with a tap in front. */
export class ZStackLane implements Lane<ResourceName> {
  readonly knownBy: (recorded: Recorded) => Known[] = knownBy;
  private slow = false;
  /** The kind that was asked about last, and the restore points that are there for such ones. */
  private kind: ResourceName | undefined;
  private readonly provided = new Set<string>();

  private constructor(
    private readonly simulator: Simulator,
    /** Past the tap. */
    readonly control: Control,
    readonly line: Tap,
    /** What providers are configured with. */
    readonly configuration: JsonObject,
    private readonly door: Door,
  ) {}

  static async open({ jobDuration = 120, door = "dynamic" as Door, organization = ofTests } = {}): Promise<ZStackLane> {
    const simulator = await startSimulator({ port: 0, jobDuration, accounts: [{ name: "admin", password }] });
    const tap = new Tap(simulator.url);
    const { hostname, port } = new URL(await tap.open());
    tap.secrets.add(password);
    tap.secrets.add(createHash("sha512").update(password).digest("hex"));
    const configuration = {
      "zstack:host": hostname,
      "zstack:port": port,
      "zstack:accountName": "admin",
      "zstack:accountPassword": password,
      // Told to the plugin alone: the dynamic provider has it from the program.
      "snapshots:organization": organization,
    };
    return new ZStackLane(simulator, new Control(simulator.url), tap, configuration, door);
  }

  async close(): Promise<void> {
    const broken = await this.control.broken();
    await this.line.close();
    await this.simulator.close();
    if (broken.length > 0) throw new Error(brokenText(broken));
  }

  declaredFor(...asked: Parameters<typeof declaredFor>): ReturnType<typeof declaredFor> {
    this.kind = asked[0];
    return declaredFor(...asked);
  }

  get secrets(): ReadonlySet<string> {
    return this.line.secrets;
  }

  markOf(kind: ResourceName, inputs: JsonObject): string {
    return markOf(classOf(kind), inputs["__seed"]);
  }

  points(): Promise<Point[]> {
    return pointsOf(this.control);
  }

  async reset(): Promise<void> {
    await this.control.reset();
    this.provided.clear();
    await this.provide();
    this.line.reset();
  }

  /** What is restored has to be there before. */
  private async provide(): Promise<void> {
    if (this.kind === undefined || !isRestored(this.kind)) return;
    const { uuid, path, params } = sourceOf(this.kind);
    if (this.provided.has(uuid)) return;
    this.provided.add(uuid);
    await new Control(this.simulator.url, password).job("POST", path, { params });
  }

  local(_kind: ResourceName, engineAlive: () => Promise<boolean> = async () => true): ProviderProcess {
    const { configuration, door } = this;
    return new ProviderProcess(this.control, { configuration, door, clock: systemClock, engineAlive });
  }

  async locally<R>(kind: ResourceName, work: (calls: EngineCalls) => Promise<R>): Promise<R> {
    await this.provide();
    const process = this.local(kind);
    try {
      return await work(process.handler);
    } finally {
      await process.end();
    }
  }

  async refresh(kind: ResourceName, state: EngineState): Promise<string> {
    return this.locally(kind, (calls) => state.refresh(calls));
  }

  /** What a refresh says when points that were waiting to be deleted, and are gone, have left history. */
  async refreshed(kind: ResourceName, state: EngineState): Promise<string> {
    if (state.recorded !== undefined && knownBy(state.recorded).some(({ waits }) => waits)) {
      await this.refresh(kind, state);
    }
    return this.refresh(kind, state);
  }

  /** While another point is made, the one that a series keeps must be there, and afterwards the other one. */
  async afterRun(kind: ResourceName, operation: Operation): Promise<string[]> {
    if (!isSeries(kind) || operation !== "update") return [];
    const complete = (await this.points()).filter((point) => point.ready && !point.deferred);
    return complete.length > 0 ? [] : ["there is no complete point left"];
  }

  inState(kind: ResourceName, recorded: Recorded): string[] {
    return historyComplaints(kind, recorded);
  }

  atEnd(): Promise<string[]> {
    return brokenIncrements(this.control);
  }

  /** The job that is about to be handed in takes longer than anybody waits. */
  async slowDown(exchange: Exchange): Promise<void> {
    await this.arm(exchange, { type: "slowJob", ms: tooSlow });
    this.slow = true;
  }

  async release(): Promise<void> {
    if (this.slow) await this.control.advance(tooSlow);
    this.slow = false;
  }

  /** A fault of the simulator for the request that is about to be passed on. */
  async arm(exchange: Exchange, action: { type: string; ms?: number }): Promise<void> {
    await this.control.fault({ match: { method: exchange.method, path: exchange.path }, action });
  }

  /** The server has no dates of less than a second, and its restart takes some. */
  async restart(): Promise<void> {
    await this.control.advance(10_000);
    await this.control.restart();
  }

  /** Deletes past the provider. */
  async deleteOutside(kind: KindName, uuid: string): Promise<void> {
    await new Control(this.simulator.url, password).job("DELETE", deletions[kind](uuid));
  }

  async endSession(session: string): Promise<void> {
    await request(`${this.simulator.url}/v1/accounts/sessions/${session}`, { method: "DELETE" });
  }
}

export const zstack: Platform<ResourceName, ZStackLane> = {
  // One of each goes through what the other one does, and more.
  kinds:
    full || only !== undefined
      ? [...resourceNames, ...restoredNames, ...drilledNames]
      : [...resourceNames, ...restoredNames.slice(0, 2), ...drilledNames.slice(0, 1)],
  isSeries,
  faults,
  hangsAfterMs: 90_000,
};
