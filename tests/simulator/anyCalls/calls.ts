// Any call of any API: uuids of living, deleted, foreign and invented objects, bodies that fit and bodies that do not.

import * as fc from "fast-check";
import { allApis } from "../../../simulator/apis";
import { entities } from "../../../simulator/core/database";
import type { Api, ParamSpec } from "../../../simulator/rest/api";
import type { Row, Tables } from "./consistency";

/** Where values come from: the first choice is mostly a fitting one. */
const pick = fc.nat(9999);

export interface Step {
  api: number;
  picks: number[];
  caller: number;
  /** Something else than a well-formed request. */
  hostile: number;
}

/** What makes and deletes the objects that build on each other, more often. */
function weight({ name, kind }: Api): number {
  if (/^Create(VolumeSnapshot|VolumeBackup|VolumeSnapshotGroup|VmBackup)$/.test(name)) return 20;
  if (/^Delete(VolumeSnapshot|VolumeBackup|DataVolume)$/.test(name)) return 10;
  if (/^Sync(Volume|Vm)Backup$/.test(name)) return 10;
  return kind === "job" ? 2 : 1;
}

const weighted: readonly Api[] = allApis.flatMap((api) => Array.from({ length: weight(api) }, () => api));

export const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.record({
    api: fc.nat(weighted.length - 1),
    picks: fc.array(pick, { minLength: 12, maxLength: 12 }),
    caller: pick,
    hostile: pick,
  }),
  { minLength: 5, maxLength: 40, size: "max" },
);

const hostileTexts = [
  "",
  " ",
  "__proto__",
  "constructor",
  "toString",
  "%00",
  "..",
  "it's",
  "not-a-uuid",
  "0".repeat(32),
  "z".repeat(32),
  "a".repeat(3000),
  "\u{1f389}",
  "<b>&'=\u2028",
  "%",
];

const deep = `${"[".repeat(20_000)}${"]".repeat(20_000)}`;
const hostileBodies = [
  "",
  "null",
  "[]",
  "5",
  '"x"',
  "{",
  "{}",
  `{"params":${deep}}`,
  `{"params":{"name":${deep}}}`,
  '{"params":null}',
  '{"params":"x"}',
  '{"params":{"__proto__":{"name":"x"},"constructor":1}}',
  '{"params":{"name":{"a":1},"uuids":{},"resourceUuids":[null,{}]}}',
  '{"params":{"name":1e999,"diskSize":-1,"duration":"x"},"userTags":"x","systemTags":[null,{}]}',
  '{"params":{"name":"n"},"userTags":[null,{"a":1},5,""],"systemTags":["ephemeral::x",null]}',
];

const hostileQueries = [
  "q=uuid~=%25",
  "q=__proto__=1",
  "q=constructor.x=1",
  "q=name~=%25a%25a%25a%25a%25a%25a%25a%25a%25a%25a%25a%25a%25a%25a%25b",
  "q=name~=(((((((((((((((((a",
  "q=size%3E=abc&q=createDate%3E2026-13-99",
  "q=tree.volume.vmInstance.allVolumes.snapshot.size=1",
  "limit=99999999999999999999&start=1e3",
  "fields=__proto__,constructor&sort=toString",
  "sort=-&limit=0&count=true",
  "uuids.0=x&uuids.1=__proto__&uuids=y",
  "q=name=%F0%9F%8E%89%00",
];

export interface Request {
  method: string;
  path: string;
  body?: string;
  headers: Record<string, string>;
}

const groupsOfBackups = "groups of backups";

/** What one run remembers of what it met. */
export class Memory {
  /** By table: uuids that were there at some time. */
  private readonly met = new Map<string, Set<string>>();
  private readonly metGroups = new Set<string>();
  readonly jobs: string[] = [];

  tables: Tables = {};

  look(tables: Tables): void {
    this.tables = tables;
    for (const [name, rows] of Object.entries(tables)) {
      const known = this.met.get(name) ?? new Set();
      for (const { uuid } of rows) known.add(uuid);
      this.met.set(name, known);
    }
    for (const { groupUuid } of tables["backups"] ?? []) {
      if (groupUuid !== undefined) this.metGroups.add(String(groupUuid));
    }
  }

