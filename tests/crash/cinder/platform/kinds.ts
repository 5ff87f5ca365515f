import { declareAs, type JsonObject } from "../../../support/providerProcess";
import type { Operation } from "../../harness/lane";

export const kindNames = ["VolumeSnapshot", "VolumeBackup"] as const;
export type KindName = (typeof kindNames)[number];

export const collections = { VolumeSnapshot: "snapshots", VolumeBackup: "backups" } as const;

/** Where a resource stands: its stack, and the volume it is of. */
export interface Place {
  readonly stack: string;
  readonly volume: string;
}

/** What a program declares before and after an operation, the way the engine hands it over. */
export function declaredFor(
  kind: KindName,
  operation: Operation,
  { stack, volume }: Place,
  timeouts?: JsonObject,
): { before: JsonObject; after: JsonObject } {
  const first = { volumeId: volume, description: "first", metadata: { tier: "gold", once: "yes" } };
  const inputs = (more: JsonObject): JsonObject => ({
    ...declareAs(
      kind,
      "point",
      { ...first, ...more },
      { stack, ...(timeouts === undefined ? {} : { timeouts }) },
      "cinder",
    ),
    __provider: `exports.handler=()=>require("pulumi-snapshots/dynamic").cinder${kind};`,
  });
  const before = inputs({});
  if (operation === "replace") return { before, after: inputs({ triggers: ["next"] }) };
  if (operation !== "update") return { before, after: before };
  return { before, after: inputs({ name: "other", description: "second", metadata: { tier: "silver", more: "yes" } }) };
}
