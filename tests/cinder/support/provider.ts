import { randomBytes } from "node:crypto";
import { after, afterEach, before } from "mocha";
import { closeConnections } from "../../../provider/cinder/connections";
import { CinderOrphans } from "../../../provider/cinder/orphans";
import { volumeRevert } from "../../../provider/cinder/volumeRevert/resource";
import { Settings } from "../../../provider/core/contract/settings";
import { contextFor } from "../../../provider/core/lifecycle/context";
import { confirmDeferrals } from "../../../provider/core/lifecycle/deferrals";
import type { Orphan } from "../../../provider/core/orphans";
import type { ProviderRuntime } from "../../../provider/core/runtime/runtime";
import { type DynamicProvider, providerOf } from "../../../provider/doors/dynamic/dynamicProvider";
import { resources } from "../../../provider/doors/resources";
import { systemClock } from "../../../provider/http/clock";
import { codeOf } from "../../../provider/http/errorCodes";
import {
  declareAs,
  hurriedClock,
  type JsonObject,
  organization,
  type Place,
  type ProcessOptions,
  type Provider,
  Resource,
} from "../../support/providerProcess";
import { type Lab, theLab, type User } from "./lab";
import { Platform, type Row } from "./platform";
import { Tap } from "./tap";

/** Real waits are a tenth of what the provider thinks: the platform's own time is real. */
const HURRY = 10;

export type { ProcessOptions };

/** A provider process with all kinds, which share its connection, its memory and its configuration. */
export class CinderProcess {
  readonly lines: string[] = [];
  readonly snapshots: Provider;
  readonly backups: Provider;
  readonly volumes: Provider;
  readonly series: Provider;
  readonly reverts: Provider;
  readonly restores: Provider;
  readonly drills: Provider;
  private readonly runtime: ProviderRuntime;
  private readonly configuration: JsonObject;

  constructor(configuration: JsonObject, options: ProcessOptions = {}) {
    this.runtime = {
      clock: options.clock ?? hurriedClock(HURRY),
      environment: options.environment ?? {},
      random: randomBytes,
      createdInThisProcess: new Set(),
      keptByProgram: new Set(),
      say: (line) => this.lines.push(line),
      engineAlive: options.engineAlive ?? (async () => true),
    };
    const merged: JsonObject = { ...configuration, ...options.configuration };
    this.configuration = merged;
    const configured = (handler: DynamicProvider): Provider => {
      handler.configure({ config: { get: (key) => merged[key] } });
      // The engine has recorded all answers, and the run is over.
      return { handler, runEnds: () => confirmDeferrals(this.runtime) };
    };
    const served = ({ provider }: (typeof resources)[keyof typeof resources]): Provider =>
      configured(providerOf(provider(this.runtime), this.runtime));
    this.snapshots = served(resources.cinderVolumeSnapshot);
    this.backups = served(resources.cinderVolumeBackup);
    this.volumes = served(resources.cinderRestoredVolume);
    this.reverts = served(resources.cinderVolumeRevert);
    this.restores = served(resources.cinderVolumeRestore);
    this.drills = served(resources.cinderRestoreDrill);
    this.series = served(resources.cinderVolumeSnapshotSeries);
  }

  /** What previews of programs say of a restore in place. */
  plan(inputs: JsonObject): Promise<readonly string[]> {
    const settings = new Settings((key) => this.configuration[key], this.runtime.environment);
    const at = { definition: volumeRevert, settings, runtime: this.runtime };
    return volumeRevert.plan?.(contextFor(at, "create", inputs, {})) ?? Promise.resolve([]);
  }

  /** What the command would list of the stack of the tests, whose state contains nothing. */
  async orphans(): Promise<readonly Orphan[]> {
    const settings = new Settings((key) => this.configuration[key], this.runtime.environment);
    const stack = { namespace: "", organization, project: "project", stack: "dev" };
    const nothing = { ids: new Set<string>(), owners: new Set<string>(), stackNames: new Set<string>() };
    return (await new CinderOrphans(settings, this.runtime, stack).find(nothing)).orphans;
  }

  said(text: RegExp): boolean {
    return this.lines.some((line) => text.test(line));
  }

  async end(): Promise<void> {
    await closeConnections(this.runtime, 500);
  }
}

/** What the SDK would hand over for `new cinder.VolumeSnapshot(name, args)`. */
export const declareSnapshot = (name: string, args: JsonObject, place: Place = {}): JsonObject =>
  declareAs("VolumeSnapshot", name, args, place, "cinder");

/** What the SDK would hand over for `new cinder.VolumeBackup(name, args)`. */
export const declareBackup = (name: string, args: JsonObject, place: Place = {}): JsonObject =>
  declareAs("VolumeBackup", name, args, place, "cinder");

/** What the SDK would hand over for `new cinder.RestoredVolume(name, args)`. */
export const declareVolume = (name: string, args: JsonObject, place: Place = {}): JsonObject =>
  declareAs("RestoredVolume", name, args, place, "cinder");

/** What the SDK would hand over for `new cinder.VolumeSnapshotSeries(name, args)`. */
export const declareSeries = (name: string, args: JsonObject, place: Place = {}): JsonObject =>
  declareAs("VolumeSnapshotSeries", name, args, place, "cinder");

