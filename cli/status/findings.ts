// What is not as it should be, from rows and limits. Pure: everything has been read.

import type { Limit } from "../../provider/core/listing";
import { nameOf, statusText } from "../list/columns";
import type { Named, PointRow } from "../list/rows";
import type { DrillRow } from "../stack/drills";
import { ageText, sizeText } from "../table/units";

export const findingCodes = [
  "unprotected",
  "too-old",
  "no-verified-point",
  "age-unknown",
  "missing",
  "problems",
  "drill-failed",
  "drill-too-old",
  "no-drill",
  "chain-limit",
  "quota",
  "storage",
] as const;

export type FindingCode = (typeof findingCodes)[number];

export interface Finding {
  readonly code: FindingCode;
  /** Id of the volume, restore point or storage, or name of the quota. */
  readonly id: string;
  readonly message: string;
  readonly connection: string;
}

/** The newest verified restore point of one volume. */
export interface Newest {
  readonly volume: Named;
  readonly vm: Named | undefined;
  readonly connection: string;
  /** All restore points of the volume in question, verified or not. */
  readonly count: number;
  /** The newest verified one. */
  readonly point: Pick<PointRow, "uuid" | "name" | "kind"> | undefined;
  /** Seconds; undefined if there is none, or its age cannot be told. */
  readonly ageSeconds: number | undefined;
  /** The newest restore drill of a restore point of the volume. */
  readonly drill?: DrillRow;
}

/**
 * The newest verified restore point of each volume that has any, alone or as a part of one of its VM.
 * @param exists whether a volume still exists: there are no newer ones of others
 */
export function newestOf(rows: readonly PointRow[], exists: (row: PointRow, volume: string) => boolean): Newest[] {
  const found = new Map<string, Newest>();
  const look = (row: PointRow, volume: Named): void => {
    if (!exists(row, volume.id)) return;
    const key = `${row.connection}\0${volume.id}`;
    const before = found.get(key) ?? {
      volume,
      vm: row.vm,
      connection: row.connection,
      count: 0,
      point: undefined,
      ageSeconds: undefined,
    };
    const counted = { ...before, vm: before.vm ?? row.vm, count: before.count + 1 };
    found.set(key, row.verified && isNewer(row, before) ? { ...counted, ...pointOf(row) } : counted);
  };
  for (const row of rows) {
    if (row.volume !== undefined) look(row, row.volume);
    for (const { volume } of row.parts) look(row, volume);
  }
  return [...found.values()].sort((a, b) => (labelOf(a) < labelOf(b) ? -1 : 1));
}

const pointOf = ({ uuid, name, kind, ageSeconds }: PointRow): Pick<Newest, "point" | "ageSeconds"> => ({
  point: { uuid, name, kind },
  ageSeconds,
});

/** Whatever has an age is newer than what has none: an unknown age proves nothing. */
const isNewer = ({ ageSeconds }: PointRow, before: Newest): boolean =>
  before.point === undefined ||
  (ageSeconds !== undefined && (before.ageSeconds === undefined || ageSeconds < before.ageSeconds));

const labelOf = ({ vm, volume }: Pick<Newest, "vm" | "volume">): string =>
  `${nameOf(vm)}\0${nameOf(volume)}\0${volume.id}`;

export function volumeText({ volume, vm }: Pick<Newest, "volume" | "vm">): string {
  return `volume ${namedText(volume)}${vm === undefined ? "" : ` of VM ${namedText(vm)}`}`;
}

const namedText = (one: Named): string => (one.name === undefined ? one.id : `"${one.name}" (${one.id})`);

export function ageFindings(newest: readonly Newest[], maxAge: number): Finding[] {
  return newest.flatMap((one): Finding[] => {
    const { volume, connection, point, ageSeconds, count } = one;
    const found = (code: FindingCode, text: string): Finding[] => [
      { code, id: volume.id, connection, message: `${volumeText(one)}: ${text}` },
    ];
    if (point === undefined) return found("no-verified-point", `none of its ${count} restore points is verified`);
    const which = `${point.kind} "${point.name}" (${point.uuid})`;
    if (ageSeconds === undefined) return found("age-unknown", `the age of its restore points is unknown: ${which}`);
    if (ageSeconds <= maxAge) return [];
    return found(
      "too-old",
      `the newest verified restore point is ${ageText(ageSeconds)} old (limit ${ageText(maxAge)}): ${which}`,
    );
  });
}

/** Owners whose restore points somebody relies on. */
const reliedOn: readonly PointRow["ownership"][] = ["managed", "missing", "unmanaged", "other-stack", "retained"];

/** @param maxAge seconds; until then what is being created or deleted is under way, not a problem */
export function pointFindings(rows: readonly PointRow[], maxAge: number): Finding[] {
  return rows.flatMap((row): Finding[] => {
    const { problems, ownership, uuid: id, connection, kind, name, status, ageSeconds } = row;
    if (problems.length === 0 || !reliedOn.includes(ownership)) return [];
    const isUnderWay = /^(creating|deleting)$/i.test(status) && ageSeconds !== undefined && ageSeconds <= maxAge;
    if (isUnderWay) return [];
    const what = `${kind} "${name}" (${id})${row.owner === undefined ? "" : ` of ${row.owner}`}`;
    if (ownership !== "missing") return [{ code: "problems", id, connection, message: `${what}: ${statusText(row)}` }];
    const remedy = 'run "pulumi up --refresh" to create it again';
    return [{ code: "missing", id, connection, message: `${what}: the platform does not have it; ${remedy}` }];
  });
}

const amountText = ({ unit }: Limit, amount: number): string => (unit === "bytes" ? sizeText(amount) : String(amount));

const share = ({ used, total }: Limit): string => `${Math.floor((used / total) * 100)} %`;

/** @param maxUsage share from which on a limit is a finding, between 0 and 1 */
export function limitFindings(
  limits: { readonly quotas: readonly Limit[]; readonly storages: readonly Limit[]; readonly chains: readonly Limit[] },
  maxUsage: number,
  connection: string,
  volume: (id: string) => string,
): Finding[] {
  const reached = (all: readonly Limit[]): readonly Limit[] =>
    all.filter(({ used, total }) => used >= total * maxUsage);
  const usedText = (one: Limit): string =>
    `${amountText(one, one.used)} of ${amountText(one, one.total)} used (${share(one)})`;
  return [
    ...reached(limits.chains).map((one): Finding => {
      const message = `${volume(one.id)}: ${one.used} snapshots, and the limit is ${one.total}`;
      return { code: "chain-limit", id: one.id, connection, message };
    }),
    ...reached(limits.quotas).map(
      (one): Finding => ({ code: "quota", id: one.id, connection, message: `quota ${one.name}: ${usedText(one)}` }),
    ),
    ...reached(limits.storages).map((one): Finding => {
      const message = `storage "${one.name}" (${one.id}): ${usedText(one)}`;
      return { code: "storage", id: one.id, connection, message };
    }),
  ];
}
