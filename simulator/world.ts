// Everything one simulated server consists of.

import { Clock } from "./core/clock";
import { type Change, Database } from "./core/database";
import { uuidFor } from "./core/ids";
import type { BrokenIncrement } from "./core/model";
import type { JobDurations } from "./rest/durations";
import { Jobs } from "./rest/jobs";
import { Queues } from "./rest/queues";
import type { Account } from "./rest/work";

/** The product, or what of it is open source. */
export type Edition = "enterprise" | "open-source";

export interface Settings {
  serverVersion: string;
  jobDuration: JobDurations;
  storage: "chain" | "individual";
  edition: Edition;
  accounts: { name: string; password: string }[];
  accessKeys: { id: string; secret: string }[];
}

export interface KnownAccount extends Account {
  password: string;
}

/** The product gives its built-in administrator the same uuid everywhere. */
export const administratorUuid = "36c27e8ff05c4780bf6d2fa65700f22e";

export class World {
  readonly clock = new Clock();
  readonly database = new Database(this.clock);
  readonly queues = new Queues((key) => backupsAtATime(this.database, key));
  readonly jobs: Jobs;
  readonly accounts: KnownAccount[];
  readonly administrator: KnownAccount;
  /** Increments that a delete took a layer away from, also those that are gone since. */
  readonly brokenIncrements: BrokenIncrement[] = [];
  /** When the management node joined: its start, or its last restart. */
  joinedAt = this.clock.timestamp();
  private readonly version: number[];
  private listener: (change: Change) => void = () => {};

  constructor(readonly options: Settings) {
    this.jobs = new Jobs(this);
    this.version = options.serverVersion.split(".").map((part) => Number.parseInt(part, 10) || 0);
    this.accounts = options.accounts.map((account, index) => ({
      ...account,
      uuid: index === 0 ? administratorUuid : uuidFor(`account ${account.name}`),
      admin: index === 0,
    }));
    const [first] = this.accounts;
    if (first === undefined) throw new Error("the simulator needs at least one account");
    this.administrator = first;
    this.database.onChange((change) => this.changed(change));
  }

  /** `kill -9` of the management node, and its restart. */
  restart(): void {
    this.jobs.crash();
    this.joinedAt = this.clock.timestamp();
  }

  atLeast(major: number, minor: number): boolean {
    const [ownMajor = 0, ownMinor = 0] = this.version;
    return ownMajor > major || (ownMajor === major && ownMinor >= minor);
  }

  onChange(listener: (change: Change) => void): void {
    this.listener = listener;
  }

  changed(change: Change): void {
    this.listener(change);
  }
}

const storageKey = "backups on storage ";

/** The queue of backups that go to one backup storage. */
export function storageQueue(storageUuid: string): string {
  return storageKey + storageUuid;
}

/** Ten at a time, unless a system tag of the storage says otherwise; on all other keys one. */
function backupsAtATime(database: Database, key: string): number {
  if (!key.startsWith(storageKey)) return 1;
  const prefix = "volumeLiveBackup::parallelismDegree::";
  const tags = database.tables.systemTags.by("resourceUuid", key.slice(storageKey.length));
  return Number(tags.find((row) => row.tag.startsWith(prefix))?.tag.slice(prefix.length)) || 10;
}
