import { createHash } from "node:crypto";
import { request } from "undici";
import { systemClock } from "../../../provider/http/clock";
import { type Simulator, startSimulator } from "../../../simulator";
import { brokenText, Control } from "../../support/control";
import { type JsonObject, ProviderProcess } from "../../support/providerProcess";
import type { EngineState } from "./engine";
import { knownBy } from "./judge";
import { handlerOf, type KindName, type ResourceName } from "./kinds";
import { type Exchange, Tap } from "./tap";

const password = "Pa55-of-the-crash-tests";

/** The platform's own calls. */
const deletions: Readonly<Record<KindName, (uuid: string) => string>> = {
  VolumeSnapshot: (uuid) => `/v1/volume-snapshots/${uuid}`,
  VolumeSnapshotGroup: (uuid) => `/v1/volume-snapshots/group/${uuid}`,
  VolumeBackup: (uuid) => `/v1/volume-backups/${uuid}?deleteMode=Permissive&handleDependency=true`,
  VmBackup: (uuid) => `/v1/vm-backups/${uuid}?deleteMode=Permissive&handleDependency=true`,
};

/** One simulator with a tap in front: cases in different lanes know nothing of each other. */
export class Lane {
  private constructor(
    private readonly simulator: Simulator,
    /** Past the tap. */
    readonly control: Control,
    readonly tap: Tap,
    /** What providers are configured with. */
    readonly configuration: JsonObject,
  ) {}

  static async open(jobDuration = 120): Promise<Lane> {
    const simulator = await startSimulator({ port: 0, jobDuration, accounts: [{ name: "admin", password }] });
    const tap = new Tap(simulator.url);
    const { hostname, port } = new URL(await tap.open());
    tap.secrets.add(password);
    tap.secrets.add(createHash("sha512").update(password).digest("hex"));
    return new Lane(simulator, new Control(simulator.url), tap, {
      "zstack:host": hostname,
      "zstack:port": port,
      "zstack:accountName": "admin",
      "zstack:accountPassword": password,
    });
  }

  async close(): Promise<void> {
    const broken = await this.control.broken();
    await this.tap.close();
    await this.simulator.close();
    if (broken.length > 0) throw new Error(brokenText(broken));
  }

  /** The platform as new. */
  async reset(): Promise<void> {
    await this.control.reset();
    this.tap.reset();
  }

  /** A provider of this kind in this process, for what is not under test. */
  local(kind: ResourceName, engineAlive: () => Promise<boolean> = async () => true): ProviderProcess {
    const options = { configuration: this.configuration, clock: systemClock, engineAlive };
    return new ProviderProcess(this.control, options, (runtime) => handlerOf(kind, runtime));
  }

  /** Runs something in a provider of this process and ends it. */
  async locally<R>(kind: ResourceName, work: (calls: ProviderProcess["handler"]) => Promise<R>): Promise<R> {
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