  private living(table: string): string[] {
    if (table === groupsOfBackups)
      return (this.tables["backups"] ?? []).flatMap(({ groupUuid }) =>
        groupUuid === undefined ? [] : [String(groupUuid)],
      );
    return (this.tables[table] ?? []).map(({ uuid }) => uuid);
  }

  private deleted(): string[] {
    return [...this.met].flatMap(([name, all]) => {
      if (!Object.values<string>(entities).includes(name)) return [];
      const now = new Set(this.living(name));
      return [...all].filter((uuid) => !now.has(uuid));
    });
  }

  /** Uuids of backups and of groups of them that were deleted: gone, or kept as Deleted by what builds on them. */
  private deletedBackups(): string[] {
    const usable = (this.tables["backups"] ?? []).filter(({ status }) => status !== "Deleted");
    const now = new Set(usable.flatMap(({ uuid, groupUuid }) => [uuid, String(groupUuid)]));
    return [...(this.met.get("backups") ?? []), ...this.metGroups].filter((uuid) => !now.has(uuid));
  }

  /** In most calls everything fits, or nearly all of them would fail at their first parameter. */
  private fitting = true;

  /** Any uuid, mostly one that fits; of few objects rather than of many, so that calls meet. */
  private uuid(table: string | undefined, choice: number): string {
    const kind = this.fitting ? 0 : choice % 20;
    if (kind < 12 && table !== undefined) return from(this.living(table), choice) ?? invented(choice);
    if (kind < 17) return from(this.deleted(), choice) ?? invented(choice);
    if (kind < 18) return from(this.everything(), choice) ?? invented(choice);
    return kind === 18 ? invented(choice) : (from(hostileTexts, choice) ?? "");
  }

  private everything(): string[] {
    return Object.keys(this.tables).flatMap((name) => this.living(name));
  }

  /** For an object that is to be made: none, one used before, a new one, seldom one in use. */
  private fresh(choice: number, ofBackup: boolean): string | undefined {
    const kind = choice % 20;
    if (kind < 8) return undefined;
    if (ofBackup && kind < 13) return from(this.deletedBackups(), choice);
    if (kind < 16) return from(this.deleted(), choice);
    return kind < 19 ? invented(choice) : from(this.everything(), choice);
  }

  request(step: Step, session: string): Request {
    const api = weighted[step.api] as Api;
    this.fitting = step.caller % 10 < 8;
    let at = 0;
    const next = () => step.picks[at++ % step.picks.length] ?? 0;
    const used = new Set<string>();
    const path = api.path.replace(/\{(\w+)\}/g, (_all, name: string) => {
      used.add(name);
      const choice = next();
      const uuid = this.sensible(name, choice) ?? this.uuid(this.tableOf(name, api.params?.[name]), choice);
      return encodeURIComponent(uuid) || "x";
    });
    const values: Record<string, unknown> = {};
    const isBackup = /^Create(Volume|Vm)Backup$/.test(api.name);
    for (const [name, spec] of Object.entries(api.params ?? {})) {
      if (used.has(name)) continue;
      const value = name === "resourceUuid" ? this.fresh(next(), isBackup) : this.value(name, spec, next());
      if (value !== undefined) values[name] = value;
    }
    const headers = this.headers(step, session, next());
    const request: Request = { method: api.method, path: `/zstack/v1${path}`, headers };
    if (api.method === "GET" || api.method === "DELETE") {
      const query = new URLSearchParams();
      for (const [name, value] of Object.entries(values)) {
        for (const one of Array.isArray(value) ? value : [value])
          query.append(name, typeof one === "object" ? JSON.stringify(one) : String(one));
      }
      request.path += `?${query}`;
    } else {
      request.body = JSON.stringify({ [api.wrapper ?? "params"]: values, userTags: tags(next()) });
    }
    return spoiled(request, step.hostile);
  }

