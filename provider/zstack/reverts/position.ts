import { createHash } from "node:crypto";
import { z } from "zod";
import type { ZStackApi } from "../client/client";
import { snapshotSchema, snapshotsPath } from "../models/volumeSnapshot";
import { getVolume } from "../resource/vmTarget";

// The place of a volume in the trees of its snapshots, which shows whether it went back.
// @API GET /v1/volume-snapshots
// @API GET /v1/volume-snapshots/trees
// @API GET /v1/volumes/{uuid}

const treeSchema = z.object({ uuid: z.string(), current: z.boolean().optional() });

/** A volume, and the snapshot that its content continues. */
export interface Position {
  readonly volumeUuid: string;
  readonly name: string;
  readonly size: number | undefined;
  readonly installPath: string | undefined;
  /** Latest snapshot of the current tree; undefined if the content continues none. */
  readonly latest: string | undefined;
  /** The snapshots of the volume, in all its trees, and the parent of each that has one. */
  readonly snapshots: readonly string[];
  readonly parents: ReadonlyMap<string, string>;
}

export async function positionOf(api: ZStackApi, volumeUuid: string): Promise<Position> {
  const condition = { field: "volumeUuid", operator: "=" as const, value: volumeUuid };
  const [volume, snapshots, trees] = await Promise.all([
    getVolume(api, volumeUuid),
    api.query(snapshotsPath, snapshotSchema, [condition]),
    api.query("/v1/volume-snapshots/trees", treeSchema, [condition]),
  ]);
  const current = trees.filter((tree) => tree.current === true).map(({ uuid }) => uuid);
  const latest = snapshots.find(({ treeUuid, latest }) => latest === true && current.includes(treeUuid ?? ""));
  const parents = snapshots.flatMap(({ uuid, parentUuid }) =>
    parentUuid === undefined ? [] : [[uuid, parentUuid] as const],
  );
  return {
    volumeUuid,
    name: volume?.name ?? "",
    size: volume?.size,
    installPath: volume?.installPath,
    latest: latest?.uuid,
    snapshots: snapshots.map(({ uuid }) => uuid),
    parents: new Map(parents),
  };
}

/** What a mark keeps of a position; short, because a tag is. */
export interface Before {
  readonly volume: string;
  readonly latest: string;
  readonly path: string;
}

const digest = (text: string | undefined): string =>
  text === undefined ? "" : createHash("sha256").update(text).digest("hex").slice(0, 12);

export const beforeOf = ({ volumeUuid, latest, installPath }: Position): Before => ({
  volume: digest(volumeUuid),
  latest: digest(latest),
  path: digest(installPath),
});

export const formatBefore = (all: readonly Before[]): string =>
  all.map(({ volume, latest, path }) => [volume, latest, path].join(".")).join(" ");

export function parseBefore(text: string | undefined): Before[] {
  return (text ?? "")
    .split(" ")
    .filter((one) => one !== "")
    .map((one) => {
      const [volume = "", latest = "", path = ""] = one.split(".");
      return { volume, latest, path };
    });
}

/** What shows whether one volume went back. */
export interface Evidence {
  readonly before: Before | undefined;
  /** The safety snapshot that was taken of it right before. */
  readonly safetySnapshot: string | undefined;
  /** The snapshot that it was to go back to; undefined for a backup, after which the content continues no snapshot. */
  readonly snapshot: string | undefined;
}

/**
 * Whether the volume certainly went back. A failed attempt can change the install path as well, as a new snapshot does, and the
 * newest snapshot is the latest one without any restore: only what no failure leaves counts, whoever has taken snapshots since.
 */
export function wentBack(now: Position, { before, safetySnapshot, snapshot }: Evidence): boolean {
  const earlier = earlierOf({ before, safetySnapshot });
  const moved = before !== undefined && now.installPath !== undefined && before.path !== digest(now.installPath);
  if (earlier === digest(snapshot)) return now.latest === snapshot && moved;
  if (snapshot !== undefined) return continues(now, snapshot, earlier);
  const isThere = now.snapshots.some((uuid) => digest(uuid) === earlier);
  return isThere && !chainOf(now).some((uuid) => digest(uuid) === earlier);
}

/**
 * Whether the volume certainly did not go back, and its job is over. Ceph overwrites a volume where it is, before the server
 * records anything.
 */
export function stayedAway(now: Position, evidence: Evidence): boolean {
  const { before, safetySnapshot } = evidence;
  if (before === undefined || now.installPath === undefined || now.installPath.startsWith("ceph:")) return false;
  // A snapshot on chain storage moves the volume to another path.
  const unmoved = safetySnapshot !== undefined || before.path === digest(now.installPath);
  return unmoved && digest(now.latest) === earlierOf(evidence);
}

/** Whether the volume's content continues the snapshot, by way of none that was there before. */
export function continues(now: Position, snapshot: string, earlier: string): boolean {
  const chain = chainOf(now);
  const [at, past] = [chain.indexOf(snapshot), chain.findIndex((uuid) => digest(uuid) === earlier)];
  return at !== -1 && (past === -1 || at <= past);
}

/** The snapshots that the volume's content continues, the latest first. */
function chainOf({ latest, parents }: Position): string[] {
  const chain: string[] = [];
  for (let at = latest; at !== undefined && !chain.includes(at); at = parents.get(at)) chain.push(at);
  return chain;
}

/** The position that a mark keeps of this volume. */
export const beforeIn = (all: readonly Before[], volumeUuid: string): Before | undefined =>
  all.find(({ volume }) => volume === digest(volumeUuid));

/** The latest snapshot that a mark keeps, or the safety snapshot taken after it, as `continues` takes it. */
export const earlierOf = ({ before, safetySnapshot }: Omit<Evidence, "snapshot">): string =>
  safetySnapshot === undefined ? (before?.latest ?? "") : digest(safetySnapshot);
