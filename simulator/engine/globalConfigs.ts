// The few settings of the product that the simulator heeds or shows.

import type { Database } from "../core/database";

interface Setting {
  id: number;
  name: string;
  defaultValue: string;
  description: string;
}

const restSettings: Setting[] = [
  {
    id: 229,
    name: "checkTimeZone",
    defaultValue: "false",
    description: "Check the time zone of the request time if enabled. Ignore the time zone of that if disabled",
  },
  {
    id: 519,
    name: "completedApi.expiredPeriod",
    defaultValue: "10800",
    description: "How long a completed API can stay in the database before it's deleted, in seconds",
  },
  {
    id: 711,
    name: "expiredApi.scanInterval",
    defaultValue: "3600",
    description: "The interval the GC thread scans the database for completed, expired API records, in seconds",
  },
];

export function loadGlobalConfigs(database: Database, owner: string): void {
  for (const setting of restSettings) {
    const uuid = `rest/${setting.name}`;
    if (database.tables.globalConfigs.has(uuid)) continue;
    database.tables.globalConfigs.insert({
      ...database.base(uuid, owner),
      ...setting,
      category: "rest",
      value: setting.defaultValue,
    });
  }
}

/** How long the row of a finished job is kept, in milliseconds. */
export function jobsKeptFor(database: Database): number {
  return Number(database.tables.globalConfigs.get("rest/completedApi.expiredPeriod")?.value ?? 10_800) * 1000;
}
