// Tables as JSON: what data files and fixture files hold.

import type { World } from "../world";
import type { Database, TableName } from "./database";
import type { BaseRow, Table } from "./table";

export type StoredTables = Partial<Record<TableName, Partial<BaseRow>[]>>;

export function writeTables(database: Database): StoredTables {
  const stored: StoredTables = {};
  for (const name of Object.keys(database.tables) as TableName[]) {
    stored[name] = [...(database.tables[name] as unknown as Table<BaseRow>).all()];
  }
  return stored;
}

/** Rows need a uuid; owner and dates are filled in where a hand-written fixture leaves them out. */
export function readTables(world: World, stored: StoredTables, file: string): void {
  for (const [name, rows] of Object.entries(stored)) {
    if (!Object.hasOwn(world.database.tables, name) || !Array.isArray(rows)) {
      const known = Object.keys(world.database.tables).join(", ");
      throw new Error(`${file}: unknown table "${name}"; known are ${known}.`);
    }
    const table = world.database.tables[name as TableName] as unknown as Table<BaseRow>;
    for (const row of rows) {
      if (typeof row?.uuid !== "string") throw new Error(`${file}: a row of "${name}" has no uuid.`);
      table.insert({ ...world.database.base(row.uuid, world.administrator.uuid), ...row });
    }
  }
}
