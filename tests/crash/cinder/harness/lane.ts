import type { DynamicProvider } from "../../../../provider/doors/dynamic/dynamicProvider";
import { systemClock } from "../../../../provider/http/clock";
import type { Fault, Lab, Operation } from "../../../cinder/support/lab";
import { Platform, type Row } from "../../../cinder/support/platform";
import { CinderProcess } from "../../../cinder/support/provider";
import type { JsonObject } from "../../../support/providerProcess";
import { collections, type KindName, type Place } from "./kinds";
import { Line } from "./line";

/** Seconds that each call of the storage takes. */
const delay = 0.1;

/** A restore point on the platform. */
export type Point = Row & { readonly collection: "snapshots" | "backups" };

/** A volume and a stack of its own, and a line to the lab: cases in different lanes know nothing of each other. */
export class Lane {
  /** What providers of this process have said. */
  readonly lines: string[] = [];
  private holding: Operation | undefined;

  private constructor(
    private readonly lab: Lab,
    /** Past the line. */
    readonly platform: Platform,
    readonly line: Line,
    readonly place: Place,
  ) {}

  static async open(lab: Lab, stack: string): Promise<Lane> {
    lab.turn({ delay });
    const platform = new Platform(lab);
    const { id } = await platform.volume(stack);
    return new Lane(lab, platform, await Line.open(lab), { stack, volume: id });
  }

  close(): Promise<void> {
    return this.line.close();
  }

  /** What providers are configured with. */
  get configuration(): JsonObject {
    const { userId, password, projectId } = this.platform.user;
    return {
      "openstack:authUrl": this.line.identity,
      "openstack:userId": userId,
      "openstack:password": password,
      "openstack:tenantId": projectId,
      "openstack:region": this.lab.description.region,
    };
  }

  /** What must never be seen anywhere. */
  get secrets(): string[] {
    return [this.platform.user.password, ...this.line.secrets];
  }

  /** All restore points of the volume, whatever their state. */
  async points(): Promise<Point[]> {
    const found: Point[] = [];
    for (const collection of ["snapshots", "backups"] as const) {
      const query = `volume_id=${this.place.volume}&limit=1000`;
      const answer = await this.platform.call("GET", `/${collection}/detail?${query}`);
      for (const row of (answer as Record<string, Row[]>)[collection] ?? []) found.push({ ...row, collection });
    }
    return found;
  }

  /** All restore points of the volume once nothing is on its way in or out any more. */
  async settledPoints(): Promise<Point[]> {
    const passing = ["creating", "deleting", "backing-up"];
    for (const { collection, id } of await this.points()) {
      await this.platform.until(collection, id, (row) => row === undefined || !passing.includes(row.status));
    }
    return this.points();
  }

  /** The volume as new. */
  async reset(): Promise<void> {
    for (const { collection, id } of await this.settledPoints()) await this.platform.remove(collection, id);
    await this.platform.settled("volumes", this.place.volume);
    this.line.reset();
    this.lines.length = 0;
  }

  /** Runs something in a provider of this kind in this process, and ends that. */
  async locally<R>(kind: KindName, work: (calls: DynamicProvider) => Promise<R>): Promise<R> {
    const process = new CinderProcess(this.configuration, { clock: systemClock });
    try {
      return await work(process[collections[kind]].handler);
    } finally {
      this.lines.push(...process.lines);
      await process.end();
    }
  }

  /** From now on the storage holds such calls; everybody's, so that no other lane may be busy meanwhile. */
  hold(operation: Operation): void {
    this.turn({ [operation]: "hold" });
    this.holding = operation;
  }

  /** The storage goes on with what it holds. */
  async release(): Promise<void> {
    if (this.holding === undefined) return;
    const { holding } = this;
    this.holding = undefined;
    try {
      await this.lab.held(holding);
    } finally {
      this.turn({});
    }
    await this.settledPoints();
  }

  private turn(faults: { readonly [operation in Operation]?: Fault }): void {
    this.lab.turn({ delay, faults });
  }

  /** The token is refused from now on. */
  async revoke(token: string): Promise<void> {
    await this.platform.as("admin").revoke(token);
  }

  /** Somebody else writes a key beside ours. */
  async annotate(kind: KindName, id: string): Promise<void> {
    const metadata = { others: "kept" };
    if (kind === "VolumeSnapshot") {
      await this.platform.call("POST", `/snapshots/${id}/metadata`, { metadata });
      return;
    }
    const row = await this.platform.find("backups", id);
    await this.platform.call("PUT", `/backups/${id}`, { backup: { metadata: { ...row?.metadata, ...metadata } } });
  }
}
