// What an API is, and what a handler gets to see of a call.

import type { EntityName } from "../core/database";
import { internal } from "../core/errors";
import type { Inventory } from "../core/inventories";
import type { World } from "../world";
import type { Account, Work } from "./work";

export type { Account, Work } from "./work";

export interface ParamSpec {
  kind: "string" | "long" | "boolean" | "list";
  required?: boolean;
  max?: number;
  min?: number;
  range?: readonly [number, number];
  values?: readonly string[];
  nonempty?: boolean;
  /** The object(s) it names must exist … */
  resource?: EntityName;
  /** … unless the API succeeds when it is gone already (deletes). */
  missingIsSuccess?: boolean;
  /** The name the server prints for the type, where that is not the entity's. */
  printedAs?: string;
  /** Must have the shape of a uuid. */
  uuid?: boolean;
  /** Kept as given: passwords. */
  verbatim?: boolean;
}

export type ParamValue = string | number | boolean | string[];

export class Params {
  constructor(private readonly values: ReadonlyMap<string, ParamValue>) {}

  raw(name: string): ParamValue | undefined {
    return this.values.get(name);
  }

  str(name: string): string | undefined {
    const value = this.values.get(name);
    return typeof value === "string" ? value : undefined;
  }

  num(name: string): number | undefined {
    const value = this.values.get(name);
    return typeof value === "number" ? value : undefined;
  }

  flag(name: string): boolean {
    return this.values.get(name) === true;
  }

  list(name: string): string[] {
    const value = this.values.get(name);
    return Array.isArray(value) ? value : [];
  }

  has(name: string): boolean {
    return this.values.has(name);
  }

  /** A required string: validation has seen to it. */
  need(name: string): string {
    const value = this.str(name);
    if (value === undefined) throw internal(`parameter ${name} was not validated`);
    return value;
  }
}

export interface Call {
  world: World;
  account: Account;
  params: Params;
  userTags: string[];
  systemTags: string[];
  jobUuid: string;
}

interface Base {
  /** As in the vendor's documentation: CreateVolumeSnapshot. */
  name: string;
  method: "GET" | "POST" | "PUT" | "DELETE";
  /** Below /v1, with {placeholders}. */
  path: string;
  /** Key of the body that holds the parameters. */
  wrapper?: string;
  params?: Record<string, ParamSpec>;
  noAuth?: boolean;
  /** Not there in the open-source edition. */
  closed?: boolean;
}

export interface QueryApi extends Base {
  kind: "query";
  resource: string;
  /** Refused to all accounts but the administrator. */
  adminOnly?: boolean;
}

export interface SyncApi extends Base {
  kind: "sync";
  run(call: Call): Inventory;
}

export interface JobApi extends Base {
  kind: "job";
  /** Default timeout in milliseconds. */
  timeout: number;
  /** Only `ephemeral::…` ones pass. */
  refusesSystemTags?: boolean;
  plan(call: Call): Work;
}

export type Api = QueryApi | SyncApi | JobApi;

export const minutes = 60_000;
export const hours = 60 * minutes;

export const nameParam: ParamSpec = { kind: "string", required: true, max: 255 };
export const descriptionParam: ParamSpec = { kind: "string", max: 2048 };
export const deleteModeParam: ParamSpec = { kind: "string" };
/** What every create message has besides its own parameters. */
export const createParams: Record<string, ParamSpec> = {
  resourceUuid: { kind: "string", uuid: true },
  tagUuids: { kind: "list", resource: "TagPatternVO" },
};
