import { type JsonObject, Resource } from "./providerProcess";
import { Restored } from "./restored";
import { RestoredVms } from "./restoredVms";
import { historyOf, type PointOut, SeriesTests } from "./series";
import type { Simulated } from "./simulated";

/** A point of a series with `drill: true`. */
export interface DrilledPoint extends PointOut {
  readonly drill?: { readonly restorableAt: string; readonly duration: number; readonly size: number };
  readonly drillProblem?: string;
}

export const drilledSeries = ["snapshots", "VM backups"] as const;

/** The calls that make a point, restore it, and take away what was restored. */
const routes = {
  snapshots: {
    point: "/v1/volumes/{volumeUuid}/volume-snapshots",
    drill: "/v1/volumes/data/from/volume-snapshots/{volumeSnapshotUuid}",
    removal: "/v1/volumes/{uuid}",
  },
  "VM backups": {
    point: "/v1/volumes/{rootVolumeUuid}/vm-backups",
    drill: "/v1/vm-instances/from/vm-backups/{groupUuid}",
    removal: "/v1/vm-instances/{uuid}",
  },
} as const;

/** What tests of series with `drill: true` need of a simulator. */
export class DrillTests {
  readonly series: SeriesTests;
  private readonly volumes: Restored;
  private readonly vms: RestoredVms;

  constructor(
    readonly simulated: Simulated,
    private readonly kind: (typeof drilledSeries)[number],
  ) {
    this.series = new SeriesTests(simulated);
    this.volumes = new Restored(simulated);
    this.vms = new RestoredVms(simulated);
  }

  declared(more: JsonObject = {}): Resource {
    const all = { drill: true, ...more };
    return new Resource(this.kind === "snapshots" ? this.series.inputs(all) : this.series.backupInputs(all));
  }

  /** Ups with the triggers 1, 2 … `count`. */
  async taken(count: number, more: JsonObject = {}): Promise<Resource> {
    const series = this.declared(more);
    for (let at = 1; at <= count; at += 1) await this.series.next(series, at, this.simulated.process());
    return series;
  }

  points(series: Resource): DrilledPoint[] {
    return historyOf(series);
  }

  /** What drills have left, also in the recycle bin. */
  async left(): Promise<string[]> {
    return [...(await this.vms.rows()), ...(await this.volumes.rows())].map(({ uuid }) => uuid);
  }

  /** Creations of points that were asked for. */
  made(): Promise<number> {
    return this.simulated.control.countOf("POST", routes[this.kind].point);
  }

  /** Restores that were asked for. */
  drills(): Promise<number> {
    return this.simulated.control.countOf("POST", routes[this.kind].drill);
  }

  /** Points on the platform. */
  async existing(): Promise<number> {
    const { volumeSnapshots, volumeBackups } = (await this.simulated.control.state()) as unknown as {
      volumeSnapshots: unknown[];
      volumeBackups: { groupUuid?: string; status: string }[];
    };
    const living = volumeBackups.filter(({ status }) => status !== "Deleted");
    return volumeSnapshots.length + new Set(living.map(({ groupUuid }) => groupUuid)).size;
  }

  /** The next restore fails. */
  async failing(): Promise<void> {
    await this.simulated.control.fault({
      match: { method: "POST", route: routes[this.kind].drill },
      action: { type: "failJob" },
    });
  }

  /** The next restore takes so many milliseconds of the simulator's clock. */
  async slow(ms: number): Promise<void> {
    await this.simulated.control.fault({
      match: { method: "POST", route: routes[this.kind].drill },
      action: { type: "slowJob", ms },
    });
  }

  /** What the next drill has made cannot be deleted, once. */
  async stuck(): Promise<void> {
    await this.simulated.control.fault({
      match: { method: "DELETE", route: routes[this.kind].removal },
      action: { type: "respond", status: 400, body: "no" },
    });
  }
}
