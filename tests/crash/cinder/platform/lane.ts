import { type JsonObject, same } from "../../../../provider/core/json";
import { systemClock } from "../../../../provider/http/clock";
import type { Fault, Lab, Operation as StorageOperation } from "../../../cinder/support/lab";
import { Platform as Cinder, type Row } from "../../../cinder/support/platform";
import { CinderProcess } from "../../../cinder/support/provider";
import type { EngineCalls } from "../../../support/protocol/calls";
import type { EngineState, Recorded } from "../../harness/engine";
import type { Known, Lane, Operation, Platform, Point } from "../../harness/lane";
import type { LocalProvider } from "../../harness/localProcess";
import { faults } from "./faults";
import { declaredFor, isOf, type KindName, kindNames, kindOf, type Place } from "./kinds";
import { CinderLine } from "./line";

/** Seconds that each call of the storage takes. */
const delay = 0.1;

const own = "pulumi_snapshots_";
const ownerKey = `${own}owner`;

/** Keys of the volume that was backed up, and Cinder's own, which a restore adds. */
const copied: readonly string[] = ["app", "src_backup_id"];

/** Tags of another volume, which the platform copies. */
const tagsOfAnother = {
  [`${own}id`]: `abcdef${"12".repeat(32)}`,
  [`${own}stack`]: "abcdef",
  [ownerKey]: "org/project/other::cinder.RestoredVolume::theirs",
  [`${own}volume`]: "5aa119a8-d25b-45a7-8d1b-88e127885635",
};

type Made = Row & { readonly collection: "snapshots" | "backups" | "volumes" };

const texts = ({ name, description, metadata }: JsonObject): JsonObject => ({ name, description, metadata });

/** A volume and a stack of its own, and a line to the lab. */
export class CinderLane implements Lane<KindName> {
  /** What providers of this process have said. */
  readonly lines: string[] = [];
  private holding: StorageOperation | undefined;

  private constructor(
    private readonly lab: Lab,
    /** Past the line. */
    readonly platform: Cinder,
    readonly line: CinderLine,
    readonly place: Place,
  ) {}

  static async open(lab: Lab, stack: string): Promise<CinderLane> {
    lab.turn({ delay });
    const platform = new Cinder(lab);
    const { id } = await platform.volume(stack);
    const metadata = { app: "shop", tier: "theirs", ...tagsOfAnother };
    const source = await platform.make("volumes", { name: `${stack}-source`, size: 1, metadata });
    const backup = await platform.make("backups", { volume_id: source.id });
    const snapshot = await platform.make("snapshots", { volume_id: source.id });
    const place = { stack, volume: id, snapshot: snapshot.id, backup: backup.id };
    return new CinderLane(lab, platform, await CinderLine.open(lab), place);
  }

  close(): Promise<void> {
    return this.line.close();
  }

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

  get secrets(): string[] {
    return [this.platform.user.password, ...this.line.secrets];
  }

  declaredFor(kind: KindName, operation: Operation, timeouts?: JsonObject): { before: JsonObject; after: JsonObject } {
    return declaredFor(kind, operation, this.place, timeouts);
  }

  markOf(kind: KindName): string {
    return `org/project/${this.place.stack}::cinder.${kindOf(kind).resource}::point`;
  }

  knownBy({ id }: Recorded): Known[] {
    return [{ id, waits: false }];
  }

  async points(): Promise<Point[]> {
    return (await this.settledRows()).map(({ id, status, metadata }) => ({
      id,
      tags: metadata[ownerKey] === undefined ? [] : [metadata[ownerKey]],
      ready: status === "available",
      deferred: false,
    }));
  }

  refreshed(kind: KindName, state: EngineState): Promise<string> {
    return this.locally(kind, (calls) => state.refresh(calls));
  }

