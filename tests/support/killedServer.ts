import assert from "node:assert/strict";
import { type Clock, systemClock } from "../../provider/http/clock";
import { Backups } from "./backups";
import type { Control, Snapshot } from "./control";
import type { PointName } from "./points";
import type { ProcessOptions, ProviderProcess } from "./providerProcess";
import type { Simulated } from "./simulated";

export const hour = 3600 * 1000;

export const creationRoutes: Readonly<Record<PointName, string>> = {
  snapshot: "/v1/volumes/{volumeUuid}/volume-snapshots",
  group: "/v1/volume-snapshots/group",
  volumeBackup: "/v1/volumes/{volumeUuid}/volume-backups",
  vmBackup: "/v1/volumes/{rootVolumeUuid}/vm-backups",
};

/** A process whose pauses take no time; else its clock goes as that of the simulator, which is a real one. */
export class Patient {
  private slept = 0;
  private pauses = 0;
  private readonly clock: Clock = {
    now: () => performance.now() + this.slept,
    sleep: async (ms) => {
      this.slept += ms;
      this.pauses += 1;
      if (this.pauses <= this.realPauses) await systemClock.sleep(Math.min(ms, 50));
    },
  };
  readonly process: ProviderProcess;

  /**
   * @param realPauses how many of its first pauses take up to 50 ms: a job of the simulator that does end must not take
   *   minutes by the clock of the process
   */
  constructor(
    open: (options: ProcessOptions) => ProviderProcess,
    options: ProcessOptions = {},
    private readonly realPauses = 0,
  ) {
    this.process = open({ ...options, clock: this.clock });
  }

  get minutes(): number {
    return this.slept / 60_000;
  }

  hasWaited(most: number): void {
    assert.ok(this.minutes <= most, `waited ${this.minutes} min`);
  }

  said(text: RegExp): void {
    assert.ok(this.hasSaid(text), this.process.lines.join("\n"));
  }

  hasSaid(text: RegExp): boolean {
    return this.process.lines.some((line) => text.test(line));
  }
}

export async function until(condition: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 2000; tries += 1) {
    if (await condition()) return;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  throw new Error("the condition did not come true");
}

/** A management server that is killed and restarted. */
export class KilledServer {
  private readonly backups: Backups;

  constructor(private readonly simulated: Simulated) {
    this.backups = new Backups(simulated);
    // The clock is moved by more than a session lasts.
    beforeEach(() => this.control.forgetSession());
  }

  get control(): Control {
    return this.simulated.control;
  }

  /** This account may not ask for the management nodes. */
  notAdministrator(): Promise<void> {
    const error = { code: "ID.1002", description: "no permission", details: "is admin only" };
    return this.control.fault({
      match: { method: "GET", path: "/v1/management-nodes" },
      times: 100_000,
      action: { type: "respond", status: 503, body: { error } },
    });
  }

  /** Dates of the server have no fractions of a second, and its restart takes some. */
  async restart(): Promise<void> {
    await this.control.advance(10_000);
    await this.control.restart();
  }

  /** The next one of these does not end by itself. */
  stall(route: string, method = "POST"): Promise<void> {
    return this.control.fault({ match: { method, route }, action: { type: "stallJob" } });
  }

  /** Snapshots and backups that are not Ready. */
  async unready(): Promise<Pick<Snapshot, "uuid" | "name" | "status">[]> {
    const { volumeSnapshots } = await this.control.state();
    return [...volumeSnapshots, ...(await this.backups.rows())].filter((one) => one.status !== "Ready");
  }

  /** Somebody else's creation dies with the server. */
  async leaveRecord(name: PointName, path: string, params: object): Promise<void> {
    await this.stall(creationRoutes[name]);
    const before = (await this.unready()).length;
    await this.control.submit("POST", path, { params });
    await until(async () => (await this.unready()).length > before);
    await this.restart();
  }
}
