import { type JsonObject, same } from "../../../../provider/core/json";
import type { Row } from "../../../cinder/support/platform";
import type { EngineState } from "../../harness/engine";
import { collections, type KindName } from "./kinds";
import type { Lane } from "./lane";

const own = "pulumi_snapshots_";

export const markOf = (kind: KindName, lane: Lane): string => `org/project/${lane.place.stack}::cinder.${kind}::point`;

export const ownerOf = (row: Row): string | undefined => row.metadata[`${own}owner`];

/** Metadata that is neither ours nor somebody else's. */
function declaredMetadata(row: Row): JsonObject {
  return Object.fromEntries(Object.entries(row.metadata).filter(([key]) => !key.startsWith(own) && key !== "others"));
}

/** What is expected of the platform when all runs are over. */
export interface Expected {
  readonly kind: KindName;
  readonly declared: JsonObject;
  /** Somebody else wrote on the object. */
  readonly annotated?: boolean;
  /** An object may have been left in the one window that stays open. */
  readonly window?: boolean;
  /** What people were told; what was left in the window has to be named there. */
  readonly told?: string;
}

const texts = ({ name, description, metadata }: JsonObject): JsonObject => ({ name, description, metadata });

/** What is not as it has to be: exactly the declared object, marked, as state knows it, and nothing that is nobody's. */
export async function complaints(lane: Lane, state: EngineState, expected: Expected): Promise<string[]> {
  const { kind, declared, annotated = false, window = false, told = "" } = expected;
  const points = await lane.settledPoints();
  const { recorded } = state;
  const found: string[] = [];
  const mark = markOf(kind, lane);
  const row = points.find((point) => point.id === recorded?.id && point.collection === collections[kind]);
  if (recorded !== undefined && row === undefined) found.push(`${recorded.id} is in state and not on the platform`);
  if (recorded !== undefined && row !== undefined) {
    if (ownerOf(row) !== mark) found.push(`${row.id} has the owner mark ${ownerOf(row)}`);
    if (row.status !== "available") found.push(`${row.id} is ${row.status}`);
    const there = texts({ ...row, metadata: declaredMetadata(row) });
    if (!same(there, texts(recorded.outputs))) found.push(`state is not what there is: ${JSON.stringify(there)}`);
    if (!same(there, texts(declared))) found.push(`what there is was not declared: ${JSON.stringify(there)}`);
    if (annotated && row.metadata["others"] !== "kept") found.push("what somebody else wrote is gone");
  }
  const others = points.filter((point) => point !== row);
  for (const other of others) {
    const what = `${other.collection}/${other.id} (${other.status})`;
    if (!window) found.push(`${what} is nobody's; its owner mark is ${ownerOf(other)}`);
    else if (ownerOf(other) !== mark) found.push(`${what} was left in the open window without its mark`);
    else if (!told.includes(other.id)) found.push(`${what} was left in the open window and nobody was told`);
  }
  if (others.length > 1) found.push(`${others.length} objects too many`);
  return found;
}