  async afterRuns(
    kind: KindName,
    operation: Operation,
    { id, outputs }: Recorded,
    declared: JsonObject,
  ): Promise<string[]> {
    const { collection } = kindOf(kind);
    const row = (await this.rows()).find((one) => one.id === id && one.collection === collection);
    if (row === undefined) return [`${id} is not in ${collection}`];
    const found: string[] = [];
    if (row.status !== "available") found.push(`${id} is ${row.status}`);
    // Metadata that is neither ours nor somebody else's.
    const theirs = ["others", ...(collection === "volumes" ? copied : [])];
    const metadata = Object.entries(row.metadata).filter(([key]) => !key.startsWith(own) && !theirs.includes(key));
    const there = texts({ ...row, metadata: Object.fromEntries(metadata) });
    if (!same(there, texts(outputs))) found.push(`state is not what there is: ${JSON.stringify(there)}`);
    if (!same(there, texts(declared))) found.push(`what there is was not declared: ${JSON.stringify(there)}`);
    if (row.size !== outputs["size"]) found.push(`state is not what there is: ${row.size} GiB`);
    if (row.size !== (declared["size"] ?? 1)) found.push(`what there is was not declared: ${row.size} GiB`);
    if (operation === "update" && row.metadata["others"] !== "kept") found.push("what somebody else wrote is gone");
    return found;
  }

  /** All restore points of the volume, and all volumes that were made here, whatever their state. */
  private async rows(): Promise<Made[]> {
    const volumes = (await this.platform.list("volumes")).filter((row) => isOf(this.place, row));
    const found: Made[] = volumes.map((row) => ({ ...row, collection: "volumes" as const }));
    for (const collection of ["snapshots", "backups"] as const) {
      const query = `volume_id=${this.place.volume}&limit=1000`;
      const answer = await this.platform.call("GET", `/${collection}/detail?${query}`);
      for (const row of (answer as Record<string, Row[]>)[collection] ?? []) found.push({ ...row, collection });
    }
    return found;
  }

  private async settledRows(): Promise<Made[]> {
    const passing = ["creating", "deleting", "backing-up", "extending"];
    for (const { collection, id } of await this.rows()) {
      await this.platform.until(collection, id, (row) => row === undefined || !passing.includes(row.status));
    }
    return this.rows();
  }

  async reset(): Promise<void> {
    for (const { collection, id } of await this.settledRows()) await this.platform.remove(collection, id);
    await this.platform.settled("volumes", this.place.volume);
    await this.platform.settled("backups", this.place.backup);
    this.line.reset();
    this.lines.length = 0;
  }

  local(kind: KindName): LocalProvider {
    const process = new CinderProcess(this.configuration);
    const { handler } = process[kindOf(kind).collection];
    return { handler, lines: process.lines, end: () => process.end() };
  }

  async locally<R>(kind: KindName, work: (calls: EngineCalls) => Promise<R>): Promise<R> {
    const process = new CinderProcess(this.configuration, { clock: systemClock });
    try {
      return await work(process[kindOf(kind).collection].handler);
    } finally {
      this.lines.push(...process.lines);
      await process.end();
    }
  }

  /** From now on the storage holds such calls; everybody's, so that no other lane may be busy meanwhile. */
  hold(operation: StorageOperation): void {
    this.turn({ [operation]: "hold" });
    this.holding = operation;
  }

  async release(): Promise<void> {
    if (this.holding === undefined) return;
    const { holding } = this;
    this.holding = undefined;
    try {
      await this.lab.held(holding);
    } finally {
      this.turn({});
    }
    await this.settledRows();
  }

  private turn(faults: { readonly [operation in StorageOperation]?: Fault }): void {
    this.lab.turn({ delay, faults });
  }

  /** The token is refused from now on. */
  async revoke(token: string): Promise<void> {
    await this.platform.as("admin").revoke(token);
  }

  /** Somebody else writes a key beside ours. */
  async annotate(kind: KindName, id: string): Promise<void> {
    const metadata = { others: "kept" };
    const { collection } = kindOf(kind);
    if (collection !== "backups") {
      await this.platform.call("POST", `/${collection}/${id}/metadata`, { metadata });
      return;
    }
    const row = await this.platform.find("backups", id);
    await this.platform.call("PUT", `/backups/${id}`, { backup: { metadata: { ...row?.metadata, ...metadata } } });
  }
}

export const cinder: Platform<KindName, CinderLane> = {
  kinds: kindNames,
  isSeries: () => false,
  faults,
  hangsAfterMs: 300_000,
};
