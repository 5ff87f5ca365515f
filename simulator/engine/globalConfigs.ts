// The few settings of the product that the simulator heeds or shows.

import type { Database } from "../core/database";

interface Setting {
  id: number;
  category: string;
  name: string;
  defaultValue: string;
  description: string;
}

const settings: Setting[] = [
  {
    id: 229,
    category: "rest",
    name: "checkTimeZone",
    defaultValue: "false",
    description: "Check the time zone of the request time if enabled. Ignore the time zone of that if disabled",
  },
  {
    id: 519,
    category: "rest",
    name: "completedApi.expiredPeriod",
    defaultValue: "10800",
    description: "How long a completed API can stay in the database before it's deleted, in seconds",
  },
  {
    id: 711,
    category: "rest",
    name: "expiredApi.scanInterval",
    defaultValue: "3600",
    description: "The interval the GC thread scans the database for completed, expired API records, in seconds",
  },
  {
    id: 97,
    category: "volumeSnapshot",
    name: "snapshot.before.revertvolume",
    defaultValue: "false",
    description: "auto snapshot befort revert volume",
  },
  {
    id: 106,
    category: "volumeSnapshot",
    name: "delete.parallelismDegree",
    defaultValue: "1",
    description: "The max snapshots that can be concurrently deleted",
  },
  {
    id: 390,
    category: "volumeSnapshot",
    name: "backup.parallelismDegree",
    defaultValue: "5",
    description: "The max snapshots the can be concurrently backup",
  },
  {
    id: 694,
    category: "volumeSnapshot",
    name: "effectiveCount.withDetachedVolumes",
    defaultValue: "false",
    description: "effective count with detached volumes",
  },
  {
    id: 713,
    category: "volumeSnapshot",
    name: "incrementalSnapshot.maxNum",
    defaultValue: "64",
    description:
      "The length of a volume snapshot chain. When the lenght of a volume snapshot chain reaches this value, the next volume snapshot will be a full snapshot",
  },
];

export function loadGlobalConfigs(database: Database, owner: string): void {
  for (const setting of settings) {
    const uuid = `${setting.category}/${setting.name}`;
    if (database.tables.globalConfigs.has(uuid)) continue;
    database.tables.globalConfigs.insert({
      ...database.base(uuid, owner),
      ...setting,
      value: setting.defaultValue,
    });
  }
}

/** How long the row of a finished job is kept, in milliseconds. */
export function jobsKeptFor(database: Database): number {
  return numberOf(database, "rest/completedApi.expiredPeriod") * 1000;
}

/** How long a chain of snapshots becomes before a full one begins the next. */
export function longestChain(database: Database): number {
  return numberOf(database, "volumeSnapshot/incrementalSnapshot.maxNum");
}

export function isSwitchedOn(database: Database, uuid: string): boolean {
  return database.tables.globalConfigs.get(uuid)?.value === "true";
}

/** Settings that are true or false take nothing else. */
export function isBoolean(defaultValue: string): boolean {
  return defaultValue === "true" || defaultValue === "false";
}

function numberOf(database: Database, uuid: string): number {
  const setting = settings.find(({ category, name }) => `${category}/${name}` === uuid);
  return Number(database.tables.globalConfigs.get(uuid)?.value ?? setting?.defaultValue);
}