export const idOf = (resource: Resource): string => resource.state?.id ?? "";

/** Resolves when `test` holds; asks again and again. */
export async function eventually(test: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 30_000;
  while (!(await test())) {
    if (Date.now() > deadline) throw new Error("it never came to that");
    await systemClock.sleep(20);
  }
}

/** The lab, a tap in front of it, and a volume of its own for each test. */
export class CinderTests {
  private known: { lab: Lab; tap: Tap } | undefined;
  private readonly processes: CinderProcess[] = [];
  private made: Row | undefined;

  constructor() {
    const tests = this;
    before(async function () {
      const lab = await theLab(this);
      tests.known = { lab, tap: await new Tap(lab).open() };
    });
    beforeEach(async () => {
      this.made = await this.member.volume();
      this.tap.reset();
    });
    afterEach(async () => {
      await Promise.all(this.processes.splice(0).map((process) => process.end()));
      this.lab.turn();
      this.lab.policy();
      await this.admin.stockQuota(this.member.user.projectId);
    });
    after(async () => this.known?.tap.close());
  }

  /** Another volume instead of that of the running test, without what that one had. */
  async renewVolume(): Promise<void> {
    for (const collection of ["snapshots", "backups"] as const) {
      for (const id of await this.ids(collection)) await this.member.remove(collection, id);
    }
    await this.member.remove("volumes", this.volume);
    this.made = await this.member.volume();
    this.tap.reset();
  }

  get lab(): Lab {
    return this.open.lab;
  }

  get tap(): Tap {
    return this.open.tap;
  }

  get member(): Platform {
    return new Platform(this.lab);
  }

  get admin(): Platform {
    return this.member.as("admin");
  }

  /** The volume of the running test. */
  get volume(): string {
    return this.made?.id ?? "";
  }

  configuration(who: User = this.member.user): JsonObject {
    return {
      "openstack:authUrl": this.tap.identity,
      "openstack:userName": who.username,
      "openstack:password": who.password,
      "openstack:tenantName": who.projectName,
      "openstack:region": this.lab.description.region,
    };
  }

  /** A new provider process whose requests go over the tap; ended after the test. */
  process(options: ProcessOptions = {}, configuration: JsonObject = this.configuration()): CinderProcess {
    const process = new CinderProcess(configuration, options);
    this.processes.push(process);
    return process;
  }

  /** A declared snapshot of the test's volume. */
  snapshot(more: JsonObject = {}, place: Place = {}, name = "snap"): Resource {
    return new Resource(declareSnapshot(name, { volumeId: this.volume, ...more }, place));
  }

  /** A declared backup of the test's volume. */
  backup(more: JsonObject = {}, place: Place = {}, name = "bak"): Resource {
    return new Resource(declareBackup(name, { volumeId: this.volume, ...more }, place));
  }

  /** A run whose process dies before it can hand the object over. */
  async interrupted(resource: Resource): Promise<void> {
    const dying = this.process({ engineAlive: async () => false });
    const seed = String(resource.inputs["__seed"]);
    const [kind] = [
      ...(seed.includes("VolumeBackup") ? [dying.backups] : []),
      ...(seed.includes("RestoredVolume") ? [dying.volumes] : []),
      dying.snapshots,
    ];
    await resource.up(kind).then(
      () => {
        throw new Error("it was handed over");
      },
      (error: unknown) => {
        if (codeOf(error) !== "engine-gone") throw error;
      },
    );
  }

  /**
   * A run whose process is killed after its request number `at` to the volume service was carried out; 0 for one that lives.
   * Returns how many such requests it made.
   */
  async killedAfter(at: number, run: (process: CinderProcess) => Promise<unknown>): Promise<number> {
    let [seen, dead, over] = [0, false, false];
    let mortal: CinderProcess | undefined;
    this.tap.inject(
      {},
      async (exchange) => {
        const isVolume = exchange.passed.service === "volume";
        if (!over && dead) return exchange.drop();
        if (isVolume && !over) seen += 1;
        const answer = await exchange.forward();
        if (over || at === 0 || seen !== at || !isVolume) return exchange.deliver(answer);
        dead = true;
        exchange.drop();
        await mortal?.end();
      },
      { times: Number.POSITIVE_INFINITY },
    );
    mortal = this.process();
    await run(mortal).catch(() => undefined);
    over = true;
    return seen;
  }

  /** Everything of a collection that is of the test's volume, the oldest first. */
  async rows(collection: "snapshots" | "backups" = "snapshots"): Promise<Row[]> {
    const all = (await this.member.list(collection)).filter((row) => row.volume_id === this.volume);
    return all.sort((a, b) => (a.created_at < b.created_at ? -1 : 1));
  }

  async ids(collection: "snapshots" | "backups" = "snapshots"): Promise<string[]> {
    return (await this.rows(collection)).map(({ id }) => id);
  }

  private get open(): { lab: Lab; tap: Tap } {
    if (this.known === undefined) throw new Error("the lab runs only inside tests");
    return this.known;
  }
}
