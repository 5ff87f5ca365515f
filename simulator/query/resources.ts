// The resources that can be queried: where their rows are, who sees them, which other resources a condition may reach.

import type { TableName } from "../core/database";
import type { FieldKind, Inventory, InventoryClass } from "../core/inventories";
import type { BaseRow, Table } from "../core/table";
import type { Account } from "../rest/api";
import type { World } from "../world";
import type { Condition } from "./conditions";

export interface Join {
  to: string;
  rows(world: World, row: BaseRow): BaseRow[];
}

export interface Resource {
  inventory: InventoryClass;
  /** Its name in query texts. */
  zql: string;
  /** The entity class printed in database errors. */
  entity: string;
  table: TableName | undefined;
  /** Rows that are made on the fly, where there is no table. */
  rows?(world: World): BaseRow[];
  visible(row: BaseRow, account: Account): boolean;
  joins: Record<string, Join>;
  /** Fields that stand in another table: no row there, no match, whatever the operator. */
  joinedFields?: Record<string, { kind: FieldKind; values(world: World, row: BaseRow): unknown[] }>;
  /** Fields that are shown, but that `fields=` cannot ask for. */
  elsewhere?: readonly string[];
  /** A shorter list of candidates for a condition, if there is one. */
  narrow?(world: World, condition: Condition): Iterable<BaseRow> | undefined;
  render(world: World, row: BaseRow, only?: ReadonlySet<string>): Inventory;
  /** Not filled in by queries. */
  hidden?: readonly string[];
}

export type Registry = Record<string, Resource>;

export const own = (row: BaseRow, account: Account): boolean => account.admin || row.accountUuid === account.uuid;
export const everybody = (): boolean => true;

export function rowsOf(resource: Resource, world: World): Iterable<BaseRow> {
  if (resource.table === undefined) return resource.rows?.(world) ?? [];
  return (world.database.tables[resource.table] as unknown as Table<BaseRow>).all();
}

export function tableOf(resource: Resource, world: World): Table<BaseRow> | undefined {
  return resource.table === undefined
    ? undefined
    : (world.database.tables[resource.table] as unknown as Table<BaseRow>);
}