  private headers(step: Step, session: string, choice: number): Record<string, string> {
    const headers: Record<string, string> = { Authorization: `OAuth ${step.caller % 50 === 49 ? "bogus" : session}` };
    if (this.fitting) return headers;
    if (choice % 3 === 0) headers["X-Job-UUID"] = this.jobs[choice % Math.max(1, this.jobs.length)] ?? "z".repeat(32);
    if (choice % 5 === 0) headers["X-API-Timeout"] = ["-5", "0", "2", "99999999999999999999", "x"][choice % 5] ?? "";
    if (choice % 7 === 0)
      headers["X-Web-Hook"] = ["http://", "http:x", "http://127.0.0.1:1/", "https://x", "x"][choice % 5] ?? "";
    if (choice % 4 === 0) headers["X-JSON-Schema"] = "true";
    return headers;
  }

  private tableOf(name: string, spec: ParamSpec | undefined): string | undefined {
    if (spec?.resource !== undefined) return entities[spec.resource];
    return { groupUuid: groupsOfBackups, sessionUuid: "sessions", uuid: "userTags" }[name];
  }

  /** Of a table, one of those that the parameter is meant for. */
  private sensible(name: string, choice: number): string | undefined {
    if (!this.fitting) return undefined;
    const volumes = (wanted: (row: Row) => boolean) =>
      from(
        (this.tables["volumes"] ?? [])
          .filter(wanted)
          .map(({ uuid }) => uuid)
          .slice(0, 3),
        choice,
      );
    if (name === "rootVolumeUuid") return volumes((row) => row["type"] === "Root");
    if (name === "volumeUuid") return volumes((row) => row["vmInstanceUuid"] !== undefined);
    if (name.toLowerCase().endsWith("storageuuid") && name !== "primaryStorageUuid") {
      return from(this.living("backupStorages").slice(0, 2), choice);
    }
    return undefined;
  }

  private value(name: string, spec: ParamSpec, choice: number): unknown {
    const at = Math.floor(choice / 20);
    if (spec.required !== true && choice % 20 >= (this.fitting ? 3 : 10)) return undefined;
    const table = this.tableOf(name, spec);
    if (this.fitting && table !== undefined && this.living(table).length === 0 && spec.required !== true)
      return undefined;
    if (!this.fitting && at % 4 === 0) return from([{}, [null, {}], "maybe", -1, null, ...hostileTexts], choice);
    if (spec.kind === "boolean") return at % 2 === 0;
    if (spec.kind === "long") return [1024, 4096, 2 ** 40][at % 3];
    if (spec.kind === "list") {
      const one = (index: number) => this.uuid(table ?? "snapshots", choice + index * 60);
      return Array.from({ length: 1 + (at % 3) }, (_, index) => one(index));
    }
    if (spec.values !== undefined) return spec.values[at % spec.values.length];
    if (/[uU]uid$/.test(name)) return this.sensible(name, choice) ?? this.uuid(table ?? "volumes", choice);
    if (name === "resourceType") return Object.keys(entities)[at % 11];
    if (name === "scope") return ["single", "chain", "nope"][at % 3];
    return `text ${choice % 5}`;
  }
}

/** The last of a list more often than the others. */
function from<T>(list: readonly T[], choice: number): T | undefined {
  const at = Math.floor(choice / 20);
  const some = at % 2 === 0 ? list : list.slice(-3);
  return some[Math.floor(at / 2) % Math.max(1, some.length)];
}

const invented = (choice: number): string =>
  `${String(choice % 10).repeat(8)}000040008000${String(choice).padStart(12, "0")}`;

function tags(choice: number): string[] {
  return choice % 4 === 0 ? ["t", "T", `t${choice % 3}`] : [];
}

function spoiled(request: Request, choice: number): Request {
  if (choice < 8700) return request;
  const of = (list: readonly string[]): string => list[Math.floor(choice / 10) % list.length] ?? "";
  if (choice < 9100) return request.method === "GET" ? request : { ...request, body: of(hostileBodies) };
  if (choice < 9500) return { ...request, path: `${request.path.split("?")[0]}?${of(hostileQueries)}` };
  if (choice < 9700) {
    const method = of(["DELETE", "PUT", "POST", "HEAD", "PATCH", "OPTIONS"]);
    const { body, ...rest } = request;
    return method === "HEAD" || body === undefined ? { ...rest, method } : { ...rest, method, body };
  }
  if (choice < 9850)
    return { ...request, path: `${request.path.split("?")[0]}/${encodeURIComponent(of(hostileTexts))}` };
  return { ...request, headers: {} };
}
