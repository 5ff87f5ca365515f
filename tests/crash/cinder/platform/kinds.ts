import { declareAs, type JsonObject } from "../../../support/providerProcess";
import type { Operation } from "../../harness/lane";

/** What a kind is a resource of, and where its objects are. */
interface Kind {
  readonly resource: "VolumeSnapshot" | "VolumeBackup" | "RestoredVolume";
  readonly collection: "snapshots" | "backups" | "volumes";
  /** Lists of the collection that one look for an object of the declaration takes; default 1. */
  readonly lists?: number;
  /** What is declared besides name, description and metadata. */
  source(place: Place): JsonObject;
  /** What an update changes besides those. */
  readonly updated?: JsonObject;
}

const kinds = {
  VolumeSnapshot: {
    resource: "VolumeSnapshot",
    collection: "snapshots",
    source: ({ volume }) => ({ volumeId: volume }),
  },
  VolumeBackup: { resource: "VolumeBackup", collection: "backups", source: ({ volume }) => ({ volumeId: volume }) },
  VolumeOfSnapshot: {
    resource: "RestoredVolume",
    collection: "volumes",
    source: ({ snapshot }) => ({ snapshotId: snapshot }),
    updated: { size: 2 },
  },
  VolumeOfBackup: {
    resource: "RestoredVolume",
    collection: "volumes",
    source: ({ backup }) => ({ backupId: backup }),
    // By the name of its creation, and by its tags.
    lists: 2,
    updated: { size: 2 },
  },
} as const satisfies Readonly<Record<string, Kind>>;

export type KindName = keyof typeof kinds;
export const kindNames = Object.keys(kinds) as KindName[];

export const kindOf = (name: KindName): Kind => kinds[name];

/** Where a resource stands: its stack, the volume it is of, and what new volumes are made from. */
export interface Place {
  readonly stack: string;
  readonly volume: string;
  /** Of another volume, which has tags of an owner itself. */
  readonly snapshot: string;
  readonly backup: string;
}

/** What a program declares before and after an operation, the way the engine hands it over. */
export function declaredFor(
  name: KindName,
  operation: Operation,
  place: Place,
  timeouts?: JsonObject,
): { before: JsonObject; after: JsonObject } {
  const { resource, source, updated } = kindOf(name);
  const { stack } = place;
  const first = { ...source(place), description: describing("first", place), metadata: { tier: "gold", once: "yes" } };
  const inputs = (more: JsonObject): JsonObject => ({
    ...declareAs(
      resource,
      "point",
      { ...first, ...more },
      { stack, ...(timeouts === undefined ? {} : { timeouts }) },
      "cinder",
    ),
    __provider: `exports.handler=()=>require("pulumi-snapshots/dynamic").cinder${resource};`,
  });
  const before = inputs({});
  if (operation === "replace") return { before, after: inputs({ triggers: ["next"] }) };
  if (operation !== "update") return { before, after: before };
  const metadata = { tier: "silver", more: "yes" };
  return { before, after: inputs({ name: "other", description: describing("second", place), metadata, ...updated }) };
}

const describing = (text: string, { stack }: Place): string => `${text} of ${stack}`;

/** Whether a volume is of this place: descriptions survive a restore, metadata do not. */
export const isOf = ({ stack }: Place, { description }: { readonly description: string | null }): boolean =>
  description?.endsWith(` of ${stack}`) === true;
